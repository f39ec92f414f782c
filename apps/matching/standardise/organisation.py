"""Names of organisations: kept as written, compared by the words that tell them apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from apps.matching.standardise import legal_forms
from apps.matching.standardise.text import fold, from_text, latin
from apps.matching.standardise.types import Clean, Hints


class OrganisationForm(NamedTuple):
    """A name as compared.

    `core` holds the telling words, folded, without legal form and stop words, and is empty only for an empty name;
    `legal_form` one token such as `ltd`, or ""; `tokens` the words of the core; `trading_as` the core after "t/a".
    """

    core: str
    legal_form: str
    tokens: tuple[str, ...]
    trading_as: str = ""


_TRADING_AS = re.compile(r"\s+(?:t/as?|t\.a\.|trading\s+as|d/b/a|dba|doing\s+business\s+as|h/o|o/a|handelend onder)\s+")
_AND_SIGN = re.compile(r"(?<=[a-z0-9]{2}) & (?=[a-z0-9]{2})")  # neither of them an initial
_AND = re.compile(r"\s*[&+]\s*|\s+(?:und|et|en|y|n|u\.)\s+")
_INITIALS = re.compile(r"\b([a-z])\s*[&+]\s*([a-z])\b")
_SLASHED = re.compile(r"\b([a-z])/([a-z])\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.\s?){2,}(?:(?<=\.)[a-z]\b)?")
_AND_WORDS = frozenset({"und", "et", "en", "y", "n", "u."})
_STOP_WORDS = frozenset({"the", "and", "of", "for"})
_ABBREVIATIONS: Mapping[str, str] = {
    "intl": "international", "int": "international", "natl": "national", "bros": "brothers", "mfg": "manufacturing",
    "mfr": "manufacturing", "svc": "services", "svcs": "services", "service": "services", "mgmt": "management",
    "univ": "university", "dept": "department", "inst": "institute", "tech": "technology", "technologies": "technology",
    "assoc": "associates", "eng": "engineering", "grp": "group", "hldgs": "holdings", "holding": "holdings",
    "gebruder": "gebr", "gebrueder": "gebr", "gebroeders": "gebr", "centre": "center", "ctr": "center", "st": "saint",
    "mt": "mount", "son": "sons", "govt": "government", "elec": "electrical", "constr": "construction",
    "lab": "laboratory", "labs": "laboratory", "laboratories": "laboratory", "res": "research", "sci": "science",
    "sciences": "science", "coll": "college", "acad": "academy", "hosp": "hospital", "assn": "association",
    "fdn": "foundation", "sch": "school",
}  # fmt: skip
_REWRITTEN = _STOP_WORDS.union(_ABBREVIATIONS)


@from_text("organisation_name")
def clean(text: str, hints: Hints) -> Clean:
    """The name as written, trimmed; capitals and legal form stay."""
    return Clean(text)


def core(name: str) -> OrganisationForm:
    """What tells this organisation from others: "The Smith & Sons Co., Ltd." gives "smith sons", legal form "ltd"."""
    legal_name, _, traded = _part_trading_name(latin(name))
    rest, legal_form = _without_legal_form(_words(legal_name))
    telling = rest if _REWRITTEN.isdisjoint(rest) else _rewritten(rest)
    # A name written in signs alone ("!!!") is compared by the signs.
    whole = " ".join(telling) or legal_name.strip()
    return OrganisationForm(
        whole, legal_form, telling or ((whole,) if whole else ()), core(traded).core if traded else ""
    )


def _rewritten(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_ABBREVIATIONS.get(word, word) for word in words if word not in _STOP_WORDS) or words


def _part_trading_name(name: str) -> tuple[str, str, str]:
    if not ("/" in name or "t.a" in name or " as " in name or "dba" in name or " onder " in name):
        return name, "", ""
    parts = _TRADING_AS.split(name, maxsplit=1)
    if len(parts) == 2 and fold(parts[0]) and fold(parts[1]):
        return parts[0], "t/a", parts[1]
    return name, "", ""


def _words(name: str) -> tuple[str, ...]:
    # Each pattern is asked only of names that hold its sign: most hold none, and a search costs more than a look.
    if " & " in name:
        name = _AND_SIGN.sub(" and ", name)
    words = name.split()
    if name.replace(" ", "").isalnum() and _AND_WORDS.isdisjoint(words):
        return _join_single_letters(words)
    if name.count(".") > 1:
        name = _DOTTED.sub(_join_letters, f"{name} ")
    if "/" in name:
        name = _SLASHED.sub(r"\1\2", name)
    if "&" in name or "+" in name:
        # "H&M" and "H & M" are one word, "Smith & Sons" are two.
        name = _AND.sub(" and ", _INITIALS.sub(r"\1\2", f"{name} "))
    elif not _AND_WORDS.isdisjoint(words):
        name = _AND.sub(" and ", f"{name} ")
    return _join_single_letters(fold(name).split())


def _join_letters(match: re.Match[str]) -> str:
    """ "k.l.m. n.v." is two words; letters that stand alone are joined later."""
    return match[0].replace(".", "") + " "


def _join_single_letters(words: list[str]) -> tuple[str, ...]:
    """ "b v" and "bv", "a b smith" and "ab smith" are written by the same hand on different days."""
    if 1 not in map(len, words):
        return tuple(words)
    joined: list[str] = []
    single = False
    for word in words:
        letter = len(word) == 1 and word.isalpha()
        if letter and single:
            joined[-1] += word
        else:
            joined.append(word)
        single = letter
    return tuple(joined)


def _without_legal_form(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    rest = words
    while (ending := _ending(rest)) is not None:
        rest, token = ending
        found.append(token)
    rest = _without_forms_inside(rest, found)
    telling = [token for token in found if token not in legal_forms.WEAK] or found
    return rest, telling[0] if telling else ""


def _ending(words: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """The words before the longest legal form at the end, and its token; None when nothing would be left."""
    longest = legal_forms.longest_by_last_word().get(words[-1]) if words else None
    if longest is None:
        return None
    spellings = legal_forms.spellings()
    for size in range(min(longest, len(words) - 1), 0, -1):
        token = spellings.get(words[-size:])
        if token and not _STOP_WORDS.issuperset(words[:-size]):
            return words[:-size], token
    return None


def _without_forms_inside(words: tuple[str, ...], found: list[str]) -> tuple[str, ...]:
    if legal_forms.anywhere().isdisjoint(words):
        return words
    spellings = legal_forms.spellings()
    rest = []
    for word in words:
        token = spellings.get((word,))
        if token in legal_forms.ANYWHERE and word != "limited":  # "Limited Edition Prints" means the word
            found.append(token)
        else:
            rest.append(word)
    return tuple(rest) or words
