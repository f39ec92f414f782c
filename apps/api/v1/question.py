"""The body of a `match`: read and checked. No refusal repeats a value of it: that may be a personal one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from rest_framework.exceptions import ValidationError

from apps.domains import Domain, Field
from apps.matching.standardise import address

RECORDS_MAX: Final = 100
LIMIT_DEFAULT: Final = 10
LIMIT_MAX: Final = 20
TEXT_MAX: Final = 1000
PROSE_MAX: Final = 10_000
"""Characters of one value, and of a description: what a caller may have us read is bounded."""

TOLD: Final = 10
"""Flaws that a refusal tells; of further ones it tells how many."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_PARTS: Final[Mapping[str, Collection[str]]] = {
    "address": address.NAMES,
    "pack_size": ("count", "size", "unit"),
    "measure": ("size", "unit"),
}
"""The kinds of value that may come as an object, and its parts."""

_SCALARS: Final = frozenset({str, int, float, type(None)})
_YES_OR_NO: Final = frozenset({"boolean", "consent"})


@dataclass(frozen=True, slots=True)
class Question:
    """Records (raw values by field) to find matches for, at most `limit` each, with evidence where asked for."""

    records: Sequence[Mapping[str, Any]]
    limit: int
    explain: bool


def question(body: Any, domain: Domain) -> Question:
    """Raises ValidationError: what is wrong, by row and field, and what to do about it."""
    if not isinstance(body, dict):
        raise ValidationError({"body": ["an object with `records`"]})
    flaws = _flaws(body, domain)
    if told := {place: [flaw] for place, flaw in islice(flaws, TOLD)}:
        more = sum(1 for _ in flaws)
        raise ValidationError(told | ({"further": [f"{more} more"]} if more else {}))
    return Question(body["records"], body.get("limit", LIMIT_DEFAULT), body.get("explain", False))


def _flaws(body: Mapping[str, Any], domain: Domain) -> Iterator[tuple[str, str]]:
    """What is wrong, and where."""
    for name in sorted(body.keys() - {"records", "limit", "explain"}):
        yield _shown(name), "no part of a match; there are records, limit and explain"
    limit = body.get("limit", LIMIT_DEFAULT)
    if type(limit) is not int or not 1 <= limit <= LIMIT_MAX:
        yield "limit", f"a whole number from 1 to {LIMIT_MAX}"
    if type(body.get("explain", False)) is not bool:
        yield "explain", "true or false"
    records = body.get("records")
    if not isinstance(records, list) or not 1 <= len(records) <= RECORDS_MAX:
        yield "records", f"a list of 1 to {RECORDS_MAX} records"
        return
    for row, record in enumerate(records):
        if not isinstance(record, dict):
            yield f"records[{row}]", "an object of values by field"
            continue
        for name, value in record.items():
            if flaw := _flaw(domain, name, value):
                yield f"records[{row}].{_shown(name)}", flaw


def _shown(name: str) -> str:
    """A name that the caller made up, where it looks like the name of a field."""
    return name if _NAME.fullmatch(name) else "…"


def _flaw(domain: Domain, name: str, value: Any) -> str:
    """What is wrong with a value; empty for none."""
    field = domain.by_name.get(name)
    if field is not None:
        return _misshapen(field, value)
    near = get_close_matches(name, domain.by_name, 1) if _NAME.fullmatch(name) else []
    remedy = f"did you mean {near[0]}?" if near else f"/api/schema/ names those of {domain.plural}"
    return f"no such field; {remedy}"


def _misshapen(field: Field, value: Any) -> str:
    parts = _PARTS.get(field.kind)
    texts = [value]
    if isinstance(value, dict) and parts:
        if unknown := sorted(_shown(name) for name in value.keys() - set(parts)):
            return f"no such part: {', '.join(unknown)}; there are {', '.join(parts)}"
        texts = [text for part in value.values() for text in (part if isinstance(part, list) else [part])]
    allowed = _SCALARS | {bool} if field.kind in _YES_OR_NO else _SCALARS
    if not all(type(text) in allowed for text in texts):
        return f"text, or an object of {', '.join(parts)}" if parts else "text or a number"
    longest = PROSE_MAX if field.kind == "text" else TEXT_MAX
    length = sum(len(text) for text in texts if isinstance(text, str))
    return f"at most {longest:,} characters" if length > longest else ""
