"""Sizes with a unit, such as a weight: {"size": "1.5", "unit": "kg"}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from apps.matching.standardise.number import minimal, read, unwrapped, written
from apps.matching.standardise.placeholders import is_placeholder
from apps.matching.standardise.text import as_text, fold, latin, tidy
from apps.matching.standardise.types import CACHE_SIZE, JSON, NOTHING, Clean, Hints

# Unit as written: the unit that it is kept in, and the factor. Metric units meet in kg, l and m.
UNITS: Mapping[str, tuple[str, str]] = {
    "kg": ("kg", "1"), "kgs": ("kg", "1"), "kilo": ("kg", "1"), "kilos": ("kg", "1"), "kilogram": ("kg", "1"),
    "kilograms": ("kg", "1"), "kilogramm": ("kg", "1"), "g": ("kg", "0.001"), "gr": ("kg", "0.001"),
    "gm": ("kg", "0.001"), "gram": ("kg", "0.001"), "grams": ("kg", "0.001"), "gramm": ("kg", "0.001"),
    "mg": ("kg", "0.000001"), "t": ("kg", "1000"), "tonne": ("kg", "1000"), "tonnes": ("kg", "1000"),
    "l": ("l", "1"), "lt": ("l", "1"), "ltr": ("l", "1"), "litre": ("l", "1"), "litres": ("l", "1"),
    "liter": ("l", "1"), "liters": ("l", "1"),
    "dl": ("l", "0.1"), "cl": ("l", "0.01"), "ml": ("l", "0.001"), "millilitre": ("l", "0.001"),
    "m": ("m", "1"), "metre": ("m", "1"), "metres": ("m", "1"), "meter": ("m", "1"), "meters": ("m", "1"),
    "dm": ("m", "0.1"), "cm": ("m", "0.01"), "mm": ("m", "0.001"), "km": ("m", "1000"),
    "lb": ("lb", "1"), "lbs": ("lb", "1"), "pound": ("lb", "1"), "pounds": ("lb", "1"), "oz": ("lb", "0.0625"),
    "ounce": ("lb", "0.0625"), "ounces": ("lb", "0.0625"), "in": ("in", "1"), "inch": ("in", "1"),
    "inches": ("in", "1"), "ft": ("in", "12"),
    "foot": ("in", "12"), "feet": ("in", "12"), "fl oz": ("fl oz", "1"), "floz": ("fl oz", "1"),
    "pt": ("fl oz", "16"), "gal": ("fl oz", "128"), "gallon": ("fl oz", "128"), "m2": ("m2", "1"), "sqm": ("m2", "1"),
    "m3": ("m3", "1"), "w": ("w", "1"), "kw": ("w", "1000"), "v": ("v", "1"), "gb": ("gb", "1"), "tb": ("gb", "1000"),
    "mb": ("gb", "0.001"), "each": ("each", "1"), "ea": ("each", "1"), "pc": ("each", "1"), "pcs": ("each", "1"),
    "piece": ("each", "1"), "pieces": ("each", "1"), "stk": ("each", "1"), "stuck": ("each", "1"),
    "unit": ("each", "1"), "units": ("each", "1"),
}  # fmt: skip

_SIZED = re.compile(r"^([+-]?[\d.,'\s]*\d)\s*([a-z][a-z .]*[23]?)?$", re.ASCII)


def clean(raw: object, hints: Hints) -> Clean:
    """Size and unit, metric units turned into kg, l or m: "1500 g" gives {"size": "1.5", "unit": "kg"}.

    A number without a unit, an unknown unit and text that is no size are kept and reported.
    """
    if isinstance(raw, dict) and ("size" in raw or "unit" in raw):
        raw = f"{written(unwrapped(raw.get('size')))} {as_text(raw.get('unit'))}"
    text = tidy(written(unwrapped(raw)))
    if is_placeholder(text, "measure"):
        return NOTHING
    found = parse(text, hints.country)
    if found is None:
        return Clean(text, f"“{text}” is not a size with a unit: write it as 1.5 kg.")
    return Clean(*as_json(found))


def as_json(found: tuple[str, str]) -> tuple[dict[str, JSON], str]:
    """Size and unit as an object, and what is wrong with the unit."""
    size, unit = found
    if not unit:
        return {"size": size}, f"“{size}” has no unit: write it as {size} kg."
    known = any(unit == kept for kept, _factor in UNITS.values())
    problem = "" if known else f"“{unit}” is an unknown unit: use kg, l, m or another unit of the list."
    return {"size": size, "unit": unit}, problem


@lru_cache(maxsize=CACHE_SIZE)
def parse(text: str, country: str | None) -> tuple[str, str] | None:
    """Size and kept unit of "1.5kg"; the unit is "" when there is none and as written when unknown."""
    match = _SIZED.match(latin(text).strip())
    size = read(match[1], country) if match else None
    if match is None or size is None:
        return None
    written_unit = fold(match[2] or "")
    unit, factor = UNITS.get(written_unit, (written_unit, "1"))
    return minimal(size * Decimal(factor)), unit
