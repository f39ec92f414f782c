"""What a product title says that makes it another article, though all its other words agree.

New or used; the thing itself or something for it; alone or in a set; and the words that stand side by side on a shelf:
left and right, plugs, keyboard layouts, garment sizes, seals, generations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from apps.matching.standardise.text import fold
from apps.matching.standardise.titles import COLOURS

_USED: Final = re.compile(
    r"\b(?:refurb(?:ished)?|renewed|reconditioned|overhauled|pre ?owned|pre ?loved|second ?hand|used|b ?stock|b ware"
    r"|open box|ex demo(?:nstration)?|generaluberholt|gebraucht|aufgearbeitet|gereviseerd|tweedehands|refurbi"
    r"|reconditionnee?|d?occasion)\b"
)
_SERVICE: Final = re.compile(
    r"^(?:installation|fitting|delivery|repair|montage|reparatur|einbau)\b"
    r"|\b(?:installation|repair|delivery) service\b|\b(?:extended|extension|additional) warranty\b|\bwarranty (?:extension|upgrade|plan)\b|\b(?:service|protection) plan\b|\bgarantieverlangerung\b|\bextension de garantie\b"
)
# What follows tells what it fits, or what comes with it.
_FOR: Final = re.compile(r"\b(?:for|fits|compatible with|suits|fur|passend|pour|voor)\b")
_WITH: Final = re.compile(r"\b(?:with|w|in|incl|including|mit|inkl|avec|met|plus)\b")
# Things that are made for another thing, by the word that one trade or another uses.
ACCESSORIES: Final[Mapping[str, frozenset[str]]] = {
    "case": frozenset({"case", "bag", "cover", "sleeve", "pouch", "holster", "hulle", "huelle", "etui", "coque", "hoes"}),
    "ink": frozenset({"toner", "cartridge", "ink", "tinte", "encre", "tonerkartusche"}),
    "battery": frozenset({"battery", "batterie", "accu", "ersatzakku"}),
    "charger": frozenset({"charger", "ladegerat", "chargeur", "oplader"}),
    "filter": frozenset({"filter", "filters", "filtre"}),
    "protector": frozenset({"protector", "schutzfolie"}), "refill": frozenset({"refill", "nachfullpack", "recharge"}),
    "remote": frozenset({"remote"}), "mount": frozenset({"mount", "mounts", "mounting", "bracket", "wandhalterung"}),
}  # fmt: skip
_NOUN: Final = {word: kind for kind, words in ACCESSORIES.items() for word in words}
# Classes of which a title names one or none; the group that matches is the value.
_SAID: Final[Mapping[str, re.Pattern[str]]] = {
    "side": re.compile(r"\b(left|links|gauche|lh)\b|\b(right|rechts|droite|rh)\b"),
    "plug": re.compile(r"\b(uk|gb) (?:plug|version|stecker)\b|\b(eu|euro|schuko) (?:plug|version|stecker)\b"
                       r"|\b(us) (?:plug|version)\b|\b(au|nz) (?:plug|version)\b"),
    "keys": re.compile(r"\b(qwerty)\b|\b(qwertz)\b|\b(azerty)\b"),
    "size": re.compile(r"\b(?:size )?(xxs)$|\b(?:size )?(xs)$|\b(?:size )?(s|small)$|\b(?:size )?(m|medium)$"
                       r"|\b(?:size )?(l|large)$|\b(?:size )?(xl)$|\b(?:size )?(xxl|2xl)$|\b(?:size )?(xxxl|3xl)$"),
    "seal": re.compile(r"(2rs\d?)\b|\b(2?zz|2z)\b"),
    "scope": re.compile(r"\b(body|body only|bare unit|solo)\b|\b(kit|bundle|set|combo|with \d+ batteries)\b"),
    "sold": re.compile(r"\b(per met(?:er|re)|by the met(?:er|re)|p m)\b|\b(reel|drum|roll|coil)\b"),
    "generation": re.compile(r"\b(?:gen(?:eration)? 1|1st gen|mk ?1|mark i)\b()|\b(gen(?:eration)? 2|2nd gen|mk ?2|mark ii)\b"
                             r"|\b(gen(?:eration)? 3|3rd gen|mk ?3|mark iii)\b|\b(gen(?:eration)? 4|4th gen|mk ?4|mark iv)\b"),
}  # fmt: skip


def variant(title: str) -> tuple[str, ...]:
    """What sets an article apart from its neighbours on the shelf, as "class:value"; the condition is always there.

    "EOS 2000D body, refurbished, EU plug" gives "condition:used", "plug:2", "scope:1".
    """
    words = fold(title)
    said = (f"{name}:{match.lastindex}" for name, pattern in _SAID.items() if (match := pattern.search(words)))
    return (f"condition:{'used' if _USED.search(words) else 'new'}", *said)


def kinds(title: str) -> tuple[str, ...]:
    """What the title may be: `thing`, `service` (fitting it, a warranty on it), or things that are made for another.

    "Black case for F13" is a case, and no thing; "F13 with case" is a thing, and a case may be meant. Titles of one
    article have one of these in common.
    """
    words = fold(title)
    if _SERVICE.search(words):
        return ("service",)
    head, *fitted = _FOR.split(words, maxsplit=1)
    named = [word for word in _WITH.split(head, maxsplit=1)[0].split() if word.isalpha() and word not in COLOURS]
    mentioned = tuple(dict.fromkeys(_NOUN[word] for word in words.split() if word in _NOUN))
    is_made_for_another = any(word in _NOUN for word in named) and (fitted or named[-1] in _NOUN)
    return mentioned if is_made_for_another else ("thing", *mentioned)
