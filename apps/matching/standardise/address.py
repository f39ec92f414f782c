"""Postal addresses: one value of several parts that travel together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from apps.matching.standardise import country as countries
from apps.matching.standardise import postcode as postcodes
from apps.matching.standardise import street as streets
from apps.matching.standardise.placeholders import is_placeholder
from apps.matching.standardise.text import as_text, fold
from apps.matching.standardise.types import CACHE_SIZE, JSON, NOTHING, Clean, Hints

PARTS = ("lines", "street", "house_number", "unit", "district", "city", "region", "postcode", "country")
# Names under which sources send the parts.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "lines": ("line", "address"), "street": ("street1", "line1"), "postcode": ("zip", "postal_code"),
    "region": ("state", "province"), "district": ("suburb",), "city": ("town",), "house_number": ("number",),
}  # fmt: skip
_KEYS = [key for name in PARTS for key in (name, *SYNONYMS.get(name, ()))]
_RANKS: Mapping[str, int] = {key: rank for rank, key in enumerate(_KEYS)}
_NAMES: Mapping[str, str] = {key: name for name in PARTS for key in (name, *SYNONYMS.get(name, ()))}


@dataclass(frozen=True, slots=True)
class AddressForm:
    """An address as compared: every part folded, "" where the address is silent; `country` alpha-2 or folded text.

    A post office box has the street "po box" and its number.
    """

    street: str = ""
    number: str = ""
    unit: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    district: str = ""
    region: str = ""


def clean(raw: object, hints: Hints) -> Clean:
    """An object of the filled parts, as written and trimmed; country as alpha-2, postcode as its country writes it.

    Text becomes `lines`, line breaks kept. The record's country helps to read the postcode and is not added.
    """
    if not isinstance(raw, dict):
        raw = {"lines": raw}
    given = tuple(
        part for key, value in raw.items() if value and (name := _NAMES.get(key)) and (part := _part(name, key, value))
    )
    # A part sent under its own name comes before the same part under another: the order of the keys says nothing.
    parts, problem = _settled(tuple(sorted(given)), countries.code(hints.country))
    value: dict[str, JSON] = dict(parts)
    return Clean(value, problem) if value else NOTHING


def _part(name: str, key: str, value: object) -> tuple[int, str, str] | None:
    text = _lines(value) if name == "lines" else as_text(value)
    if is_placeholder(text, "country" if name == "country" else "address"):
        return None
    return _RANKS[key], name, text


@lru_cache(maxsize=CACHE_SIZE)
def _settled(given: tuple[tuple[int, str, str], ...], hinted: str | None) -> tuple[tuple[tuple[str, str], ...], str]:
    parts: dict[str, str] = {}
    for _rank, name, text in given:
        parts.setdefault(name, text)
    problems = [_settle_country(parts), _settle_postcode(parts, hinted)]
    kept = tuple((name, parts[name]) for name in PARTS if name in parts)
    return kept, " ".join(problem for problem in problems if problem)


def _lines(given: object) -> str:
    pieces = given if isinstance(given, (list, tuple)) else as_lines(given)
    tidy = (as_text(piece).strip(" ,") for piece in pieces)
    # A piece may hold a break of its own only before tidying, so that cleaning twice changes nothing.
    return "\n".join(piece for piece in tidy if not is_placeholder(piece, "address"))


def as_lines(given: object) -> list[str]:
    return re.split(r"[\n\r]+", given) if isinstance(given, str) else [as_text(given)]


def _settle_country(parts: dict[str, str]) -> str:
    if "country" not in parts:
        return ""
    found = countries.clean(parts["country"], Hints())
    parts["country"] = str(found.value)
    return found.problem


def _settle_postcode(parts: dict[str, str], hinted: str | None) -> str:
    if "postcode" not in parts:
        return ""
    country = parts.get("country") or hinted
    parts["postcode"], problem = postcodes.normalised(parts["postcode"], country)
    return problem


def form(value: object) -> AddressForm:
    """The address as compared, from the parts where they are given and read out of `lines` and `street` where not."""
    if isinstance(value, str):
        value = {"lines": value}
    if not isinstance(value, dict):
        return AddressForm()
    return _form(*(str(value.get(part) or "") for part in PARTS))


@lru_cache(maxsize=CACHE_SIZE)
def _form(*values: str) -> AddressForm:
    given = dict(zip(PARTS, values, strict=True))
    if given["lines"]:
        given = _read_lines(given)
    country = countries.code(given["country"])
    line = streets.parse(given["street"], country)
    return AddressForm(
        street=line.street,
        number=streets.number_form(given["house_number"]) or line.number,
        unit=fold(given["unit"]).removeprefix("unit ") or line.unit,
        city=_place(given["city"]),
        postcode=fold(postcodes.normalised(given["postcode"], country)[0]).replace(" ", "").upper(),
        country=country or fold(given["country"]),
        district=_place(given["district"]),
        region=fold(given["region"]),
    )


def _place(name: str) -> str:
    words = fold(name).split()
    return " ".join({"st": "saint", "mt": "mount", "nth": "north", "sth": "south"}.get(word, word) for word in words)


def _read_lines(given: dict[str, str]) -> dict[str, str]:
    """Street, district, postcode, city and country out of the lines, for the parts that are not given apart."""
    pieces = [piece.strip() for piece in re.split(r"[\n,;]+", given["lines"]) if piece.strip()]
    read: dict[str, str] = {}
    if len(pieces) > 1 and (found := countries.code(pieces[-1])):
        read["country"] = found
        pieces.pop()
    street, rest = _street_pieces(pieces)
    read["street"] = street
    country = given["country"] or read.get("country")
    for index in range(len(rest) - 1, -1, -1):
        code, place = postcodes.find(rest[index], countries.code(country))
        if code:
            read["postcode"] = code
            rest[index : index + 1] = [place] if place else []
            break
    if rest:
        read["city"] = rest[-1]
    if len(rest) > 1:
        read["district"] = rest[0]
    return {part: given[part] or read.get(part, "") for part in PARTS}


def _street_pieces(pieces: list[str]) -> tuple[str, list[str]]:
    """The street line and what follows it; a building or unit in front of a numbered line belongs to it."""
    for index, piece in enumerate(pieces):
        read = streets.parse(piece, None)
        if not read.number or read.street in {"level", "unit", "flat", "suite", "shop"} or not read.street:
            continue
        before = pieces[index - 1] if index else ""
        unit = f"{before}, " if re.match(r"(?i)^(unit|flat|apt|suite|level|shop)\b", before) else ""
        return unit + piece, pieces[index + 1 :]
    return (pieces[0], pieces[1:]) if pieces else ("", [])
