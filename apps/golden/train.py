"""Propose a rulebook from what is there: weights from the live records, refined by what stewards said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.domains import get
from apps.domains.rulebook import RulebookDocument, fitting, words_of
from apps.golden import queries
from apps.golden.learnt import learnt
from apps.golden.live import live
from apps.golden.rulebooks import Version, propose
from apps.golden.rules import ensure_rulebook, in_force
from apps.history.recording import Actor
from apps.matching.types import MatchSpec, Tables
from apps.seams import Seams

ACTOR = Actor.machine("train")

TOLD: Final = 0.5
"""A weight that moves by less than this many bits is not worth a word."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training came to: the draft, its document, what changes in words, and the figures.

    There is no draft in a dry run, and none where the declared weights match better. `warning` says so, or that nothing
    tells; it is empty where what was learnt matches as well or better.
    """

    domain: str
    draft: Version | None
    document: dict[str, Any]
    words: tuple[str, ...]
    figures: dict[str, Any]
    warning: str = ""


def train(*, domain: str, seams: Seams, actor: Actor = ACTOR, dry_run: bool = False, seed: int = 1) -> Trained:
    """Learn weights, prior and tables from the live records of a domain, and propose them as a draft.

    The domain file's own weights are where estimation starts, so that one training does not build on another. Owners,
    strategies and vetoes of the active rulebook are kept, as far as there still are such fields and levels. Thresholds
    are kept unless answers show that too much would join: those of stewards, and what a number that identifies says of
    pairs by itself. By the latter it is also judged: nothing is proposed that matches worse than what is declared.
    Nothing is decided by the draft. Raises NotTrainable.
    """
    ensure_rulebook(domain, now=seams.now())
    active, rulebook_id = in_force(domain)
    base = get(domain)
    found = learnt(base, live(base, seams.now()).possible(), active.spec.thresholds, seed)
    before = next(row for row in queries.rulebooks(domain) if row.pk == rulebook_id)
    kept = fitting(base, RulebookDocument.of(before.document)).document.stored()
    document = _document(kept, found.spec, found.tables)
    words, warning = tuple(_in_words(active.spec, found.spec)), found.judged.in_words()
    figures = found.figures | {"based_on": before.version, "seed": seed}
    draft = None
    if not (dry_run or found.judged.worse):
        said = (warning, *words) if warning else words
        draft = _proposed(domain, document, said, figures, actor, seams)
    return Trained(domain, draft, document, words, figures, warning)


def _document(active: Mapping[str, Any], spec: MatchSpec, tables: Tables) -> dict[str, Any]:
    """The active document with what was learnt in place of what it said of weights."""
    taught = {
        "weights": {c.name: [round(level.weight, 2) for level in c.levels] for c in spec.comparisons},
        "prior": round(spec.prior, 2),
        "tables": {
            "frequencies": {name: dict(table) for name, table in tables.frequencies.items()},
            "words": {name: dict(table) for name, table in tables.token_weights.items()},
        },
    }
    kept = dict(active.get("thresholds", {}))
    return {**active, **taught, "thresholds": {**kept, "join": spec.thresholds.join, "fuse": spec.thresholds.fuse}}


def _in_words(before: MatchSpec, after: MatchSpec) -> list[str]:
    """What changes, a line for each comparison that changes, in the words of its levels."""
    found = []
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        moved = [
            f"{words_of(level)} {level.weight:+z.1f} → {fresh.weight:+z.1f}"
            for level, fresh in zip(old.levels, new.levels, strict=True)
            if abs(fresh.weight - level.weight) >= TOLD
        ]
        if moved:
            found.append(f"{old.name.replace('_', ' ')}: {', '.join(moved)}")
    if abs(after.prior - before.prior) >= TOLD:
        found.append(f"before comparing: {before.prior:+z.1f} → {after.prior:+z.1f}")
    if after.thresholds.join != before.thresholds.join:
        found.append(f"joins from {after.thresholds.join:.1f} bits, before from {before.thresholds.join:.1f}")
    return found or ["nothing changes by half a bit or more"]


def _proposed(
    domain: str, document: dict[str, Any], words: tuple[str, ...], figures: dict[str, Any], actor: Actor, seams: Seams
) -> Version:
    said = figures["labels"]
    reason = (
        f"weights from {figures['records']} records, {figures['pairs']} pairs and"
        f" {said['same'] + said['different']} verdicts; {'; '.join(words)}"
    )
    return propose(
        domain=domain, document=document, reason=reason, actor=actor, seams=seams, detail={"figures": figures}
    )
