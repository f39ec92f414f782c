"""`manage.py bench …`: measure; what needs a database gets one of its own that is dropped afterwards."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from apps.seams import Seams, live
from mdm.bench.first_load import first_load
from mdm.bench.match_one import match_one
from mdm.bench.matching.compare import BenchError, matching
from mdm.bench.matching.report import lines
from mdm.management.arguments import not_negative, positive


@contextmanager
def _own_database() -> Iterator[Seams]:
    """A database that is dropped afterwards, and seams that wake nobody: no worker may touch it."""
    now = live()
    main = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield Seams(now=now.now, new_id=now.new_id)
    finally:
        connection.creation.destroy_test_db(main, verbosity=0)


class Command(BaseCommand):
    help = (
        "Benchmarks. first-load: records per second and peak memory of landing and resolving."
        " matching: seconds, memory and quality of our engine beside Splink."
        " match-one: milliseconds and recall of one record against a million stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True)
        load = benches.add_parser("first-load", help="land and resolve made-up customers of two systems")
        load.add_argument("--customers", type=positive, default=100_000, help="source records over both systems")
        load.add_argument("--seed", type=not_negative, default=7)
        load.add_argument("--json", action="store_true", help="print the figures as JSON")
        match = benches.add_parser("matching", help="match made-up customers with our engine and with Splink")
        match.add_argument("--records", type=positive, default=1_000_000)
        match.add_argument("--seed", type=not_negative, default=1)
        match.add_argument("--without-splink", action="store_true", help="measure our engine alone")
        match.add_argument("--same-pairs", action="store_true", help="spare Splink the crowded keys that we skip")
        match.add_argument("--json", action="store_true", help="print the figures as JSON")
        one = benches.add_parser("match-one", help="match single customers with stored ones")
        one.add_argument("--records", type=positive, default=1_000_000, help="customers stored")
        one.add_argument("--questions", type=positive, default=3000, help="customers asked for, one at a time")
        one.add_argument("--seed", type=not_negative, default=1)
        one.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {"first-load": self._first_load, "matching": self._matching, "match-one": self._match_one}
        verbs[options["bench"]](options)

    def _matching(self, options: dict[str, Any]) -> None:
        try:
            figures = matching(
                records=options["records"],
                seed=options["seed"],
                with_splink=not options["without_splink"],
                same_pairs=options["same_pairs"],
                say=self.stderr.write,
            )
        except BenchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(figures) if options["json"] else "\n".join(lines(figures)))

    def _match_one(self, options: dict[str, Any]) -> None:
        sizes = {name: options[name] for name in ("records", "questions", "seed")}
        with _own_database() as seams:
            figures = match_one(**sizes, seams=seams)
        words = (f"{name:20} {figure:12.3f}" for name, figure in figures.items())
        self.stdout.write(json.dumps(figures) if options["json"] else "\n".join(words))

    def _first_load(self, options: dict[str, Any]) -> None:
        with _own_database() as seams:
            figures = first_load(customers=options["customers"], seed=options["seed"], seams=seams)
        self._print(figures, options)

    def _print(self, figures: dict[str, dict[str, float]], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"customers": options["customers"], "cores": os.cpu_count(), **figures}))
            return
        for stage, found in figures.items():
            self.stdout.write(
                f"{stage:8} {found['seconds']:8.1f} s {found['records_per_s']:10.0f} records/s"
                f" {found['peak_mb']:8.0f} MB"
            )
