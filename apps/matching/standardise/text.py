"""Free text: trimmed and composed for keeping, folded for comparing. Every other kind starts here."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from anyascii import anyascii

from apps.matching.standardise.placeholders import is_placeholder
from apps.matching.standardise.types import CACHE_SIZE, NOTHING, Clean, Cleaner, Hints

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile(r"['`]")
_UMLAUT_SPELLED_OUT = re.compile(r"([aou])e+")
# Control, format (zero-width, soft hyphen, direction marks), surrogates and private use say nothing to a reader.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """The text without invisible characters, with accents composed (NFC) and every run of white space one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = "".join(_visible(char) for char in text)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _INVISIBLE else char


def as_text(raw: object) -> str:
    """Any JSON value or date as tidy text; "" for None, the cleared marker and not-a-number.

    A float without a fraction loses its ".0", because spreadsheets turn codes into floats.
    """
    if isinstance(raw, str):
        return tidy(raw)
    if raw is None or raw != raw or (isinstance(raw, dict) and raw.get("cleared") is True):
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return format(raw, ".0f")
    if isinstance(raw, (date, datetime)):
        return raw.isoformat()
    if isinstance(raw, (list, tuple)):
        return ", ".join(part for part in map(as_text, raw) if part)
    if isinstance(raw, dict):
        return tidy(json.dumps(raw, sort_keys=True, default=str, ensure_ascii=False))
    return tidy(format(raw, "f") if isinstance(raw, Decimal) and _is_writable(raw) else str(raw))


def _is_writable(number: Decimal) -> bool:
    return number.is_finite() and abs(number.adjusted()) < 40


def from_text(kind: str) -> Callable[[Callable[[str, Hints], Clean]], Cleaner]:
    """Makes a cleaner of a function that reads tidy, filled text: placeholders never reach it, answers are kept."""

    def wrap(read: Callable[[str, Hints], Clean]) -> Cleaner:
        @lru_cache(maxsize=CACHE_SIZE)
        def remembered(raw: str, hints: Hints) -> Clean:
            text = tidy(raw)
            found = NOTHING if is_placeholder(text, kind) else read(text, hints)
            # "<->" is a dash in brackets: what is left after reading may be a placeholder too.
            return NOTHING if isinstance(found.value, str) and is_placeholder(found.value, kind) else found

        def cleaner(raw: object, hints: Hints) -> Clean:
            return remembered(raw if isinstance(raw, str) else as_text(raw), hints)

        cleaner.__doc__ = read.__doc__
        return cleaner

    return wrap


@from_text("text")
def clean(text: str, hints: Hints) -> Clean:
    """Text as it was written, trimmed, one space between words, without invisible characters."""
    return Clean(text)


@lru_cache(maxsize=CACHE_SIZE)
def fold(text: str) -> str:
    """The text as compared: Latin letters and digits only, lower case, one space between words.

    Accents and other scripts are transliterated ("Müller" gives "muller", also with a Cyrillic letter in it),
    apostrophes vanish ("O'Brien" gives "obrien"), other punctuation parts words.
    """
    if not text.isascii():
        text = latin(text)
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text.lower())).strip()


def latin(text: str) -> str:
    """The text in lower-case ASCII, punctuation kept; letters that only look Latin become Latin."""
    # Folding case on both sides of the normalisation makes capitals and small letters of every script meet.
    composed = unicodedata.normalize("NFKC", text.casefold()).casefold()
    return str(anyascii(unicodedata.normalize("NFC", composed))).lower()


@lru_cache(maxsize=CACHE_SIZE)
def squash_umlauts(text: str) -> str:
    """The folded text with ae, oe, ue written a, o, u, so that "Müller", "Mueller" and "Muller" compare equal."""
    return _UMLAUT_SPELLED_OUT.sub(r"\1", fold(text))


def compact(text: str) -> str:
    """The folded text without spaces, upper case: the form in which codes and numbers are compared."""
    return fold(text).replace(" ", "").upper()


def part(raw: Any, *names: str) -> Any:
    """The first of these keys that a dictionary holds, or the value itself when it is no dictionary."""
    if not isinstance(raw, dict):
        return raw
    return next((raw[name] for name in names if raw.get(name) is not None), None)
