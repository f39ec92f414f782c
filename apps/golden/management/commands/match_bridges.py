"""`manage.py match_bridges DOMAIN`: the golden records that hang together by the weakest pair."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.golden.cohesion import Cohesion, weakest
from apps.golden.rules import ensure_rulebook
from apps.seams import live
from apps.sources import queries as sources


class Command(BaseCommand):
    help = (
        "List the golden records of a domain that hang by the weakest bridges: the best pair between the two parts "
        "that each would most nearly fall into. `match_why` tells why such a pair weighs what it weighs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", choices=domains.names())
        parser.add_argument("--most", type=int, default=20, help="how many are listed (%(default)s)")
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["most"] < 1:
            raise CommandError("--most is one at least.")
        ensure_rulebook(options["domain"], now=live().now())
        found = weakest(options["domain"], options["most"])
        names = sources.called({record for each in found for side in each.sides for record in side})
        if options["json"]:
            self.stdout.write(json.dumps([_plain(each, names) for each in found], indent=2, default=str))
            return
        for each in found:
            for line in _lines(each, names):
                self.stdout.write(line)
        if not found:
            self.stdout.write("No golden record has two source records that say something of their own.")


def _lines(each: Cohesion, names: dict[UUID, str]) -> Iterator[str]:
    strength = "forbidden" if each.forbidden else f"{each.strength:.1f} bits"
    note = ", called the same by a steward" if each.said else "" if each.firm else ", less than joins of itself"
    yield f"{each.golden}  {strength}  {names[each.bridge[0]]} {names[each.bridge[1]]}{note}"
    pairs = f"weakest pair {each.minimum:.1f}, average {each.mean:.1f}, {100 * each.coverage:.0f} % of the pairs agree"
    sides = " | ".join(" ".join(sorted(names[record] for record in side)) for side in each.sides)
    yield f"    {each.records} records: {pairs}; {sides}"


def _plain(each: Cohesion, names: dict[UUID, str]) -> dict[str, Any]:
    """As JSON: records by name, and no weight where every pair across is forbidden."""
    return asdict(each) | {
        "strength": None if each.forbidden else each.strength,
        "bridge": [names[record] for record in each.bridge],
        "sides": [sorted(names[record] for record in side) for side in each.sides],
    }
