"""Places, streets and postal addresses of the seven countries."""

from dataclasses import dataclass
from typing import NamedTuple

from apps.sandbox.population import places_europe, places_overseas
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.streets import STREETS, Street

GB_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
NL_LETTERS = "ABCDEGHJKLMNPRTVWXZ"

OTHER_CITY_NAMES: dict[str, tuple[str, ...]] = {
    "München": ("Munich", "Muenchen", "Munchen"),
    "Köln": ("Cologne", "Koeln"),
    "Nürnberg": ("Nuremberg", "Nuernberg"),
    "Hannover": ("Hanover",),
    "Frankfurt am Main": ("Frankfurt", "Frankfurt/Main", "Frankfurt a.M."),
    "Freiburg im Breisgau": ("Freiburg", "Freiburg i. Br."),
    "Den Haag": ("'s-Gravenhage", "The Hague"),
    "'s-Hertogenbosch": ("Den Bosch", "s-Hertogenbosch"),
    "Newcastle upon Tyne": ("Newcastle", "Newcastle-upon-Tyne"),
    "Saint-Étienne": ("St Etienne", "St-Étienne"),
    "Whangārei": ("Whangarei",),
    "Taupō": ("Taupo",),
    "St. Louis": ("Saint Louis", "St Louis"),
    "New York": ("NYC", "New York City"),
    "Wellington": ("Wgtn",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A city with what an address or a telephone number there looks like."""

    country: str
    city: str
    region: str
    region_code: str
    postcodes: tuple[str, ...]
    areas: tuple[str, ...]
    districts: tuple[str, ...]


class Address(NamedTuple):
    """One door: where the post of a customer goes."""

    place: Place
    street: Street
    number: str
    unit: str
    district: str
    postcode: str


def _expanded(spec: str) -> tuple[str, ...]:
    codes: list[str] = []
    for part in spec.split(","):
        low, _, high = part.partition("-")
        if high:
            codes += [str(code).zfill(len(low)) for code in range(int(low), int(high) + 1)]
        else:
            codes.append(low)
    return tuple(codes)


def _parsed(country: str, lines: str) -> tuple[Place, ...]:
    pairs = []
    for line in lines.strip().splitlines():
        city, region, code, weight, postcodes, areas, districts = line.split("|")
        named = tuple(part for part in districts.split(",") if part)
        place = Place(country, city, region, code, _expanded(postcodes), tuple(areas.split(",")), named)
        pairs.append((place, float(weight)))
    return weighted(pairs, 1024)


PLACES: dict[str, tuple[Place, ...]] = {
    "NZ": _parsed("NZ", places_overseas.NZ),
    "AU": _parsed("AU", places_overseas.AU),
    "US": _parsed("US", places_overseas.US),
    "GB": _parsed("GB", places_europe.GB),
    "NL": _parsed("NL", places_europe.NL),
    "FR": _parsed("FR", places_europe.FR),
    "DE": _parsed("DE", places_europe.DE),
}
"""Per country a table of places, large cities standing more often."""


def _numbered(suffixes: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """House numbers up to 419, low ones commoner, each with the suffixes the country knows."""
    return weighted(
        ((f"{number}{suffix}", weight * number**-0.45) for number in range(1, 420) for suffix, weight in suffixes), 8192
    )


LETTERED = (("", 92), ("A", 4), ("B", 3), ("C", 1))
LOWER_LETTERED = (("", 90), ("a", 6), ("b", 3), ("c", 1))
HOUSE_NUMBERS: dict[str, tuple[str, ...]] = dict.fromkeys(("NZ", "AU", "GB", "US"), _numbered(LETTERED)) | {
    "DE": _numbered(LOWER_LETTERED),
    "FR": _numbered((("", 92), (" bis", 6), (" ter", 2))),
    "NL": _numbered((("", 84), ("a", 5), ("b", 3), ("-1", 2), ("-2", 2), ("-h", 2), (" bis", 1), (" iii", 1))),
}
GB_INWARD = tuple(f" {digit}{first}{last}" for digit in range(1, 10) for first in GB_LETTERS for last in GB_LETTERS)
NL_LETTER_PAIRS = tuple(
    f" {first}{last}" for first in NL_LETTERS for last in NL_LETTERS if first + last not in ("SA", "SD", "SS")
)
UNITS: dict[str, tuple[str, ...]] = {
    "NZ": ("Unit", "Flat", "Level"),
    "AU": ("Unit", "Shop", "Level"),
    "GB": ("Flat", "Unit", "Suite"),
    "US": ("Suite", "Apt", "Unit"),
}


def postcode(draw: Draw, place: Place) -> str:
    """A postcode of the city, complete where the country draws finer than the city's list."""
    code = draw.pick(place.postcodes)
    if place.country == "GB":
        return code + draw.pick(GB_INWARD)
    if place.country == "NL":
        return code + draw.pick(NL_LETTER_PAIRS)
    return code


def address(draw: Draw, place: Place) -> Address:
    """A door in the city."""
    country = place.country
    unit = ""
    if country in UNITS and draw.random() < 0.16:
        unit = f"{draw.pick(UNITS[country])} {draw.between(1, 24)}"
    district = draw.pick(place.districts) if place.districts else ""
    return Address(
        place, draw.pick(STREETS[country]), draw.pick(HOUSE_NUMBERS[country]), unit, district, postcode(draw, place)
    )
