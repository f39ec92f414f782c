"""`manage.py match_why crm:17 erp:C-4`: why two source records are held together or apart."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.golden.how import how
from apps.golden.why import PairStory, why
from apps.matching.why import Reason
from apps.sources import queries as sources

MASK = "•••"


class Command(BaseCommand):
    help = "Tell why two source records, given as SYSTEM:ID, are held together or apart; values are masked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("one", metavar="SYSTEM:ID")
        parser.add_argument("other", metavar="SYSTEM:ID")
        parser.add_argument("--domain", choices=domains.names(), default="", help="where the keys stand in several")
        parser.add_argument("--values", action="store_true", help="show the compared values, personal ones too")
        parser.add_argument("--history", action="store_true", help="tell how their golden records came to be")

    def handle(self, *args: Any, **options: Any) -> None:
        domain, one, other = _found(options["one"], options["other"], options["domain"])
        story = why(domain, one, other)
        for line in _told(story, show=options["values"]):
            self.stdout.write(line)
        if options["history"]:
            for golden in dict.fromkeys(golden for golden in story.goldens if golden):
                self.stdout.write(f"\nGolden record {golden}")
                for step in how(golden):
                    self.stdout.write(f"  {step.at:%Y-%m-%d %H:%M}  {step.kind} by {step.actor}: {step.words}")


def _found(one: str, other: str, domain: str) -> tuple[str, UUID, UUID]:
    """The domain in which both keys are known, and the two records."""
    for name in [domain] if domain else domains.names():
        ids = [_record(key, name) for key in (one, other)]
        if ids[0] and ids[1]:
            return name, ids[0], ids[1]
    raise CommandError(f"There are no two records {one} and {other} in one domain: write SYSTEM:ID, as crm:17.")


def _record(key: str, domain: str) -> UUID | None:
    code, _, external_id = key.partition(":")
    system = next((system for system in sources.systems() if system.code == code), None)
    if system is None:
        raise CommandError(f"There is no system {code!r}.")
    return sources.ids_by_key(system.id, domain, [external_id]).get(external_id)


def _told(story: PairStory, *, show: bool) -> Iterator[str]:
    found = story.found
    yield found.why.words
    yield f"  {'before comparing':28} {found.why.prior:+7.1f}"
    for reason in found.why.reasons:
        yield f"  {reason.comparison:28} {reason.bits:+7.1f}  {_reason(reason, show=show)}"
    yield found.words
    for change in found.changes[:5]:
        yield f"  {change.comparison:28} {change.gain:+7.1f}  if “{change.at_best}” instead of “{change.now}”"
    for near in found.nearly:
        yield f"  {near.words}" + (f"  [{near.left} | {near.right}]" if show else "")
    for rule, size in story.crowded.items():
        yield f"  The key of rule “{rule}” is shared by {size} records and proposes nobody."
    if story.link:
        held, then = story.link, f"{story.link.weight:.1f} bits then"
        yield f"Held since {held.decided_at:%Y-%m-%d}: {held.verdict}, by {held.decided_by} ({then})."
    one, other = story.goldens
    yield f"Golden record of both: {one}" if one == other else f"Golden records: {one} and {other}"


def _reason(reason: Reason, *, show: bool) -> str:
    rare = f", {reason.rarity:+.1f} for rarity" if reason.rarity else ""
    veto = ", forbids a join" if reason.veto else ""
    values = (
        f"  [{reason.left or '-'} | {reason.right or '-'}]"
        if show
        else f"  [{_mask(reason.left)} | {_mask(reason.right)}]"
    )
    return f"{reason.words}{rare}{veto}{values}"


def _mask(value: str) -> str:
    return MASK if value else "-"
