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
    "sint": "saint", "sankt": "saint", "ste": "sainte",
}  # fmt: skip
DIRECTIONS: Mapping[str, str] = {
    "n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast",
    "sw": "southwest",
}  # fmt: skip
_DIRECTION_WORDS = frozenset(DIRECTIONS.values())
# In these countries "str." ends a compound word.
COMPOUNDS: Mapping[str, str] = {"DE": "strasse", "AT": "strasse", "CH": "strasse", "NL": "straat", "BE": "straat"}
# What a street is called in front of its name: "St" behind it is a saint. Some are English words too.
_FRENCH = frozenset({"rue", "chemin", "impasse", "quai", "allee", "faubourg", "passage", "cours"})
_FRENCH_IN_FRANCE = _FRENCH | {"avenue", "boulevard", "place", "route"}
_FRENCH_SPEAKING = frozenset({"FR", "BE", "CH", "LU", "MC", "CA"})
_SAINT = re.compile(r"(?<![^\s-])st-(?=[a-z])(?!(?:north|south|east|west|[nsew])\b)")
# "2e Jan Steenstraat" is the second one, not number 2e.
_ORDINALS: Mapping[str, str] = {
    "eerste": "1e", "tweede": "2e", "derde": "3e", "vierde": "4e", "vijfde": "5e", "1ste": "1e", "2de": "2e",
    "3de": "3e", "4de": "4e", "5de": "5e",
}  # fmt: skip

_BOX = re.compile(
    r"^(?:g?p\.?\s?o\.?\s*box|post office box|postbox|private bag|locked bag|postfach|postbus|boite postale|b\.?p\.?)"
    r"(?:\s+(?:no\.?\s*)?([a-z]{0,2}[\s-]?[\d\s-]*\d))?"
)
_NUMBER = r"\d+(?:\s?[a-z](?![a-z]))?(?:\s?(?:-|/|bis|ter)\s?\d*[a-z]?(?![a-z\d]))?"
UNIT_WORD = (
    r"(?:unit|flat|apartment|apt|suite|ste|level|lvl|shop|room|rm|floor|fl|lot|villa|office|appt|top|app|shed|bldg"
    r"|building|block|tower|studio|warehouse|hangar|kiosk|stall|tenancy|bus|bte|boite)"
)
_UNIT_FIRST = re.compile(
    rf"^(?:{UNIT_WORD}\.?\s*|#\s*|u\s?(?=\d))([a-z]?\d+[a-z]?(?:/\d+(?=,))?|[a-z])(?:\s*[,/]\s*|\s+-\s+|\s+)(?=\S)"
)
_LOT = re.compile(r"lot\b")
_UNIT_ONLY = re.compile(rf"^{UNIT_WORD}$")
_UNIT_LAST = re.compile(rf"[\s,]+(?:{UNIT_WORD}\.?\s+|#\s*)([a-z]?\d+[a-z]?|[a-z])$")
_FLOOR_LAST = re.compile(r"[\s,]+(\d+)(?:st|nd|rd|th)\s+fl(?:oo)?r?\.?$")
# "3/45 High St" is unit 3 of number 45, "1/2 12 Queen St" the second flat on the first floor of number 12.
_SLASHED_UNIT = re.compile(r"^(\d+/\d+(?=[\s,]+\d)|(?:\d+[a-z]?|[a-z])(?=\s?/\s?\d))[\s,/]+")
# In Canada "5700-100 King St" is unit 5700 of number 100; "12-14 King St" are neighbours.
_DASHED_UNIT = re.compile(r"^(\d+)\s?-\s?(?=(\d+)[a-z]?\s)")
_NEIGHBOURS = 20
# "316 N Pulaski Rd" is number 316 in the north of the road, "350 5th Ave" number 350 of the fifth avenue.
_NUMBER_FIRST = re.compile(
    rf"^(?:no\.?\s*)?(?:(\d+)(?=\s[nesw][\s.])|({_NUMBER}))[\s,]+(?=[^\s\d,]|\d+(?:st|nd|rd|th)\b)(.*)$"
)
# Dutch and German ways to say which door of a house: ground floor, first floor, in the yard.
_DOOR = r"(?:hs|huis|bg|boven|i{1,3}(?:\s?hoog)?|iv|[1-9]e?\s?hoog|[1-9]e|hh|vh)"
_NUMBER_LAST = re.compile(rf"^(.*[^\W\d_].*?)[\s,]+(?:nr\.?\s*|no\.?\s*)?({_NUMBER})$")
_DOOR_LAST = re.compile(rf"^(.*[^\W\d_].*?)[\s,]+(\d+(?:-?[a-z])?[\s/-]+{_DOOR})$")
_BEFORE_DOOR = re.compile(rf"(?<=\d)(-?[a-z]|)[\s/-]+(?={_DOOR}$)")
_DIGIT = re.compile(r"\d")
_NUMBERED_ROADS = frozenset({"highway", "route", "hwy", "sh", "rt", "road", "rd", "level"})


@lru_cache(maxsize=CACHE_SIZE)
def parse(line: str, country: str | None) -> StreetForm:
    """Reads "12 Queen St", "Königstraße 12a", "Unit 3, 45 High St", "3/45 High St" and "PO Box 12"."""
    text = latin(line).strip(" ,.;")
    box = _BOX.match(text)
    if box:
        return StreetForm(PO_BOX, fold(box[1] or "").replace(" ", ""), "")
    rest, unit = _take_unit(text, country)
    name, number = _take_number(rest, country)
    if unit and not number and _LOT.match(text):  # what has no number yet has that of its lot
        number, unit = unit, ""
    return StreetForm(written_out(name, country), number_form(number), unit)


def is_unit_word(word: str) -> bool:
    """True for "level", "unit" and their like: "Level 3" is no street with a number."""
    return bool(_UNIT_ONLY.match(word))


def is_box(line: str) -> bool:
    """True for a post office box."""
    return bool(_BOX.match(latin(line)))


def number_form(number: str) -> str:
    """A house number as compared: "12 A" gives "12a", "12 - 14" gives "12-14", "12 hs" gives "12-hs"."""
    if not number or (number.isascii() and number.isalnum()):  # most are, and have nothing between
        return number.lower()
    number = _BEFORE_DOOR.sub(r"\1-", number.lower().removeprefix("lot "))
    return fold(number.replace("-", " to ").replace("/", " to ")).replace(" to ", "-").replace(" ", "")


def _take_unit(text: str, country: str | None) -> tuple[str, str]:
    if country == "CA" and (dashed := _DASHED_UNIT.match(text)):
        neighbours = 0 < int(dashed[2]) - int(dashed[1]) <= _NEIGHBOURS
        return (text, "") if neighbours else (text[dashed.end() :], dashed[1])
    match = _UNIT_FIRST.match(text) or _SLASHED_UNIT.match(text)
    if match:
        return text[match.end() :], match[1]
    match = _UNIT_LAST.search(text) or _FLOOR_LAST.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def _take_number(text: str, country: str | None) -> tuple[str, str]:
    if not _DIGIT.search(text):
        return text, ""
    first = _NUMBER_FIRST.match(text)
    number = (first[1] or first[2]) if first else ""
    if first and not number.endswith("e"):
        return first[3], number
    match = _number_last(text)
    if first and not (match or COMPOUNDS.get(country or "") == "straat"):
        return first[3], number
    if match and match[1].split()[-1].strip(".") not in _NUMBERED_ROADS:
        return match[1], match[2]
    return text, ""


def _number_last(text: str) -> re.Match[str] | None:
    match = _NUMBER_LAST.match(text)
    if match and not match[1][-1].isdigit():
        return match
    return _DOOR_LAST.match(text) or match  # seldom asked: it takes as long again


def written_out(name: str, country: str | None) -> str:
    """A street name, folded, with abbreviations written out; "St" is a saint in front, a street behind."""
    ending = COMPOUNDS.get(country or "")
    words: list[str] = []
    if "st-" in name:
        name = _SAINT.sub("saint ", name)
    for word in fold(name).split():
        if word == "st" and (_DIRECTION_WORDS.issuperset(words) or _is_french(words[0], country)):
            words.append("saint")
        elif word in _ORDINALS and not words and ending == "straat":
            words.append(_ORDINALS[word])
        elif ending and word in {"str", ending} and words:
            words[-1] += ending
        elif len(word) > 5 and word.endswith("str"):
            words.append(word.removesuffix("str") + (ending or "strasse"))
        else:
            words.append(DIRECTIONS.get(word) or WORDS.get(word, word))
    return " ".join(words)


def _is_french(kind: str, country: str | None) -> bool:
    return kind in (_FRENCH_IN_FRANCE if country in _FRENCH_SPEAKING else _FRENCH)
