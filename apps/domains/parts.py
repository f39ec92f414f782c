"""Comparison columns of an address that comes in parts: groups of parts are read once per distinct combination."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

import numpy as np

from apps.domains.definition import Form
from apps.domains.raw import RawColumn, joined, raw_column
from apps.matching.columns import Column, numbered
from apps.matching.standardise import Cleaner, Hints, address
from apps.matching.texts import Texts
from apps.matching.types import Codes, Flags, Indices

CHUNK: Final = 500
"""So many distinct values are held in all their texts at a time."""


def of_parts(form: Form, clean: Cleaner, parts: Mapping[str, RawColumn], hints: RawColumn) -> dict[str, Column]:
    """What a form makes of an address of n records; nothing where a part has a problem, unless the form is doubtful.

    Parts are cleaned and read in the groups of `address.READ_TOGETHER`, each apart from the others.
    """
    parts = {**parts, **_countries(clean, parts)}
    boxed = _boxed(parts)
    apart = _part_by_part(form, clean, parts, hints)
    if not boxed.any():
        return apart
    found = {f: [Column(np.where(boxed, 0, c.codes).astype(np.int32), c.values)] for f, c in apart.items()}
    rows = np.nonzero(boxed)[0]
    for feature, column in _whole(form, clean, parts, hints, rows).items():
        codes = np.zeros(len(hints), np.int32)
        codes[rows] = column.codes
        found.setdefault(feature, []).append(Column(codes, column.values))
    return {feature: first_of(columns) for feature, columns in found.items()}


def _boxed(parts: Mapping[str, RawColumn]) -> Flags:
    """The records whose street may be a post office box: what that means for other parts, only the whole tells."""
    held = [column for key, column in parts.items() if address.NAMES.get(key) == "street"]
    size = len(next(iter(parts.values())))
    boxed: Flags = np.zeros(size, bool)
    for column in held:
        boxed |= np.array([address.may_be_box(value) for value in column.values], bool)[column.codes]
    return boxed


def _whole(
    form: Form, clean: Cleaner, parts: Mapping[str, RawColumn], hints: RawColumn, rows: Indices
) -> dict[str, Column]:
    """What a form makes of the addresses of some records, all parts of each together."""
    codes, given = joined([RawColumn(column.codes[rows], column.values) for column in (*parts.values(), hints)])
    made = []
    for *values, hint in zip(*given, strict=True):
        cleaned = clean(dict(zip(parts, values, strict=True)), hint)
        sound = cleaned.value is not None and (form.doubtful or not cleaned.problem)
        made.append(form.make({form.reads[0]: cleaned.value}) if sound else {})
    return gathered(codes, made)


def _part_by_part(form: Form, clean: Cleaner, parts: Mapping[str, RawColumn], hints: RawColumn) -> dict[str, Column]:
    sound = np.ones(len(hints), bool)
    found: dict[str, list[Column]] = {}
    for group in address.READ_TOGETHER:
        keys = [key for key in parts if address.NAMES.get(key) in group]
        if not any(address.NAMES[key] == group[0] for key in keys):
            continue
        hinted = hints if address.HINTED.intersection(group) else RawColumn(np.zeros(len(hints), np.int32), [Hints()])
        codes, given = joined([*(parts[key] for key in keys), hinted])
        problems: list[str] = []
        made = gathered(codes, _made(form, clean, zip(*given, strict=True), keys, problems))
        sound &= np.array([form.doubtful or not problem for problem in problems], bool)[codes]
        for feature, column in made.items():
            found.setdefault(feature, []).append(column)
    whole = {feature: first_of(columns) for feature, columns in found.items()}
    return {f: Column(np.where(sound, c.codes, 0).astype(np.int32), c.values) for f, c in whole.items()}


def _made(
    form: Form, clean: Cleaner, given: Iterable[tuple[Any, ...]], keys: Sequence[str], problems: list[str]
) -> Iterator[dict[str, str]]:
    """What the form makes of each combination of parts (hints last); what is wrong with each goes to `problems`."""
    name = form.reads[0]
    for *values, hint in given:
        value, problem = clean(dict(zip(keys, values, strict=True)), hint)
        problems.append(problem)
        yield form.make({name: value}) if value is not None else {}


def _countries(clean: Cleaner, parts: Mapping[str, RawColumn]) -> dict[str, RawColumn]:
    """The column of countries with one spelling for each: other parts are read once per country, not per spelling."""
    if "country" not in parts:
        return {}
    column = parts["country"]
    cleaned = [clean({"country": value}, Hints()).value for value in column.values]
    canonical = raw_column(value["country"] if isinstance(value, dict) else "" for value in cleaned)
    return {"country": RawColumn(canonical.codes[column.codes], canonical.values)}


def first_of(columns: Sequence[Column]) -> Column:
    """One column of several: for each record the value of the first that has one."""
    if len(columns) == 1:
        return columns[0]
    seen = numbered()
    codes: Codes = np.zeros(len(columns[0].codes), np.int32)
    for column in columns:
        table = np.fromiter(map(seen.__getitem__, column.values), np.int32, len(column.values))
        codes = np.where(codes > 0, codes, table[column.codes])
    return Column(codes, Texts(seen))


def gathered(codes: Codes, made: Iterable[Mapping[str, str]]) -> dict[str, Column]:
    """Columns of what was made per distinct value: equal texts share a code; none where nothing was made."""
    numbers: defaultdict[str, defaultdict[str, int]] = defaultdict(numbered)
    chunks: defaultdict[str, list[Codes]] = defaultdict(list)
    made, done = iter(made), 0
    while chunk := list(islice(made, CHUNK)):
        for name in dict.fromkeys(chain(numbers, chain.from_iterable(chunk))):
            if done and name not in numbers:
                chunks[name].append(np.zeros(done, np.int32))
            texts = [texts.get(name, "") for texts in chunk]
            chunks[name].append(np.fromiter(map(numbers[name].__getitem__, texts), np.int32, len(chunk)))
        done += len(chunk)
    return {
        name: Column(np.concatenate(chunks[name])[codes], Texts(number))
        for name, number in numbers.items()
        if len(number) > 1
    }
