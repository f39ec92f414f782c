"""A labelled folder: `dataset.toml`, one CSV per source, and the true pairs.

The mapping in `dataset.toml` gives for each field of the domain a column, a template over columns in braces, or
`=constant`; a dot reaches into a field with parts ("billing_address.city").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from apps.matching.types import Indices
from mdm.evaluation.described import Described, Source, described
from mdm.evaluation.mapping import Mapped
from mdm.evaluation.quality import groups_of
from mdm.evaluation.table import Table
from mdm.evaluation.wrong import FolderError, meant

__all__ = ["Folder", "FolderError", "read"]

INCOMPLETE = (
    "dataset.toml: the true pairs are declared incomplete (complete = false); precision and F1 are lower bounds,"
    " because a pair that was found and is not listed counts as wrong"
)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Folder:
    """Records of all sources in one list: raw values by field, the number of the source, and the true pairs.

    The ids of the records stay here: they tie the true pairs to positions, and nothing else sees them.
    `duplicate_free` says that every source was declared free of duplicates, `complete` that a pair that is not listed
    is no match. `notes` are what was read all the same, but is worth a look.
    """

    domain: str
    raw: list[dict[str, Any]]
    source: Indices
    truth: list[tuple[int, int]]
    duplicate_free: bool
    complete: bool = True
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Records:
    """What has been read so far: raw records, their sources, and where each id stands."""

    raw: list[dict[str, Any]] = field(default_factory=list)
    source: list[int] = field(default_factory=list)
    position: dict[Key, int] = field(default_factory=dict)
    systems: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(path: Path) -> Folder:
    """Read a labelled folder; raises `FolderError` with what is wrong and where."""
    settings, records = described(path), _Records()
    for source in settings.sources:
        _take(path, source, records)
    truth = _truth(path / settings.truth, records)
    notes = [*settings.notes, *records.notes, *_doubts(settings, truth, records)]
    return Folder(
        settings.domain, records.raw, np.array(records.source, np.int64), truth, settings.duplicate_free,
        settings.complete, tuple(notes),
    )  # fmt: skip


def _take(path: Path, source: Source, records: _Records) -> None:
    """Add the records of one CSV. Two CSVs of one system are one source."""
    table = Table(path / source.file)
    place, mapped = table.place(source.id, f"id of source {source.system!r}"), Mapped(source.fields, table)
    number = records.systems.setdefault(source.system, len(records.systems))
    for line, cells in table.rows():
        if not cells[place].strip():
            raise FolderError(f"{source.file}, line {line}: the id ({source.id}) is empty; give it one")
        key = (source.system, cells[place])
        if key in records.position:
            raise FolderError(
                f"{source.file}, line {line}: id {key[1]!r} of {source.system} stands here twice; keep one of them"
            )
        records.position[key] = len(records.raw)
        records.raw.append(mapped(cells))
        records.source.append(number)
    records.notes += table.notes()


def _truth(path: Path, records: _Records) -> list[tuple[int, int]]:
    table = Table(path)
    places = [
        table.place(f"{side}_{what}", "the true pairs") for side in ("left", "right") for what in ("system", "id")
    ]
    pairs: set[tuple[int, int]] = set()
    for line, cells in table.rows():
        left_system, left, right_system, right = (cells[place] for place in places)
        ends = ((left_system, left), (right_system, right))
        if unknown := [end for end in ends if end not in records.position]:
            raise FolderError(f"{path.name}, line {line}: {_no_record(unknown, records)}")
        one, other = sorted(records.position[end] for end in ends)
        if one != other:
            pairs.add((one, other))
    records.notes += table.notes()
    return sorted(pairs)


def _no_record(unknown: list[Key], records: _Records) -> str:
    for system, _ in unknown:
        if system not in records.systems:
            return f"there is no source {system!r}; {meant(system, records.systems)}"
    named = " and none ".join(f"{system} {key!r}" for system, key in unknown)
    system, key = unknown[0]
    near = (other for other in (key.strip(), key.lstrip("0"), key.removesuffix(".0")) if other != key)
    found = next((other for other in near if (system, other) in records.position), None)
    return f"there is no record {named}; " + (f"did you mean {found!r}?" if found else "is it an id of another file?")


def _doubts(settings: Described, truth: list[tuple[int, int]], records: _Records) -> list[str]:
    doubts = [] if settings.complete else [INCOMPLETE]
    within = sum(records.source[one] == records.source[other] for one, other in truth)
    if settings.duplicate_free and within:
        doubts.append(
            f"{settings.truth}: true pairs within one source: {within}; they cannot be found, because dataset.toml"
            " declares each source free of duplicates (dedupe_within = false)"
        )
    sizes = Counter(groups_of(truth, len(records.raw))).values()
    if more := sum(size * (size - 1) // 2 for size in sizes) - len(truth):
        doubts.append(
            f"{settings.truth}: pairs that follow from those listed (a = b and b = c), but are not listed: {more};"
            " figures of pairs count them as wrong, those of clusters as right"
        )
    return doubts
