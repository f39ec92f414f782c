"""How the source records of a golden record hang together, for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.golden.cohesion import Cohesion, cohesion
from apps.golden.queries import Golden, Member
from apps.matching.explain import percent


@dataclass(frozen=True, slots=True)
class Together:
    """In words: how sure it is, and the weakest bridge with its two sides. `thin`: it would not join of itself."""

    words: str
    bridge: str
    sides: tuple[Sequence[Member], Sequence[Member]]
    thin: bool


def together(row: Golden, members: Sequence[Member]) -> Together | None:
    """What is said on the page; nothing of a golden record of one source record, or of a retired one."""
    if not row.is_live or len(members) < 2:
        return None
    found = cohesion(row.id)
    by_id = {member.record_id: member for member in members}
    if found is None or not by_id.keys() >= {*found.sides[0], *found.sides[1]}:
        return None
    here, there = ([by_id[record] for record in side] for side in found.sides)
    return Together(_words(found), _bridge(found), (here, there), not (found.firm or found.said))


def _words(found: Cohesion) -> str:
    if found.records == 2:
        return f"Their pair weighs {_weight(found.minimum)}."
    pairs = found.records * (found.records - 1) // 2
    agree = round(found.coverage * pairs)
    return f"The weakest pair weighs {_weight(found.minimum)}, {agree} of {pairs} pairs agree."


def _bridge(found: Cohesion) -> str:
    if found.said:
        return "A steward called them the same."
    if found.forbidden:
        return "Every pair across is forbidden."
    strength = f"The best pair across weighs {_weight(found.strength)}"
    return f"{strength}." if found.firm else f"{strength}: less than joins of itself."


def _weight(bits: float) -> str:
    return f"{bits:.1f} bits ({percent(bits)})"
