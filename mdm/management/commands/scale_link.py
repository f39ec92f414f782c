"""`manage.py scale_link FILE --over WHAT --out DIR`: a first load that outgrows one process, linked and grouped."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from apps.domains.definition import Domain
from apps.domains.raw import RawColumn
from apps.domains.registry import UnknownDomain, get
from apps.matching.standardise import address
from apps.matching.types import Thresholds
from mdm.bench.matching import sheet
from mdm.management.arguments import not_negative, positive
from mdm.scale import outcome
from mdm.scale.celery_shares import SharesLost, over_celery
from mdm.scale.partition import EVEN
from mdm.scale.processes import Spread, link_in_shares, over_processes
from mdm.scale.spark.session import SparkMissing, session

CELERY_SHARES: Final = 32
"""How many workers listen is not known; some more parts than workers let fast ones help out."""


class Command(BaseCommand):
    help = (
        "Link and group raw records (CSV with a header of field names) by their domain's rules, with weights estimated"
        " from the records. Over processes and Celery workers it writes groups.csv, pairs.csv and skipped.csv; over"
        " Spark groups/ and pairs/ as Parquet, and skipped.csv. Neighbours by likeness and one-to-one assignment are"
        " left out."
    )
    requires_system_checks = ()  # it needs no tables

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a CSV file; for spark also a folder, pattern or address")
        parser.add_argument("--over", choices=("processes", "celery", "spark"), default="processes")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--domain", default="customer")
        parser.add_argument(
            "--thresholds",
            choices=("even", "domain"),
            default="even",
            help="group at even odds (even), or at those of the domain",
        )
        parser.add_argument(
            "--ignore",
            action="append",
            default=[],
            metavar="COLUMN",
            help="a column that is no field (spark leaves out all such)",
        )
        parser.add_argument("--workers", type=positive, default=os.cpu_count() or 1, help="processes: how many")
        parser.add_argument(
            "--partitions", type=positive, default=0,
            help=f"parts of the work; unset: four per process, {CELERY_SHARES} over celery, what Spark is set to",
        )  # fmt: skip
        parser.add_argument(
            "--patience", type=float, default=600, help="celery: seconds in which some part must come back"
        )
        parser.add_argument("--master", default="", help='spark: e.g. "local[4]"; unset, spark-submit names it')
        parser.add_argument("--seed", type=not_negative, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            domain = get(options["domain"])
        except UnknownDomain as error:
            raise CommandError(str(error)) from error
        thresholds = domain.spec.thresholds if options["thresholds"] == "domain" else EVEN
        try:
            options["out"].mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise CommandError(f"--out {options['out']} is a file; name a folder.") from None
        engine = self._spark if options["over"] == "spark" else self._shares
        left_out = [neighbours.feature for neighbours in domain.spec.neighbours]
        self.stdout.write(json.dumps(engine(options, thresholds) | {"neighbours_left_out": left_out}))

    def _shares(self, options: dict[str, Any], thresholds: Thresholds) -> dict[str, int]:
        file, out = Path(options["file"]), options["out"].resolve()
        spread, shares = self._spread(options)
        domain = get(options["domain"])
        raw = _of_domain(domain, _read(file), options["ignore"])
        # A worker that comes late may still write there while it is removed.
        with TemporaryDirectory(prefix="scale-", dir=out, ignore_cleanup_errors=True) as folder:
            try:
                found = link_in_shares(
                    domain, raw, Path(folder),
                    spread=spread, shares=shares, seed=options["seed"], thresholds=thresholds,
                )  # fmt: skip
            except SharesLost as error:
                raise CommandError(str(error)) from error
        outcome.write(found, out)
        return {"candidates": found.candidates, "pairs": len(found.pairs), "skipped_keys": len(found.skipped)}

    def _spread(self, options: dict[str, Any]) -> tuple[Spread, int]:
        """What hands out the shares, and how many there are."""
        if options["over"] == "celery":
            return over_celery(options["patience"]), options["partitions"] or CELERY_SHARES
        return over_processes(options["workers"]), options["partitions"] or 4 * options["workers"]

    def _spark(self, options: dict[str, Any], thresholds: Thresholds) -> dict[str, int]:
        try:
            spark = session(options["master"], partitions=options["partitions"])
        except SparkMissing as error:
            raise CommandError(str(error)) from error
        from mdm.scale.spark.flow import link  # only where PySpark is installed

        found = link(
            spark, get(options["domain"]), options["file"], seed=options["seed"], thresholds=thresholds,
            partitions=options["partitions"],
        )  # fmt: skip
        out = options["out"].resolve()  # written as an address, or a cluster would take it for a folder of its own
        found.groups.write.mode("overwrite").parquet((out / "groups").as_uri())
        found.named().write.mode("overwrite").parquet((out / "pairs").as_uri())
        outcome.write_skipped(found.spec, found.skipped, options["out"])
        figures = {"candidates": found.candidates, "pairs": found.pairs.count(), "skipped_keys": len(found.skipped)}
        spark.stop()
        return figures


def _read(file: Path) -> dict[str, RawColumn]:
    if not file.is_file():
        raise CommandError(f"{file} is no file; give one CSV file, or take --over spark for a folder.")
    try:
        return sheet.read(file)
    except sheet.SheetError as error:
        raise CommandError(str(error)) from error


def _of_domain(domain: Domain, raw: dict[str, RawColumn], ignored: Sequence[str]) -> dict[str, RawColumn]:
    """The columns but those ignored. Raises CommandError for one that is neither a field nor a part of an address."""
    parts = [f"{field.name}.{part}" for field in domain.fields if field.kind == "address" for part in address.NAMES]
    known = [*domain.by_name, *parts]
    for name in (name for name in raw if name not in {*known, *ignored}):
        near = get_close_matches(name, known, 1)
        meant = f"did you mean {near[0]}?" if near else f"its fields are {', '.join(domain.by_name)}."
        raise CommandError(f"{domain.name} has no field {name!r}: {meant} --ignore leaves the column out.")
    return {name: column for name, column in raw.items() if name not in ignored}
