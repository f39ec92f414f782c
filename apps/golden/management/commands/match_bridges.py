"""`manage.py match_bridges DOMAIN`: the golden records that hang together by the weakest pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from apps.golden.cohesion import Cohesion, weakest
from apps.golden.management.listing import Listing, Names


class Command(Listing[Cohesion]):
    help = (
        "List the golden records of a domain that hang by the weakest bridges: the best pair between the two parts "
        "that each would most nearly fall into. `match_why` tells why such a pair weighs what it weighs."
    )
    nothing = "No golden record has two source records that say something of their own."

    def found(self, domain: str, most: int) -> Sequence[Cohesion]:
        return weakest(domain, most)

    def records(self, each: Cohesion) -> list[UUID]:
        return [record for side in each.sides for record in side]

    def plain(self, each: Cohesion, names: Names) -> dict[str, Any]:
        """Records by name, and no weight where every pair across is forbidden."""
        return asdict(each) | {
            "strength": None if each.forbidden else each.strength,
            "bridge": [names[record] for record in each.bridge],
            "sides": [sorted(names[record] for record in side) for side in each.sides],
        }

    def lines(self, each: Cohesion, names: Names) -> Iterator[str]:
        strength = "forbidden" if each.forbidden else f"{each.strength:.1f} bits"
        note = ", called the same by a steward" if each.said else "" if each.firm else ", less than joins of itself"
        yield f"{each.golden}  {strength}  {names[each.bridge[0]]} {names[each.bridge[1]]}{note}"
        agree = f"{100 * each.coverage:.0f} % of the pairs agree"
        sides = " | ".join(" ".join(sorted(names[record] for record in side)) for side in each.sides)
        yield f"    {each.records} records: weakest pair {each.minimum:.1f}, average {each.mean:.1f}, {agree}; {sides}"
