"""What the parts of a blocking rule take of a feature: some letters, some words, how it sounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Final

from apps.matching.types import SEPARATOR, Part, SpecError


@lru_cache(maxsize=65_536)
def hash64(text: str) -> int:
    """Unsigned 64-bit BLAKE2b digest of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def hashes_of(part: Part, value: str) -> list[int]:
    """What a part takes of a feature of one record, hashed."""
    one = ONE.get(part.take)
    if one is None:
        return [hash64(text) for text in taken(part, value)]
    if SEPARATOR not in value:
        text = one(value, part.length)
        return [hash64(text)] if text else []
    texts = dict.fromkeys([one(single, part.length) for single in value.split(SEPARATOR)])
    return [hash64(text) for text in texts if text]


def taken(part: Part, value: str) -> Sequence[str]:
    """What a part takes of a feature: nothing when missing, several texts where the feature or the part has several."""
    if SEPARATOR in value:
        texts = (text for single in value.split(SEPARATOR) for text in _texts(part, single))
        return list(dict.fromkeys(texts))
    return _texts(part, value)


def _texts(part: Part, single: str) -> Sequence[str]:
    """What a part takes of one value: no empty texts, none twice."""
    one = ONE.get(part.take)
    if one:
        text = one(single, part.length)
        return (text,) if text else ()
    words = list(dict.fromkeys(single.split()))
    if part.take == "each_token":
        return [word for word in words if len(word) >= part.length]
    if part.take not in _SOME:
        raise SpecError(f"a blocking part cannot take {part.take!r}")
    some, of = _SOME[part.take]
    return [" ".join(chosen) for chosen in combinations(sorted(words[:of]), some)]


def _digits(text: str) -> str:
    # Most are all digits, or all but a sign in front.
    if text[1:].isdigit():
        return text if text[0].isdigit() else text[1:]
    return "".join(filter(str.isdigit, text))


def _year(text: str) -> str:
    found = re.search(r"\d{4}", text)
    return found.group() if found else ""


_SOUND_GROUPS: Final = {
    letter: group
    for group, letters in {"1": "bpfvw", "2": "cgjkqsxz", "3": "dt", "4": "l", "5": "mn", "6": "r"}.items()
    for letter in letters
}
_SPELLINGS: Final = (("ph", "f"), ("sch", "s"), ("ck", "k"), ("ght", "t"), ("kn", "n"), ("wr", "r"), ("th", "t"))


def sound(text: str) -> str:
    """How the words sound, roughly: first letter group and groups of consonants, no vowels, no doubled sounds.

    Soundex (Russell 1918) without its fixed length of four and with the first letter grouped too, so that "phillips"
    and "filips" agree. At most six sounds per word.
    """
    return " ".join(map(_sound_of_word, text.split()))


@lru_cache(maxsize=65_536)
def _sound_of_word(word: str) -> str:
    for spelling, letters in _SPELLINGS:
        word = word.replace(spelling, letters)
    codes = [_SOUND_GROUPS.get(letter, "" if letter.isalpha() else letter) for letter in word]
    sounds = [code for code, before in zip(codes, ["", *codes], strict=False) if code and code != before]
    return ("0" if word[:1] in "aeiouy" else "") + "".join(sounds[:6])


_SOME: Final[dict[str, tuple[int, int]]] = {"pairs": (2, 4), "triples": (3, 5)}
"""What takes some words out of the first so many."""

ONE: Final[dict[str, Callable[[str, int], str]]] = {
    "whole": lambda text, length: text,
    "first": lambda text, length: text[:length],
    "last": lambda text, length: text[-length:] if len(text) >= length else "",
    "digits": lambda text, length: _digits(text)[-length:],
    "sound": lambda text, length: sound(text),
    "sorted_tokens": lambda text, length: " ".join(sorted(text.split())),
    "word": lambda text, length: text.split(maxsplit=1)[0] if text.strip() else "",
    "year": lambda text, length: _year(text),
}
"""What takes one text of a value; `each_token` takes many."""
