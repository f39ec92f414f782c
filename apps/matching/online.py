"""Where somebody is found online: the e-mail address and the domain on the web are one question, being one fact."""

from __future__ import annotations

from typing import Final

import numpy as np

from apps.matching.columns import Column
from apps.matching.letters import letters_of
from apps.matching.sides import Sides, edits, grade_single, same, told
from apps.matching.standardise import email
from apps.matching.types import Codes, Floats

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
        mailbox, names = column.translated("mailbox", mailbox_of)
        one, other = (names.when_asked("office", mailbox[side], _is_office, bool) for side in (left, right))
        grades[near[one & other]] = 3
    if sides.has(1):
        grades = np.fmax(grades, told(sides.present(1), sides.equal(1)))
    return grades


def _unequal(column: Column, left: Codes, right: Codes) -> Floats:
    found = np.zeros(len(left), np.float32)
    mailbox, names = column.translated("mailbox", mailbox_of)
    rows = same(mailbox.take(left), mailbox.take(right)).nonzero()[0]
    found[rows] = 2 * names.when_asked("personal", mailbox[left[rows]], _is_personal, bool)
    slips = edits(column, left, right, most=2)
    rows = (slips <= 2).nonzero()[0]
    shorter = np.minimum(*(letters_of(column).length[side[rows]] for side in (left, right)))
    found[rows[(slips[rows] <= 1) | (shorter >= LONG)]] = 4
    return found


def mailbox_of(address: str) -> str:
    """The name before the @, without what follows a plus: "anna.berg" has an address at many a provider."""
    name = address.rpartition("@")[0].lower()
    return name.partition("+")[0] or name


def _is_personal(name: str) -> bool:
    return _personal(email.split(f"{name}@")) != ""


def _is_office(name: str) -> bool:
    return email.split(f"{name}@").is_generic_mailbox


TELLING: Final = 7
"""Letters of a mailbox's name that says whose it is; a shorter one tells only with a digit or a sign in it."""


def personal_mailbox(address: str) -> str:
    """The mailbox's name, or nothing when it belongs to an office, or to whoever is called Anna."""
    return _personal(email.split(address))


def _personal(parts: email.EmailParts) -> str:
    telling = len(parts.local) >= TELLING or not parts.local.isalpha()
    return "" if parts.is_generic_mailbox or not telling else parts.local
