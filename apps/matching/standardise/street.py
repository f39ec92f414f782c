"""A street line as compared: the name written out, the number and the unit apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from apps.matching.standardise.text import fold, latin
from apps.matching.standardise.types import CACHE_SIZE


class StreetForm(NamedTuple):
    """Folded street name written out, house number such as "12a" or "12-14", and unit; each may be empty."""

    street: str
    number: str
    unit: str


PO_BOX: Final = "po box"
"""The street of a post office box."""

WORDS: Mapping[str, str] = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "aven": "avenue", "dr": "drive",
    "drv": "drive", "pl": "place", "plc": "place", "cres": "crescent", "cr": "crescent", "crs": "crescent",
    "cct": "circuit", "crct": "circuit", "cir": "circle", "ct": "court", "crt": "court", "tce": "terrace",
    "ter": "terrace", "terr": "terrace", "ln": "lane", "blvd": "boulevard", "blv": "boulevard", "bvd": "boulevard",
    "bd": "boulevard", "hwy": "highway", "pde": "parade", "sq": "square", "cl": "close", "gr": "grove", "gve": "grove",
    "pkwy": "parkway", "pky": "parkway", "gdns": "gardens", "gdn": "gardens", "esp": "esplanade", "hts": "heights",
    "fwy": "freeway", "expy": "expressway", "mt": "mount", "ft": "fort", "aly": "alley", "wy": "way", "qy": "quay",
    "rue": "rue", "imp": "impasse", "fbg": "faubourg", "chem": "chemin", "strasse": "strasse", "pltz": "platz",
}  # fmt: skip
DIRECTIONS: Mapping[str, str] = {
    "n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast",
    "sw": "southwest",
}  # fmt: skip
_DIRECTION_WORDS = frozenset(DIRECTIONS.values())
# In these countries "str." ends a compound word.
COMPOUNDS: Mapping[str, str] = {"DE": "strasse", "AT": "strasse", "CH": "strasse", "NL": "straat", "BE": "straat"}

_BOX = re.compile(
    r"^(?:g?p\.?\s?o\.?\s*box|post office box|postbox|private bag|locked bag|postfach|postbus|boite postale|b\.?p\.?)"
    r"(?:\s+(?:no\.?\s*)?([a-z]{0,2}[\s-]?[\d\s-]*\d))?"
)
_NUMBER = r"\d+(?:\s?[a-z](?![a-z]))?(?:\s?(?:-|/|bis|ter)\s?\d*[a-z]?(?![a-z\d]))?"
UNIT_WORD = (
    r"(?:unit|flat|apartment|apt|suite|ste|level|lvl|shop|room|rm|floor|fl|lot|villa|office|appt|top|app|shed|bldg"
    r"|building|block|tower|studio|warehouse|hangar|kiosk|stall|tenancy|bus|bte|boite)"
)
_UNIT_FIRST = re.compile(rf"^(?:{UNIT_WORD}\.?\s*|#\s*)([a-z]?\d+[a-z]?|[a-z])(?:\s*[,/]\s*|\s+-\s+|\s+)(?=\S)")
_UNIT_ONLY = re.compile(rf"^{UNIT_WORD}$")
_UNIT_LAST = re.compile(rf"[\s,]+(?:{UNIT_WORD}\.?\s+|#\s*)([a-z]?\d+[a-z]?|[a-z])$")
_FLOOR_LAST = re.compile(r"[\s,]+(\d+)(?:st|nd|rd|th)\s+fl(?:oo)?r?\.?$")
_SLASHED_UNIT = re.compile(r"^(\d+[a-z]?|[a-z])\s?/\s?(?=\d)")
# "316 N Pulaski Rd" is number 316 in the north of the road, "350 5th Ave" number 350 of the fifth avenue.
_NUMBER_FIRST = re.compile(
    rf"^(?:no\.?\s*)?(?:(\d+)(?=\s[nesw][\s.])|({_NUMBER}))[\s,]+(?=[^\s\d,]|\d+(?:st|nd|rd|th)\b)(.*)$"
)
_NUMBER_LAST = re.compile(rf"^(.*[^\W\d_].*?)[\s,]+(?:nr\.?\s*|no\.?\s*)?({_NUMBER})$")
_DIGIT = re.compile(r"\d")
_NUMBERED_ROADS = frozenset({"highway", "route", "hwy", "sh", "rt", "road", "rd", "level"})


@lru_cache(maxsize=CACHE_SIZE)
def parse(line: str, country: str | None) -> StreetForm:
    """Reads "12 Queen St", "Königstraße 12a", "Unit 3, 45 High St", "3/45 High St" and "PO Box 12"."""
    text = latin(line).strip(" ,.;")
    box = _BOX.match(text)
    if box:
        return StreetForm(PO_BOX, fold(box[1] or "").replace(" ", ""), "")
    text, unit = _take_unit(text)
    name, number = _take_number(text)
    return StreetForm(written_out(name, country), number_form(number), unit)


def is_unit_word(word: str) -> bool:
    """True for "level", "unit" and their like: "Level 3" is no street with a number."""
    return bool(_UNIT_ONLY.match(word))


def is_box(line: str) -> bool:
    """True for a post office box."""
    return bool(_BOX.match(latin(line)))


def number_form(number: str) -> str:
    """A house number as compared: "12 A" gives "12a", "12 - 14" gives "12-14"."""
    if not number or (number.isascii() and number.isalnum()):  # most are, and have nothing between
        return number.lower()
    return fold(number.replace("-", " to ").replace("/", " to ")).replace(" to ", "-").replace(" ", "")


def _take_unit(text: str) -> tuple[str, str]:
    match = _UNIT_FIRST.match(text) or _SLASHED_UNIT.match(text)
    if match:
        return text[match.end() :], match[1]
    match = _UNIT_LAST.search(text) or _FLOOR_LAST.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def _take_number(text: str) -> tuple[str, str]:
    if not _DIGIT.search(text):
        return text, ""
    match = _NUMBER_FIRST.match(text)
    if match:
        return match[3], match[1] or match[2]
    match = _NUMBER_LAST.match(text)
    if match and match[1].split()[-1].strip(".") not in _NUMBERED_ROADS:
        return match[1], match[2]
    return text, ""


def written_out(name: str, country: str | None) -> str:
    """A street name, folded, with abbreviations written out; "St" is a saint in front, a street behind."""
    ending = COMPOUNDS.get(country or "")
    words: list[str] = []
    for word in fold(name).split():
        if word == "st" and _DIRECTION_WORDS.issuperset(words):
            words.append("saint")
        elif ending and word in {"str", ending} and words:
            words[-1] += ending
        elif len(word) > 5 and word.endswith("str"):
            words.append(word.removesuffix("str") + (ending or "strasse"))
        else:
            words.append(DIRECTIONS.get(word) or WORDS.get(word, word))
    return " ".join(words)
