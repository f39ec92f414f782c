"""What a product title says that makes it another article, though all its other words agree.

New or used; the thing itself or something for it; alone or in a set; and the words that stand side by side on a shelf:
left and right, plugs, keyboard layouts, garment sizes, seals, generations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from apps.matching.standardise.text import fold
from apps.matching.standardise.titles import COLOURS

_PLUGS: Final = ("plug", "version", "stecker")
# Classes of which a title names one value or none, and the folded words for each value.
SHELF: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "condition": {"used": (
        "refurbished", "refurb", "renewed", "reconditioned", "overhauled", "pre owned", "preowned", "pre loved",
        "second hand", "secondhand", "used", "b stock", "b ware", "open box", "ex demo", "ex demonstration",
        "generaluberholt", "gebraucht", "aufgearbeitet", "gereviseerd", "tweedehands", "reconditionne",
        "reconditionnee", "doccasion", "occasion",
    )},
    "side": {"left": ("left", "links", "gauche", "lh"), "right": ("right", "rechts", "droite", "rh")},
    "plug": {value: [f"{way} {plug}" for way in ways for plug in _PLUGS] for value, ways in
             {"uk": ("uk", "gb"), "eu": ("eu", "euro", "schuko"), "us": ("us",), "au": ("au", "nz")}.items()},
    "keys": {"qwerty": ("qwerty",), "qwertz": ("qwertz",), "azerty": ("azerty",)},
    "seal": {"2rs": ("2rs", "2rs1", "2rsr"), "zz": ("zz", "2z", "2zr")},
    "scope": {"body": ("body", "bare unit", "solo"), "set": ("kit", "bundle", "set", "combo")},
    "sold": {"metre": ("per metre", "per meter", "by the metre", "by the meter"),
             "reel": ("reel", "drum", "roll", "coil")},
    "generation": {number: (f"gen {number}", f"generation {number}", f"{nth} gen", f"{nth} generation", f"mk{number}",
                            f"mk {number}") for number, nth in
                   (("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th"), ("5", "5th"))},
}  # fmt: skip
_SAID: Final = {way: (name, value) for name, values in SHELF.items() for value, ways in values.items() for way in ways}
# Sizes of garments stand at the end; elsewhere "L" may be anything.
_SIZES: Final = {
    "xxs": "xxs", "xs": "xs", "s": "s", "small": "s", "m": "m", "medium": "m", "l": "l", "large": "l", "xl": "xl",
    "xxl": "xxl", "2xl": "xxl", "xxxl": "xxxl", "3xl": "xxxl",
}  # fmt: skip
_SERVICES: Final = frozenset({
    "installation service", "repair service", "delivery service", "service plan", "protection plan",
    "extended warranty", "additional warranty", "warranty extension", "warranty upgrade", "warranty plan",
    "garantieverlangerung", "extension de garantie",
})  # fmt: skip
_SERVICE_IN_FRONT: Final = frozenset(
    {"installation", "fitting", "delivery", "repair", "montage", "reparatur", "einbau"}
)
# What follows tells what it fits, or what comes with it.
_FOR: Final = frozenset({"for", "fits", "suits", "compatible", "fur", "passend", "pour", "voor"})
_WITH: Final = frozenset({"with", "w", "in", "incl", "including", "mit", "inkl", "avec", "met", "plus"})
# Things that are made for another thing, by the word that one trade or another uses.
ACCESSORIES: Final[Mapping[str, Sequence[str]]] = {
    "case": ("case", "bag", "cover", "sleeve", "pouch", "holster", "hulle", "huelle", "etui", "coque"),
    "ink": ("toner", "cartridge", "ink", "tinte", "encre", "tonerkartusche"),
    "battery": ("battery", "batterie", "accu", "ersatzakku"),
    "charger": ("charger", "ladegerat", "chargeur", "oplader"),
    "filter": ("filter", "filters", "filtre"), "protector": ("protector", "schutzfolie"),
    "refill": ("refill", "nachfullpack", "recharge"), "remote": ("remote",),
    "mount": ("mount", "mounts", "mounting", "bracket", "wandhalterung"),
}  # fmt: skip
_NOUN: Final = {word: kind for kind, words in ACCESSORIES.items() for word in words}
_LONGEST: Final = 3
_BEGINNINGS: Final = frozenset(phrase.partition(" ")[0] for phrase in (*_SAID, *_SERVICES) if " " in phrase)


def variant(title: str) -> tuple[str, ...]:
    """What sets an article apart from its neighbours on the shelf, as "class:value"; the condition is always there.

    "EOS 2000D body, refurbished, EU plug" gives "condition:used", "plug:eu", "scope:body".
    """
    words = fold(title).split()
    said = {"condition": "new"}
    for phrase in _phrases(words):
        if phrase in _SAID:
            name, value = _SAID[phrase]
            said[name] = value
    if words and words[-1] in _SIZES:
        said["size"] = _SIZES[words[-1]]
    return tuple(sorted(f"{name}:{value}" for name, value in said.items()))


def kinds(title: str) -> tuple[str, ...]:
    """What the title may be: `thing`, `service` (fitting it, a warranty on it), or things that are made for another.

    "Black case for F13" is a case, and no thing; "F13 with case" is a thing, and a case may be meant. Titles of one
    article have one of these in common.
    """
    words = fold(title).split()
    if (words and words[0] in _SERVICE_IN_FRONT) or not _SERVICES.isdisjoint(_phrases(words)):
        return ("service",)
    mentioned = tuple(dict.fromkeys(_NOUN[word] for word in words if word in _NOUN))
    return mentioned if mentioned and _is_made_for_another(words) else ("thing", *mentioned)


def _is_made_for_another(words: Sequence[str]) -> bool:
    """An accessory's word before "for", or as the last word of the name, leaving out codes and colours."""
    fitted = next((place for place, word in enumerate(words) if word in _FOR), len(words))
    head = words[:fitted]
    alone = next((place for place, word in enumerate(head) if word in _WITH), len(head))
    named = [word for word in head[:alone] if word.isalpha() and word not in COLOURS]
    if fitted < len(words):
        return any(word in _NOUN for word in named)
    return bool(named) and named[-1] in _NOUN


def _phrases(words: Sequence[str]) -> Iterator[str]:
    """Every word, and the runs of two and three words that may be a phrase of the tables."""
    for place, word in enumerate(words):
        yield word
        if word in _BEGINNINGS:
            for size in range(2, _LONGEST + 1):
                yield " ".join(words[place : place + size])
