"""Standardising: one file per kind of value, each with a `clean` for keeping and, where needed, forms for comparing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apps.matching.standardise import (
    address,
    boolean,
    brand,
    choice,
    company_number,
    consent,
    country,
    currency,
    dates,
    email,
    gtin,
    identifier,
    language,
    measure,
    money,
    organisation,
    pack_size,
    part_number,
    person,
    phone,
    quantity,
    reference,
    relation,
    tax_id,
    text,
    titles,
    url,
    website,
)
from apps.matching.standardise.types import JSON, Clean, Cleaner, Hints

CLEANERS: Final[Mapping[str, Cleaner]] = {
    "address": address.clean,
    "boolean": boolean.clean,
    "brand": brand.clean,
    "choice": choice.clean,
    "company_number": company_number.clean,
    "consent": consent.clean,
    "country": country.clean,
    "currency": currency.clean,
    "date": dates.clean,
    "email": email.clean,
    "gtin": gtin.clean,
    "identifier": identifier.clean,
    "language": language.clean,
    "measure": measure.clean,
    "money": money.clean,
    "organisation_name": organisation.clean,
    "pack_size": pack_size.clean,
    "part_number": part_number.clean,
    "person_name": person.clean,
    "phone": phone.clean,
    "product_title": titles.clean,
    "quantity": quantity.clean,
    "reference": reference.clean,
    "relation": relation.clean,
    "tax_id": tax_id.clean,
    "text": text.clean,
    "url": url.clean,
    "website": website.clean,
}

HINTED: Final = frozenset({
    "address", "company_number", "currency", "date", "measure", "money", "phone", "quantity", "tax_id",
})  # fmt: skip
"""The kinds whose reading the rest of the record helps; all others read a value the same wherever it stands."""

__all__ = ["CLEANERS", "HINTED", "JSON", "Clean", "Cleaner", "Hints"]
