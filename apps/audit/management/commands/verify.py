"""`manage.py verify`: is the house in order? Exit status 0 if it is, 1 if not."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from apps.audit.verify import UnknownInvariant, Verified, verify
from apps.seams import live


class Command(BaseCommand):
    help = "Check every invariant over the whole database; fail naming the first violation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the whole result as JSON")
        parser.add_argument(
            "--only", action="append", default=[], metavar="NAME", help="check this invariant; repeatable"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = verify(now=live().now(), only=options["only"])
        except UnknownInvariant as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(orjson.dumps(result.as_json(), option=orjson.OPT_INDENT_2).decode())
        else:
            self._report(result)
        if result.first:
            raise CommandError(f"{result.first.invariant}: {result.first.subject}: {result.first.message}")

    def _report(self, result: Verified) -> None:
        for check in result.checks:
            found = f"{len(check.violations)} violations" if check.violations else "ok"
            self.stdout.write(f"{check.name:34} {check.checked:>10,} checked  {found}")
            for violation in check.violations[:5]:
                self.stdout.write(f"    {violation.subject}: {violation.message}")
