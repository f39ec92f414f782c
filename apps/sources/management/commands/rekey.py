"""`manage.py rekey DOMAIN|--all`: after an upgrade, make the matching keys of stored records anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.seams import live
from apps.sources.rekey import CHUNK, Rekeyed, rekey


class Command(BaseCommand):
    help = (
        "Make comparison strings and blocking keys of stored records anew, as this version makes them; records whose "
        "own differ are resolved anew. Safe beside a running service, to be stopped at any time, and to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", nargs="?", choices=domains.names())
        parser.add_argument("--all", action="store_true", help="every domain, one after the other")
        parser.add_argument("--chunk", type=int, default=CHUNK, help="records held at a time (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["domain"]) == options["all"]:
            raise CommandError(f"Name a domain ({', '.join(domains.names())}), or say --all.")
        if options["chunk"] < 1:
            raise CommandError("A chunk holds one record at least.")
        for domain in domains.names() if options["all"] else [options["domain"]]:
            self._rekey(domain, options["chunk"])

    def _rekey(self, domain: str, size: int) -> None:
        """Chunk by chunk, each of them kept: what was done before an interruption is done."""
        seams, read, changed = live(), 0, 0
        chunk = Rekeyed()
        try:
            while (chunk := rekey(domain=domain, seams=seams, after=chunk.last, limit=size)).read:
                read, changed = read + chunk.read, changed + chunk.changed
        finally:
            self.stdout.write(f"{domain}: {read:,} records read, {changed:,} changed and wait to be resolved anew")
            if changed:
                seams.wake("apps.golden.tasks.resolve_landed")
