"""`manage.py match_rehearse DOMAIN --with VERSION|FILE`: what would change under other rules."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.golden.rehearse import Rehearsal, document_of, rehearse
from apps.golden.rulebooks import NotPossible, Unsound
from apps.golden.rules import ensure_rulebook
from apps.seams import live


class Command(BaseCommand):
    help = (
        "Compare the active rulebook with another version, or with a document in a JSON file, over the live data. "
        "Writes nothing. Samples name source records and levels; values are shown only when asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", choices=domains.names())
        parser.add_argument("--with", required=True, dest="other", metavar="VERSION|FILE")
        parser.add_argument("--samples", type=int, default=10, help="pairs to show of either outcome")
        parser.add_argument("--values", action="store_true", help="show the compared values, personal ones too")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        seams = live()
        ensure_rulebook(options["domain"], now=seams.now())
        try:
            version, document = _document(options["domain"], options["other"])
            found = rehearse(
                domain=options["domain"], document=document, version=version, seams=seams,
                samples=options["samples"], with_values=options["values"],
            )  # fmt: skip
        except (NotPossible, Unsound) as error:
            raise CommandError(str(error)) from error
        lines = [json.dumps(as_json(found))] if options["json"] else told(found)
        for line in lines:
            self.stdout.write(line)


def _document(domain: str, named: str) -> tuple[int, dict[str, Any]]:
    """A version of the rulebook by its number, or a document in a file (version 0)."""
    if named.isdecimal():
        return document_of(domain, int(named))
    try:
        document = json.loads(Path(named).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # ValueError: no JSON, or no UTF-8
        raise CommandError(f"{named} is no version, and no JSON file that can be read: {error}") from error
    if not isinstance(document, dict):
        raise CommandError(f"{named} holds no rulebook document: an object is expected")
    return 0, document


def as_json(found: Rehearsal) -> dict[str, Any]:
    samples = [
        {"outcome": s.outcome, "left": str(s.left), "right": str(s.right), "weight": s.weight, "lines": s.lines}
        for s in found.samples
    ]
    return found.figures() | {"samples": samples}


def told(found: Rehearsal) -> Iterator[str]:
    """A rehearsal in words, a subject a line."""
    one, other = found.contradicted
    fields = ", ".join(f"{name} {count}" for name, count in found.values.fields.items()) or "none"
    yield f"{found.records} records, {found.pairs} candidate pairs"
    yield f"golden records      {found.golden_records[0]} → {found.golden_records[1]}"
    yield f"pairs joined        {found.joined}, parted {found.parted}"
    yield f"golden records      {found.merges} would merge, {found.splits} would split"
    yield f"golden values       {found.values.golden_records} golden records change ({fields})"
    yield f"review items        {found.asked[0]} → {found.asked[1]} ({found.waiting} open today)"
    yield f"verdicts against    {sum(one.values())} → {sum(other.values())} ({_against(other)})"
    for sample in found.samples:
        weights = f"{sample.weight[0]:.1f} → {sample.weight[1]:.1f} bits"
        yield f"{sample.outcome}: {sample.left} and {sample.right}, {weights}"
        for line in sample.lines:
            values = f"  {line['left']!r} | {line['right']!r}" if "left" in line else ""
            yield f"    {line['weight']:+6.1f}  {line['comparison']}: {line['label']}{values}"


def _against(counts: dict[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
