"""A customer as a CRM holds it: typed by salespeople, rich in contacts, poor in numbers."""

from apps.sandbox.population.customer import Customer
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.phones import CRM_STYLES, landline, mobile, written
from apps.sandbox.population.rows import (
    COUNTRY_WORDS,
    LANGUAGE_CODES,
    Row,
    base,
    city_name,
    door,
    familiar,
    moved,
    slipped,
    slipped_email,
    written_date,
)
from apps.sandbox.population.spoil import without_diacritics
from apps.sandbox.population.trades import SEGMENTS

ACCOUNT_MANAGERS = tuple(
    [
        "T. Marsh",
        "A. Kereama",
        "L. Bianchi",
        "J. Okonkwo",
        "S. Lindqvist",
        "M. Achterberg",
        "P. Duval",
        "R. Singh",
        "C. Falk",
        "N. Tran",
    ]
)
CONSENTS = weighted([("granted", 40), ("denied", 18), ("unknown", 22), ("yes", 12), ("no", 8)], 100)
STATUSES = weighted([("active", 70), ("prospect", 26), ("closed", 4)], 100)


def crm_row(draw: Draw, customer: Customer, external_id: str, parent: str) -> Row:
    """One CRM record; `parent` is the CRM id of the owning company or empty."""
    row = base(draw, customer, external_id)
    if customer.person:
        _name_person(draw, customer, row)
    else:
        _name_organisation(draw, customer, row)
        _describe_organisation(draw, customer, row, parent)
    _contact(draw, customer, row)
    row["language"] = LANGUAGE_CODES.get(customer.address.place.country, "en")
    row["marketing_consent"] = draw.pick(CONSENTS)
    row["status"] = "closed" if customer.closed and draw.random() < 0.4 else draw.pick(STATUSES)
    if draw.random() < 0.78:
        row["shipping_address"] = _address(draw, customer)
    return row


def _name_person(draw: Draw, customer: Customer, row: Row) -> None:
    given = slipped(draw, familiar(draw, customer.given, 0.3), 0.02)
    family = slipped(draw, customer.family, 0.03)
    if draw.random() < 0.12:
        given, family = without_diacritics(given), without_diacritics(family)
    style = draw.random()
    if style < 0.02:
        given, family = family, given
    elif style < 0.06:
        given, family = given.lower(), family.lower()
    elif style < 0.09:
        given = f"{given[0]}."
    if draw.random() < 0.7:
        row["given_name"], row["family_name"] = given, family
    else:
        row["full_name"] = f"{given} {family}"
    if draw.chance(0.8 if customer.trap == "father_and_son" else 0.3):
        row["birth_date"] = written_date(draw, customer.birth, customer.address.place.country, 0.6)


def _name_organisation(draw: Draw, customer: Customer, row: Row) -> None:
    name, form = customer.name, customer.form
    style = draw.random()
    if style < 0.14:
        name = slipped(draw, name, 0.7)
    elif style < 0.22:
        name = name.replace(" & ", " and ") if " & " in name else without_diacritics(name)
    elif style < 0.26:
        name = name.lower()
    elif style < 0.29:
        name = name.upper()
    elif style < 0.33 and name.count(" ") > 1:
        name = name.rsplit(" ", 1)[0]
    ending = draw.random()
    if form.official and ending > 0.42:
        name = f"{name} {form.official if ending > 0.78 else draw.pick(form.others)}"
    row["name"] = name
    if draw.random() < 0.2:
        row["trading_name"] = customer.name.rsplit(" ", 1)[0] if draw.random() < 0.5 else customer.name


def _describe_organisation(draw: Draw, customer: Customer, row: Row, parent: str) -> None:
    if draw.random() < 0.72:
        row["industry"] = customer.industry
    row["segment"] = draw.pick(SEGMENTS)
    if draw.random() < 0.8:
        row["account_manager"] = draw.pick(ACCOUNT_MANAGERS)
    if draw.random() < 0.74:
        site = customer.website
        style = draw.random()
        row["website"] = f"https://www.{site}" if style < 0.4 else f"www.{site}" if style < 0.7 else site
        if style > 0.95:
            row["website"] = f"http://{site}/index.html"
    if draw.random() < 0.09 and customer.numbers.vat:
        row["vat_number"] = customer.numbers.vat
    if draw.random() < 0.05 and customer.numbers.registration:
        row["registration_number"] = customer.numbers.registration
    if parent:
        row["parent"] = parent


def _contact(draw: Draw, customer: Customer, row: Row) -> None:
    if draw.random() < 0.82:
        email = slipped_email(draw, customer.email, 0.015)
        if not customer.person and draw.random() < 0.3 and customer.trap != "accountants_clients":
            email = f"{draw.pick(('sales', 'orders', 'admin', 'team', 'service'))}@{customer.website}"
        row["email"] = email.upper() if draw.random() < 0.03 else email
    if draw.random() < 0.8:
        phone = customer.phone
        if draw.random() < 0.12:
            phone = (mobile if draw.random() < 0.6 else landline)(draw, customer.address.place)
        row["phone"] = written(draw, phone, CRM_STYLES)
    elif draw.random() < 0.1:
        row["phone"] = draw.pick(("n/a", "-", "unknown", "0"))


def _address(draw: Draw, customer: Customer) -> dict[str, str]:
    where = moved(draw, customer.address, 0.12)
    place = where.place
    parts = {
        "city": slipped(draw, city_name(draw, where, 0.3), 0.02),
        "country": draw.pick(COUNTRY_WORDS[place.country]),
    }
    if draw.random() < 0.9:
        parts["street"] = slipped(draw, door(draw, where, 0.35), 0.03)
    if draw.random() < 0.86:
        compact = place.country in ("NL", "GB") and draw.random() < 0.25
        parts["postcode"] = where.postcode.replace(" ", "") if compact else where.postcode
    if draw.random() < 0.45:
        parts["region"] = place.region
    if where.district and draw.random() < 0.3:
        parts["district"] = where.district
    return parts
