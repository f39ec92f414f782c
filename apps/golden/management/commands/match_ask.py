"""`manage.py match_ask DOMAIN`: the pairs whose answers would teach the weights most."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.golden.rules import ensure_rulebook
from apps.golden.worth_asking import worth_asking
from apps.seams import live
from apps.sources import queries as sources


class Command(BaseCommand):
    help = (
        "List the pairs of live records whose answers would teach the weights most: say of them on the review page or "
        "the record's page whether they are the same, then run match_train."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", choices=domains.names())
        parser.add_argument("--most", type=int, default=20, help="how many are listed (%(default)s)")
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["most"] < 1:
            raise CommandError("--most is one at least.")
        ensure_rulebook(options["domain"], now=live().now())
        found = worth_asking(domain=options["domain"], seams=live(), most=options["most"])
        names = sources.called({end for each in found for end in (each.one, each.other)})
        if options["json"]:
            rows = [asdict(each) | {"one": names[each.one], "other": names[each.other]} for each in found]
            self.stdout.write(json.dumps(rows, indent=2))
            return
        for each in found:
            place = "in the queue" if each.waits else each.band
            self.stdout.write(
                f"{names[each.one]} {names[each.other]}  {each.weight:+.1f} bits, {place}; {each.alike:,} pairs look so"
            )
        if not found:
            self.stdout.write("Nothing is open: every pair is answered, forbidden, or far from the threshold.")
