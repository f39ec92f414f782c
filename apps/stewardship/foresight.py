"""Asks golden what a merge would come to, and puts the answer in the page's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from apps import domains
from apps.golden.merge import NotMergeable
from apps.golden.preview import preview
from apps.seams import Seams
from apps.stewardship.outcome import Foreseen, sending


def foresee(domain: str, *, personal: bool, seams: Seams) -> Callable[[Sequence[UUID]], tuple[Foreseen | None, str]]:
    """A function that previews the merge of some golden records: what comes of it, or None and why it can't be."""
    rules = domains.get(domain)

    def ask(goldens: Sequence[UUID]) -> tuple[Foreseen | None, str]:
        try:
            seen = preview(goldens=goldens, seams=seams)
        except NotMergeable as refusal:
            return None, str(refusal)
        told = sending(seen.sends, rules, personal=personal)
        return Foreseen(seen.survivor, seen.values, seen.provenance, told), ""

    return ask
