"""`manage.py rulebook list|show|rehearse|approve|activate`: the life of a domain's rules."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.accounts.people import NotAllowed, who_may
from apps.domains.rulebook import domain_under
from apps.golden import queries, rulebooks
from apps.golden.management.commands.match_rehearse import told
from apps.golden.rehearse import document_of, rehearse
from apps.golden.rules import ensure_rulebook
from apps.history.recording import Actor
from apps.seams import live


class Command(BaseCommand):
    help = (
        "List the versions of a domain's rulebook, show one, rehearse a draft, approve it as a second person, put it "
        "in force."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="every version and where it is").add_argument("domain", choices=domains.names())
        for act, words in (
            ("show", "one version: its life and its document"),
            ("rehearse", "compare a draft with the active version, and note what was found"),
            ("approve", "let a rehearsed version pass; its author cannot"),
            ("activate", "put an approved version in force"),
        ):
            part = acts.add_parser(act, help=words)
            part.add_argument("domain", choices=domains.names())
            part.add_argument("version", type=int)
            if act != "show":
                part.add_argument("--by", required=True, metavar="USER", help="who takes this step")
            if act == "approve":
                part.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_rulebook(options["domain"], now=live().now())
        try:
            getattr(self, f"_{options['act']}")(options)
        except (rulebooks.NotPossible, rulebooks.Unsound, NotAllowed) as error:
            raise CommandError(str(error)) from error

    def _list(self, options: dict[str, Any]) -> None:
        for row in queries.rulebooks(options["domain"]):
            left_out = ", ".join(queries.rules_of(row).left_out)
            note = f"  (made for other comparisons: {left_out})" if left_out else ""
            self.stdout.write(f"{row.version:4}  {row.status:10}  {row.created_at:%Y-%m-%d %H:%M}  {row.author}{note}")

    def _show(self, options: dict[str, Any]) -> None:
        version, document = document_of(options["domain"], options["version"])
        for step in rulebooks.life(options["domain"], version):
            self.stdout.write(f"{step.status:10}  {step.actor}: {step.reason}")
        for why in domain_under(options["domain"], version, document).left_out.values():
            self.stdout.write(f"{'left out':10}  {why}")
        self.stdout.write(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False))

    def _rehearse(self, options: dict[str, Any]) -> None:
        actor, seams = _person(options["by"], "rulebooks.draft"), live()
        version, document = document_of(options["domain"], options["version"])
        found = rehearse(domain=options["domain"], document=document, version=version, seams=seams)
        rulebooks.rehearsed(
            domain=options["domain"], version=version, figures=found.figures(), actor=actor, seams=seams
        )
        for line in told(found):
            self.stdout.write(line)
        self.stdout.write(f"Version {version} is rehearsed. A second person can approve it.")

    def _approve(self, options: dict[str, Any]) -> None:
        actor = _person(options["by"], "rulebooks.approve")
        done = rulebooks.approve(
            domain=options["domain"], version=options["version"], reason=options["reason"], actor=actor, seams=live()
        )
        self.stdout.write(f"Version {done.version} is approved. It decides about nothing before it is activated.")

    def _activate(self, options: dict[str, Any]) -> None:
        actor = _person(options["by"], "rulebooks.approve")
        done = rulebooks.activate(domain=options["domain"], version=options["version"], actor=actor, seams=live())
        self.stdout.write(f"Version {done.version} is in force. {done.asked_anew:,} source records went into the tray.")


def _person(name: str, permission: str) -> Actor:
    user = who_may(permission, name)
    return Actor(user.username, user.pk)
