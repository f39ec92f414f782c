"""Full names that general readers take apart wrongly: particles cut short, a blank inside, the family name first."""

from __future__ import annotations

import re
from typing import NamedTuple

from apps.matching.standardise.text import fold


class StandIn(NamedTuple):
    """A name rewritten so that a reader understands it: the text, what was put in, and what was written there."""

    text: str
    put: str
    written: str


# "Jan v.d. Berg", "Jan vd Berg", "Piet v. Dijk"; but "Raj V.D. Patel" has initials.
_CUT_SHORT = re.compile(r"(?<=\s)(?:(v[./]?\s?d\.?|V/D\.?)|v\.?)\s(?=[^\W\d_a-z])")
_APART = re.compile(r"(?<=\s)(Ma?c|MA?C|Fitz|\u00d3|O\s?['\u2019])\s([^\W\d_a-z]\w+)")
_LETTER_APART = re.compile(r"(?<=\s)O\s([^\W\d_]+)$")
# Before these a lone O is no middle initial.
_IRISH = frozenset({
    "brien", "callaghan", "connell", "connor", "dea", "doherty", "donnell", "donoghue", "donovan", "dowd", "driscoll",
    "dwyer", "farrell", "flaherty", "gorman", "grady", "hagan", "halloran", "hanlon", "hara", "keefe", "keeffe",
    "leary", "loughlin", "mahoney", "mahony", "malley", "meara", "neil", "neill", "rahilly", "regan", "reilly",
    "riordan", "rourke", "shaughnessy", "shea", "sullivan", "toole",
})  # fmt: skip
_VIETNAMESE = frozenset({
    "nguyen", "tran", "pham", "huynh", "hoang", "phan", "dang", "bui", "ngo", "duong", "truong", "dinh", "trinh",
    "doan", "luong",
})  # fmt: skip
_BETWEEN = frozenset({"van", "v\u0103n", "thi", "th\u1ecb"})


def stand_in(text: str) -> StandIn | None:
    """The name with its family name as a reader knows it; None when there is nothing to put in its place."""
    if found := _CUT_SHORT.search(text):
        return _replaced(text, found, "van der " if found[1] else "van ")
    if found := _APART.search(text):
        return _replaced(text, found, f"{found[1].replace(' ', '')}{found[2]}")
    if (found := _LETTER_APART.search(text)) and found[1].lower() in _IRISH:
        return _replaced(text, found, f"O'{found[1]}")
    return None


def _replaced(text: str, found: re.Match[str], put: str) -> StandIn:
    return StandIn(f"{text[: found.start()]}{put}{text[found.end() :]}", put, found[0])


def vietnamese(words: list[str]) -> tuple[str, str, str] | None:
    """Given, middle and family name of "Nguyễn Văn An" and "An Van Nguyen": here "van" is no particle."""
    if words[1].lower() in _BETWEEN and fold(words[0]) in _VIETNAMESE:
        return words[-1], " ".join(words[1:-1]), words[0].rstrip(",")
    if words[-2].lower() in _BETWEEN and fold(words[-1]) in _VIETNAMESE:
        return words[0], " ".join(words[1:-1]), words[-1]
    return None


def is_vietnamese(given: str, family: str) -> bool:
    """True where the first given name, folded, is what stands between family and given name: "Văn An" Nguyễn is An."""
    return given in _BETWEEN and family in _VIETNAMESE
