"""Names of people: whose grandparents came from where, by country, and how common each name is."""

from apps.sandbox.population.draw import Draw, skewed, weighted
from apps.sandbox.population.given_names import MEN, WOMEN
from apps.sandbox.population.surnames import COMMON, COMPOUNDS

HERITAGES: dict[str, dict[str, float]] = {
    "NZ": {
        "english": 64,
        "maori": 12,
        "pacific": 6,
        "chinese": 6,
        "indian": 7,
        "dutch": 2,
        "vietnamese": 1,
        "german": 2,
    },
    "AU": {
        "english": 66,
        "italian": 8,
        "chinese": 7,
        "indian": 7,
        "vietnamese": 5,
        "arabic": 3,
        "pacific": 2,
        "german": 2,
    },
    "GB": {"english": 76, "indian": 10, "polish": 4, "african": 5, "chinese": 2, "arabic": 2, "italian": 1},
    "US": {
        "english": 58,
        "spanish": 19,
        "german": 7,
        "italian": 5,
        "chinese": 3,
        "indian": 3,
        "vietnamese": 2,
        "polish": 3,
    },
    "NL": {"dutch": 79, "turkish": 5, "arabic": 6, "indian": 3, "polish": 3, "spanish": 2, "german": 2},
    "FR": {"french": 76, "arabic": 10, "african": 5, "spanish": 5, "italian": 2, "vietnamese": 2},
    "DE": {"german": 77, "turkish": 8, "polish": 6, "arabic": 3, "italian": 3, "spanish": 2, "vietnamese": 1},
}


def _words(line: str) -> list[str]:
    return [word.replace("_", " ") for word in line.split()]


def _compounded(heritage: str) -> list[str]:
    """Surnames made of two parts of the language, in an order in which no first part leads for long."""
    if heritage not in COMPOUNDS:
        return []
    firsts, lasts = (part.split() for part in COMPOUNDS[heritage])
    return [_joined(first, last) for last in lasts for first in firsts if first.lower() != last.lower()]


def _joined(first: str, last: str) -> str:
    """`van_der_` stays a word apart, `ver` grows on: van der Zande, Verzande."""
    return first.replace("_", " ") + last if first[0].isupper() or first.endswith("_") else (first + last).capitalize()


SURNAMES = {heritage: skewed(_words(line) + _compounded(heritage)) for heritage, line in COMMON.items()}
GIVEN = {heritage: (skewed(_words(WOMEN[heritage]), 0.6), skewed(_words(MEN[heritage]), 0.6)) for heritage in COMMON}
"""Per heritage the women's table and the men's."""

HERITAGE_TABLES = {country: weighted(mix.items(), 100) for country, mix in HERITAGES.items()}


def surname(draw: Draw, country: str) -> str:
    """A family name such as stands on a letter box in that country."""
    return draw.pick(SURNAMES[draw.pick(HERITAGE_TABLES[country])])


def full_name(draw: Draw, country: str) -> tuple[str, str]:
    """A given and a family name; a tenth of people carry a given name of the country's majority instead."""
    table = HERITAGE_TABLES[country]
    heritage = draw.pick(table)
    first = draw.pick(table) if draw.chance(0.1) else heritage
    return given_name(draw, first), draw.pick(SURNAMES[heritage])


def given_name(draw: Draw, heritage: str) -> str:
    return draw.pick(GIVEN[heritage][draw.below(2)])


def sibling_names(draw: Draw, country: str) -> tuple[str, tuple[str, ...]]:
    """One family name and five different given names to go with it."""
    heritage = draw.pick(HERITAGE_TABLES[country])
    women, men = GIVEN[heritage]
    found: dict[str, None] = {}
    while len(found) < 5:
        found[draw.pick(women if draw.chance(0.5) else men)] = None
    return draw.pick(SURNAMES[heritage]), tuple(found)
