"""Street, district, postcode, city, region and country, read out of free address lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from apps.matching.standardise import country as countries
from apps.matching.standardise import postcode as postcodes
from apps.matching.standardise import street as streets
from apps.matching.standardise.text import latin

_BREAKS = re.compile(r"[\n,;]+")
# "8" in "8, quai Voltaire": the comma stands between number and street.
_NUMBER_ALONE = re.compile(r"(?i)^\d+\s?(?:[a-z]|bis|ter|quater)?$")
_UNIT_ALONE = re.compile(rf"(?i)^(?:{streets.UNIT_WORD})\b")
# Here the number stands before the street, so that "Dublin 12" and "Paris 7" are no street with a number.
_NUMBER_FIRST = frozenset({"NZ", "AU", "GB", "IE", "US", "CA", "FR", "LU"})
_NAME_AND_NUMBER = re.compile(r"^\D+\d+[a-z]?$", re.IGNORECASE)
# Here the postcode stands before the town: "75007 PARIS" is no house number with its street.
_POSTCODE_FIRST = frozenset(
    {"DE", "FR", "NL", "BE", "AT", "CH", "ES", "IT", "LU", "DK", "SE", "NO", "FI", "PL", "PT", "CZ"}
)
# States and provinces as an address writes them behind the town.
REGIONS: Mapping[str, frozenset[str]] = {
    "AU": frozenset(["act", "nsw", "nt", "qld", "sa", "tas", "vic", "wa"]),
    "CA": frozenset(["ab", "bc", "mb", "nb", "nl", "ns", "nt", "nu", "on", "pe", "qc", "sk", "yt"]),
    "US": frozenset({
        "al", "ak", "az", "ar", "ca", "co", "ct", "dc", "de", "fl", "ga", "hi", "ia", "id", "il", "in", "ks", "ky",
        "la", "ma", "md", "me", "mi", "mn", "mo", "ms", "mt", "nc", "nd", "ne", "nh", "nj", "nm", "nv", "ny", "oh",
        "ok", "or", "pa", "pr", "ri", "sc", "sd", "tn", "tx", "ut", "va", "vt", "wa", "wi", "wv", "wy",
    }),
}  # fmt: skip
_REGIONS_OF_AMERICA = REGIONS["CA"] | REGIONS["US"]
# Written out they stand in a line of their own. New York and Washington are towns more often.
_US_STATES: Mapping[str, str] = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID",
    "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME",
    "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO",
    "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA",
    "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT",
    "vermont": "VT", "virginia": "VA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_WITH_COUNTIES = frozenset({"IE", "GB"})
_ZIP = re.compile(r"^\d{5}(?:-\d{4})?$")
_COUNTY = re.compile(r"^(?:co\.?|county) ", re.IGNORECASE)


def read(given: Mapping[str, str]) -> dict[str, str]:
    """The parts of an address, those that are not given by themselves read out of `lines`."""
    pieces = _joined([piece.strip() for piece in _BREAKS.split(given["lines"]) if piece.strip()])
    found: dict[str, str] = {}
    if len(pieces) > 1 and not _is_state(pieces, given["country"]) and (code := countries.code(pieces[-1])):
        found["country"] = code
        pieces.pop()
    country = countries.code(given["country"] or found.get("country"))
    found["street"], rest = _street_pieces(pieces, country)
    rest = _without_postcode(rest, country, found)
    rest = _without_region(rest, country, found)
    if rest:
        found["city"] = rest[-1]
    if len(rest) > 1:
        found["district"] = rest[0]
    return {part: value or found.get(part, "") for part, value in given.items()}


def _is_state(pieces: list[str], country: str) -> bool:
    """ "CA" behind a street with its number in front is California: Canada and Germany are written so as well."""
    last = pieces[-1]
    if len(last) != 2 or last.lower() not in REGIONS["US"]:
        return False
    if any(word.isupper() and word.lower() in _REGIONS_OF_AMERICA for word in pieces[-2].split()):
        return False  # "Toronto, ON, CA": the province stands before it
    return countries.code(country) == "US" or (not country and last.isupper() and pieces[0][:1].isdigit())


def _joined(pieces: list[str]) -> list[str]:
    """A house number that stands alone belongs to the street behind it."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _NUMBER_ALONE.match(joined[-1]):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def _street_pieces(pieces: list[str], country: str | None) -> tuple[str, list[str]]:
    """The street line and what follows it; a building or unit in front of a numbered line belongs to it."""
    for index, piece in enumerate(pieces):
        if index and _names_a_place(piece, country):
            break
        read = streets.parse(piece, country)
        if not read.number or not read.street or streets.is_unit_word(read.street):
            continue
        before = pieces[index - 1] if index else ""
        unit = f"{before}, " if _UNIT_ALONE.match(before) else ""
        return unit + piece, pieces[index + 1 :]
    if len(pieces) > 1 and _UNIT_ALONE.match(pieces[0]):
        return f"{pieces[0]}, {pieces[1]}", pieces[2:]
    return (pieces[0], pieces[1:]) if pieces else ("", [])


def _names_a_place(piece: str, country: str | None) -> bool:
    if country in _NUMBER_FIRST and _NAME_AND_NUMBER.match(piece) and not streets.is_box(piece):
        return not _UNIT_ALONE.match(piece)
    return country in _POSTCODE_FIRST and bool(postcodes.find(piece, country)[0]) and piece[-1:].isalpha()


def _without_postcode(rest: list[str], country: str | None, found: dict[str, str]) -> list[str]:
    for index in range(len(rest) - 1, -1, -1):
        code, place = postcodes.find(rest[index], country)
        if code:
            found["postcode"] = code
            return [*rest[:index], *([place] if place else []), *rest[index + 1 :]]
    return rest


def _without_region(rest: list[str], country: str | None, found: dict[str, str]) -> list[str]:
    """ "Carlton VIC" is the town and the state, "Plano" and "TX" are two pieces, and so are "Cork" and "Co. Cork"."""
    if len(rest) > 1 and country in _WITH_COUNTIES and _COUNTY.match(rest[-1]):
        found["region"] = rest[-1]
        return rest[:-1]
    if not country and rest and rest[-1][-2:].isupper() and _ZIP.match(found.get("postcode", "00000")):
        country = "US"
    known = REGIONS.get(country or "")
    if not known or not rest:
        return rest
    if country == "US" and len(rest) > 1 and (state := _US_STATES.get(rest[-1].lower())):
        found["region"] = state
        return rest[:-1]
    town, _, last = rest[-1].rpartition(" ")
    if latin(last) not in known or not (town or rest[:-1]):
        return rest
    found["region"] = last.upper()
    return [*rest[:-1], *([town.strip()] if town.strip() else [])]
