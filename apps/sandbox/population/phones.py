"""Telephone numbers that fit the national numbering plans, and the ways people write them."""

from typing import NamedTuple

from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.places import Place

CALLING_CODES = {"NZ": "64", "AU": "61", "GB": "44", "NL": "31", "FR": "33", "DE": "49", "US": "1"}
EXIT_CODES = {"AU": "0011 "}
MOBILE_AREAS: dict[str, tuple[tuple[str, int], ...]] = {
    "NZ": (("21", 7), ("22", 7), ("27", 7), ("20", 8)),
    "AU": (("4", 8),),
    "GB": (("7", 9),),
    "NL": (("6", 8),),
    "FR": (("6", 8),),
    "DE": (("151", 8), ("171", 7), ("172", 7), ("160", 7), ("175", 7), ("176", 8)),
}
FIRST_DIGITS = {
    "NZ": "23579",
    "AU": "89",
    "GB": "234",
    "NL": "2345678",
    "FR": "123456789",
    "DE": "23456789",
    "US": "23456789",
}


class Phone(NamedTuple):
    """A national number without trunk prefix, cut where people put the first space."""

    country: str
    area: str
    rest: str


def landline(draw: Draw, place: Place) -> Phone:
    """A number of the local exchange."""
    country, area = place.country, draw.pick(place.areas)
    first = draw.pick(FIRST_DIGITS[country])
    match country:
        case "US":
            return Phone(country, area, f"{first}{draw.between(20, 89)}{draw.digits(4)}")
        case "GB":
            return Phone(country, area, AREA_FIRST_DIGITS.get(area, first) + draw.digits(9 - len(area)))
        case "NZ":
            return Phone(country, area, first + draw.digits(6))
        case "DE":
            return Phone(country, area, first + draw.digits(7 if len(area) == 2 else 6))
    return Phone(country, area, first + draw.digits(8 - len(area)))


def mobile(draw: Draw, place: Place) -> Phone:
    """A mobile number; in the United States those look like any other."""
    country = place.country
    if country == "US":
        return landline(draw, place)
    area, length = draw.pick(MOBILE_AREAS[country])
    match country:
        case "GB":
            return Phone(country, f"7{draw.pick('458')}{draw.digits(2)}", draw.digits(6))
        case "NL":
            return Phone(country, area, draw.pick("1234") + draw.digits(7))
        case "AU":
            return Phone(country, f"4{draw.pick('0123')}{draw.digits(1)}", draw.digits(6))
        case "NZ":
            return Phone(country, area, draw.pick("23456789") + draw.digits(length - 1))
        case "FR":
            return Phone(country, area, draw.pick("1245678") + draw.digits(length - 1))
    return Phone(country, area, draw.digits(length))


def _grouped(rest: str, country: str) -> str:
    if country == "US":
        return f"{rest[:3]}-{rest[3:]}"
    if country == "FR":
        return " ".join(rest[start : start + 2] for start in range(0, len(rest), 2))
    if len(rest) >= 7:
        return f"{rest[:-4]} {rest[-4:]}"
    return f"{rest[:3]} {rest[3:]}"


CRM_STYLES = weighted(
    [("plus", 38), ("e164", 18), ("local", 22), ("bracket", 8), ("doublezero", 4), ("extension", 6), ("dots", 4)], 100
)
ERP_STYLES = weighted([("digits", 40), ("local", 30), ("plus", 14), ("slash", 8), ("extension", 4), ("spaced", 4)], 100)
EXTENSION_WORDS = {"FR": " x", "US": " x"}
AREA_FIRST_DIGITS = {"20": "7", "115": "9", "28": "9", "29": "2"}
"""British areas whose local numbers start with one digit only."""


def written(draw: Draw, phone: Phone, styles: tuple[str, ...]) -> str:
    """The number as somebody in that country would type it, in a style drawn from `styles`."""
    style = draw.pick(styles)
    country, area, rest = phone.country, phone.area, phone.rest
    code, trunk = CALLING_CODES[country], "" if country == "US" else "0"
    match style:
        case "plus":
            return f"+{code} {area} {_grouped(rest, country)}"
        case "e164":
            return f"+{code}{area}{rest}"
        case "bracket":
            return (
                f"+{code} ({trunk}{area}) {_grouped(rest, country)}" if trunk else f"({area}) {_grouped(rest, country)}"
            )
        case "doublezero":
            return (
                f"{EXIT_CODES.get(country, '00')}{code} {area} {rest}"
                if trunk
                else f"1-{area}-{_grouped(rest, country)}"
            )
        case "digits":
            return f"{trunk}{area}{rest}"
        case "slash":
            return f"{trunk}{area}/{rest}" if country == "DE" else f"{trunk}{area}-{rest}"
        case "dots":
            return f"{trunk}{area}.{rest[:3]}.{rest[3:]}"
        case "extension":
            return f"{_local(phone, trunk)}{EXTENSION_WORDS.get(country, ' ext. ')}{draw.between(1, 99)}"
        case "spaced":
            return f"{trunk}{area} {rest[:2]} {rest[2:4]} {rest[4:]}"
    return _local(phone, trunk)


def _local(phone: Phone, trunk: str) -> str:
    if phone.country in ("NZ", "AU", "US"):
        return f"({trunk}{phone.area}) {_grouped(phone.rest, phone.country)}"
    return f"{trunk}{phone.area} {_grouped(phone.rest, phone.country)}"
