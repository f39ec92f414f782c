"""What changed between the versions a steward saw and those that stand now, in the page's words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any
from uuid import UUID

from apps.domains import Domain
from apps.stewardship.display import label_of, shown, text


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record that reads otherwise now. `letter` is its column on the page that was sent."""

    letter: str
    label: str
    before: str
    after: str


def in_words(
    differences: Mapping[UUID, Mapping[str, tuple[Any, Any]]], seen: Collection[UUID], domain: Domain, *, personal: bool
) -> list[Change]:
    """The differences that a verb refused by, column by column; `seen` are the records the page had shown."""
    letters = dict(zip(sorted(seen), ascii_uppercase, strict=False))
    return [
        Change(letters.get(key, "?"), label_of(domain, name), *(_words(domain, name, side, personal) for side in sides))
        for key, fields in sorted(differences.items())
        for name, sides in fields.items()
    ]


def _words(domain: Domain, name: str, value: Any, personal: bool) -> str:
    return shown(domain, name, value, personal=personal) if name in domain.by_name else text(value)
