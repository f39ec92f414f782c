"""Dates, such as a date of birth: "YYYY-MM-DD"."""

from __future__ import annotations

import re
from datetime import date, datetime

from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.text import from_text, latin
from apps.matching.standardise.types import Clean, Hints

EARLIEST, LATEST = 1900, 2100
PIVOT = 30
"""Years of two digits are of 1930 to 2029, as spreadsheets have it."""

MONTH_FIRST = frozenset({"US", "FM", "PW", "MH"})

# Days of the years 1900 to 2099 that are in the calendar; the 29th of February is left to those who count leap years.
_PLAIN = re.compile(r"^(?:19|20)\d\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30))$", re.A)
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d.*)?$", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
_NUMERIC = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d\d)(?:[T ]\d.*)?$", re.ASCII)
_WORD = r"[A-Za-z\u00c0-\u017f]{3,}"
_DAY_NAMED = re.compile(
    rf"^(?:{_WORD}\.?,? )?(\d{{1,2}})(?:st|nd|rd|th|er|e|[o\u00ba\u00b0])?[ ./-]{{1,2}}(?:(?:of|de|di) )?({_WORD})"
    r"\.?,?[ ./-](?:(?:of|del?) )?(\d{4}|\d\d)$",
    re.ASCII,
)
_NAMED_DAY = re.compile(rf"^(?:{_WORD}\.?,? )?({_WORD})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}|\d\d)$", re.ASCII)
# How months begin, without accents, in English, German, Dutch, French, Spanish, Italian and Portuguese.
_MONTHS = {
    "jan": 1, "jae": 1, "ene": 1, "gen": 1, "feb": 2, "fev": 2, "mar": 3, "mae": 3, "mrz": 3, "maa": 3, "mrt": 3,
    "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "mei": 5, "mag": 5, "jun": 6, "juin": 6, "giu": 6, "jul": 7,
    "juil": 7, "lug": 7, "aug": 8, "aou": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "ott": 10, "out": 10,
    "nov": 11, "dec": 12, "dez": 12, "dic": 12,
}  # fmt: skip


@from_text("date")
def _read(text: str, hints: Hints) -> Clean:
    if _PLAIN.match(text):
        return Clean(text)
    for read in (_year_first, _year_last, _month_named):
        found = read(text, hints)
        if found:
            return _checked(text, *found)
    return Clean(text, f"“{text}” is not a date: write it as YYYY-MM-DD.")


def clean(raw: object, hints: Hints) -> Clean:
    """The day as "YYYY-MM-DD"; a time of day is dropped.

    Day before month, unless the record's country writes the month first or only one order gives a real day. What
    cannot be read is kept and reported, and so is a year before 1900 or after 2100, or one of two digits, whose century
    is a guess.
    """
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        raw = raw.isoformat()
    if isinstance(raw, dict) and "year" in raw:
        raw = "-".join(str(raw.get(part, "")).zfill(2) for part in ("year", "month", "day"))
    return _read(raw, hints)


def _year_first(text: str, hints: Hints) -> tuple[int, int, int] | None:
    match = _ISO.match(text) or _COMPACT.match(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _year_last(text: str, hints: Hints) -> tuple[int, int, int] | None:
    match = _NUMERIC.match(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    month_first = country_code(hints.country) in MONTH_FIRST
    if (second > 12 and not month_first) or (first > 12 and month_first):
        month_first = not month_first
    return (year, first, second) if month_first else (year, second, first)


def _month_named(text: str, hints: Hints) -> tuple[int, int, int] | None:
    match = _DAY_NAMED.match(text)
    day, word, year = (match[1], match[2], match[3]) if match else ("", "", "")
    if not match and (other := _NAMED_DAY.match(text)):
        word, day, year = other[1], other[2], other[3]
    name = latin(word)
    month = _MONTHS.get(name[:3]) or _MONTHS.get(name[:4])
    return (_year(year), month, int(day)) if month else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < PIVOT else 1900)


def _checked(text: str, year: int, month: int, day: int) -> Clean:
    try:
        value = date(year, month, day).isoformat()
    except ValueError:
        return Clean(text, f"“{text}” is no day of the calendar: correct it in the source, as YYYY-MM-DD.")
    if not EARLIEST <= year <= LATEST:
        return Clean(value, f"{value} lies outside {EARLIEST} to {LATEST}: correct the year in the source.")
    if str(year) not in text:
        return Clean(value, f"“{text}” names no century: read as {value}, write it so in the source.")
    return Clean(value)


def form(value: str) -> str:
    """The day as compared, "YYYY-MM-DD"; "" for what is no date.

    A year that nobody living was born in, or a day that no calendar has, is wrong as a date, and as good as any other
    to tell whether two records were copied from one.
    """
    read = _year_first(value, Hints())
    return "{:04}-{:02}-{:02}".format(*read) if read else ""
