"""`manage.py bench …`: measure, on a database of its own that is dropped afterwards."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from apps.seams import Seams, live
from mdm.bench.first_load import first_load


class Command(BaseCommand):
    help = "Benchmarks. first-load: records per second and peak memory of landing and resolving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True)
        load = benches.add_parser("first-load", help="land and resolve made-up customers of two systems")
        load.add_argument("--customers", type=int, default=100_000, help="source records over both systems")
        load.add_argument("--seed", type=int, default=7)
        load.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = live()
        seams = Seams(now=now.now, new_id=now.new_id)  # wakes nobody: no worker may touch this database
        main = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            figures = first_load(customers=options["customers"], seed=options["seed"], seams=seams)
        finally:
            connection.creation.destroy_test_db(main, verbosity=0)
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
