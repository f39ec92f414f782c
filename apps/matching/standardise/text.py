"""Free text: trimmed and composed for keeping, folded for comparing. Every other kind starts here."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from anyascii import anyascii

from apps.matching.standardise.placeholders import placeholder_test
from apps.matching.standardise.types import CACHE_SIZE, NOTHING, Clean, Cleaner, Hints

# Folding works on the bytes of ASCII text: letters small, digits as they are, all else a space, apostrophes dropped.
_FOLDED = bytes(range(256)).lower().translate(bytes(b if chr(b).isalnum() else 32 for b in range(256)))
_APOSTROPHES = b"'`"
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u0529]")
_WORD_WITH_LATIN = re.compile(r"\S*[a-z]\S*")
# Small letters whose capitals look like Latin capitals: Cyrillic, then Greek.
_LOOKALIKES = str.maketrans("авекмнорстухіјѕ" + "αβεζηικμνορτυχ", "abekmhopctyxijs" + "abezhikmnoptyx")
# Control, format (zero-width, soft hyphen, direction marks), surrogates and private use say nothing to a reader.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """The text without invisible characters, with accents composed (NFC) and every run of white space one space."""
    if not text.isprintable():  # which says no to the invisible and to every space but " "
        text = "".join(_visible(char) for char in text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()) if "  " in text else text.strip(" ")


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


def from_text(kind: str, *, repeats: bool = False) -> Callable[[Callable[[str, Hints], Clean]], Cleaner]:
    """Makes a cleaner of a function that reads tidy, filled text: placeholders never reach it, answers are kept.

    With `repeats` what was read is remembered: for kinds with few values, which most records share.
    """
    is_empty = placeholder_test(kind)

    def wrap(read: Callable[[str, Hints], Clean]) -> Cleaner:
        def cleaner(raw: object, hints: Hints) -> Clean:
            text = tidy(raw if isinstance(raw, str) else as_text(raw))
            if is_empty(text):
                return NOTHING
            found = read(text, hints)
            # "<->" is a dash in brackets: what is left after reading may be a placeholder too.
            value = found.value
            return NOTHING if value != text and isinstance(value, str) and is_empty(value) else found

        known = lru_cache(maxsize=CACHE_SIZE)(cleaner)

        def remembering(raw: object, hints: Hints) -> Clean:
            return known(raw, hints) if isinstance(raw, str) else cleaner(raw, hints)

        found = remembering if repeats else cleaner
        found.__doc__ = read.__doc__
        return found

    return wrap


@from_text("text")
def clean(text: str, hints: Hints) -> Clean:
    """Text as it was written, trimmed, one space between words, without invisible characters."""
    return Clean(text)


def fold(text: str) -> str:
    """The text as compared: Latin letters and digits only, lower case, one space between words.

    Accents and other scripts are transliterated ("Müller" gives "muller", also with a Cyrillic letter in it),
    apostrophes vanish ("O'Brien" gives "obrien"), other punctuation parts words.
    """
    if not text.isascii():
        text = latin(text)
    if not text or text.isalnum():
        return text.lower()
    return b" ".join(text.encode().translate(_FOLDED, _APOSTROPHES).split()).decode()


def latin(text: str) -> str:
    """The text in lower-case ASCII, punctuation kept; letters that only look Latin become Latin."""
    if text.isascii():
        return text.lower()
    plain = text.translate(_accented())
    return plain.lower() if plain.isascii() else _transliterated(text)


@cache
def _accented() -> Mapping[int, str]:
    """European letters with accents, and what they become wherever they stand. None of them is a combining mark."""
    return {code: _transliterated(chr(code)) for code in range(0xC0, 0x180) if chr(code).isalpha()}


def _transliterated(text: str) -> str:
    # Folding case on both sides of the normalisation makes capitals and small letters of every script meet.
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text.casefold()).casefold())
    if _GREEK_OR_CYRILLIC.search(composed):
        composed = _WORD_WITH_LATIN.sub(_as_it_looks, composed)
    return str(anyascii(composed)).lower()


def _as_it_looks(match: re.Match[str]) -> str:
    """A Latin word with foreign letters in it that all look Latin, in Latin; any other word as it is."""
    word = match[0]
    foreign = _GREEK_OR_CYRILLIC.findall(word)
    return word.translate(_LOOKALIKES) if all(ord(char) in _LOOKALIKES for char in foreign) else word


def compact(text: str) -> str:
    """The folded text without spaces, upper case: the form in which codes and numbers are compared."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return fold(text).replace(" ", "").upper()


def part(raw: Any, *names: str) -> Any:
    """The first of these keys that a dictionary holds, or the value itself when it is no dictionary."""
    if not isinstance(raw, dict):
        return raw
    return next((raw[name] for name in names if raw.get(name) is not None), None)
