"""What people type into a field that must not stay empty. One table, narrowed per kind where a word may be real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

# Never a real value of any kind.
_DASHES = frozenset(sign * times for sign in "-._?\u2013\u2014" for times in range(1, 9))
MARKS = _DASHES | {"", "*", "n/a", "n.a.", "n/a.", "#n/a", "(none)", "(null)"}
WORDS = frozenset({
    "none", "null", "nil", "nan", "unknown", "tbd", "tba", "tbc", "undefined", "(unknown)", "not known",
    "not available", "none given", "k.a.", "unbekannt", "onbekend", "n.v.t.", "inconnu",
})  # fmt: skip
DRAFTS = frozenset(
    {"test", "testing", "xxx", "xx", "xxxx", "x", "asdf", "dummy", "na", "0000", "000", "00000", "not applicable"}
)

EVERYTHING = MARKS | WORDS | DRAFTS
# "Nan", "Na" and "Test" are names of people; "Nil" is a Scottish and Catalan one.
OF_PEOPLE = EVERYTHING - {"nan", "na", "nil", "test", "x"}
# Codes and words of a closed list: NA is Namibia, "none" and "unknown" are choices, "xx" may be a size.
OF_CODES = MARKS | {"null", "nan", "undefined", "tbd", "tba", "tbc"}
OF_NUMBERS = (MARKS | WORDS | DRAFTS) - {"0000", "000", "00000"}

BY_KIND: Mapping[str, frozenset[str]] = {
    "person_name": OF_PEOPLE,
    "country": OF_CODES | {"unknown", "none", "0000"},
    "currency": OF_CODES | {"unknown", "none", "xxx"},
    "language": OF_CODES | {"unknown", "none"},
    "choice": OF_CODES,
    "consent": OF_CODES,
    "boolean": OF_CODES,
    "reference": OF_CODES | {"unknown"},
    "identifier": MARKS | WORDS | {"0000", "000", "00000", "na"},
    "part_number": MARKS | WORDS | {"na"},
    "relation": MARKS | WORDS | {"0", "0000", "000", "00000", "na"},
    "money": OF_NUMBERS,
    "quantity": OF_NUMBERS,
    "measure": OF_NUMBERS,
    "pack_size": OF_NUMBERS,
    # The first and last days of databases and spreadsheets are nobody's birthday.
    "date": EVERYTHING
    | {"00000000", "0000-00-00", "00/00/0000", "00.00.0000"}
    | {"0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-12-31"},
    "website": EVERYTHING | {"http://", "https://", "www.", "no website"},
    "url": EVERYTHING | {"http://", "https://", "www."},
    "email": EVERYTHING
    | {
        "no email",
        "noemail",
        "@",
        "none@none.com",
        "test@test.com",
        "na@na.com",
        "no@email.com",
        "noemail@noemail.com",
    },
}
# Kinds in which one digit repeated ("000000000", "99999999") says that nobody knew the number.
DIGITS_ONLY = frozenset({"phone", "company_number", "tax_id", "gtin", "identifier"})


def is_placeholder(text: str, kind: str) -> bool:
    """True when a trimmed text stands for "nothing" in a field of this kind."""
    return placeholder_test(kind)(text)


@cache
def placeholder_test(kind: str) -> Callable[[str], bool]:
    """`is_placeholder` of one kind, for those who ask it often."""
    words = BY_KIND.get(kind, EVERYTHING)
    longest = max(map(len, words))

    def is_word(text: str) -> bool:
        return len(text) <= longest and text.lower() in words

    def is_word_or_digit(text: str) -> bool:
        return (len(text) <= longest and text.lower() in words) or _is_one_digit_repeated(text)

    return is_word_or_digit if kind in DIGITS_ONLY else is_word


def _is_one_digit_repeated(text: str) -> bool:
    if text[-1:] != text[-2:-1] and text[-2:].isalnum():  # most numbers end in two different digits
        return False
    if len(set(text)) > 4:  # more than one digit and a few separators
        return False
    digits = "".join(char for char in text if char.isalnum())
    return len(digits) >= 4 and digits.isdigit() and len(set(digits)) == 1
