"""A customer: an organisation or a person who buys. CRM owns contact and relationship, ERP what is legal and money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.domains.customer_matching import SPEC
from apps.domains.definition import Domain, Field, Form, Values
from apps.matching.standardise import (
    Hints,
    address,
    company_number,
    country,
    dates,
    email,
    identifier,
    organisation,
    person,
    phone,
    street,
    tax_id,
    website,
)
from apps.matching.types import SEPARATOR

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
    Field("account_manager", "text", _CRM, "Who looks after this customer.", personal=True),
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
    """The country of the billing address, else of the shipping address."""
    for name in ("billing_address", "shipping_address"):
        given = raw.get(name)
        if isinstance(given, Mapping) and (code := country.code(str(given.get("country") or ""))):
            return Hints(country=code)
    return Hints()


def derive(values: dict[str, Any]) -> None:
    """Complete a person's name: the whole from its parts, or the parts from the whole."""
    given, family = values.get("given_name"), values.get("family_name")
    if not values.get("full_name") and (given or family):
        values["full_name"] = f"{given} {family}" if given and family else given or family
    elif values.get("full_name") and not (given or family):
        parts = person.parts(values["full_name"])
        values["given_name"], values["family_name"] = parts.given or None, parts.family or None


_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("organisation", "organization", "company", "business", "firm", "corporate", "b2b"), "organisation"
    ),
    **dict.fromkeys(
        ("person", "individual", "private", "private person", "natural person", "consumer", "b2c"), "person"
    ),
}
"""What systems call the two kinds. A word that is not here tells nothing, and so forbids nothing."""


def _kind(values: Values) -> str:
    return _KINDS.get(values.get("kind", ""), "")


def _kind_of(values: Values) -> dict[str, str]:
    return {"kind": _kind(values)}


def _organisation(values: Values) -> dict[str, str]:
    if _kind(values) == "person":
        return {}
    names: list[str] = []
    for field in ("name", "trading_name"):
        if field in values:
            form = organisation.core(values[field])
            names += (form.core, form.trading_as)
    return {"organisation": SEPARATOR.join(dict.fromkeys(filter(None, names)))}


def _person(values: Values) -> dict[str, str]:
    if _kind(values) == "organisation" or "full_name" not in values:
        return {}
    apart = "given_name" in values and "family_name" in values
    full = values["full_name"]
    name = person.form_of(values["given_name"], values["family_name"], full) if apart else person.form(full)
    return {
        "given": name.given,
        "family": name.family,
        "given_canonical": person.canonical_given(name.given) if name.given else "",
        "middle": name.middle,
        "suffix": name.suffix,
        "names": SEPARATOR.join(sorted({name.given, name.family} - {""})),
    }


def _place(values: Values) -> dict[str, str]:
    """The address to compare by: where goods go and where invoices go are the same place more often than not."""
    place = address.form(next(iter(values.values())))
    boxed = place.street == street.PO_BOX  # where letters go is not where the door is: no other address for that
    return {
        "postcode": place.postcode,
        "house_number": "" if boxed else place.number.partition("-")[0],  # "12-14" is where "12" is
        "street": "" if boxed else place.street,
        "city": place.city,
        "country": place.country if place.country.isupper() else "",  # no code: a word that nobody knows tells nothing
    }


def _mail(values: Values) -> dict[str, str]:
    """The address as its provider reads it; an office's address says nothing about a person."""
    if "email" not in values:
        return {}
    parts = email.split(values["email"])
    if parts.is_generic_mailbox and _kind(values) == "person":
        return {}
    return {"email": f"{parts.local}@{parts.domain}", "mailbox": "" if parts.is_generic_mailbox else parts.local}


def _site(values: Values) -> dict[str, str]:
    """The domain on the web: of the site, else of an e-mail address that no provider of free mail gave out."""
    if "website" in values:
        return {"website": website.registered_domain(values["website"])}
    return {"website": website.registered_domain(email.own_domain(values["email"]))}


FORMS: Final = (
    Form(("kind",), _kind_of),
    Form(("kind", "name", "trading_name"), _organisation),
    Form(("kind", "full_name", "given_name", "family_name"), _person),
    Form(("vat_number",), lambda values: {"vat": tax_id.form(values["vat_number"])}),
    Form(("registration_number",), lambda values: {"registration": company_number.form(values["registration_number"])}),
    Form(("national_id",), lambda values: {"national_id": identifier.form(values["national_id"])}),
    Form(("birth_date",), lambda values: {"birth_date": dates.form(values["birth_date"])}, doubtful=True),
    Form(("kind", "email"), _mail),
    Form(("phone",), lambda values: {"phone": SEPARATOR.join(phone.forms(values["phone"]))}, doubtful=True),
    Form(("website", "email"), _site, either=True),
    Form(("billing_address", "shipping_address"), _place, either=True, doubtful=True),
)


def caption(values: Values) -> str:
    """Name and city, as a list shows a customer."""
    name = values.get("name") or values.get("full_name") or values.get("trading_name") or "Unnamed customer"
    place = values.get("billing_address") or values.get("shipping_address") or {}
    return f"{name}, {place['city']}" if place.get("city") else str(name)


CUSTOMER: Final = Domain(
    name="customer",
    plural="customers",
    fields=FIELDS,
    spec=SPEC,
    hints_of=hints_of,
    derive=derive,
    forms=FORMS,
    caption=caption,
    derived=("full_name", "given_name", "family_name"),
    hinting=("billing_address.country", "shipping_address.country"),
)
