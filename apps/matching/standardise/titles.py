"""Product titles: kept as written, read for words, model codes, colours and pack."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from apps.matching.standardise import pack_size
from apps.matching.standardise.text import fold, from_text, latin
from apps.matching.standardise.types import CACHE_SIZE, JSON, Clean, Hints

_STOP_WORDS: Final = frozenset({
    "the", "a", "an", "and", "or", "of", "for", "with", "w", "in", "on", "by", "to", "from", "new", "und", "mit",
    "fur", "der", "die", "das", "en", "met", "voor", "et", "avec", "pour", "de", "la", "le",
})  # fmt: skip
_SPELLED: Final = {
    "blk": "black", "wht": "white", "slv": "silver", "slvr": "silver", "gry": "grey", "gray": "grey",
    "grn": "green", "ylw": "yellow", "brn": "brown", "ss": "stainless", "stnls": "stainless", "wl": "wireless",
    "wrls": "wireless", "bt": "bluetooth", "color": "colour", "colors": "colours", "aluminum": "aluminium",
    "ctrg": "cartridge", "pkg": "package", "acc": "accessory", "btry": "battery",
}  # fmt: skip
"""Short forms of catalogues and the other spelling of a word; what only leaves off the end is seen when comparing."""

COLOURS: Final = frozenset({
    "amber", "aqua", "beige", "bisque", "black", "blue", "bronze", "brown", "burgundy", "champagne", "charcoal",
    "chrome", "clear", "copper", "cream", "cyan", "ebony", "gold", "graphite", "green", "grey", "indigo", "ivory",
    "lavender", "lilac", "lime", "magenta", "maroon", "navy", "nickel", "olive", "orange", "pearl", "pink",
    "platinum", "purple", "red", "rose", "sand", "silver", "tan", "teal", "titanium", "turquoise", "violet",
    "white", "yellow",
})  # fmt: skip

_UNITS: Final = r"kg|g|mg|l|ml|cl|cm|mm|m|w|kw|v|gb|tb|mb|oz|lb|lbs|ft|hz|khz|mhz|ghz|mp|mah|btu|rpm|dpi"
_SIZE: Final = re.compile(rf"(\d)[\s-]+(?=(?:{_UNITS})\b)")
# Inches are written ", ', in, inch or not at all: the number alone is compared.
_INCH: Final = re.compile(r"(?<=\d)\s*(?:''|[\"'\u201d\u2033\u2032]|[\s-]?inch(?:es)?\b|\s?in\b\.?)")
_DECIMAL: Final = re.compile(r"(?<=\d)[.,](?=\d)")
_POINTED: Final = re.compile(r"(?<=\d)point(?=\d)")
_DIGIT: Final = re.compile(r"\d")
_CODE: Final = re.compile(r"[a-z0-9]+(?:[-./][a-z0-9]+)*")
# Sizes, speeds, resolutions and counts look like codes and are shared by many products.
_NOT_CODE: Final = re.compile(
    r"^(?:usb|mpeg|cat|g?ddr|lpddr|hdmi|ps|wpa|802|ieee|rj|win|windows|ver|vol|mac)\d{1,2}[a-z]?$|^mp\d$|^h26\d$|^802\d+[a-z]*$"
    r"|^ddr\d-\d{3,5}$|^f\d{2,4}$|^\d+(?:st|nd|rd|th|s)$"
    r"|^\d+(?:x\d+)*(?:kg|g|mg|l|ml|cl|cm|mm|m|km|w|kw|kwh|v|a|ma|mah|gb|tb|mb|kb|oz|lb|lbs|in"
    r"|inch|ft|hz|khz|mhz|ghz|fps|rpm|mp"
    r"|dpi|p|i|k|d|x|pk|pack|ct|pcs|yr|btu|db|cu|sq|ch|bit|mbps|gbps|port|way|er|qt|gal|disc|user|piece"
    r"|watt|volt|hour|min|sec|year|month|day|speed|line|inches|feet|foot)$"
)
_COUNT: Final = re.compile(r"\d{1,3}-[a-z]{3,}")
_AMOUNT: Final = r"(?:kgs?|g|gr|grams?|ml|cl|l|ltr|litres?|liters?|fl\.?\s?oz|floz|oz|ounces?|lbs?)"
_PACK_INSIDE: Final = re.compile(
    r"(?=[\dbcps])(?:"  # every way below begins so: a look that saves four
    rf"(?<![\w./-])(?!802\.11)(?:\d{{1,4}}\s*[x\u00d7*]\s*){{0,2}}\d+(?:[.,]\d+)?\s*{_AMOUNT}"
    r"(?:\b(?![-/]?\d)(?:\s*[x\u00d7*]\s*\d{1,4}\b)?|[x\u00d7*]\d{1,4}\b)"
    # "6 pack 330ml" is six of them; "2 pack 1000" may be anything.
    r"|\b\d{1,4}[\s-]*(?:pack|pk|ct|count|pcs|pieces|er[\s-]?pack|cans|bottles|flaschen|dosen|flessen|blikken|blikjes"
    rf"|bouteilles|canettes|st(?:\u00fc|ue?)ck|stk)\b(?! (?:of )?\d+(?![\d.,]*\s*{_AMOUNT}\b))"
    rf"|\b(?:pack|box|case|carton|set|bag) of \d{{1,4}}\b(?![.,]?\d*\s*{_AMOUNT}\b)"
    r"|\b(?:box|carton|ctn|(?<!\b\d[\s-])(?<!\b\d\d[\s-])(?<!\b\d\d\d[\s-])pack)"
    rf" \d{{1,4}}\b(?![.,\"'-])(?!\s*{_AMOUNT}\b))",
    re.IGNORECASE,
)
_PIECES: Final = 4
"""Words that dashes and slashes make of one model code: "VGN-CS180J/W"."""
_GENERATION: Final = re.compile(r"[2-6]G", re.IGNORECASE)
"""3G and 4G are mobile networks and models of telephones, not grams."""


@from_text("product_title")
def clean(text: str, hints: Hints) -> Clean:
    """The title as written, trimmed."""
    return Clean(text)


@lru_cache(maxsize=CACHE_SIZE)
def tokens(title: str) -> tuple[str, ...]:
    """The folded words of a title, each once, in order, without stop words and without the pack it names.

    A size is one word ("18v"), inches are left off ("46"), colours and common short forms are spelled out.
    """
    bare = _INCH.sub(" ", _unpacked(title) if _has_letter(_unpacked(title)) else latin(title))
    sized = _SIZE.sub(r"\1", bare)
    words = fold(_DECIMAL.sub("\ue000", sized).replace("\ue000", "point")).split()
    unpointed = (_POINTED.sub(".", word) if "point" in word else word for word in words)
    spelled = [_SPELLED.get(word, word) for word in unpointed]
    return tuple(dict.fromkeys(word for word in spelled if word not in _STOP_WORDS))


def plain(title: str) -> tuple[str, ...]:
    """The words of a title that are no part of a model code and count nothing, unless nothing else would be left."""
    words, codes = tokens(title), {code.lower() for code, _ in _coded(title)}
    spans = ((at, size) for size in range(1, _PIECES + 1) for at in range(len(words) - size + 1))
    coded = {place for at, size in spans if "".join(words[at : at + size]) in codes for place in range(at, at + size)}
    return tuple(word for place, word in enumerate(words) if place not in coded) or words


@lru_cache(maxsize=CACHE_SIZE)
def _unpacked(title: str) -> str:
    """The title in Latin letters without the pack in it."""
    return _PACK_INSIDE.sub(lambda match: match[0] if _GENERATION.fullmatch(match[0]) else " ", latin(title))


def _has_letter(text: str) -> bool:
    return any(char.isalpha() for char in text)


@lru_cache(maxsize=CACHE_SIZE)
def model_codes(title: str) -> tuple[str, ...]:
    """Words that mix letters and digits, or long numbers, and are no size or pack: "PSLX350H", "910000153".

    In capitals, without separators; parts around a slash also by themselves. The longest first: it tells more.
    """
    found = {code for code, counts in _coded(title) if not counts}
    return tuple(sorted(found, key=lambda code: (-len(code), code)))


@lru_cache(maxsize=CACHE_SIZE)
def _coded(title: str) -> frozenset[tuple[str, bool]]:
    """What looks like a code, and whether it counts something, as "3-subject" and "10-teilig" do."""
    words = filter(_DIGIT.search, _CODE.findall(_INCH.sub(" ", _unpacked(title))))
    pieces = (piece for word in words for piece in (word, *word.split("/")))
    return frozenset((code, bool(_COUNT.fullmatch(piece))) for piece in pieces if (code := _as_code(piece)))


def _as_code(word: str) -> str:
    """The word as a code, or nothing. "cs180j/w" is a code with its colour, "10/100base" and "fs105/jfs516" are two."""
    if _NOT_CODE.match(word):
        return ""
    first, *rest = word.replace("-", "").replace(".", "").split("/")
    if rest and (not _is_code(first) or any(map(_is_code, rest))):
        return ""
    code = "".join([first, *rest])
    return code.upper() if _is_code(code) else ""


def _is_code(code: str) -> bool:
    if code.isdigit():
        return len(code) >= 5
    mixed = any(char.isdigit() for char in code) and any(char.isalpha() for char in code)
    return mixed and len(code) >= 4 and not _NOT_CODE.match(code)


@lru_cache(maxsize=CACHE_SIZE)
def _pack(title: str) -> tuple[int, str, str] | None:
    counts, sizes = 1, ("", "")
    for match in _PACK_INSIDE.finditer(title):
        if _GENERATION.fullmatch(match[0]):
            continue
        count, size, unit = pack_size.parse(match[0]) or (1, "", "")
        counts = max(counts, count)
        sizes = sizes if sizes[0] else (size, unit)
    return (counts, *sizes) if counts > 1 or sizes[0] else None


def pack(title: str) -> dict[str, JSON] | None:
    """Count, size and unit named in a title ("Cola 12 x 330ml"), shaped as a pack size; None when there are none."""
    found = _pack(title)
    return pack_size.as_json(*found) if found else None
