"""Where somebody is found online: the e-mail address and the domain on the web are one question, being one fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from apps.matching.columns import Column, column_of
from apps.matching.sides import Sides, edits, grade_single, same, silent
from apps.matching.standardise import email
from apps.matching.types import Codes, Flags, Floats

LONG: Final = 12
"""Addresses of so many characters are nearly the same when two edits tell them apart; shorter ones when one does."""

ONLINE_TIERS: Final = (
    "same address",
    "nearly the same address",
    "same office address",
    "same mailbox elsewhere",
    "same domain",
    "different",
)


def online(sides: Sides) -> Floats:
    """The same e-mail address; a slip or two apart; the same mailbox name elsewhere; the same domain; different.

    Features: the e-mail address, and (optional) the domain on the web. Addresses that an office shares (info@, sales@)
    are an outcome of their own, because all its branches have them, and their mailbox names say nothing elsewhere.
    Never a similarity of letters: an address contains its owner's name.
    """
    grades = grade_single(sides, _unequal, best=5.0)
    near = (grades >= 4).nonzero()[0]
    if len(near):
        column, left, right = sides.codes_at(near)
        office, _ = mailboxes_of(column)
        grades[near[office[left] & office[right]]] = 3
    if sides.has(1):
        domain = silent(len(sides))
        np.copyto(domain, sides.equal(1), where=sides.present(1))
        grades = np.fmax(grades, domain)
    return grades


def _unequal(column: Column, left: Codes, right: Codes) -> Floats:
    _, table = mailboxes_of(column)
    found = np.where(same(table[left], table[right]), np.float32(2), np.float32(0))
    long = column.once("long_address", lambda: np.array([len(value) >= LONG for value in column.values]))
    slips = edits(column, left, right, most=2)
    found[(slips <= 1) | ((slips == 2) & long[left] & long[right])] = 4
    return found


def mailboxes_of(column: Column) -> tuple[Flags, Codes]:
    """Of every address whether an office shares it, and the number of its personal mailbox's name (0 for none)."""
    return column.once("mailboxes", lambda: _mailboxes(column))


def _mailboxes(column: Column) -> tuple[Flags, Codes]:
    """What the names before the @ tell, each looked at once: "anna.berg" has an address at many a provider."""
    table, names = column.translated("before @", lambda address: address.rpartition("@")[0])
    office = np.zeros(len(names), bool)

    def personal() -> Iterator[str]:
        for place, name in enumerate(names.values):
            parts = email.split(f"{name}@")
            office[place] = parts.is_generic_mailbox
            yield _personal(parts)

    number = column_of(personal()).codes
    return office[table], number[table]


TELLING: Final = 7
"""Letters of a mailbox's name that says whose it is; a shorter one tells only with a digit or a sign in it."""


def personal_mailbox(address: str) -> str:
    """The mailbox's name, or nothing when it belongs to an office, or to whoever is called Anna."""
    return _personal(email.split(address))


def _personal(parts: email.EmailParts) -> str:
    telling = len(parts.local) >= TELLING or not parts.local.isalpha()
    return "" if parts.is_generic_mailbox or not telling else parts.local
