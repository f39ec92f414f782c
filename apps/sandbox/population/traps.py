"""Groups of customers that look alike and are not the same."""

from collections.abc import Callable
from typing import Any

from apps.sandbox.population.customer import (
    BIRTH_YEARS,
    Customer,
    Numbers,
    birth_date,
    company_numbers,
    organisation,
    organisation_at,
    person_at,
    place_of,
    site,
    true_id,
)
from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.names import sibling_names, surname
from apps.sandbox.population.organisation_names import around, organisation_name
from apps.sandbox.population.phones import landline
from apps.sandbox.population.places import PLACES, Place, address
from apps.sandbox.population.trades import COINED, TRADES

Trap = Callable[[Draw, int], list[Customer]]
GROUP_WORDS = {"DE": "Gruppe", "NL": "Groep", "FR": "Groupe"}


def _branch_city(draw: Draw, home: Place) -> Place:
    """Another city of the country, since a branch stands elsewhere."""
    while (place := draw.pick(PLACES[home.country])).city == home.city:
        pass
    return place


def branches(draw: Draw, serial: int) -> list[Customer]:
    """One name and website in several cities, each branch a company of its own; half share the switchboard."""
    head = organisation(draw, serial)._replace(trap="branches")
    same_phone = draw.chance(0.5)
    found = [head]
    for number in range(serial + 1, serial + draw.between(2, 4)):
        place = _branch_city(draw, head.address.place)
        phone = head.phone if same_phone else landline(draw, place)
        numbers = company_numbers(number, place, head.form)
        where = address(draw, place)
        found.append(head._replace(true_id=true_id(number), serial=number, address=where, phone=phone, numbers=numbers))
    return found


def parent_and_subsidiary(draw: Draw, serial: int) -> list[Customer]:
    """A group and its daughters at one address, named after it; the CRM says who owns whom."""
    place = place_of(draw)
    family, home = surname(draw, place.country), address(draw, place)
    group = GROUP_WORDS.get(place.country, "Group")
    name = f"{group} {family}" if place.country == "FR" else f"{family} {group}"
    parent = organisation_at(draw, serial, home, name, "Holding")._replace(trap="parent_and_subsidiary")
    found = [parent]
    for number in range(serial + 1, serial + draw.between(2, 3)):
        trade = draw.pick(TRADES[place.country])
        child = organisation_at(draw, number, home, around(trade.words, trade.leads, family), trade.industry)
        found.append(
            child._replace(phone=parent.phone, website=parent.website, parent=parent.true_id, trap=parent.trap)
        )
    return found


def family(draw: Draw, serial: int) -> list[Customer]:
    """People of one surname at one door with one telephone, some with one mail address."""
    place = place_of(draw)
    home, phone = address(draw, place), landline(draw, place)
    surname_, given = sibling_names(draw, place.country)
    shared_mail = draw.chance(0.3)
    found: list[Customer] = []
    for offset in range(draw.between(2, 4)):
        member = person_at(draw, serial + offset, home, given[offset], surname_)
        email = found[0].email if shared_mail and found else member.email
        found.append(member._replace(phone=phone, email=email, trap="family"))
    return found


def father_and_son(draw: Draw, serial: int) -> list[Customer]:
    """One full name at one door, a generation apart."""
    place = place_of(draw)
    surname_, given = sibling_names(draw, place.country)
    home = address(draw, place)
    father = person_at(draw, serial, home, given[0], surname_)
    son = person_at(draw, serial + 1, home, given[0], surname_)
    born = min(draw.pick(BIRTH_YEARS), 1974)
    older, younger = birth_date(draw, born), birth_date(draw, born + draw.between(22, 34))
    plain: dict[str, Any] = {"trap": "father_and_son", "numbers": Numbers(), "phone": father.phone}
    return [father._replace(birth=older, **plain), son._replace(birth=younger, **plain)]


def business_centre(draw: Draw, serial: int) -> list[Customer]:
    """Strangers in one building behind one switchboard."""
    place = place_of(draw)
    home, phone = address(draw, place), landline(draw, place)
    found = []
    for offset in range(draw.between(2, 4)):
        tenant = organisation_at(draw, serial + offset, home, *organisation_name(draw, place))
        found.append(tenant._replace(phone=phone, trap="business_centre"))
    return found


def accountants_clients(draw: Draw, serial: int) -> list[Customer]:
    """Strangers in one city whose bills go to the mailbox of the same accountant."""
    place = place_of(draw)
    email = f"info@{site(draw, f'{surname(draw, place.country)} Accountants', place)}"
    found = []
    for offset in range(draw.between(2, 4)):
        client = organisation_at(draw, serial + offset, address(draw, place), *organisation_name(draw, place))
        found.append(client._replace(email=email, trap="accountants_clients"))
    return found


def successors(draw: Draw, serial: int) -> list[Customer]:
    """A closed company, and the new one that took over its premises and telephone."""
    old = organisation(draw, serial)
    place = old.address.place
    name, industry = organisation_name(draw, place)
    new = organisation_at(draw, serial + 1, old.address, name, industry)
    return [old._replace(closed=True, trap="successors"), new._replace(phone=old.phone, trap="successors")]


def neighbours_in_name(draw: Draw, serial: int) -> list[Customer]:
    """Different companies in one city under nearly one name."""
    place = place_of(draw)
    family = surname(draw, place.country)
    first, second = draw.pick(TRADES[place.country]), draw.pick(TRADES[place.country])
    twin = f"{family} & {surname(draw, place.country)}"
    names = (
        around(first.words, first.leads, family),
        around(first.words, first.leads, twin),
        around(second.words, second.leads, f"{family} {draw.pick(COINED)}"),
    )
    return [
        organisation_at(draw, serial + offset, address(draw, place), name, first.industry)._replace(
            trap="similar_names"
        )
        for offset, name in enumerate(names[: draw.between(2, 3)])
    ]


TRAPS: tuple[Trap, ...] = weighted(
    [
        (branches, 18),
        (parent_and_subsidiary, 16),
        (family, 20),
        (father_and_son, 8),
        (business_centre, 12),
        (accountants_clients, 8),
        (successors, 8),
        (neighbours_in_name, 10),
    ],
    100,
)
"""One draw from this table makes one group."""
