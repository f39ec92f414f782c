"""What every source row has in common: its shape, its dates, its way with names and addresses."""

from datetime import date, timedelta
from typing import Any

from apps.sandbox.population.customer import Customer
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.given_names import SHORT_FORMS
from apps.sandbox.population.places import OTHER_CITY_NAMES, Address, address
from apps.sandbox.population.spoil import typo

Row = dict[str, Any]
"""Field names of the data dictionary, raw values, and `external_id`, `true_id`, `business_at`."""

LAST_DAY = date(2026, 10, 31)
DAYS = tuple((LAST_DAY - timedelta(days=back)).isoformat() for back in range(3 * 365))
MINUTES = tuple(f"T{hour:02d}:{minute:02d}:" for hour in range(24) for minute in range(60))
SECONDS = tuple(f"{second:02d}Z" for second in range(60))
SPAN = len(DAYS) * 86_400

DATE_STYLES = {"US": "{1}/{2}/{0}", "DE": "{2}.{1}.{0}", "NL": "{2}-{1}-{0}"}
COUNTRY_WORDS: dict[str, tuple[str, ...]] = {
    "NZ": weighted([("New Zealand", 60), ("NZ", 24), ("NZL", 4), ("Aotearoa New Zealand", 4), ("new zealand", 8)], 50),
    "AU": weighted([("Australia", 66), ("AU", 22), ("AUS", 8), ("australia", 4)], 50),
    "GB": weighted([("United Kingdom", 54), ("UK", 26), ("GB", 12), ("England", 4), ("Great Britain", 4)], 50),
    "NL": weighted([("Netherlands", 36), ("Nederland", 26), ("NL", 22), ("The Netherlands", 12), ("Holland", 4)], 50),
    "FR": weighted([("France", 76), ("FR", 20), ("FRA", 4)], 50),
    "DE": weighted([("Germany", 40), ("Deutschland", 34), ("DE", 20), ("D", 2), ("GER", 4)], 50),
    "US": weighted([("United States", 48), ("USA", 26), ("US", 18), ("United States of America", 8)], 50),
}
LANGUAGE_CODES = {"NL": "nl", "FR": "fr", "DE": "de"}
CURRENCIES = {"NZ": "NZD", "AU": "AUD", "GB": "GBP", "US": "USD", "NL": "EUR", "FR": "EUR", "DE": "EUR"}


def moment(draw: Draw) -> str:
    """A second of the three years before November 2026, in UTC."""
    minute, second = divmod(int(draw.random() * SPAN), 60)
    return DAYS[minute // 1440] + MINUTES[minute % 1440] + SECONDS[second]


def written_date(draw: Draw, iso: str, country: str, iso_share: float) -> str:
    """The date as typed in the country, or ISO."""
    if draw.random() < iso_share:
        return iso
    return DATE_STYLES.get(country, "{2}/{1}/{0}").format(*iso.split("-"))


def door(draw: Draw, where: Address, short_share: float) -> str:
    """Street line in the country's order, sometimes with the street's type shortened."""
    street = where.street.short if draw.random() < short_share else where.street.full
    country = where.place.country
    if country in ("DE", "NL"):
        return f"{street} {where.number}"
    if country == "FR":
        return f"{where.number} {street}"
    if not where.unit:
        return f"{where.number} {street}"
    if country == "US":
        return f"{where.number} {street}, {where.unit}"
    return (
        f"{where.unit}, {where.number} {street}"
        if draw.random() < 0.6
        else f"{where.unit.split()[1]}/{where.number} {street}"
    )


def moved(draw: Draw, where: Address, share: float) -> Address:
    """The address, or with probability `share` one that the customer has left since."""
    return address(draw, where.place) if draw.random() < share else where


def city_name(draw: Draw, where: Address, share: float) -> str:
    city = where.place.city
    if city in OTHER_CITY_NAMES and draw.random() < share:
        return draw.pick(OTHER_CITY_NAMES[city])
    return city


def familiar(draw: Draw, given: str, share: float) -> str:
    """The given name, or the short one its bearer goes by."""
    if given in SHORT_FORMS and draw.random() < share:
        return draw.pick(SHORT_FORMS[given])
    return given


def slipped(draw: Draw, text: str, share: float) -> str:
    return typo(draw, text) if draw.random() < share else text


def slipped_email(draw: Draw, email: str, share: float) -> str:
    """A slip before the @ only: a mistyped domain might be somebody's."""
    if draw.random() < share:
        local, _, domain = email.partition("@")
        return f"{typo(draw, local)}@{domain}"
    return email


def base(draw: Draw, customer: Customer, external_id: str) -> Row:
    return {
        "external_id": external_id,
        "true_id": customer.true_id,
        "business_at": moment(draw),
        "kind": "person" if customer.person else "organisation",
    }
