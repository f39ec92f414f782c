"""Made-up customers in one file, as a CRM and an ERP hold them, and apart from it which of them are the same.

Organisations and people of seven countries from the tables of the sandbox, with its look-alikes (families at one door,
fathers and sons, branches, tenants of one building behind one switchboard, clients of one accountant), and with what a
million customers have and a few thousand do not: a long tail of rare surnames (Zipf), chains with a branch in every
town under one name, and namesakes in one town, of whom only the first got the web domain or the mailbox.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.sandbox.population.customer import Customer, organisation, person
from apps.sandbox.population.draw import Draw, skewed, weighted
from apps.sandbox.population.spoil import slug
from apps.sandbox.population.trades import COINED, EPITHETS
from apps.sandbox.population.traps import TRAPS
from mdm.bench.matching.rows import HEADER, written

TIMES_WRITTEN: Final = weighted([(1, 62), (2, 27), (3, 8), (4, 3)], 100)
"""How many records there are of one thing: one and a half on average."""
LOOK_ALIKES: Final = 0.015
PEOPLE: Final = 0.5
CHAINS: Final = 0.03
RARE: Final = 0.6
"""Shares: of draws that make a group of look-alikes; of people among the others; of branches of chains among
organisations; of people with a surname from the tail."""
WINDOW: Final = 65_536
"""Rows held back to be written in random order, so that the records of one thing do not stand together."""
# Parts of surnames.
STARTS: Final = "Al An Bar Ben Bor Bran Cal Car Cor Dal Dor Dun El Fal Far Gal Gor Had Hal Har Kel Kin Lan Lin Mal Mar "
MIDDLES: Final = "a e i o u ber den der el er ing is mer na ra ren ri ster ta ter ton va ver wi"
ENDS: Final = (
    "ak bach berg berry by cott croft dale den ell feld field ford gate ham hurst ini kamp ker land ley low man mond "
)

Things = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file of raw records that every engine reads, and the number of the true thing per row, which none does."""

    records: Path
    truth: Path

    @classmethod
    def within(cls, folder: Path) -> Sheet:
        return cls(folder / "records.csv", folder / "truth.npy")

    def things(self) -> Things:
        found: Things = np.load(self.truth)
        return found


def write(folder: Path, records: int, seed: int) -> Sheet:
    """Write `records` made-up customer records; the same seed gives the same file on every machine."""
    sheet = Sheet.within(folder)
    truth = np.empty(records, np.int32)
    with sheet.records.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        rows = islice(_rows(Draw("bench", seed)), records)
        for position, (thing, cells) in enumerate(_shuffled(rows, Draw("order", seed))):
            truth[position] = thing
            writer.writerow(cells)
    np.save(sheet.truth, truth)
    return sheet


@dataclass(frozen=True, slots=True)
class Register:
    """What providers and registrars gave out already: nobody gets the web domain or the mailbox of a stranger."""

    taken: set[str] = field(default_factory=set)

    def given(self, customer: Customer) -> Customer:
        """The customer with a domain and a mailbox of its own; who comes too late takes one with a number."""
        asked = customer.website or customer.email
        if asked not in self.taken:
            self.taken.add(asked)
            return customer
        if customer.website:
            website = f"{customer.website.removesuffix('.example')}-{customer.serial}.example"
            return customer._replace(website=website, email=customer.email.replace(customer.website, website))
        return customer._replace(email=customer.email.replace("@", f".{customer.serial}@"))


def _rows(draw: Draw) -> Iterator[tuple[int, list[str]]]:
    """Records without end: the number of the true thing, and the cells of `HEADER`."""
    serial = 0
    tail, register = _surnames(), Register()
    while True:
        things = _things(draw, serial, tail, register)
        serial += len(things)
        for thing in things:
            for _ in range(draw.pick(TIMES_WRITTEN)):
                yield thing.serial, written(draw, thing)


def _things(draw: Draw, serial: int, tail: tuple[str, ...], register: Register) -> list[Customer]:
    if draw.chance(LOOK_ALIKES):
        return draw.pick(TRAPS)(draw, serial)
    if draw.chance(PEOPLE):
        return [register.given(_rare(draw, person(draw, serial), tail) if draw.chance(RARE) else person(draw, serial))]
    found = organisation(draw, serial)
    return [_branch(draw, found) if draw.chance(CHAINS) else register.given(found)]


def _surnames() -> tuple[str, ...]:
    """Surnames that no table lists, commonest first: 16,000 of them."""
    starts, middles, ends = STARTS.split(), MIDDLES.split(), ENDS.split()
    made = [f"{start}{middle}{end}" for end in ends for middle in middles for start in starts]
    return tuple(made[(place * 7919) % len(made)] for place in range(len(made)))


def _rare(draw: Draw, customer: Customer, tail: tuple[str, ...]) -> Customer:
    """The person under a surname from the tail, where the r-th name is borne by one in r (Zipf)."""
    family = tail[int(len(tail) ** draw.random()) - 1]
    old = slug(customer.family).replace("-", "")
    email = customer.email.replace(old, slug(family))
    return customer._replace(family=family, name=f"{customer.given} {family}", email=email)


def _chain_names() -> tuple[str, ...]:
    """Names of chains, as many as there are words to make them of; the first has ever so many branches (Zipf)."""
    epithets, coined = (list(dict.fromkeys(table)) for table in (EPITHETS, COINED))
    return skewed([f"{one} {other}" for other in coined[:20] for one in epithets[:20]], 0.8)


CHAIN_NAMES: Final = _chain_names()


def _branch(draw: Draw, customer: Customer) -> Customer:
    """A branch of a chain: the name and site of all the others, its own mailbox, address, telephone and numbers."""
    name = draw.pick(CHAIN_NAMES)
    website = f"{slug(name)}.example"
    return customer._replace(name=name, website=website, email=f"store{customer.serial}@{website}")


def _shuffled(rows: Iterator[tuple[int, list[str]]], draw: Draw) -> Iterator[tuple[int, list[str]]]:
    """The rows in random order within a sliding window, so that no more than a window is held."""
    held = list(islice(rows, WINDOW))
    for row in rows:
        place = draw.below(len(held))
        yield held[place]
        held[place] = row
    while held:
        place = draw.below(len(held))
        held[place], held[-1] = held[-1], held[place]
        yield held.pop()
