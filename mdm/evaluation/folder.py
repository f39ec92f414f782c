"""A labelled folder: `dataset.toml`, one CSV per source, and the true pairs.

The mapping in `dataset.toml` gives for each field of the domain a column, a template over columns in braces, or
`=constant`; a dot reaches into a field with parts ("billing_address.city").
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from apps.domains.registry import get
from apps.matching.types import Indices

_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_BEYOND = "cells beyond the last column"


class FolderError(ValueError):
    """A folder that cannot be read as it stands; the message names the file, the line or key, and the remedy."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Records of all sources in one list: raw values by field, the number of the source, and the true pairs.

    The ids of the records stay here: they tie the true pairs to positions, and nothing else sees them.
    `duplicate_free` says that every source was declared free of duplicates.
    """

    domain: str
    raw: list[dict[str, Any]]
    source: Indices
    truth: list[tuple[int, int]]
    duplicate_free: bool


def read(path: Path) -> Folder:
    """Read a labelled folder; raises `FolderError` with what is wrong and where."""
    settings = _settings(path / "dataset.toml")
    raw: list[dict[str, Any]] = []
    source: list[int] = []
    position: dict[tuple[str, str], int] = {}
    for number, described in enumerate(settings["source"]):
        for line, row in _rows(path / described["file"]):
            key = (described["system"], _cell(row, described["id"], described["file"]))
            if key in position:
                raise FolderError(
                    f"{described['file']}, line {line}: id {key[1]!r} stands here twice; keep one of them"
                )
            position[key] = len(raw)
            raw.append(mapped(row, described["fields"], described["file"]))
            source.append(number)
    truth = _truth(path / settings["truth"]["file"], position)
    return Folder(settings["domain"], raw, np.array(source, np.int64), truth, not settings.get("dedupe_within", True))


def _settings(path: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FolderError(f"{path} does not exist: a labelled folder is described by a dataset.toml") from None
    except tomllib.TOMLDecodeError as error:
        raise FolderError(f"{path}: {error}") from error
    missing = [key for key in ("domain", "source", "truth") if key not in settings]
    missing += [f"source.{key}" for key in ("system", "file", "id", "fields")
                if any(key not in described for described in settings.get("source", []))]  # fmt: skip
    if missing:
        raise FolderError(f"{path}: {', '.join(missing)} missing")
    _check_fields(path, settings)
    return settings


def _check_fields(path: Path, settings: Mapping[str, Any]) -> None:
    try:
        known = get(settings["domain"]).by_name
    except LookupError as error:
        raise FolderError(f"{path}: {error}") from error
    named = {field.split(".")[0] for described in settings["source"] for field in described["fields"]}
    if unknown := named - known.keys():
        raise FolderError(f"{path}: a {settings['domain']} has no field {', '.join(sorted(unknown))}")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row by column name."""
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise FolderError(f"{path} does not exist, though dataset.toml names it") from None
    with file:
        reader = csv.DictReader(file, restkey=_BEYOND, restval="")
        try:
            for row in reader:
                if _BEYOND in row:
                    raise FolderError(
                        f"{path.name}, line {reader.line_num}: more cells than columns; are commas quoted?"
                    )
                yield reader.line_num, row
        except (UnicodeDecodeError, csv.Error) as error:
            where = f"{path.name}, after line {reader.line_num}"
            raise FolderError(f"{where}: {error}; CSV files are read as UTF-8, with commas") from error


def _cell(row: Mapping[str, str], column: str, file: str) -> str:
    if column not in row:
        raise FolderError(f"{file} has no column {column!r}; its columns are {', '.join(row)}")
    return row[column]


def mapped(row: Mapping[str, str], fields: Mapping[str, str], file: str) -> dict[str, Any]:
    """One row as raw values of the domain's fields; what is empty stays away."""
    values: dict[str, Any] = {}
    for field, template in fields.items():
        text = _filled(row, template, file).strip()
        if text:
            name, _, part = field.partition(".")
            if part:
                values.setdefault(name, {})[part] = text
            else:
                values[name] = text
    return values


def _filled(row: Mapping[str, str], template: str, file: str) -> str:
    if template.startswith("="):
        return template[1:]
    if "{" in template:
        return _IN_BRACES.sub(lambda found: _cell(row, found[1], file), template)
    return _cell(row, template, file)


def _truth(path: Path, position: Mapping[tuple[str, str], int]) -> list[tuple[int, int]]:
    pairs: set[tuple[int, int]] = set()
    for line, row in _rows(path):
        ends = [(_cell(row, f"{side}_system", path.name), _cell(row, f"{side}_id", path.name))
                for side in ("left", "right")]  # fmt: skip
        unknown = [f"{system} {key!r}" for system, key in ends if (system, key) not in position]
        if unknown:
            raise FolderError(f"{path.name}, line {line}: there is no record {' and none '.join(unknown)}")
        one, other = sorted(position[end] for end in ends)
        if one != other:
            pairs.add((one, other))
    return sorted(pairs)
