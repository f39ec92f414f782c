"""`manage.py scale_link FILE --out DIR`: a first load that outgrows one process, linked and grouped."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.domains.registry import UnknownDomain, get
from apps.matching.types import Thresholds
from mdm.bench.matching import sheet
from mdm.scale import outcome
from mdm.scale.partition import EVEN
from mdm.scale.processes import link_in_shares, over_processes
from mdm.scale.spark.session import SparkMissing, session


class Command(BaseCommand):
    help = (
        "Link and group raw records (CSV with a header of field names) by their domain's rules, with weights estimated"
        " from the records. The engine `processes` writes groups.csv, pairs.csv and skipped.csv; `spark` writes"
        " groups/ and pairs/ as Parquet and skipped.csv."
    )
    requires_system_checks = ()  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file; for spark also a folder or pattern")
        parser.add_argument("--engine", choices=("processes", "spark"), default="processes")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--domain", default="customer")
        parser.add_argument("--thresholds", choices=("even", "domain"), default="even", help="group at even odds, or")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes: how many")
        parser.add_argument("--partitions", type=int, default=0, help="parts into which the work is cut")
        parser.add_argument("--master", default="", help='spark: e.g. "local[4]"; unset, spark-submit names it')
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            domain = get(options["domain"])
        except UnknownDomain as error:
            raise CommandError(str(error)) from error
        thresholds = domain.spec.thresholds if options["thresholds"] == "domain" else EVEN
        options["out"].mkdir(parents=True, exist_ok=True)
        engine = self._spark if options["engine"] == "spark" else self._processes
        self.stdout.write(json.dumps(engine(options, thresholds)))

    def _processes(self, options: dict[str, Any], thresholds: Thresholds) -> dict[str, int]:
        if not options["file"].is_file():
            raise CommandError(f"{options['file']} is no file; give one CSV file, or take --engine spark for a folder.")
        shares = options["partitions"] or 4 * options["workers"]
        with TemporaryDirectory(prefix="scale-", dir=options["out"]) as folder:
            found = link_in_shares(
                get(options["domain"]), sheet.read(options["file"]), Path(folder),
                spread=over_processes(options["workers"]), shares=shares, seed=options["seed"], thresholds=thresholds,
            )  # fmt: skip
        outcome.write(found, options["out"])
        return {"candidates": found.candidates, "pairs": len(found.pairs), "skipped_keys": len(found.skipped)}

    def _spark(self, options: dict[str, Any], thresholds: Thresholds) -> dict[str, int]:
        try:
            spark = session(options["master"], partitions=options["partitions"])
        except SparkMissing as error:
            raise CommandError(str(error)) from error
        from mdm.scale.spark.flow import link  # only where PySpark is installed

        found = link(
            spark, get(options["domain"]), str(options["file"]), seed=options["seed"], thresholds=thresholds,
            partitions=options["partitions"],
        )  # fmt: skip
        found.groups.write.mode("overwrite").parquet(str(options["out"] / "groups"))
        found.pairs.write.mode("overwrite").parquet(str(options["out"] / "pairs"))
        outcome.write_skipped(found.spec, found.skipped, options["out"])
        figures = {"candidates": found.candidates, "pairs": found.pairs.count(), "skipped_keys": len(found.skipped)}
        spark.stop()
        return figures
