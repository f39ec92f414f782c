"""What `dataset.toml` says of a labelled folder, checked key by key before any record is read."""

from __future__ import annotations

import reprlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from apps.domains.definition import Domain, Field
from apps.domains.registry import get, names
from apps.matching.standardise import address
from mdm.evaluation.wrong import FolderError, meant, not_utf_8, unreadable

FILE: Final = "dataset.toml"

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "address": tuple(address.NAMES),
    "date": ("year", "month", "day"),
    "measure": ("size", "unit"),
    "pack_size": ("count", "size", "unit"),
}
"""Kinds of field that may come in parts, and the parts."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "at the top": ("domain", "dedupe_within", "source", "truth"),
    "in [[source]]": ("system", "file", "id", "fields"),
    "in [truth]": ("file", "complete"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One CSV: the system it comes from, its column of ids, and per field of the domain what it is made of."""

    system: str
    file: str
    id: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """A labelled folder in its own words. `notes` are about keys with which nothing is done."""

    domain: str
    duplicate_free: bool
    sources: tuple[Source, ...]
    truth: str
    complete: bool
    notes: tuple[str, ...]


def described(folder: Path) -> Described:
    """Raises `FolderError` with the key that is wrong, and what to write instead."""
    settings = _settings(folder)
    domain = _domain(_text(settings, "domain", "at the top"))
    sources, truth = _sources(settings), _table(settings, "truth")
    levels = [("at the top", settings), ("in [truth]", truth), *(("in [[source]]", each) for each in sources)]
    notes = [note for where, level in levels for note in _unknown(level, where)]
    return Described(
        domain=domain.name,
        duplicate_free=not _flag(settings, "dedupe_within"),
        sources=tuple(_source(domain, each) for each in sources),
        truth=_text(truth, "file", "in [truth]"),
        complete=_flag(truth, "complete"),
        notes=tuple(dict.fromkeys(notes)),
    )


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / FILE
    try:
        text = path.read_bytes()
        return tomllib.loads(text.decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        raise FolderError(f"{path} does not exist: a labelled folder is described by a {FILE}") from None
    except OSError as error:
        raise unreadable(str(path), error) from error
    except UnicodeDecodeError as error:
        raise not_utf_8(FILE, text) from error
    except tomllib.TOMLDecodeError as error:
        raise FolderError(f"{path}: {error}; are all texts in quotes, and all quotes and brackets closed?") from error


def _sources(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One table per source; a single one may be written [source]."""
    given = settings.get("source")
    given = [given] if isinstance(given, dict) else given
    if not given:
        raise FolderError(f"{FILE}: [[source]] missing; describe each CSV under one")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise FolderError(f"{FILE}: source is {_shown(given)}; describe each CSV under a [[source]] of its own")
    return given


def _source(domain: Domain, given: Mapping[str, Any]) -> Source:
    where = f"in [[source]] {given.get('system', '')}".strip()
    system, file, column = (_text(given, key, where) for key in ("system", "file", "id"))
    fields: dict[str, str] = {}
    for name, made_of in _flat(_table(given, "fields", f"of source {system!r}")):
        where = f"field {name!r} of source {system!r}"
        _check_name(domain, name, where)
        if not isinstance(made_of, str) or not made_of:
            raise FolderError(f"{FILE}, {where}: {_shown(made_of)} is no column; write a column, a template with"
                              ' {columns} in braces or "=constant", as a text in quotes')  # fmt: skip
        if name in fields:
            raise FolderError(f"{FILE}, {where}: it stands there twice; keep one of them")
        fields[name] = made_of
    if both := [name for name in fields if "." in name and name.partition(".")[0] in fields]:
        raise FolderError(f"{FILE}, source {system!r}: {both[0]} and its whole cannot both be given; keep one of them")
    return Source(system, file, column, fields)


def _flat(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Parts may be written with a dot in quotes, without quotes, or as a table of their own."""
    for key, value in fields.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _check_name(domain: Domain, name: str, where: str) -> None:
    whole, dot, part = name.partition(".")
    if whole not in domain.by_name:
        raise FolderError(f"{FILE}, {where}: a {domain.name} has no such field; {_meant_field(domain, whole)}")
    if dot and part not in (parts := _parts(domain.by_name[whole])):
        has = f"{whole} has no part {part!r}; {meant(part, parts)}" if parts else f"{whole} has no parts; map it whole"
        raise FolderError(f"{FILE}, {where}: {has}")


def _parts(field: Field) -> tuple[str, ...]:
    return PARTS.get(field.kind, ())


def _meant_field(domain: Domain, name: str) -> str:
    """A key of another level is told where it belongs, a part of an address what it is a part of."""
    if name in KEYS["at the top"]:
        return f"write {name} above the first [[source]]"
    if name in PARTS["address"]:
        return f"write it as a part, such as billing_address.{name}" if domain.name == "customer" else ""
    return meant(name, domain.by_name)


def _domain(name: str) -> Domain:
    try:
        return get(name)
    except LookupError:
        raise FolderError(f"{FILE}: {name!r} is no domain; {meant(name, names())}") from None


def _unknown(given: Mapping[str, Any], where: str) -> Iterator[str]:
    """Notes on keys that nobody reads. Raises `FolderError` for one that is meant to be read."""
    for key in given:
        if key in KEYS[where]:
            continue
        if elsewhere := [place for place, known in KEYS.items() if key in known]:
            raise FolderError(f"{FILE}: {key} stands {where}; it belongs {elsewhere[0]}")
        if near := get_close_matches(key, KEYS[where], 1, 0.75):
            raise FolderError(f"{FILE}: {where} there is no {key!r}; did you mean {near[0]!r}?")
        yield f"{FILE}: nothing is done with {key!r} {where}"


def _table(given: Mapping[str, Any], key: str, where: str = "at the top") -> dict[str, Any]:
    value = given.get(key)
    if not isinstance(value, dict):
        what = f"missing {where}" if value is None else f"{where} is {_shown(value)}"
        raise FolderError(f"{FILE}: {key} {what}; a table is expected, such as [{key}]")
    return value


def _text(given: Mapping[str, Any], key: str, where: str) -> str:
    value = given.get(key)
    if value is None:
        raise FolderError(f"{FILE}: {key} missing {where}")
    if not isinstance(value, str) or not value or "\0" in value:
        raise FolderError(
            f"{FILE}: {key} {where} is {_shown(value)}; write a text in quotes, without control characters"
        )
    return value


def _flag(given: Mapping[str, Any], key: str) -> bool:
    """True unless the key says otherwise."""
    value = given.get(key, True)
    if not isinstance(value, bool):
        raise FolderError(f"{FILE}: {key} is {_shown(value)}; write true or false, without quotes")
    return value


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    kind = "text" if isinstance(value, str) else "list" if isinstance(value, list) else "value"
    return f"the {kind} {reprlib.repr(value)}"
