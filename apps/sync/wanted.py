"""What a target should hold, field by field, and what of that it does not hold yet. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.domains import get
from apps.domains.values import is_cleared, is_filled

SEND: Final = "send"
SEND_IF_EMPTY: Final = "send_if_empty"
CREATE_ONLY: Final = "create_only"
NEVER: Final = "never"
OWNED: Final = "owned"  # not to be agreed upon: it follows from ownership

# Fields that only systems of one role may be given: stock is counted where it lies, and shown to the sellers.
ONLY_TO: Final[Mapping[str, str]] = {"stock_available": "crm"}
# Parts of an address which one system holds apart and another in one line.
LINE_PARTS: Final = ("lines", "street", "house_number", "unit")


@dataclass(frozen=True, slots=True)
class Wish:
    """What one field should be at the target. `value` None: we have none; `cleared`: its owner emptied it.

    `only_if_ours`: the target owns the field, so it is kept up to date only while what stands there is our own value,
    given when we created the record. An owner that never said anything must not be left with yesterday's truth.
    """

    value: Any = None
    cleared: bool = False
    only_if_empty: bool = False
    only_if_ours: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a system is (`role`), what it can be given (`writable`) and what has been agreed with it (field → mode)."""

    role: str
    writable: Collection[str]
    modes: Mapping[str, str]


def wanted(snapshot: Mapping[str, Any], domain: str, target: Target, *, creating: bool = False) -> dict[str, Wish]:
    """What this target should hold of the golden record: never what it owns itself, unless a steward overrode it.

    A new record is given every field the target can hold, so that it starts complete; blanks are left out of it.
    Raises UnknownDomain.
    """
    owners = _owners(snapshot, domain)
    wishes: dict[str, Wish] = {}
    for field in sorted(set(target.writable) & owners.keys()):
        mode = _mode(field, owners[field], snapshot, target, creating=creating)
        if mode == NEVER or (mode == CREATE_ONLY and not creating):
            continue
        wish = _wish(field, snapshot, mode)
        if wish.value is not None or not creating:
            wishes[field] = wish
    return wishes


def difference(
    wishes: Mapping[str, Wish], observed: Mapping[str, Any], echo: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The fields to write, with their values (None: empty it). Nothing where the target holds what we want.

    A value that the target rewrote in its own way counts as held: `echo` remembers, per field, what we sent and what
    it then held. A blank of ours empties a field only if its owner cleared it, or if what stands there is our own.
    """
    changes: dict[str, Any] = {}
    for field, wish in wishes.items():
        held = observed.get(field)
        if _settled(wish, held, echo.get(field)) or _kept_off(wish, held, echo.get(field)):
            continue
        if wish.value is not None or wish.cleared or is_echo(held, echo.get(field)):
            changes[field] = wish.value
    return changes


def is_echo(held: Any, echo: Mapping[str, Any] | None) -> bool:
    """True if what the target holds came from us: it gave it back after we wrote, and nobody has changed it since."""
    if not echo:
        return False
    return is_filled(echo["sent"]) and same(echo["held"], held)


def same(left: Any, right: Any) -> bool:
    """True if two canonical values say the same. All empties are alike; addresses are compared part by part."""
    if not is_filled(left) or not is_filled(right):
        return is_filled(left) == is_filled(right)
    if left == right:
        return True
    if isinstance(left, dict) and isinstance(right, dict):
        return _parts(left) == _parts(right)
    return False


def _owners(snapshot: Mapping[str, Any], domain: str) -> dict[str, str]:
    """The role first in line for each field; "" where the hub itself is."""
    defaults = {field.name: field.owner for field in get(domain).fields}
    return defaults | dict(snapshot.get("owners") or {})


def _mode(field: str, owner: str, snapshot: Mapping[str, Any], target: Target, *, creating: bool) -> str:
    """An agreed mode goes before ownership, so that "never" also keeps a steward's override out."""
    if target.role != ONLY_TO.get(field, target.role):
        return NEVER
    if agreed := target.modes.get(field):
        return agreed
    owned = owner == target.role and field not in (snapshot.get("overridden") or ())
    return OWNED if owned and not creating else SEND


def _wish(field: str, snapshot: Mapping[str, Any], mode: str) -> Wish:
    value = snapshot["values"].get(field)
    cleared = is_cleared(value) or field in (snapshot.get("cleared") or ())
    return Wish(
        value if is_filled(value) else None,
        cleared=cleared and not is_filled(value),
        only_if_empty=mode == SEND_IF_EMPTY,
        only_if_ours=mode == OWNED,
    )


def _kept_off(wish: Wish, held: Any, echo: Mapping[str, Any] | None) -> bool:
    """True where the target's own value stands in the way."""
    return (wish.only_if_empty and is_filled(held)) or (wish.only_if_ours and not is_echo(held, echo))


def _settled(wish: Wish, held: Any, echo: Mapping[str, Any] | None) -> bool:
    if same(wish.value, held) or not echo:
        return same(wish.value, held)
    return same(echo["sent"], wish.value) and same(echo["held"], held)


def _parts(value: Mapping[str, Any]) -> tuple[Counter[str], dict[str, Any]]:
    """The filled parts; street, number and unit as one bag of words, since systems split and order them differently."""
    line = " ".join(str(value[part]) for part in LINE_PARTS if is_filled(value.get(part)))
    others = {part: each for part, each in value.items() if part not in LINE_PARTS and is_filled(each)}
    return Counter(re.findall(r"[^\s,;/]+", line)), others
