"""Names of people: kept as written, taken apart for comparing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from apps.matching.standardise import name_order
from apps.matching.standardise.given_names import canonical_given
from apps.matching.standardise.text import fold, from_text, tidy
from apps.matching.standardise.types import CACHE_SIZE, Clean, Hints

__all__ = ["PersonName", "canonical_given", "clean", "form", "form_of", "parts"]


class PersonName(NamedTuple):
    """The parts of a full name; any may be empty, but given and family name are not both empty for a filled name."""

    given: str
    family: str
    middle: str = ""
    title: str = ""
    suffix: str = ""


_PLAIN_WORD = re.compile(r"^(?:[^\W\d_]\.|[^\W\d_]+(?:['\u2019-][^\W\d_]+)*)$")
# Between initials that stand together: "A.B. de Vries".
_INITIALS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\.)")
# Words that need the careful reader: particles, titles, suffixes, conjunctions.
_SPECIAL = frozenset({
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "do", "du", "la", "le", "el", "al", "bin",
    "ibn", "ter", "ten", "te", "zu", "zum", "zur", "vom", "st", "ap", "mac", "abu", "ben", "mr", "mrs", "ms", "miss",
    "mx", "dr", "prof", "sir", "dame", "lord", "lady", "rev", "hon", "fr", "herr", "frau", "dhr", "mevr", "mw",
    "heer", "ing", "ir", "drs", "m", "mme", "mlle", "mag", "dipl", "jr", "sr", "snr", "jnr", "senior", "junior", "ii",
    "iii", "iv", "v", "esq", "phd", "md", "dds", "mba", "ba", "bsc", "msc", "cpa", "qc", "kc", "and", "und", "en",
    "y", "e", "i", "et",
})  # fmt: skip
# One generation is spelled in several ways; the careful reader takes some of them for a name.
_GENERATIONS = {"senior": "sr", "snr": "sr", "junior": "jr", "jnr": "jr", "2nd": "ii", "3rd": "iii"}
_GENERATION_LAST = re.compile(r"^([^,]+) (senior|2nd|3rd)(,.*|)$", re.IGNORECASE)
# Some of them, which as the only word before a plain family name are a given name or its initial.
_GIVEN_ALONE = frozenset({"E", "I", "M", "V", "Y", "Al", "Ben", "Bin"})
# The particles after which the rest of a name is always the family name.
_PARTICLES = frozenset({"van", "von", "der", "den", "de", "del", "ter", "di", "da", "du", "la"})
# As compared: "v.d. Berg" is "van der Berg" (or den, a slip apart), "Mac Donald" is "MacDonald", "O Brien" "O'Brien".
_ABBREVIATED = re.compile(r"^(?:(v ?d)|(v)|(mac|mc|o|fitz)) (?=\w)")


@from_text("person_name")
def clean(text: str, hints: Hints) -> Clean:
    """The name as written, trimmed; capitals stay."""
    return Clean(text)


@lru_cache(maxsize=CACHE_SIZE)
def parts(full: str) -> PersonName:
    """Given, middle and family name, title and suffix, as written.

    Reads "Last, First", "LAST First", particles ("van der Berg"), titles and suffixes; one word alone is a given name.
    """
    text = tidy(full)
    words = _INITIALS.sub(". ", text).split()
    if len(words) > 2 and (read := _rare(text, words)):
        return read
    turned = _family_in_capitals_first(words) or " ".join(words)
    family, comma, rest = turned.partition(", ")
    given = rest.split() if comma else words[:-1]
    # Nine names in ten are plain words, and reading them here is forty times faster than the careful reader.
    if not (_is_plain_given(given) and _is_plain([family] if comma else words[-1:])):
        return _careful(turned)
    if len(words) < 2:
        return PersonName(given=turned, family="")
    return PersonName(given=given[0], family=family if comma else words[-1], middle=" ".join(given[1:]))


def _rare(text: str, words: list[str]) -> PersonName | None:
    if found := name_order.vietnamese(words):
        given, middle, family = found
        return PersonName(given, family, middle)
    if known := name_order.stand_in(text):
        read = parts(known.text)
        return read._replace(family=read.family.replace(known.put, known.written, 1))
    return None


def _is_plain(words: list[str]) -> bool:
    return len(words) <= 2 and all(_PLAIN_WORD.match(word) and word.lower() not in _SPECIAL for word in words)


def _is_plain_given(words: list[str]) -> bool:
    return _is_plain(words) or (len(words) == 1 and words[0] in _GIVEN_ALONE)


def _family_in_capitals_first(words: list[str]) -> str:
    """ "DUPONT Jean" as "DUPONT, Jean"; "" when capitals do not mark the family name."""
    loud = 0
    while loud < len(words) and len(words[loud]) >= 3 and words[loud].isupper() and words[loud].isalpha():
        loud += 1
    quiet = words[loud:]
    if not loud or not quiet or any(word.isupper() or "," in word for word in quiet):
        return ""
    return f"{' '.join(words[:loud])}, {' '.join(quiet)}"


def _careful(full: str) -> PersonName:
    from nameparser import HumanName  # a third of a second to import: not at start-up

    read = HumanName(_abbreviated(full))
    given = " ".join(part for part in (read.first, "" if read.first else read.nickname) if part)
    if not given and not read.last:
        return PersonName(given="", family=full, title="", suffix="")
    return PersonName(given, read.last, read.middle, read.title, read.suffix)


def _abbreviated(full: str) -> str:
    """ "David Dobbins Senior" as "David Dobbins sr"; the family name of "Maria Senior" stays."""
    found = _GENERATION_LAST.match(full)
    if not found or not (found[3] or " " in found[1]):
        return full
    return f"{found[1]} {_GENERATIONS[found[2].lower()]}{found[3]}"


@lru_cache(maxsize=CACHE_SIZE)
def form(full: str) -> PersonName:
    """The parts of a name as compared: each folded."""
    given, family, middle, title, suffix = map(fold, parts(full))
    if " " in family:
        family = _ABBREVIATED.sub(_spelled, family)
    return PersonName(given, family, middle, title, _GENERATIONS.get(suffix, suffix))


def _spelled(match: re.Match[str]) -> str:
    return "van der " if match[1] else "van " if match[2] else match[3]


def form_of(given: str, family: str, full: str) -> PersonName:
    """The parts as compared of a name that comes in two fields: `form` of "family, given".

    The whole name tells the suffix, and the middle name where the given name does not.
    """
    first, middle = _plain_given(given)
    shouted = len(given) > 2 and given.isupper()
    last = _plain_family(family) or ("" if middle or shouted else _led_family(family))
    if first and last and full == f"{given} {family}":
        turned = middle and name_order.is_vietnamese(first, last)
        return PersonName(middle, last, first) if turned else PersonName(first, last, middle)
    read, whole = form(f"{family}, {given}"), form(full)
    if whole.middle and whole.middle == read.suffix:  # "Morris II" Klein
        return read
    return read._replace(middle=read.middle or whole.middle, suffix=whole.suffix)


@lru_cache(maxsize=CACHE_SIZE)
def _plain_given(given: str) -> tuple[str, str]:
    """First and middle name, folded, where both are plain words; otherwise two empty texts."""
    words = tidy(given).split()
    return (fold(words[0]), fold(" ".join(words[1:]))) if words and _is_plain_given(words) else ("", "")


@lru_cache(maxsize=CACHE_SIZE)
def _plain_family(family: str) -> str:
    return fold(family) if _is_plain([family]) else ""


@lru_cache(maxsize=CACHE_SIZE)
def _led_family(family: str) -> str:
    """A family name of particles and one plain word ("van der Berg"), folded; "" for any other.

    The careful reader finds nothing else in it behind one plain given name, and takes a thousand times as long.
    """
    *particles, last = family.split(" ")
    led = particles and all(word in _PARTICLES for word in particles) and len(last) > 2 and _is_plain([last])
    return fold(family) if led else ""
