"""`manage.py match_train DOMAIN`: propose a rulebook from the live data."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.golden.learnt import NotTrainable
from apps.golden.train import train
from apps.seams import live


class Command(BaseCommand):
    help = (
        "Learn match weights from the live records and the stewards' verdicts of a domain, and write them as a draft "
        "rulebook. Nothing changes until a person has rehearsed it and a second one approved it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", choices=domains.names())
        parser.add_argument("--dry-run", action="store_true", help="show what would be proposed, write nothing")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and data give the same weights")
        parser.add_argument("--json", action="store_true", help="print the proposal as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = train(domain=options["domain"], seams=live(), dry_run=options["dry_run"], seed=options["seed"])
        except NotTrainable as error:
            raise CommandError(str(error)) from error
        version = found.draft.version if found.draft else None
        if options["json"]:
            told = {"domain": found.domain, "version": version, "words": found.words, "warning": found.warning,
                    "figures": found.figures, "weights": found.document["weights"],
                    "thresholds": found.document["thresholds"]}  # fmt: skip
            self.stdout.write(json.dumps(told))
            return
        said = found.figures["labels"]
        self.stdout.write(
            f"{found.figures['records']} records, {found.figures['pairs']} pairs, "
            f"{said['same']} said to be the same and {said['different']} different"
        )
        for line in found.words:
            self.stdout.write(f"  {line}")
        if found.warning:
            self.stdout.write(f"{found.warning[0].upper()}{found.warning[1:]}.")
        if version is None:
            self.stdout.write("Nothing was written.")
        else:
            self.stdout.write(
                f"Draft version {version}. Next: manage.py rulebook rehearse {found.domain} {version} --by USER"
            )
