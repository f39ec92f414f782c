"""How a customer is written down once: what is left out, what has changed since, and where the finger slipped."""

from __future__ import annotations

from typing import Final

from apps.sandbox.population.customer import Customer, birth_date
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.phones import landline, mobile
from apps.sandbox.population.phones import written as number_written
from apps.sandbox.population.places import Address
from apps.sandbox.population.rows import COUNTRY_WORDS, city_name, familiar, moved, slipped
from apps.sandbox.population.spoil import typo, without_diacritics

HEADER: Final = (
    "kind", "name", "given_name", "family_name", "birth_date", "registration_number", "vat_number", "email", "phone",
    "website", "billing_address.street", "billing_address.house_number", "billing_address.city",
    "billing_address.postcode", "billing_address.country",
)  # fmt: skip
PHONE_STYLES: Final = weighted([("e164", 60), ("local", 20), ("plus", 15), ("digits", 5)], 100)
EMPTY: Final = [""] * 3


def written(draw: Draw, customer: Customer) -> list[str]:
    """The cells of `HEADER`, for a person or an organisation."""
    if customer.person:
        return [
            "person",
            "",
            *_person(draw, customer),
            "",
            "",
            *_contact(draw, customer),
            "",
            *_address(draw, customer),
        ]
    contact = _contact(draw, customer)
    website = customer.website if draw.random() < 0.5 else ""
    return ["organisation", _name(draw, customer), *EMPTY, *_numbers(draw, customer), *contact, website,
            *_address(draw, customer)]  # fmt: skip


def _person(draw: Draw, customer: Customer) -> tuple[str, str, str]:
    """Given name, family name, date of birth."""
    given = slipped(draw, familiar(draw, customer.given, 0.2), 0.04)
    family = slipped(draw, customer.family, 0.05)
    style = draw.random()
    if style < 0.02:
        given, family = family, given
    elif style < 0.06:
        given = given[0]
    elif style < 0.09:
        given = ""
    elif style < 0.15:
        given, family = without_diacritics(given), without_diacritics(family)
    return given, family, _birth(draw, customer.birth)


def _birth(draw: Draw, birth: str) -> str:
    """Mostly known, seldom wrong: another day, or day and month the other way round."""
    style = draw.random()
    if style < 0.45:
        return ""
    if style < 0.465:
        return birth_date(draw, int(birth[:4]))
    if style < 0.475 and birth[8:] <= "12":
        return f"{birth[:4]}-{birth[8:]}-{birth[5:7]}"
    return birth


def _name(draw: Draw, customer: Customer) -> str:
    """The name, with or without its legal form, seldom shortened or mistyped."""
    name, form, style = customer.name, customer.form, draw.random()
    if style < 0.12:
        name = typo(draw, name)
    elif style < 0.16:
        name = name.upper()
    elif style < 0.20 and name.count(" ") > 1:
        name = name.rsplit(" ", 1)[0]
    elif style < 0.24:
        name = without_diacritics(name)
    ending = draw.random()
    if not form.official or ending < 0.3:
        return name
    return f"{name} {form.official if ending > 0.65 else draw.pick(form.others)}"


def _numbers(draw: Draw, customer: Customer) -> tuple[str, str]:
    """Company number and VAT number; an ERP has them, a CRM seldom."""
    registration = customer.numbers.registration if draw.random() < 0.35 else ""
    vat = customer.numbers.vat if draw.random() < 0.4 else ""
    return registration, vat


def _contact(draw: Draw, customer: Customer) -> tuple[str, str]:
    """E-mail and telephone: one in three is missing, one in twelve is another one."""
    email, phone = "", ""
    style = draw.random()
    if style < 0.6:
        email = customer.email
        if style < 0.05:
            local, _, domain = email.partition("@")
            email = f"{typo(draw, local)}@{domain}" if style < 0.015 else f"{local}{draw.digits(2)}@{domain}"
    style = draw.random()
    if style < 0.65:
        number = customer.phone
        if style < 0.06:
            number = (mobile if customer.person else landline)(draw, customer.address.place)
        phone = number_written(draw, number, PHONE_STYLES)
    return email, phone


def _address(draw: Draw, customer: Customer) -> tuple[str, str, str, str, str]:
    """Street, house number, city, postcode, country; one in ten has moved, one in seven is silent."""
    if draw.random() < 0.14:
        return "", "", "", "", draw.pick(COUNTRY_WORDS[customer.address.place.country])
    where: Address = moved(draw, customer.address, 0.1)
    street = where.street.short if draw.random() < 0.3 else where.street.full
    return (
        slipped(draw, street, 0.04),
        where.number if draw.random() < 0.95 else "",
        slipped(draw, city_name(draw, where, 0.2), 0.02),
        where.postcode if draw.random() < 0.88 else "",
        draw.pick(COUNTRY_WORDS[where.place.country]),
    )
