"""A customer: an organisation or a person who buys. CRM owns contact and relationship, ERP what is legal and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from apps.domains.definition import Domain, Field, Form, Values
from apps.matching.rarity import rarity_levels
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
from apps.matching.types import (
    SEPARATOR,
    BlockingRule,
    Comparison,
    Level,
    MatchSpec,
    Near,
    Neighbours,
    Part,
    Thresholds,
)

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
        values["full_name"] = f"{given} {family}" if given and family else given or family
    elif values.get("full_name") and not (given or family):
        parts = person.parts(values["full_name"])
        values["given_name"], values["family_name"] = parts.given or None, parts.family or None


def _kind_of(values: Values) -> dict[str, str]:
    return {"kind": values["kind"]}


def _organisation(values: Values) -> dict[str, str]:
    if values.get("kind") == "person":
        return {}
    names: list[str] = []
    for field in ("name", "trading_name"):
        if field in values:
            form = organisation.core(values[field])
            names += (form.core, form.trading_as)
    return {"organisation": SEPARATOR.join(dict.fromkeys(filter(None, names)))}


def _person(values: Values) -> dict[str, str]:
    if values.get("kind") == "organisation" or "full_name" not in values:
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
        "country": place.country,
    }


def _mail(values: Values) -> dict[str, str]:
    """The address as its provider reads it; an office's address says nothing about a person."""
    if "email" not in values:
        return {}
    parts = email.split(values["email"])
    if parts.is_generic_mailbox and values.get("kind") == "person":
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
    Form(("phone",), lambda values: {"phone": phone.form(values["phone"])}, doubtful=True),
    Form(("website", "email"), _site, either=True),
    Form(("billing_address", "shipping_address"), _place, either=True),
)


def caption(values: Values) -> str:
    """Name and city, as a list shows a customer."""
    name = values.get("name") or values.get("full_name") or values.get("trading_name") or "Unnamed customer"
    place = values.get("billing_address") or values.get("shipping_address") or {}
    return f"{name}, {place['city']}" if place.get("city") else str(name)


def _levels(*steps: tuple[str, float]) -> tuple[Level, ...]:
    return tuple(Level(label, weight, firm=label in _FIRM) for label, weight in steps)


_FIRM: Final = frozenset({"same family name, other given name", "senior and junior"})
"""Families share all but their given names: no batch may learn that away."""

_PERSON_STEPS: Final = (
    ("same name", 11.0),
    ("same name, given name shortened", 10.0),
    ("same name, given and family name swapped", 9.5),
    ("almost the same name", 8.0),
    ("same family name, given name an initial", 5.0),
    ("same family name, given name rather alike", 4.0),
    ("same family name, no given name", 3.0),
    ("only one name known, and in common", 1.0),
    ("only one name known, and almost in common", 0.0),
    ("one name in common, the other not", -2.0),
    ("same family name, other given name", -10.0),
    ("different name", -12.0),
)

_RELATIVES: Final = (Near("name", 3), Near("address", 1))  # namesakes and housemates


def _asked_apart(comparison: Comparison) -> tuple[Comparison, Comparison]:
    """Among relatives the question is another: branches and families share a telephone and a domain."""
    name = f"{comparison.name}_of_relatives"
    relatives = replace(comparison, name=name, given=_RELATIVES, identifies=False, chance=())
    return replace(comparison, unless=_RELATIVES), relatives


SPEC: Final = MatchSpec(
    comparisons=(
        Comparison(
            "kind", "exact", ("kind",), (Level("same kind", 0), Level("a person and an organisation", -2, veto=True))
        ),
        Comparison(
            "country", "exact", ("country",), (Level("same country", 0), Level("different country", -3, veto=True))
        ),
        Comparison(
            "name",
            "tokens",
            ("organisation",),
            (
                Level("same name", 9, 1.0),
                Level("name {percent} similar", 7, 0.9),
                Level("name {percent} similar", 4, 0.8),
                Level("name {percent} similar", 1, 0.65),
                Level("name {percent} similar", -3, 0.5),
                Level("name {percent} similar", -4, 0.35),
                Level("different name", -6),
            ),
            chance=(1e-5, 5e-5, 2e-4, 6e-4, 3e-3, 4e-3, 0.99214),
        ),
        Comparison("name:rarity", "rarity", ("organisation",), rarity_levels()),
        Comparison(
            "person",
            "person_name",
            ("given", "family", "given_canonical", "middle"),
            _levels(*_PERSON_STEPS),
            chance=(1e-5, 3e-6, 1e-6, 1e-5, 2e-6, 4e-5, 2e-6, 5e-4, 5e-4, 6.5e-3, 3.3e-3, 0.989132),
        ),
        Comparison("person:rarity", "rarity", ("names",), rarity_levels()),
        Comparison(
            "middle_name",
            "middle_name",
            ("middle",),
            _levels(("same middle name", 1), ("same initial of the middle name", 0), ("different middle name", -4)),
        ),
        Comparison("suffix", "exact", ("suffix",), _levels(("same suffix", 1), ("senior and junior", -8))),
        Comparison(
            "vat_number",
            "edit",
            ("vat",),
            (
                Level("same VAT number", 14),
                Level("VAT number one slip apart", 3),
                Level("VAT number two slips apart", -1),
                Level("different VAT number", -1, veto=True),
            ),
            identifies=True,
            chance=(1e-6, 1e-5, 2e-4, 0.999789),
        ),
        Comparison(
            "registration_number",
            "exact",
            ("registration",),
            (Level("same company number", 13), Level("different company number", -8)),
            identifies=True,
            chance=(1e-6, 0.999999),
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
            identifies=True,
            unshared=True,
            chance=(1e-6, 1e-5, 2.3e-4, 0.999759),
        ),
        Comparison(
            "address",
            "address",
            ("postcode", "house_number", "street", "city"),
            _levels(
                ("same address", 7),
                ("same building", 6),
                ("same street", 6),
                ("same street and number in another place", 6),
                ("same postcode", 6),
                ("another number in the same street", 2),
                ("same city", 1),
                ("elsewhere in the same postcode", 0.5),
                ("elsewhere in the same city", -1),
                ("different address", -4),
            ),
            chance=(1e-5, 1e-5, 3e-5, 1e-5, 5e-6, 2e-3, 1e-2, 2e-3, 1e-2, 0.975935),
        ),
        *_asked_apart(
            Comparison(
                "online",
                "online",
                ("email", "website"),
                _levels(
                    ("same e-mail", 7),
                    ("almost the same e-mail", 5),
                    ("same e-mail of an office", 3.5),
                    ("same mailbox elsewhere", 3),
                    ("same domain", 3),
                    ("different e-mail or domain", -1),
                ),
                identifies=True,
                chance=(1e-6, 2e-5, 1e-5, 1e-5, 3e-4, 0.999659),
            )
        ),
        *_asked_apart(
            Comparison(
                "phone",
                "phone",
                ("phone",),
                _levels(("same phone", 5), ("same phone, a code left out", 4), ("different phone", -1)),
                chance=(2e-5, 1e-6, 0.999979),
            )
        ),
        Comparison("phone:rarity", "rarity", ("phone",), rarity_levels()),
        Comparison(
            "birth_date",
            "date",
            ("birth_date",),
            _levels(
                ("same birth date", 9),
                ("birth date one slip apart", 5),
                ("birth date swapped or two slips apart", 2),
                ("birth dates within two months", -1),
                ("born in the same year", -8),
                ("different birth date", -13),
            ),
            identifies=True,
            unshared=True,
            chance=(3e-5, 1e-3, 1.4e-2, 2e-3, 6e-3, 0.97697),
        ),
    ),
    blocking=(
        BlockingRule("vat", (Part("vat"),)),
        BlockingRule("registration", (Part("registration"),)),
        BlockingRule("national id", (Part("national_id"),)),
        BlockingRule("e-mail", (Part("email"),)),
        BlockingRule("phone", (Part("phone", "digits", 7),)),
        BlockingRule("name and city", (Part("organisation", "sorted_tokens"), Part("city"))),
        BlockingRule("word and postcode", (Part("organisation", "word"), Part("postcode"))),
        BlockingRule("domain", (Part("website"), Part("organisation", "first", 3))),
        BlockingRule("name", (Part("organisation", "sorted_tokens"),)),
        BlockingRule("start of name", (Part("organisation", "first", 6),), cap=30),
        BlockingRule("sound of name", (Part("organisation", "sound"),), cap=100),
        BlockingRule("rare word", (Part("organisation", "each_token", 4),), cap=10),
        BlockingRule("person", (Part("given_canonical"), Part("family"))),
        BlockingRule("person by sound", (Part("given_canonical"), Part("family", "sound")), cap=20),
        BlockingRule("name start and district", (Part("names", "first", 4), Part("postcode", "first", 4)), cap=50),
        BlockingRule("building", (Part("postcode"), Part("house_number"), Part("street", "first", 5))),
        BlockingRule("mailbox", (Part("mailbox"),), cap=50),
        BlockingRule("initial and birth date", (Part("names", "first", 1), Part("birth_date")), cap=50),
        BlockingRule("name sound and birth year", (Part("names", "sound"), Part("birth_date", "year")), cap=50),
        BlockingRule("name start and birthday", (Part("names", "first", 2), Part("birth_date", "last", 5)), cap=50),
        BlockingRule("birthday and district", (Part("birth_date", "last", 5), Part("postcode", "first", 4)), cap=50),
        BlockingRule("name start and city", (Part("names", "first", 3), Part("city", "first", 4)), cap=50),
        BlockingRule("start of national id", (Part("national_id", "first", 4), Part("names", "first", 1)), cap=50),
        BlockingRule("start of mailbox", (Part("mailbox", "first", 5),), cap=20),
        BlockingRule("birth date", (Part("birth_date"),), cap=10),
        BlockingRule("rare name", (Part("names"),), cap=10),
        BlockingRule("rare name sound", (Part("names", "sound"),), cap=10),
    ),
    neighbours=(Neighbours("organisation", words=20, grams=10),),
    thresholds=Thresholds(join=6, fuse=11, keep=2, review=-1, margin=2),
    prior=-9.0,
)

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
    hinting=("kind", "billing_address.country", "shipping_address.country"),
)
