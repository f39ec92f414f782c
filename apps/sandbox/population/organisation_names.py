"""How organisations are named in each language."""

from apps.sandbox.population.draw import Draw
from apps.sandbox.population.names import full_name, surname
from apps.sandbox.population.places import Place
from apps.sandbox.population.streets import STREETS
from apps.sandbox.population.trades import COINED, EPITHETS, EUROPEAN_NOUNS, TRADES

ENGLISH_COUNTRIES = ("NZ", "AU", "GB", "US")
BETWEEN = {"NL": "&", "DE": "&", "FR": "et"}
BROTHERS = {"NL": "Gebr. {}", "DE": "Gebr. {}", "FR": "{} et Fils"}


def organisation_name(draw: Draw, place: Place) -> tuple[str, str]:
    """A name without legal form, and the industry it tells of."""
    if place.country in ENGLISH_COUNTRIES:
        return _english(draw, place)
    return _european(draw, place)


def _english(draw: Draw, place: Place) -> tuple[str, str]:
    country = place.country
    trade = draw.pick(TRADES[country])
    words, style = trade.words, draw.random()
    if style < 0.22:
        name = f"{surname(draw, country)} {words}"
    elif style < 0.36:
        name = f"{surname(draw, country)} & {surname(draw, country)} {words}"
    elif style < 0.58:
        name = f"{draw.pick(COINED)} {words}"
    elif style < 0.70:
        name = f"{_locality(draw, place)} {words}"
    elif style < 0.82:
        name = f"{draw.pick(EPITHETS)} {words}"
    elif style < 0.89:
        given, family = full_name(draw, country)
        name = f"{given} {family} {words}"
    elif style < 0.95:
        name = f"{surname(draw, country)} & Sons {words}"
    else:
        name = (
            f"{draw.pick('ABCDEFGHJKLMNPRSTW')}{draw.pick('ABCDEFGHJKLMNPRSTVW')}{draw.pick('ABCDEGHKLMNPRST')} {words}"
        )
    return name, trade.industry


def _locality(draw: Draw, place: Place) -> str:
    """A street, district or the city itself: Queen Street Motors, Ponsonby Tyres."""
    style = draw.random()
    if style < 0.6:
        return draw.pick(STREETS[place.country]).full
    return draw.pick(place.districts) if place.districts and style < 0.9 else place.city


def _european(draw: Draw, place: Place) -> tuple[str, str]:
    country = place.country
    trade = draw.pick(TRADES[country])
    words, style = trade.words, draw.random()
    if style < 0.42:
        name = around(words, trade.leads, surname(draw, country))
    elif style < 0.54:
        name = around(words, trade.leads, f"{surname(draw, country)} {BETWEEN[country]} {surname(draw, country)}")
    elif style < 0.74:
        name = f"{draw.pick(COINED)} {words}"
    elif style < 0.84:
        name = around(words, trade.leads, draw.pick(EUROPEAN_NOUNS[country]))
    elif style < 0.92:
        given, family = full_name(draw, country)
        name = around(words, trade.leads, f"{given} {family}")
    else:
        name = around(words, trade.leads, BROTHERS[country].format(surname(draw, country)))
    return name, trade.industry


def around(words: str, leads: bool, owner: str) -> str:
    """The trade before or behind the owner, as its language has it."""
    return f"{words} {owner}" if leads else f"{owner} {words}"
