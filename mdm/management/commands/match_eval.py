"""`manage.py match_eval DIR`: how good is matching on a labelled folder?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.matching.learn import TooFewLabels
from mdm.evaluation.folder import Folder, FolderError, read
from mdm.evaluation.labels import Labels
from mdm.evaluation.run import evaluate, rules_of
from mdm.management.arguments import not_negative, positive, share


class Command(BaseCommand):
    help = (
        "Match the records of a labelled folder by their domain's own rules and print how good the result is: "
        "candidates, precision, recall and F1 at the default and at the best threshold, clusters, seconds, memory."
    )
    requires_system_checks = ()  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder with dataset.toml, CSVs and true pairs")
        learn = parser.add_mutually_exclusive_group()
        learn.add_argument("--train", type=share, metavar="FRACTION", help="learn from this share of the labels")
        learn.add_argument(
            "--labels", type=positive, metavar="N", help="learn from N labels, asked where they tell most"
        )
        parser.add_argument("--rules", action="store_true", help="tell what every blocking rule is worth here instead")
        parser.add_argument("--seed", type=not_negative, default=1)
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = read(options["folder"])
        except FolderError as error:
            raise CommandError(str(error)) from error
        for note in folder.notes:
            self.stderr.write(f"Note: {note}.")
        self._print(rules_of(folder) if options["rules"] else [_figures(folder, _labels(options))], options)

    def _print(self, found: list[dict[str, Any]], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(found if options["rules"] else found[0]))
            return
        for figures in found:
            self.stdout.write("  ".join(map(str, figures.values())) if options["rules"] else "\n".join(_lines(figures)))


def _figures(folder: Folder, labels: Labels | None) -> dict[str, Any]:
    if labels and not folder.complete:
        raise CommandError(
            "dataset.toml declares the true pairs incomplete (complete = false): what is not listed cannot be told to"
            " differ. Leave out --labels and --train, or list every true pair and write complete = true."
        )
    try:
        figures = evaluate(folder, labels)
    except TooFewLabels as error:
        raise CommandError(f"{str(error).rstrip('.')}. Ask for more with --labels or --train.") from error
    if labels and not figures["scored"]["pairs"]:
        raise CommandError(
            f"All {figures['labels']} candidate pairs were told: none is left to judge by."
            " Ask for fewer with --labels or --train."
        )
    return figures


def _labels(options: dict[str, Any]) -> Labels | None:
    if not options["labels"] and not options["train"]:
        return None
    return Labels(options["labels"] or 0, options["train"] or 0.0, options["seed"])


def _lines(figures: dict[str, Any]) -> list[str]:
    """The figures as text, one subject a line."""
    found = []
    for name, value in figures.items():
        shown = value if not isinstance(value, dict) else "  ".join(f"{key} {part}" for key, part in value.items())
        found.append(f"{name:12} {shown}")
    return found
