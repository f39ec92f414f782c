"""A customer: an organisation or a person who buys. CRM owns contact and relationship, ERP what is legal and money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.domains.definition import Domain, Field, Values
from apps.matching.standardise import (
    Hints,
    address,
    company_number,
    country,
    email,
    identifier,
    organisation,
    person,
    tax_id,
    website,
)
from apps.matching.types import BlockingRule, Comparison, Level, MatchSpec, Part, Thresholds

_CRM: Final = ("crm",)
_ERP: Final = ("erp",)
_WITH_NAME: Final = ("with_winner_of(full_name)",)

FIELDS: Final = (
    Field("kind", "choice", _CRM, "Whether this is an organisation or a person."),
    Field("name", "organisation_name", ("erp", "crm"), "The legal name of an organisation."),
    Field("trading_name", "organisation_name", _CRM, "The name it is known by, where that differs."),
    Field("full_name", "person_name", _CRM, "The whole name of a person.", personal=True, group="person"),
    Field("given_name", "person_name", _CRM, "First and middle names.", _WITH_NAME, personal=True, group="person"),
    Field("family_name", "person_name", _CRM, "The family name.", _WITH_NAME, personal=True, group="person"),
    Field("birth_date", "date", _CRM, "Date of birth.", personal=True),
    Field("national_id", "identifier", _ERP, "A number that a state gave to a person.", personal=True),
    Field("registration_number", "company_number", _ERP, "Number in the register of companies; checked."),
    Field("vat_number", "tax_id", _ERP, "VAT number with country prefix; checked."),
    Field("tax_number", "tax_id", _ERP, "Other tax number with country prefix; checked."),
    Field("email", "email", _CRM, "The main e-mail address.", personal=True),
    Field("phone", "phone", _CRM, "The main telephone number, international form.", personal=True),
    Field("website", "website", _CRM, "The site on the web."),
    Field("industry", "reference", _CRM, "Line of business."),
    Field("segment", "reference", _CRM, "How sales groups its customers."),
    Field("language", "language", _CRM, "Language of correspondence, ISO 639-1."),
    Field("account_manager", "text", _CRM, "Who looks after this customer."),
    Field(
        "marketing_consent",
        "consent",
        _CRM,
        "May we send marketing? The most restrictive answer wins.",
        ("never_relax", "owner_first"),
    ),
    Field("parent", "relation", _CRM, "The customer this one belongs to; never a merge."),
    Field("billing_address", "address", _ERP, "Where invoices go; all parts from one record.", personal=True),
    Field("shipping_address", "address", _CRM, "Where goods go; all parts from one record.", personal=True),
    Field("payment_terms", "reference", _ERP, "When an invoice is due."),
    Field("currency", "currency", _ERP, "Currency of the account, ISO 4217."),
    Field("credit_limit", "money", _ERP, "How much may be open, in the currency of the account."),
    Field("balance", "money", _ERP, "What is open now.", ("owner_only",)),
    Field("overdue_amount", "money", _ERP, "What is open past its date.", ("owner_only",)),
    Field("credit_status", "choice", _ERP, "Standing with the credit department."),
    Field("status", "choice", ("erp", "crm"), "prospect, active, blocked or closed."),
)


def hints_of(raw: Values) -> Hints:
    """The country of the billing address, else of the shipping address; and whether it is a person."""
    for name in ("billing_address", "shipping_address"):
        given = raw.get(name)
        if isinstance(given, Mapping) and (code := country.code(str(given.get("country") or ""))):
            return Hints(country=code, kind=_kind(raw))
    return Hints(kind=_kind(raw))


def _kind(raw: Values) -> str | None:
    return str(raw["kind"]).lower() if raw.get("kind") else None


def derive(values: dict[str, Any]) -> None:
    """Complete a person's name: the whole from its parts, or the parts from the whole."""
    given, family = values.get("given_name"), values.get("family_name")
    if not values.get("full_name") and (given or family):
        values["full_name"] = " ".join(part for part in (given, family) if part)
    elif values.get("full_name") and not (given or family):
        parts = person.parts(values["full_name"])
        values["given_name"], values["family_name"] = parts.given or None, parts.family or None


def form(values: Values) -> dict[str, str]:
    """Comparison strings of a customer. Name and person fields are empty for the other kind."""
    features = {"kind": values.get("kind", "")}
    features |= _organisation(values) | _person(values)
    features["vat"] = tax_id.form(values["vat_number"]) if "vat_number" in values else ""
    if "registration_number" in values:
        features["registration"] = company_number.form(values["registration_number"])
    if "national_id" in values:
        features["national_id"] = identifier.form(values["national_id"])
    features["birth_date"] = values.get("birth_date", "")
    features["email"] = values.get("email", "")
    features["phone"] = values.get("phone", "")
    features["website"] = website.registered_domain(values["website"]) if "website" in values else ""
    if not features["website"] and "email" in values:
        parts = email.split(values["email"])
        features["website"] = "" if parts.is_free_mail else parts.domain
    return features | _place(values)


def _organisation(values: Values) -> dict[str, str]:
    if values.get("kind") == "person":
        return {}
    name = values.get("name") or values.get("trading_name")
    return {"organisation": organisation.core(name).core} if name else {}


def _person(values: Values) -> dict[str, str]:
    if values.get("kind") == "organisation" or "full_name" not in values:
        return {}
    name = person.form(
        f"{values['family_name']}, {values['given_name']}"
        if "given_name" in values and "family_name" in values
        else values["full_name"]
    )
    return {
        "given": name.given,
        "family": name.family,
        "given_canonical": person.canonical_given(name.given) if name.given else "",
    }


def _place(values: Values) -> dict[str, str]:
    """The address to compare by: where goods go and where invoices go are the same place more often than not."""
    given = values.get("billing_address") or values.get("shipping_address")
    if not given:
        return {}
    place = address.form(given)
    return {
        "postcode": place.postcode,
        "house_number": place.number,
        "street": place.street,
        "city": place.city,
        "country": place.country,
    }


def caption(values: Values) -> str:
    """Name and city, as a list shows a customer."""
    name = values.get("name") or values.get("full_name") or values.get("trading_name") or "Unnamed customer"
    place = values.get("billing_address") or values.get("shipping_address") or {}
    return f"{name}, {place['city']}" if place.get("city") else str(name)


def _levels(*steps: tuple[str, float]) -> tuple[Level, ...]:
    return tuple(Level(label, weight) for label, weight in steps)


_PERSON_STEPS: Final = (
    ("same name", 11.0),
    ("same name, given name shortened", 10.0),
    ("same name, given and family name swapped", 9.5),
    ("almost the same name", 8.0),
    ("same family name, given name an initial", 5.0),
    ("same family name, no given name", 3.0),
    ("same given name, no family name", 1.0),
    ("same family name, other given name", -3.0),
    ("same given name, other family name", -3.0),
    ("different name", -8.0),
)

SPEC: Final = MatchSpec(
    comparisons=(
        Comparison(
            "kind", "exact", ("kind",), (Level("same kind", 0), Level("a person and an organisation", -6, veto=True))
        ),
        Comparison(
            "country", "exact", ("country",), (Level("same country", 0), Level("different country", -6, veto=True))
        ),
        Comparison(
            "name",
            "tokens",
            ("organisation",),
            (
                Level("same name", 9, 1.0),
                Level("name {percent} similar", 7, 0.9),
                Level("name {percent} similar", 4, 0.8),
                Level("name {percent} similar", 0.5, 0.65),
                Level("different name", -6),
            ),
            frequency_of="organisation",
        ),
        Comparison("person", "person_name", ("given", "family", "given_canonical"), _levels(*_PERSON_STEPS)),
        Comparison(
            "vat_number",
            "edit",
            ("vat",),
            (
                Level("same VAT number", 14),
                Level("VAT number one slip apart", 3),
                Level("VAT number two slips apart", -2),
                Level("different VAT number", -8, veto=True),
            ),
        ),
        Comparison(
            "registration_number",
            "exact",
            ("registration",),
            (Level("same company number", 13), Level("different company number", -8)),
        ),
        Comparison(
            "national_id",
            "edit",
            ("national_id",),
            (
                Level("same national id", 13),
                Level("national id one slip apart", 6),
                Level("national id two slips apart", 2),
                Level("different national id", -6),
            ),
        ),
        Comparison(
            "email", "email", ("email",), _levels(("same e-mail", 7), ("same mailbox", 3), ("different e-mail", -1))
        ),
        Comparison("phone", "one_of", ("phone",), _levels(("same phone", 6), ("different phone", -1))),
        Comparison("website", "exact", ("website",), _levels(("same domain on the web", 3), ("different domain", -1))),
        Comparison(
            "birth_date",
            "edit",
            ("birth_date",),
            _levels(
                ("same birth date", 9),
                ("birth date one slip apart", 5),
                ("birth date two slips apart", 2),
                ("different birth date", -9),
            ),
        ),
        Comparison(
            "address",
            "address",
            ("postcode", "house_number", "street", "city"),
            _levels(
                ("same address", 7),
                ("same building", 6),
                ("same street", 4),
                ("same postcode", 3),
                ("same city", 1),
                ("different address", -5),
            ),
        ),
    ),
    blocking=(
        BlockingRule("vat", (Part("vat"),)),
        BlockingRule("registration", (Part("registration"),)),
        BlockingRule("national id", (Part("national_id"),)),
        BlockingRule("e-mail", (Part("email"),)),
        BlockingRule("phone", (Part("phone", "digits", 8),)),
        BlockingRule("name and city", (Part("organisation", "sorted_tokens"), Part("city"))),
        BlockingRule("word and postcode", (Part("organisation", "word"), Part("postcode"))),
        BlockingRule("domain", (Part("website"), Part("organisation", "first", 3))),
        BlockingRule("name", (Part("organisation", "sorted_tokens"),)),
        BlockingRule("person", (Part("given"), Part("family"))),
        BlockingRule("person and postcode", (Part("given_canonical"), Part("family"), Part("postcode"))),
        BlockingRule("family sound and birth date", (Part("family", "sound"), Part("birth_date"))),
        BlockingRule("given name and birth date", (Part("given"), Part("birth_date"))),
        BlockingRule("family name and postcode", (Part("family", "first", 4), Part("postcode"))),
        BlockingRule("building", (Part("postcode"), Part("house_number"), Part("street", "first", 5))),
        BlockingRule("person and city", (Part("city"), Part("family", "sound"), Part("given", "first", 3))),
        BlockingRule("person sound", (Part("given", "sound"), Part("family", "sound"), Part("birth_date", "year"))),
    ),
    thresholds=Thresholds(join=6, fuse=11, keep=0, review=0, margin=2),
    prior=-9.0,
)

CUSTOMER: Final = Domain(
    name="customer",
    plural="customers",
    fields=FIELDS,
    spec=SPEC,
    hints_of=hints_of,
    derive=derive,
    form=form,
    caption=caption,
)
