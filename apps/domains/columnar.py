"""Standardising a whole batch: raw columns in, comparison columns out, each distinct value read once.

The same result as `Domain.standardise` and `Domain.features` record by record, at a fraction of the cost: a million
records have a few thousand cities and some hundred thousand streets. For first loads, evaluations and benchmarks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np

from apps.domains.definition import Domain, Form
from apps.domains.parts import first_of, gathered, of_parts
from apps.domains.raw import RawColumn, joined, raw_column, split_objects
from apps.domains.values import ABSENT, is_filled
from apps.matching.columns import Column, Columns
from apps.matching.forked import in_two
from apps.matching.standardise import CLEANERS, Hints
from apps.matching.types import Codes, Flags

NOTHING: Final[dict[str, str]] = {}
"""What is made of no value; never written to."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A field of a batch in canonical values: `codes` (n records) point into `values` and `sound` (no problem)."""

    codes: Codes
    values: list[Any]
    sound: list[bool]


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
        clean = CLEANERS[self.domain.by_name[name].kind]
        codes, (given, hinted) = joined([self.raw[name], self.hints])
        values: list[Any] = []
        sound: list[bool] = []
        for raw, hints in zip(given, hinted, strict=True):
            if raw is ABSENT or raw is None or raw == "":
                values.append(raw or None if raw is not ABSENT else ABSENT)
                sound.append(True)
                continue
            found = clean(raw, hints)
            values.append(found.value)
            sound.append(not found.problem)
        return Cleaned(codes, values, sound)


def columns_of(
    domain: Domain, raw: Mapping[str, RawColumn | Sequence[Any]], *, features: Sequence[str] = (), workers: int = 1
) -> Columns:
    """Comparison columns of a batch from its raw columns: one value per record and field, or per part of a field.

    A field in parts may come as objects or as columns named after the dot ("billing_address.city"). A field that the
    record does not have is `ABSENT`. Of `features` only those named are kept. With two `workers` a forked process does
    half of the forms. Raises `ValueError` when the columns differ in length.
    """
    batch = Batch.of(domain, raw)
    forms = sorted(domain.forms, key=lambda form: -_work(batch, form))
    made = in_two([partial(_columns, batch, form) for form in forms], workers)
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


def _work(batch: Batch, form: Form) -> int:
    return sum(len(column.values) for name, column in batch.raw.items() if name.partition(".")[0] in form.reads)


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
    return gathered(codes, _of_several(batch.domain, form, dict(zip(names, fields, strict=True)), places))


def _of_one(form: Form, cleaned: Cleaned) -> dict[str, Column]:
    name, make = form.reads[0], form.make
    made = [
        make({name: value}) if sound and value is not ABSENT and is_filled(value) else NOTHING
        for value, sound in zip(cleaned.values, cleaned.sound, strict=True)
    ]
    return gathered(cleaned.codes, made)


def _of_several(
    domain: Domain, form: Form, fields: Mapping[str, Cleaned], places: Sequence[Sequence[int]]
) -> list[dict[str, str]]:
    """What the form makes of each combination of values; `derive` may complete one of its fields from another."""
    made = []
    derives = bool(set(form.reads) & set(domain.derived))
    for combination in zip(*places, strict=True):
        values: dict[str, Any] = {}
        unsound = []
        for (name, cleaned), place in zip(fields.items(), combination, strict=True):
            value = cleaned.values[place]
            if value is not ABSENT:
                values[name] = value
                if not cleaned.sound[place]:
                    unsound.append(name)
        if derives:
            domain.derive(values)
        held = {name: values[name] for name in form.reads if name in values and is_filled(values[name])}
        for name in unsound:
            held.pop(name, None)
        made.append(form.make(held) if held else NOTHING)
    return made


def _of_either(batch: Batch, form: Form) -> dict[str, Column]:
    """Columns of fields that stand for one another: per record those of the first of which the form makes something."""
    taken: Flags = np.zeros(batch.size, bool)
    found: list[dict[str, Column]] = []
    for name in form.reads:
        columns = _of_field(batch, Form((name,), form.make))
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
