"""Nicknames and the one given name that stands for each family of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from apps.matching.standardise.text import fold
from apps.matching.standardise.types import CACHE_SIZE

# The list of the nicknames package offers several formal names for one nickname; these are settled by hand.
SETTLED: Mapping[str, str] = {
    "bill": "william", "billy": "william", "will": "william", "willie": "william", "liam": "william",
    "bob": "robert", "bobby": "robert", "rob": "robert", "robbie": "robert", "bert": "albert",
    "jack": "john", "johnny": "john", "jon": "jonathan", "jonny": "jonathan", "jim": "james", "jimmy": "james",
    "jamie": "james", "tony": "anthony", "ted": "edward", "ed": "edward", "eddie": "edward", "ned": "edward",
    "mike": "michael", "mick": "michael", "mickey": "michael", "dan": "daniel", "danny": "daniel", "steve": "stephen",
    "steven": "stephen", "ben": "benjamin", "sam": "samuel", "al": "albert", "alex": "alexander", "sandy": "alexander",
    "chris": "christopher", "kris": "christopher", "pat": "patrick", "paddy": "patrick", "andy": "andrew",
    "drew": "andrew", "tom": "thomas", "tommy": "thomas", "dick": "richard", "rick": "richard", "rich": "richard",
    "harry": "henry", "hank": "henry", "charlie": "charles", "chuck": "charles", "joe": "joseph", "joey": "joseph",
    "matt": "matthew", "nick": "nicholas", "greg": "gregory", "jeff": "jeffrey", "geoff": "jeffrey",
    "geoffrey": "jeffrey", "ken": "kenneth", "ron": "ronald", "don": "donald", "dave": "david", "pete": "peter",
    "phil": "philip", "phillip": "philip", "ray": "raymond", "tim": "timothy", "fred": "frederick", "larry": "lawrence",
    "jerry": "gerald", "gerry": "gerald", "stu": "stuart", "doug": "douglas", "frank": "francis", "max": "max",
    "liz": "elizabeth", "lizzie": "elizabeth", "beth": "elizabeth", "betty": "elizabeth", "betsy": "elizabeth",
    "eliza": "elizabeth", "elisabeth": "elizabeth", "kate": "katherine", "katie": "katherine", "kathy": "katherine",
    "cathy": "katherine", "catherine": "katherine", "kathryn": "katherine", "kay": "katherine", "kitty": "katherine",
    "peggy": "margaret", "peggie": "margaret", "maggie": "margaret", "meg": "margaret", "sue": "susan",
    "susie": "susan", "jenny": "jennifer",
    "jen": "jennifer", "becky": "rebecca", "debbie": "deborah", "deb": "deborah", "barb": "barbara",
    "vicky": "victoria", "stevie": "stephen", "gail": "abigail",
    "mandy": "amanda", "sandra": "sandra",
    "abby": "abigail", "trish": "patricia", "patty": "patricia", "tina": "christina",
    "hans": "johannes", "johann": "johannes", "piet": "pieter", "kees": "cornelis", "klaas": "nicolaas",
    "henk": "hendrik", "wim": "willem", "sepp": "josef", "uli": "ulrich", "jupp": "josef", "fritz": "friedrich",
}  # fmt: skip
# One name in another script, and the ways in which English, German, French and Dutch clerks write it in Latin letters.
TRANSLITERATED: Mapping[str, tuple[str, ...]] = {
    "alexey": ("aleksei", "aleksej", "aleksey", "alexei", "alexej"), "sergey": ("sergei", "sergej", "serguei"),
    "andrey": ("andrei", "andrej"), "dmitry": ("dmitri", "dmitrii", "dmitrij", "dmitriy"),
    "evgeny": ("evgeni", "evgenii", "evgenij", "evgeniy", "yevgeny", "yevgeni", "jewgeni"),
    "yuri": ("iouri", "iurii", "juri", "jurij", "yuriy", "yury"), "nikolay": ("nikolai", "nikolaj"),
    "mikhail": ("michail", "mihail"), "aleksandr": ("alexandr", "oleksandr"), "tatiana": ("tatjana", "tatyana"),
    "yulia": ("iuliia", "julija", "yuliya"), "natalia": ("natalija", "natalya", "nataliya"),
    "mohammed": ("mhd", "mohamad", "mohamed", "mohammad", "mohd", "muhamed", "muhammad", "muhammed"),
    "ahmed": ("achmed", "ahmad"),
    "hussein": ("hossein", "husain", "hussain", "husayn"), "yusuf": ("youssef", "yousef", "yousuf", "jusuf"),
    "abdullah": ("abdallah", "abdulla"), "omar": ("umar",), "fatima": ("fatemeh", "fatimah"),
    "aisha": ("aicha", "ayesha"),
    "giorgos": ("georgios", "yorgos"), "yannis": ("giannis", "ioannis"), "dimitris": ("dimitrios",),
}  # fmt: skip
_TRANSLITERATED = {way: name for name, ways in TRANSLITERATED.items() for way in ways}
# Formal names and names of their own that the package also lists as nicknames of another.
STANDING = frozenset({
    "john", "james", "william", "robert", "jan", "ian", "ivan", "jose", "maria", "mary", "ann", "anna", "emma",
    "ella", "lisa", "eva", "lee", "leo", "noah", "mark", "martin", "nathan", "lily", "rose", "paul", "peter", "david",
    "michael", "daniel", "marie", "jean", "joan", "jane", "louise", "claire", "alan", "allan", "allen", "aaron",
    "adam", "jackson", "johannes", "jonathan", "josef", "hendrik", "willem", "pieter", "friedrich", "alexis",
    "christian", "christine", "kristen", "eric", "erik", "carl", "karl", "justin", "tyler", "grace", "ruby", "chloe",
    "jessica", "emily", "hannah", "sarah", "sara", "mia", "zoe", "kim",
})  # fmt: skip
_SETTLED_ON = frozenset(SETTLED.values())


@lru_cache(maxsize=1)
def _package() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, int]]:
    """Formal names of each nickname, and how many nicknames each formal name has."""
    from nicknames import NickNamer  # reads its list when made: not at start-up

    namer = NickNamer()
    formal = {nickname: tuple(sorted(names)) for nickname, names in namer.canonical_lookup.items()}
    counts = {name: len(nicknames) for name, nicknames in namer.nickname_lookup.items()}
    return formal, counts


@lru_cache(maxsize=CACHE_SIZE)
def canonical_given(name: str) -> str:
    """The formal name, folded, that stands for a given name: "Bob" gives "robert"; an unknown name gives itself."""
    folded = fold(name)
    folded = _TRANSLITERATED.get(folded, folded)
    if folded in SETTLED or folded in STANDING or folded in _SETTLED_ON:
        return SETTLED.get(folded, folded)
    formal, counts = _package()
    # Only upwards, to a name with more nicknames than this one: the walk ends, and a formal name keeps itself.
    better = [other for other in formal.get(folded, ()) if counts.get(other, 0) > counts.get(folded, 0)]
    if not better:
        return folded
    return canonical_given(min(better, key=lambda other: (-counts.get(other, 0), other)))


def formal_names(name: str) -> tuple[str, ...]:
    """All names, folded, of which a given name, folded, is a short form: "fred" is one of "alfred" and "frederick"."""
    return _package()[0].get(name, ())


@lru_cache(maxsize=CACHE_SIZE)
def is_short_form(one: str, other: str) -> bool:
    """True where one of two given names, folded, is a short form of the other."""
    return one in formal_names(other) or other in formal_names(one)


def are_two(one: str, other: str) -> bool:
    """True for two given names, folded, that many people have and that are not one name spelled in two ways."""
    ways = zip(spelling(one), spelling(other), strict=True)
    return is_known(one) and is_known(other) and not any(mine == theirs for mine, theirs in ways)


@lru_cache(maxsize=CACHE_SIZE)
def spelling(name: str) -> tuple[str, str]:
    """Two texts, each the same for most ways to spell a name: its letters ("jeffrey", "jeffery"), and its sound.

    "philip" and "phillip", "teresa" and "theresa" sound the same.
    """
    return f"{name[:1]}{''.join(sorted(name))}{name[-1:]}", _plainly(name)


def _plainly(name: str) -> str:
    """A name as it sounds: without silent h, doubled letters, and the choice between c and k, y and i, ph and f."""
    name = name.replace("ph", "f").replace("ck", "k").replace("y", "i").replace("z", "s")
    name = _HARD_C.sub("k", name[:1] + name[1:].replace("h", ""))
    return _DOUBLED.sub(r"\1", name)


_HARD_C = re.compile(r"c(?![ei])")
_DOUBLED = re.compile(r"(.)\1")


@lru_cache(maxsize=CACHE_SIZE)
def is_known(name: str) -> bool:
    """True for a given name, folded, that many people have: not another one with a letter amiss."""
    formal, counts = _package()
    return name in STANDING or name in SETTLED or name in _SETTLED_ON or name in formal or name in counts
