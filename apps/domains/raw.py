"""Raw columns of a batch: what a source sent, one number per record pointing at the distinct values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from apps.domains.definition import Domain
from apps.domains.values import ABSENT
from apps.matching.standardise import address
from apps.matching.types import Codes, Indices


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One field of n records: `codes` (n) point into `values`, any JSON values; `ABSENT` where the field is missing."""

    codes: Codes
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.codes)


def raw_column(values: Iterable[Any]) -> RawColumn:
    """Number the distinct values; 1, 1.0 and true are different values here, as they are in JSON."""
    seen: dict[Any, int] = {}
    distinct: list[Any] = []
    codes = []
    for value in values:
        key = value if type(value) is str or value is ABSENT else _key(value)
        code = seen.setdefault(key, len(distinct))
        if code == len(distinct):
            distinct.append(value)
        codes.append(code)
    return RawColumn(np.array(codes, np.int32), distinct)


def _key(value: Any) -> tuple[str, str]:
    return type(value).__name__, json.dumps(value, sort_keys=True, default=repr)


def joined(columns: Sequence[RawColumn]) -> tuple[Codes, list[Sequence[Any]]]:
    """Distinct combinations of several columns: a code per record, and per column the values of each combination."""
    if len(columns) == 1:
        return columns[0].codes, [columns[0].values]
    code, room = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        code, room = code * len(column.values) + column.codes, room * len(column.values)
        if room > 1 << 40:
            code = np.unique(code, return_inverse=True)[1]
            room = int(code.max(initial=-1)) + 1
    first, codes = _first_of_each(code, room)
    return codes, [list(map(list(column.values).__getitem__, column.codes[first].tolist())) for column in columns]


def _first_of_each(code: Indices, room: int) -> tuple[Indices, Codes]:
    """The position at which each distinct code stands first, and the codes renumbered to match."""
    if room > 16 * len(code) + 1024:
        _, first, codes = np.unique(code, return_index=True, return_inverse=True)
        return first, codes.astype(np.int32)
    place = np.full(room, -1, np.int32)
    place[code[::-1]] = np.arange(len(code) - 1, -1, -1, dtype=np.int32)
    held = place >= 0
    number = np.cumsum(held, dtype=np.int32) - np.int32(1)
    return place[held].astype(np.int64), number[code]


def split_objects(domain: Domain, name: str, column: RawColumn) -> dict[str, RawColumn]:
    """The columns of an address's parts, where the parts can be read apart; otherwise the column as it is."""
    declared = domain.by_name.get(name)
    if declared is None or declared.kind != "address" or not all(map(_in_parts, column.values)):
        return {name: column}
    objects = [value if isinstance(value, dict) else {} for value in column.values]
    parts = dict.fromkeys(part for value in objects for part in value if value[part] and part in address.NAMES)
    if not parts:
        return {name: column}
    split = {}
    for part in parts:
        found = raw_column(value.get(part) or "" for value in objects)
        split[f"{name}.{part}"] = RawColumn(found.codes[column.codes], found.values)
    return split


def _in_parts(value: Any) -> bool:
    """True for an address whose parts can be read apart, and for none at all."""
    if isinstance(value, dict):
        return not any(value[part] and address.NAMES.get(part) == "lines" for part in value)
    return value is ABSENT or value is None or value == ""
