"""A customer as an ERP holds it: legal name, numbers, money; often in capitals without umlauts."""

from apps.sandbox.population.customer import Customer
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.phones import ERP_STYLES, written
from apps.sandbox.population.rows import (
    CURRENCIES,
    Row,
    base,
    door,
    familiar,
    moved,
    slipped,
    slipped_email,
    written_date,
)
from apps.sandbox.population.spoil import with_spelt_umlauts, without_diacritics

TERMS = weighted(
    [
        ("30 days", 30),
        ("20th of month following", 18),
        ("NET30", 16),
        ("14 days", 14),
        ("prepaid", 8),
        ("NET60", 8),
        ("7 days", 6),
    ],
    100,
)
LIMITS = weighted(
    [
        ("0.00", 16),
        ("1000.00", 16),
        ("2500.00", 16),
        ("5000.00", 20),
        ("10000.00", 16),
        ("25000.00", 9),
        ("50000.00", 5),
        ("250000.00", 2),
    ],
    100,
)
STATUSES = weighted([("active", 90), ("blocked", 5), ("closed", 5)], 100)


def erp_row(draw: Draw, customer: Customer, external_id: str) -> Row:
    """One ERP record."""
    row = base(draw, customer, external_id)
    shouts = draw.random() < 0.42
    if customer.person:
        _name_person(draw, customer, row, shouts)
    else:
        _name_organisation(draw, customer, row, shouts)
        _number_organisation(draw, customer, row)
    if draw.random() < 0.58:
        row["email"] = slipped_email(draw, customer.email, 0.01)
    if draw.random() < 0.72:
        row["phone"] = written(draw, customer.phone, ERP_STYLES)
    if draw.random() < 0.94:
        row["billing_address"] = _address(draw, customer, shouts)
    row["currency"] = CURRENCIES[customer.address.place.country]
    row.update(draw.pick(ACCOUNTS))
    if customer.closed:
        row["status"] = "closed"
    return row


def _plain(draw: Draw, text: str, shouts: bool) -> str:
    """As the ERP's character set and habit leave a text."""
    if shouts:
        return with_spelt_umlauts(text).upper()
    if text.isascii() or draw.random() < 0.5:
        return text
    return with_spelt_umlauts(text) if draw.random() < 0.6 else without_diacritics(text)


def _name_person(draw: Draw, customer: Customer, row: Row, shouts: bool) -> None:
    given = _plain(draw, familiar(draw, customer.given, 0.04), shouts)
    family = slipped(draw, _plain(draw, customer.family, shouts), 0.02)
    style = draw.random()
    if style < 0.45:
        row["full_name"] = f"{given} {family}"
    elif style < 0.7:
        row["full_name"] = f"{family}, {given}"
    else:
        row["given_name"], row["family_name"] = (given, family) if style < 0.98 else (family, given)
    if draw.chance(0.9 if customer.trap == "father_and_son" else 0.6):
        row["birth_date"] = written_date(draw, customer.birth, customer.address.place.country, 0.35)
    if customer.numbers.national and draw.random() < 0.6:
        row["national_id"] = customer.numbers.national


def _name_organisation(draw: Draw, customer: Customer, row: Row, shouts: bool) -> None:
    name, form = customer.name, customer.form
    if draw.random() < 0.05:
        name = slipped(draw, name, 0.8)
    if form.official:
        ending = draw.random()
        if ending < 0.72:
            name = f"{name} {form.official}"
        elif ending < 0.94:
            name = f"{name} {draw.pick(form.others)}"
    row["name"] = _plain(draw, name, shouts)
    if draw.random() < 0.12:
        row["website"] = customer.website


def _number_organisation(draw: Draw, customer: Customer, row: Row) -> None:
    held = customer.numbers
    if held.vat and draw.random() < 0.84:
        row["vat_number"] = _spaced(held.vat) if draw.random() < 0.2 else held.vat
        if draw.random() < 0.015:
            row["vat_number"] = held.vat[:-1] + str(draw.below(10))
    if held.registration and draw.random() < 0.76:
        row["registration_number"] = held.registration
    if held.tax and draw.random() < 0.8:
        row["tax_number"] = held.tax


def _spaced(number: str) -> str:
    """Two characters, then groups of three, as printed on invoices."""
    return " ".join((number[:2], *(number[start : start + 3] for start in range(2, len(number), 3))))


def _address(draw: Draw, customer: Customer, shouts: bool) -> dict[str, str]:
    where = moved(draw, customer.address, 0.06)
    place = where.place
    parts = {
        "street": _plain(draw, slipped(draw, door(draw, where, 0.5), 0.02), shouts),
        "city": _plain(draw, place.city, shouts),
        "postcode": where.postcode,
        "country": place.country,
    }
    if draw.random() < 0.4:
        parts["region"] = place.region_code
    if where.district and draw.random() < 0.25:
        parts["district"] = _plain(draw, where.district, shouts)
    return parts


def _account(draw: Draw) -> Row:
    """Terms and money of one account."""
    owed = int(draw.random() ** 4 * 2_400_000) if draw.random() < 0.55 else 0
    late = int(owed * draw.random()) if owed and draw.random() < 0.3 else 0
    return {
        "payment_terms": draw.pick(TERMS),
        "credit_limit": draw.pick(LIMITS),
        "balance": f"{owed // 100}.{owed % 100:02d}",
        "overdue_amount": f"{late // 100}.{late % 100:02d}",
        "credit_status": "hold" if late > 500_000 else "watch" if late else "ok",
        "status": draw.pick(STATUSES),
    }


ACCOUNTS = tuple(map(_account, [Draw("accounts", 0)] * 10_000))
"""Accounts to pick from: drawing each anew would be a fifth of the work, and nothing is matched by money."""
