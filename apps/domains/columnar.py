"""Standardising a whole batch: raw columns in, comparison columns out, each distinct value read once.

The same result as `Domain.standardise` and `Domain.features` record by record, at a fraction of the cost: a million
records have a few thousand cities and some hundred thousand streets. For first loads, evaluations and benchmarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import Any, Final

import numpy as np

from apps.domains.definition import Domain, Form
from apps.domains.parts import first_of, gathered, of_parts
from apps.domains.raw import RawColumn, joined, raw_column, split_objects
from apps.domains.values import ABSENT, is_filled
from apps.matching.columns import Column, Columns
from apps.matching.forked import side_by_side
from apps.matching.standardise import CLEANERS, HINTED, Clean, Hints
from apps.matching.standardise.types import NOTHING
from apps.matching.types import Codes, Flags

NO_TEXTS: Final[dict[str, str]] = {}
"""What is made of no value; never written to."""

MISSING: Final[Clean] = Clean(ABSENT)  # type: ignore[arg-type]  # a mark, no value: it never leaves this module
"""What is made of a field that the record does not have."""

FEW_VALUES: Final = 100
"""So few values are cleaned by every process that needs them."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A field of a batch in canonical values: `codes` (n records) point into `values` and `sound` (no problem)."""

    codes: Codes
    values: list[Any]
    sound: list[bool]

    def usable(self, doubtful: bool = False) -> list[Any]:
        """The values to compare by, None where there is none, or where it has a problem and is not wanted doubtful."""
        filled = (value if type(value) is str else value is not ABSENT and is_filled(value) for value in self.values)
        every = zip(self.values, filled, self.sound, strict=True)
        return [value if full and (ok or doubtful) else None for value, full, ok in every]


@dataclass(frozen=True, slots=True)
class Batch:
    """Raw columns of a domain: of fields, and of parts of fields ("billing_address.city"); hints per record."""

    domain: Domain
    size: int
    raw: Mapping[str, RawColumn]
    hints: RawColumn
    kept: dict[str, Cleaned] = field(default_factory=dict)

    @classmethod
    def of(cls, domain: Domain, raw: Mapping[str, RawColumn | Sequence[Any]]) -> Batch:
        sizes = {len(column) for column in raw.values()}
        if len(sizes) > 1:
            raise ValueError(f"raw columns differ in length: {sorted(sizes)}")
        columns: dict[str, RawColumn] = {}
        for name, column in raw.items():
            held = column if isinstance(column, RawColumn) else raw_column(column)
            columns |= split_objects(domain, name, held)
        size = sizes.pop() if sizes else 0
        return cls(domain, size, columns, _hints(domain, columns, size))

    def cleaned(self, name: str) -> Cleaned:
        """A field that is no object in parts, cleaned once per distinct value and hint."""
        if name not in self.kept:
            self.kept[name] = self._clean(name)
        return self.kept[name]

    def _clean(self, name: str) -> Cleaned:
        kind = self.domain.by_name[name].kind
        clean, raw = CLEANERS[kind], self.raw[name]
        if kind in HINTED:
            codes, (given, hints) = joined([raw, self.hints])
        else:
            codes, given, hints = raw.codes, raw.values, [Hints()] * len(raw.values)
        cleaned = Cleaned(codes, [], [])
        for value, hint in zip(given, hints, strict=True):
            found = MISSING if value is ABSENT else NOTHING if value is None or value == "" else clean(value, hint)
            cleaned.values.append(found.value)
            cleaned.sound.append(not found.problem)
        return cleaned


def columns_of(
    domain: Domain, raw: Mapping[str, RawColumn | Sequence[Any]], *, features: Sequence[str] = (), workers: int = 1
) -> Columns:
    """Comparison columns of a batch from its raw columns: one value per record and field, or per part of a field.

    A field in parts may come as objects or as columns named after the dot ("billing_address.city"). A field that the
    record does not have is `ABSENT`. Of `features` only those named are kept. The forms are shared among so many
    `workers`. Raises `ValueError` when the columns differ in length.
    """
    batch = Batch.of(domain, raw)
    groups = sorted(_together(batch), key=lambda forms: -sum(_work(batch, form) for form in forms))
    made = side_by_side([partial(_columns_of_all, batch, forms) for forms in groups], workers)
    columns = {name: column for found in made for name, column in found.items()}
    return Columns(batch.size, {name: columns[name] for name in columns if not features or name in features})


def _hints(domain: Domain, raw: Mapping[str, RawColumn], size: int) -> RawColumn:
    """The hints of every record: read once per distinct combination of the fields that give them."""
    names = [name for name in domain.hinting if name in raw]
    names += [name for name in raw if "." not in name and any(h.startswith(f"{name}.") for h in domain.hinting)]
    if not names:
        return RawColumn(np.zeros(size, np.int32), [domain.hints_of({})])
    codes, given = joined([raw[name] for name in names])
    hints = [domain.hints_of(of_names(names, values)) for values in zip(*given, strict=True)]
    order: dict[Hints, int] = {}
    table = np.fromiter((order.setdefault(hint, len(order)) for hint in hints), np.int32, len(hints))
    return RawColumn(table[codes], list(order))


def of_names(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """A raw record of values by name; "billing_address.city" goes into the object of that field."""
    record: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        whole, _, part = name.partition(".")
        if value is ABSENT:
            continue
        if part:
            record.setdefault(whole, {})[part] = value
        else:
            record[name] = value
    return record


def _together(batch: Batch) -> list[list[Form]]:
    """The forms in groups that have no field of many values in common: each is cleaned by one process."""
    groups: list[tuple[set[str], list[Form]]] = []
    for form in batch.domain.forms:
        reads, forms = {name for name in form.reads if _values(batch, name) > FEW_VALUES}, [form]
        for group in [group for group in groups if group[0] & reads]:
            groups.remove(group)
            reads, forms = reads | group[0], group[1] + forms
        groups.append((reads, forms))
    return [forms for _, forms in groups]


def _values(batch: Batch, field: str) -> int:
    """Distinct values of a field, or of all its parts."""
    return sum(len(column.values) for name, column in batch.raw.items() if name.partition(".")[0] == field)


def _work(batch: Batch, form: Form) -> int:
    """So many values, or combinations of them, the form is made of at most."""
    counts = [count for name in form.reads if (count := _values(batch, name))]
    return sum(counts) if form.either else min(prod(counts), batch.size)


def _columns_of_all(batch: Batch, forms: Sequence[Form]) -> dict[str, Column]:
    batch = replace(batch, kept={})  # what was cleaned goes when these are made
    return {name: column for form in forms for name, column in _columns(batch, form).items()}


def _columns(batch: Batch, form: Form) -> dict[str, Column]:
    """The comparison columns that one form makes."""
    if form.either:
        return _of_either(batch, form)
    names = [name for name in form.reads if name in batch.raw]
    if not names:
        return {}
    if len(form.reads) == 1:
        return _of_one(form, batch.cleaned(names[0]))
    fields = [batch.cleaned(name) for name in names]
    codes, places = joined([RawColumn(f.codes, list(range(len(f.values)))) for f in fields])
    named = dict(zip(names, fields, strict=True))
    if set(form.reads) & set(batch.domain.derived):
        return gathered(codes, _of_derived(batch.domain, form, named, places))
    return gathered(codes, _of_several(form, named, places))


def _of_one(form: Form, cleaned: Cleaned) -> dict[str, Column]:
    name, make, usable = form.reads[0], form.make, cleaned.usable(form.doubtful)
    return gathered(cleaned.codes, (NO_TEXTS if value is None else make({name: value}) for value in usable))


def _of_several(form: Form, fields: Mapping[str, Cleaned], places: Sequence[Sequence[int]]) -> Iterator[dict[str, str]]:
    """What the form makes of each combination of values."""
    usable = [field.usable() for field in fields.values()]
    given = [[values[place] for place in column] for values, column in zip(usable, places, strict=True)]
    names, make = list(fields), form.make
    for values in zip(*given, strict=True):
        held = dict(zip(names, values, strict=True))
        if None in values:
            held = {name: value for name, value in held.items() if value is not None}
        yield make(held) if held else NO_TEXTS


def _of_derived(
    domain: Domain, form: Form, fields: Mapping[str, Cleaned], places: Sequence[Sequence[int]]
) -> Iterator[dict[str, str]]:
    """The same where `derive` may complete one of the form's fields from another, which may be unsound itself."""
    found = list(zip(fields, fields.values(), places, strict=True))
    given = [[cleaned.values[place] for place in column] for _, cleaned, column in found]
    doubtful = [(name, cleaned.sound, column) for name, cleaned, column in found if not all(cleaned.sound)]
    for number, combination in enumerate(zip(*given, strict=True)):
        values = dict(zip(fields, combination, strict=True))
        if ABSENT in combination:
            values = {name: value for name, value in values.items() if value is not ABSENT}
        domain.derive(values)
        for name, sound, column in doubtful:
            if not sound[column[number]]:
                values.pop(name, None)
        held = {name: value for name in form.reads if is_filled(value := values.get(name))}
        yield form.make(held) if held else NO_TEXTS


def _of_either(batch: Batch, form: Form) -> dict[str, Column]:
    """Columns of fields that stand for one another: per record those of the first of which the form makes something."""
    taken: Flags = np.zeros(batch.size, bool)
    found: list[dict[str, Column]] = []
    for name in form.reads:
        columns = _of_field(batch, replace(form, reads=(name,), either=False))
        use = ~taken
        for column in columns.values():
            taken |= column.codes > 0
        found.append({f: Column(np.where(use, c.codes, 0).astype(np.int32), c.values) for f, c in columns.items()})
    return {name: first_of([columns[name] for columns in found if name in columns]) for name in _names(found)}


def _of_field(batch: Batch, form: Form) -> dict[str, Column]:
    """Columns that a form makes of one field, which may come in parts."""
    name = form.reads[0]
    if name in batch.raw:
        return _of_one(form, batch.cleaned(name))
    parts = {key.partition(".")[2]: column for key, column in batch.raw.items() if key.startswith(f"{name}.")}
    return of_parts(form, CLEANERS[batch.domain.by_name[name].kind], parts, batch.hints) if parts else {}


def _names(found: Sequence[Mapping[str, Column]]) -> list[str]:
    return list(dict.fromkeys(name for columns in found for name in columns))
