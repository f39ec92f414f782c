"""Postcodes: the shape that each country gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from apps.matching.standardise.text import compact, tidy


@dataclass(frozen=True, slots=True)
class Shape:
    """How a country writes its postcode: the pattern without spaces, what joins its groups, an example for messages."""

    pattern: re.Pattern[str]
    joint: str
    example: str
    digits: int = 0


def _shape(pattern: str, joint: str, example: str, digits: int = 0) -> Shape:
    return Shape(re.compile(f"^{pattern}$"), joint, example, digits)


def _digits(count: int, example: str) -> Shape:
    return _shape(rf"(\d{{{count}}})", "", example, count)


SHAPES: Mapping[str, Shape] = {
    "NZ": _digits(4, "1010"), "AU": _digits(4, "2000"), "AT": _digits(4, "1010"), "CH": _digits(4, "8001"),
    "BE": _digits(4, "1000"), "DK": _digits(4, "1050"), "NO": _digits(4, "0150"), "LU": _digits(4, "1009"),
    "DE": _digits(5, "80331"), "FR": _digits(5, "75001"), "ES": _digits(5, "28001"), "IT": _digits(5, "00118"),
    "FI": _digits(5, "00100"),
    "US": _shape(r"(\d{5})(\d{4})?", "-", "90210", 5),
    "GB": _shape(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", " ", "SW1A 1AA"),
    "NL": _shape(r"(\d{4})([A-Z]{2})", " ", "1012 AB"),
    "CA": _shape(r"([A-Z]\d[A-Z])(\d[A-Z]\d)", " ", "K1A 0B1"),
    "IE": _shape(r"([A-Z]\d[\dW])([A-Z\d]{4})", " ", "D02 X285"),
    "SE": _shape(r"(\d{3})(\d{2})", " ", "111 20"), "PL": _shape(r"(\d{2})(\d{3})", "-", "00-950"),
    "PT": _shape(r"(\d{4})(\d{3})", "-", "1100-148"), "CZ": _shape(r"(\d{3})(\d{2})", " ", "110 00"),
}  # fmt: skip
# "D-80331" and "F-75001" carry the letters of the car plate.
PLATES: Mapping[str, tuple[str, ...]] = {
    "DE": ("DE", "D"), "FR": ("FR", "F"), "AT": ("AT", "A"), "BE": ("BE", "B"), "IT": ("IT", "I"), "LU": ("LU", "L"),
    "ES": ("ES", "E"), "NL": ("NL",), "CH": ("CH",), "DK": ("DK",), "SE": ("SE", "S"), "NO": ("NO", "N"), "FI": ("FI",),
}  # fmt: skip


def normalised(text: str, country: str | None) -> tuple[str, str]:
    """The postcode in capitals as its country writes it, and what is wrong with it ("" when it fits the country).

    One lost zero in front (a spreadsheet's work) is put back.
    """
    shape = SHAPES.get(country or "")
    if shape is None or country is None:
        return tidy(text.upper()), ""
    code = compact(text)
    match = shape.pattern.match(code) or shape.pattern.match(_mended(code, country, shape))
    if not match:
        return tidy(text.upper()), f"“{text}” is no postcode of {country}: write it as {shape.example}."
    return shape.joint.join(filter(None, match.groups())), ""


def _mended(code: str, country: str, shape: Shape) -> str:
    code = _without_plate(code, country)
    return f"0{code}" if code.isdigit() and len(code) == shape.digits - 1 else code


def _without_plate(code: str, country: str) -> str:
    for plate in PLATES.get(country, ()):
        if code.startswith(plate) and code[len(plate) :].isdigit():
            code = code[len(plate) :]
    return code


def form(text: str, country: str | None) -> str:
    """The postcode as compared: letters and digits only, in capitals; of a ZIP code its five digits."""
    code = compact(text)
    shape = SHAPES.get(country or "")
    if shape is None or not shape.pattern.match(code):  # else it is as its country writes it
        code = compact(normalised(text, country)[0])
    return code[:5] if country == "US" else code


def find(text: str, country: str | None) -> tuple[str, str]:
    """A postcode at either end of a line such as "Auckland 1010" or "1012 AB Amsterdam", and the rest of the line."""
    words = text.split()
    for size in (2, 1):
        for head, tail in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            code = " ".join(head)
            if len(head) == size and _looks_like_postcode(code, country):
                return normalised(code, country)[0], " ".join(tail)
    return "", text


def _looks_like_postcode(code: str, country: str | None) -> bool:
    shape = SHAPES.get(country or "")
    if shape:
        number = _without_plate(compact(code), country or "")
        # Among five digits the lost zero is plain; three digits may be anything.
        lost_zero = number.isdigit() and len(number) == shape.digits - 1 == 4
        return lost_zero or bool(shape.pattern.match(number))
    known = (SHAPES["GB"], SHAPES["NL"], SHAPES["CA"])
    return bool(re.fullmatch(r"\d{4,5}", code)) or any(shape.pattern.match(compact(code)) for shape in known)
