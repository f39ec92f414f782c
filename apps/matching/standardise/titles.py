"""Product titles: kept as written, read for words, model codes and pack."""

from __future__ import annotations

import re
from functools import lru_cache

from apps.matching.standardise import pack_size
from apps.matching.standardise.text import fold, from_text, latin
from apps.matching.standardise.types import CACHE_SIZE, JSON, Clean, Hints

_STOP_WORDS = frozenset(
    {
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "for",
        "with",
        "in",
        "on",
        "by",
        "to",
        "from",
        "new",
        "und",
        "mit",
        "fur",
        "der",
    }
    | {"die", "das", "en", "met", "voor", "et", "avec"}
)
_SIZE = re.compile(r"(\d)\s+(?=(?:kg|g|mg|l|ml|cl|cm|mm|m|w|kw|v|gb|tb|mb|oz|lb|lbs|in|inch|ft)\b)")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_CODE = re.compile(r"[a-z0-9]+(?:[-./][a-z0-9]+)*")
# Sizes, speeds, resolutions and counts look like codes and are shared by many products.
_NOT_CODE = re.compile(
    r"^(?:usb|mp|mpeg|cat|ddr|hdmi|ps|h|wpa|802)\d{1,3}[a-z]?$"
    r"|^\d+(?:x\d+)*(?:kg|g|mg|l|ml|cl|cm|mm|m|km|w|kw|kwh|v|a|ma|mah|gb|tb|mb|kb|oz|lb|lbs|in"
    r"|inch|ft|hz|khz|mhz|ghz|fps|rpm|mp"
    r"|dpi|p|i|k|d|x|pk|pack|ct|pcs|st|nd|rd|th|s|yr|btu|db|cu|sq|ch|bit|mbps|gbps|port|way|er|qt|gal)?$"
)
_PACK_INSIDE = re.compile(
    r"\b(?:\d{1,4}\s*[x\u00d7*]\s*)?\d+(?:[.,]\d+)?\s*(?:kg|g|ml|cl|l|ltr|litres?|liter)\b"
    r"(?:\s*[x\u00d7*]\s*\d{1,4}\b)?"
    r"|\b\d{1,4}[\s-]*(?:pack|pk|ct|count|pcs|pieces|er[\s-]?pack)\b|\b(?:pack|box|case|carton|set) of \d{1,4}\b",
    re.IGNORECASE,
)


@from_text("product_title")
def clean(text: str, hints: Hints) -> Clean:
    """The title as written, trimmed."""
    return Clean(text)


@lru_cache(maxsize=CACHE_SIZE)
def tokens(title: str) -> tuple[str, ...]:
    """The folded words of a title, each once, in order, without stop words; a size is one word ("500ml")."""
    sized = _SIZE.sub(r"\1", latin(title))
    words = fold(_DECIMAL.sub("\ue000", sized).replace("\ue000", "point")).split()
    unpointed = (re.sub(r"(?<=\d)point(?=\d)", ".", word) for word in words)
    return tuple(dict.fromkeys(word for word in unpointed if word not in _STOP_WORDS))


@lru_cache(maxsize=CACHE_SIZE)
def model_codes(title: str) -> tuple[str, ...]:
    """Words that mix letters and digits and are no size, in capitals, without separators: "PSLX350H", "F3H98210".

    The longest first, because the longer code tells more.
    """
    words = _CODE.findall(latin(title))
    found = {code for word in words for piece in word.split("/") if (code := _as_code(piece))}
    return tuple(sorted(found, key=lambda code: (-len(code), code)))


def _as_code(word: str) -> str:
    code = re.sub(r"[-.]", "", word)
    mixed = any(char.isdigit() for char in code) and any(char.isalpha() for char in code)
    return code.upper() if mixed and len(code) >= 4 and not _NOT_CODE.match(code) else ""


@lru_cache(maxsize=CACHE_SIZE)
def _pack(title: str) -> tuple[int, str, str] | None:
    counts, sizes = 1, ("", "")
    for match in _PACK_INSIDE.finditer(title):
        count, size, unit = pack_size.parse(match[0]) or (1, "", "")
        counts = max(counts, count)
        sizes = sizes if sizes[0] else (size, unit)
    return (counts, *sizes) if counts > 1 or sizes[0] else None


def pack(title: str) -> dict[str, JSON] | None:
    """Count, size and unit named in a title ("Cola 12 x 330ml"), shaped as a pack size; None when there are none."""
    found = _pack(title)
    return pack_size.as_json(*found) if found else None
