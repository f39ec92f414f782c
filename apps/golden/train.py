"""Propose a rulebook from what is there: weights from the live records, refined by what stewards said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import orjson

from apps.domains import Domain, get
from apps.domains.rulebook import RulebookDocument, fitting, words_of
from apps.golden import queries
from apps.golden.live import Live, live
from apps.golden.rulebooks import Version, propose
from apps.golden.rules import ensure_rulebook, in_force
from apps.history.recording import Actor
from apps.matching.link import estimated_from, seen_in, with_others
from apps.matching.population import shared_tables
from apps.matching.refine import DIFFERENT, SAME, UNSAID, Labels, keeping_unseen, refined
from apps.matching.score import score_patterns
from apps.matching.types import MatchSpec, ScoredPairs, Tables, Thresholds
from apps.seams import Seams

ACTOR = Actor.machine("train")

FEWEST: Final = 50.0
"""Expected matches from which a population says more about weights than the domain file does."""

TOLD: Final = 0.5
"""A weight that moves by less than this many bits is not worth a word."""

WRONG: Final = 0.01
"""Share of *different* among the answers about pairs that would join, from which the join threshold rises."""

ANSWERS: Final = 20
STEP: Final = 0.5
MOST: Final = 8.0


class NotTrainable(ValueError):
    """There is not enough to learn from; the message says what there is and what it takes."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training came to: the draft (none in a dry run), its document, what changes in words, and the figures."""

    domain: str
    draft: Version | None
    document: dict[str, Any]
    words: tuple[str, ...]
    figures: dict[str, Any]


def train(*, domain: str, seams: Seams, actor: Actor = ACTOR, dry_run: bool = False, seed: int = 1) -> Trained:
    """Learn weights, prior and tables from the live records of a domain, and propose them as a draft.

    The domain file's own weights are where estimation starts, so that one training does not build on another. Owners,
    strategies and vetoes of the active rulebook are kept, as far as there still are such fields and levels. Thresholds
    are kept unless answers show that too much would join. Nothing is decided by the draft. Raises NotTrainable.
    """
    ensure_rulebook(domain, now=seams.now())
    active, rulebook_id = in_force(domain)
    base = get(domain)
    scene = live(base, seams.now())
    learnt, tables, figures = _learnt(base, scene, active.spec.thresholds, seed)
    before = next(row for row in queries.rulebooks(domain) if row.pk == rulebook_id)
    kept = fitting(base, RulebookDocument.model_validate_json(orjson.dumps(before.document))).document.stored()
    document = _document(kept, learnt, tables)
    words = tuple(_in_words(active.spec, learnt))
    figures |= {"based_on": before.version, "seed": seed}
    draft = None if dry_run else _proposed(domain, document, words, figures, actor, seams)
    return Trained(domain, draft, document, words, figures)


def _learnt(base: Domain, scene: Live, thresholds: Thresholds, seed: int) -> tuple[MatchSpec, Tables, dict[str, Any]]:
    columns, pairs = scene.stock.columns, scene.pairs
    if not len(pairs):
        raise NotTrainable(
            f"{columns.size} {base.plural}, none of which can be another; there is nothing to learn from"
        )
    tables = shared_tables(base.spec, columns)
    source = scene.duplicate_free()
    pairs, space = with_others(columns, pairs, source, seed)
    seen = seen_in(base.spec, columns, space, tables)
    estimated = estimated_from(base.spec, pairs, seen, source=source)
    if estimated.matches < FEWEST:
        raise NotTrainable(
            f"{columns.size} {base.plural} with some {estimated.matches:.0f} pairs that are the same;"
            f" it takes {FEWEST:.0f} to learn weights from"
        )
    spec = keeping_unseen(refined(estimated.spec, seen.near, scene.labels), base.spec, seen.near)
    scored = score_patterns(spec, columns, pairs.left, pairs.right, seen.near, tables)
    spec = replace(spec, thresholds=heeding(thresholds, scored, scene.labels))
    figures = {
        "records": columns.size,
        "pairs": len(pairs),
        "expected_matches": round(estimated.matches, 1),
        "labels": {"same": int((scene.labels == SAME).sum()), "different": int((scene.labels == DIFFERENT).sum())},
        "would_join": int(((scored.weight >= spec.thresholds.join) & ~scored.vetoed).sum()),
        "prior": round(spec.prior, 2),
    }
    return spec, tables, figures


def heeding(thresholds: Thresholds, scored: ScoredPairs, labels: Labels) -> Thresholds:
    """The thresholds, `join` raised as long as answers show that over one in a hundred of what joins is different."""
    said = (labels != UNSAID) & ~scored.vetoed
    join = thresholds.join
    while join < thresholds.join + MOST:
        answers = labels[said & (scored.weight >= join)]
        if len(answers) < ANSWERS or float(np.mean(answers == DIFFERENT)) <= WRONG:
            break
        join += STEP
    return replace(thresholds, join=join, fuse=max(thresholds.fuse, join))


def _document(active: Mapping[str, Any], spec: MatchSpec, tables: Tables) -> dict[str, Any]:
    """The active document with what was learnt in place of what it said of weights."""
    learnt = {
        "weights": {c.name: [round(level.weight, 2) for level in c.levels] for c in spec.comparisons},
        "prior": round(spec.prior, 2),
        "tables": {
            "frequencies": {name: dict(table) for name, table in tables.frequencies.items()},
            "words": {name: dict(table) for name, table in tables.token_weights.items()},
        },
    }
    kept = dict(active.get("thresholds", {}))
    return {**active, **learnt, "thresholds": {**kept, "join": spec.thresholds.join, "fuse": spec.thresholds.fuse}}


def _in_words(before: MatchSpec, after: MatchSpec) -> list[str]:
    """What changes, a line for each comparison that changes, in the words of its levels."""
    found = []
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        moved = [
            f"{words_of(level)} {level.weight:+.1f} → {fresh.weight:+.1f}"
            for level, fresh in zip(old.levels, new.levels, strict=True)
            if abs(fresh.weight - level.weight) >= TOLD
        ]
        if moved:
            found.append(f"{old.name.replace('_', ' ')}: {', '.join(moved)}")
    if abs(after.prior - before.prior) >= TOLD:
        found.append(f"before comparing: {before.prior:+.1f} → {after.prior:+.1f}")
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
