"""What people type into a field that must not stay empty. One table, narrowed per kind where a word may be real."""

from __future__ import annotations

from collections.abc import Mapping

# Never a real value of any kind.
MARKS = frozenset(
    {"", "-", "--", "---", ".", "..", "...", "?", "??", "???", "*", "n/a", "n.a.", "n/a.", "#n/a", "(none)", "(null)"}
)
WORDS = frozenset({"none", "null", "nil", "nan", "unknown", "tbd", "tba", "tbc", "undefined", "(unknown)", "not known"})
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
    "date": EVERYTHING | {"00000000", "0000-00-00", "00/00/0000", "00.00.0000"},
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
    if text.lower() in BY_KIND.get(kind, EVERYTHING):
        return True
    return kind in DIGITS_ONLY and _is_one_digit_repeated(text)


def _is_one_digit_repeated(text: str) -> bool:
    if len(set(text)) > 4:  # one digit and a few separators; most numbers end here
        return False
    digits = "".join(char for char in text if char.isalnum())
    return len(digits) >= 4 and digits.isdigit() and len(set(digits)) == 1
