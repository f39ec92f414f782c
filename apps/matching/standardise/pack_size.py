"""How much is in the pack: {"count": 12, "size": "0.5", "unit": "l"}."""

from __future__ import annotations

import re
from functools import lru_cache

from apps.matching.standardise import measure
from apps.matching.standardise.number import unwrapped, written
from apps.matching.standardise.placeholders import is_placeholder
from apps.matching.standardise.text import as_text, latin, tidy
from apps.matching.standardise.types import CACHE_SIZE, JSON, NOTHING, Clean, Hints

_VESSEL = r"(?:cans?|bottles?|flaschen?|dosen?|flessen|blikken|blikjes|bouteilles?|canettes?)"
_PACK = (
    r"(?:er[\s-]?)?(?:pack|pk|pkt|packs|pck|ct|count|pcs?|pieces?|set|stk|stuck|stueck|units?|each|ea|x"
    rf"|{_VESSEL})"
)
_BOX = r"(?:pack|box|case|carton|set|bag|pk|ctn|tray|crate|packung|karton|doos|boite)"
_COUNTED = re.compile(rf"^(\d{{1,5}})[\s-]*(?:{_PACK})$")
_BOX_OF = re.compile(rf"^{_BOX}\s*(?:of|a|von|van|de|/)?\s*(\d{{1,5}})$")
_TIMES = re.compile(r"^(\d{1,5})\s*(?:[x*]|\bper\b)\s*(?:(\d{1,5})\s*[x*]\s*)?(\d[\d.,]*\s*[a-z][a-z .]*[23]?)$")
_SIZE_TIMES = re.compile(r"^(\d[\d.,]*\s*[a-z]+)\s*[x*]\s*(\d{1,5})$")
_HOW_MANY = rf"(?:(\d{{1,5}})[\s-]*{_PACK}|{_BOX}\s*(?:of|a|von|van|de|/)?\s*(\d{{1,5}}))\b"
_COUNTED_SIZE = re.compile(rf"^{_HOW_MANY}[\s,x*-]*(?:(?:of|a|von|van|de)\s+)?(\d[\d.,]*\s*[a-z][a-z .]*[23]?)$")
_SIZE_COUNTED = re.compile(rf"^(\d[\d.,]*\s*[a-z]+(?:\.?\s?oz)?)[\s,.(x*-]*[\s,.(x*-]{_HOW_MANY}$")
# What the pack is, around how many of what: "Kasten 20 x 0,5 l", "24 x 330 ml cans".
_WRAPPING = re.compile(rf"^(?:kasten|kiste|krat|{_BOX})\s+(?=\d+\s*[x*])|(?<=[a-z])\s+{_VESSEL}$")
_DOZENS = {"dozen": 12, "1 dozen": 12, "half dozen": 6, "pair": 2, "single": 1, "each": 1, "1 pair": 2}


def clean(raw: object, hints: Hints) -> Clean:
    """Count, and size and unit of each where they are said: "12 x 0,5 L", "6 pack 330ml", "box of 24", 500 ml.

    Text that names no pack is kept and reported.
    """
    if isinstance(raw, dict) and "count" in raw:
        size = f"{written(unwrapped(raw.get('size')))} {as_text(raw.get('unit'))}".strip()
        raw = f"{written(raw['count'])} x {size}" if size else written(raw["count"])
    text = tidy(written(unwrapped(raw)))
    if is_placeholder(text, "pack_size"):
        return NOTHING
    found = parse(text)
    if found is None:
        return Clean(text, f"“{text}” names no pack: write it as 12 x 0.5 l.")
    return Clean(as_json(*found))


def as_json(count: int, size: str, unit: str) -> dict[str, JSON]:
    """Count, size and unit as an object, without what is empty."""
    return {"count": count, "size": size, "unit": unit} if size else {"count": count}


@lru_cache(maxsize=CACHE_SIZE)
def parse(text: str) -> tuple[int, str, str] | None:
    """Count, size and unit of each (both "" when not said); None when the text is no pack, as a whole."""
    line = _WRAPPING.sub("", latin(text).replace("\u00d7", "x").strip(" .()"))
    if line in _DOZENS or re.fullmatch(r"\d{1,5}", line):
        return _DOZENS.get(line) or int(line), "", ""
    counted = _COUNTED.match(line) or _BOX_OF.match(line)
    if counted:
        return int(counted[1]), "", ""
    if match := _TIMES.match(line):
        return _sized(int(match[1]) * int(match[2] or 1), match[3])
    if match := _SIZE_TIMES.match(line):
        return _sized(int(match[2]), match[1])
    if match := _COUNTED_SIZE.match(line):
        return _sized(int(match[1] or match[2]), match[3])
    if match := _SIZE_COUNTED.match(line):
        return _sized(int(match[2] or match[3]), match[1])
    return _sized(1, line)


def _sized(count: int, size: str) -> tuple[int, str, str] | None:
    found = measure.parse(size, "DE")  # a comma in a pack size is decimal everywhere: nobody sells 1,500 litres
    if found is None or found[0].startswith("-") or found[1] not in {kept for kept, _factor in measure.UNITS.values()}:
        return None
    return (count * int(found[0]), "", "") if found[1] == "each" and found[0].isdigit() else (count, *found)
