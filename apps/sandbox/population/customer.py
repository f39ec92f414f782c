"""The customers as they really are, before any system writes them down."""

from typing import NamedTuple

from apps.sandbox.population import numbers
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.forms import FORMS, Form
from apps.sandbox.population.names import full_name
from apps.sandbox.population.organisation_names import organisation_name
from apps.sandbox.population.phones import Phone, landline, mobile
from apps.sandbox.population.places import PLACES, Address, Place, address
from apps.sandbox.population.spoil import slug

COUNTRIES = weighted([("NZ", 24), ("AU", 16), ("GB", 17), ("DE", 12), ("NL", 11), ("FR", 9), ("US", 11)], 100)
MAILBOXES = weighted(
    [("info", 40), ("office", 14), ("sales", 12), ("accounts", 14), ("hello", 8), ("contact", 12)], 100
)
LOCAL_MAILBOXES = {"FR": ("contact", "info", "accueil", "compta"), "DE": ("info", "kontakt", "buchhaltung", "office")}
MAIL_PROVIDERS = tuple(
    f"{name}.example" for name in ["mailbox", "webmail", "postbox", "quickmail", "inbox-one", "homemail", "skypost"]
)
BIRTH_YEARS = weighted([(year, 1 + min(year - 1930, 2008 - year) / 10) for year in range(1932, 2007)], 512)
NO_FORM = Form("", ())


class Numbers(NamedTuple):
    """What the registers of the country know a customer by; empty where it has none."""

    registration: str = ""
    vat: str = ""
    tax: str = ""
    national: str = ""


NO_NUMBERS = Numbers()


class Customer(NamedTuple):
    """One real organisation or person. `name` lacks the legal form; `parent` is the true id of the owner."""

    true_id: str
    serial: int
    person: bool
    name: str
    form: Form
    industry: str
    given: str
    family: str
    birth: str
    address: Address
    phone: Phone
    email: str
    website: str
    numbers: Numbers
    parent: str = ""
    trap: str = ""
    closed: bool = False


def true_id(serial: int) -> str:
    return f"C{serial:07d}"


def birth_date(draw: Draw, year: int) -> str:
    return f"{year}-{draw.between(1, 12):02d}-{draw.between(1, 28):02d}"


def place_of(draw: Draw) -> Place:
    return draw.pick(PLACES[draw.pick(COUNTRIES)])


def organisation(draw: Draw, serial: int) -> Customer:
    """An organisation that has nothing to do with any other."""
    place = place_of(draw)
    name, industry = organisation_name(draw, place)
    return organisation_at(draw, serial, address(draw, place), name, industry)


def organisation_at(draw: Draw, serial: int, where: Address, name: str, industry: str) -> Customer:
    """An organisation of that name at that door."""
    place = where.place
    form = draw.pick(FORMS[place.country])
    website = site(draw, name, place)
    boxes = LOCAL_MAILBOXES.get(place.country, MAILBOXES)
    return Customer(
        true_id(serial), serial, False, name, form, industry, "", "", "", where, landline(draw, place),
        f"{draw.pick(boxes)}@{website}", website, company_numbers(serial, place, form),
    )  # fmt: skip


def person(draw: Draw, serial: int) -> Customer:
    """A person who has nothing to do with any other."""
    place = place_of(draw)
    given, family = full_name(draw, place.country)
    return person_at(draw, serial, address(draw, place), given, family)


def person_at(draw: Draw, serial: int, where: Address, given: str, family: str) -> Customer:
    """A person of that name living at that door."""
    place = where.place
    year = draw.pick(BIRTH_YEARS)
    birth = birth_date(draw, year)
    phone = mobile(draw, place) if draw.random() < 0.75 else landline(draw, place)
    national = numbers.personal_number(place.country, serial, birth, bool(serial & 1)) if draw.random() < 0.4 else ""
    held = Numbers(national=national) if national else NO_NUMBERS
    return Customer(
        true_id(serial), serial, True, f"{given} {family}", NO_FORM, "", given, family, birth, where, phone,
        personal_email(draw, serial, given, family, year), "", held,
    )  # fmt: skip


CITY_SLUGS = {place.city: slug(place.city) for table in PLACES.values() for place in table}


def site(draw: Draw, name: str, place: Place) -> str:
    """A web domain, which a second bearer of a short name could not have registered as well."""
    word = slug(name)
    if len(word) < 22 or draw.random() < 0.2:
        word = f"{word}-{CITY_SLUGS[place.city]}"
    return f"{word}.example"


def personal_email(draw: Draw, serial: int, given: str, family: str, year: int) -> str:
    """A mail address, distinct between people of one name as providers insist."""
    first, last, host = slug(given), slug(family).replace("-", ""), draw.pick(MAIL_PROVIDERS)
    style = draw.random()
    if style < 0.35:
        return f"{first}.{last}{serial % 9973}@{host}"
    if style < 0.6:
        return f"{first[0]}{last}{year % 100:02d}{serial % 89}@{host}"
    if style < 0.8:
        return f"{first}.{last}.{year}@{host}"
    return f"{first}@{last}-{serial % 99991}.example"


def company_numbers(serial: int, place: Place, form: Form) -> Numbers:
    """The numbers an organisation of that form gets from its country; sole traders lack a company number."""
    match place.country:
        case "NZ":
            gst = numbers.ird(serial)
            return Numbers(numbers.nzbn(serial), gst, gst)
        case "AU":
            company = numbers.acn(serial)
            return Numbers(company if form.official else "", numbers.abn(company))
        case "GB":
            scottish = place.city in ("Glasgow", "Edinburgh", "Aberdeen")
            return Numbers(numbers.gb_company(serial, scottish) if form.official else "", numbers.gb_vat(serial))
        case "NL":
            return Numbers(numbers.kvk(serial), numbers.nl_btw(serial))
        case "FR":
            company = numbers.siren(serial)
            return Numbers(company, numbers.fr_tva(company))
        case "DE":
            partnership = "KG" in form.official or form.official == "e.K."
            return Numbers(
                numbers.de_register(serial, place.city, partnership) if form.official else "", numbers.de_vat(serial)
            )
    return Numbers(tax=numbers.ein(serial))
