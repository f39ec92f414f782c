"""Postal addresses: one value of several parts that travel together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from apps.matching.standardise import address_lines
from apps.matching.standardise import country as countries
from apps.matching.standardise import postcode as postcodes
from apps.matching.standardise import street as streets
from apps.matching.standardise.placeholders import placeholder_test
from apps.matching.standardise.text import as_text, fold, tidy
from apps.matching.standardise.types import JSON, NOTHING, Clean, Hints

PARTS = ("lines", "street", "house_number", "unit", "district", "city", "region", "postcode", "country")
# Names under which sources send the parts.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "lines": ("line", "address"), "street": ("street1", "line1"), "postcode": ("zip", "postal_code"),
    "region": ("state", "province"), "district": ("suburb",), "city": ("town",), "house_number": ("number",),
}  # fmt: skip
NAMES: Mapping[str, str] = {key: name for name in PARTS for key in (name, *SYNONYMS.get(name, ()))}
_PLACES: Mapping[str, int] = {key: place for place, key in enumerate(NAMES)}
_PLACE_WORDS: Mapping[str, str] = {
    "st": "saint", "ste": "sainte", "sint": "saint", "sankt": "saint", "mt": "mount", "nth": "north", "sth": "south",
}  # fmt: skip
# Behind the town: the state, and how French mail for large receivers is sorted.
_STATE = re.compile(r",\s*[A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?$")
_CEDEX = re.compile(r" cedex\b.*")
_is_nothing = placeholder_test("address")
_is_no_country = placeholder_test("country")
# What `form` reads together: without `lines`, each group of parts can be read without the others. A part that has a
# field of its own (house number, unit) comes before the street that may hold it as well.
READ_TOGETHER = (("country",), ("house_number",), ("unit",), ("street", "country"), ("city",), ("postcode", "country"),
                 ("district",), ("region",))  # fmt: skip
# The parts whose reading the record's country helps.
HINTED = frozenset({"postcode"})


class AddressForm(NamedTuple):
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


_NO_STREET = streets.StreetForm("", "", "")


def may_be_box(raw: object) -> bool:
    """True for a street that could be a post office box, whatever else it is."""
    return streets.parse(as_text(raw), None).street == streets.PO_BOX


def clean(raw: object, hints: Hints) -> Clean:
    """An object of the filled parts, as written and trimmed; country as alpha-2, postcode as its country writes it.

    Text becomes `lines`, line breaks kept. The record's country helps to read the postcode and is not added.
    """
    if not isinstance(raw, dict):
        raw = {"lines": raw}
    parts: dict[str, JSON] = {}
    keys = [key for key in raw if key in NAMES]
    # A part sent under its own name comes before the same part under another: the order of the keys says nothing.
    keys.sort(key=_PLACES.__getitem__)
    for key in keys:
        name = NAMES[key]
        if (value := raw[key]) and name not in parts and (text := _part(name, value)):
            parts[name] = text
    if not parts:
        return NOTHING
    problem = _settle_country(parts) if "country" in parts else ""
    if "postcode" in parts:
        problem = f"{problem} {_settle_postcode(parts, hints.country)}".strip()
    return Clean(parts, problem)


def _part(name: str, value: object) -> str:
    text = _lines(value) if name == "lines" else tidy(value) if isinstance(value, str) else as_text(value)
    is_empty = _is_no_country if name == "country" else _is_nothing
    return "" if is_empty(text) else text


def _lines(given: object) -> str:
    pieces = given if isinstance(given, (list, tuple)) else as_lines(given)
    lines = (as_text(piece).strip(" ,") for piece in pieces)
    # A piece may hold a break of its own only before tidying, so that cleaning twice changes nothing.
    return "\n".join(line for line in lines if not _is_nothing(line))


def as_lines(given: object) -> list[str]:
    return re.split(r"[\n\r]+", given) if isinstance(given, str) else [as_text(given)]


def _settle_country(parts: dict[str, JSON]) -> str:
    found = countries.clean(parts["country"], Hints())
    parts["country"] = found.value
    return found.problem


def _settle_postcode(parts: dict[str, JSON], hinted: str | None) -> str:
    country = parts.get("country") or countries.code(hinted)
    parts["postcode"], problem = postcodes.normalised(str(parts["postcode"]), str(country) if country else None)
    return problem


def form(value: object) -> AddressForm:
    """The address as compared, from the parts where they are given and read out of `lines` and `street` where not."""
    if isinstance(value, str):
        value = {"lines": value}
    if not isinstance(value, dict):
        return AddressForm()
    part = {name: str(text) for name, text in value.items() if text}.get
    if part("lines"):
        part = address_lines.read({name: part(name, "") for name in PARTS}).get
    named, postcode = part("country", ""), part("postcode")
    country = countries.code(named)
    line = streets.parse(street, country) if (street := part("street")) else _NO_STREET
    return AddressForm(
        street=line.street,
        number=streets.number_form(part("house_number", "")) or line.number,
        unit=fold(part("unit", "")).removeprefix("unit ") or line.unit,
        city=_place(part("city", "")),
        postcode=postcodes.form(postcode, country) if postcode else "",
        country=country or fold(named),
        district=_place(part("district", "")),
        region=fold(part("region", "")),
    )


def _place(name: str) -> str:
    folded = fold(_STATE.sub("", name) if "," in name else name)
    if not folded:
        return ""
    if " cedex" in folded:
        folded = _CEDEX.sub("", folded)
    words = folded.split()
    return folded if _PLACE_WORDS.keys().isdisjoint(words) else " ".join(_PLACE_WORDS.get(word, word) for word in words)
