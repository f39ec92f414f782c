"""`manage.py declare [SYSTEM --duplicate-free yes|no --by USER]`: what is known of a system as a whole."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.people import NotAllowed, who_may
from apps.history.recording import Actor
from apps.seams import live
from apps.sources.queries import systems
from apps.sources.systems import declare

PERMISSION: Final = "operations.act"


class Command(BaseCommand):
    help = (
        "Declare that a system holds each thing once, or that it may not. Of a system that does, no machine joins two "
        "records; of two that one record of another system is like, the better one is meant. Without a system: what "
        "is declared."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", nargs="?", help="the code of a system")
        parser.add_argument("--duplicate-free", choices=("yes", "no"), help="does it hold each thing once?")
        parser.add_argument("--by", metavar="USER", help="who says so")

    def handle(self, *args: Any, **options: Any) -> None:
        code, answer = options["system"], options["duplicate_free"]
        if code is None:
            for system in systems():
                said = "holds each thing once" if system.duplicate_free else "may hold a thing twice"
                self.stdout.write(f"{system.code:12}  {said}")
            return
        if code not in {system.code for system in systems()}:
            raise CommandError(f"There is no system {code!r}: {', '.join(system.code for system in systems())}.")
        if not answer or not options["by"]:
            raise CommandError("Say --duplicate-free yes or no, and --by whom.")
        try:
            user = who_may(PERMISSION, options["by"])
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        actor = Actor(user.username, user.pk)
        changed = declare(code=code, duplicate_free=answer == "yes", actor=actor, seams=live())
        self.stdout.write(f"{code}: {'declared' if changed else 'declared so already'}")
