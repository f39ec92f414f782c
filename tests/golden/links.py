"""Links that a test lays itself, and records that are only alike."""

from __future__ import annotations

from apps.golden import writer
from apps.golden.queries import active_rulebook
from apps.golden.rules import ensure_rulebook
from apps.golden.writer import NewLink
from apps.history.recording import recording
from apps.sources.models import SourceRecord
from tests.cast import MACHINE
from tests.scenarios import ACME, World

ADDRESS = ACME["billing_address"]
ACME_LIKE = {"kind": "organisation", "name": "Acme Trading Ltd", "billing_address": ADDRESS}


def say(world: World, one: SourceRecord, other: SourceRecord, verdict: str) -> None:
    """Lay a steward's link."""
    ensure_rulebook("customer", now=world.now)
    rulebook = active_rulebook("customer")
    assert rulebook is not None
    with recording(kind="judge", actor=MACHINE, at=world.now):
        writer.lay_links(
            [
                NewLink(
                    world.seams.new_id(),
                    "customer",
                    one.pk,
                    other.pk,
                    verdict,
                    "steward",
                    rulebook.pk,
                    "ann",
                    world.now,
                )
            ]
        )
