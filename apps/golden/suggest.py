"""Links that a batch leaves behind: why records were joined, and what is asked of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from apps.domains import Domain
from apps.golden import writer
from apps.golden.candidates import Scene
from apps.golden.save import Act
from apps.golden.standing import Ends, Standing, among, asked
from apps.golden.words import FOUND_BY, Origin, Verdict
from apps.golden.writer import NewLink
from apps.matching.cluster import Grouping
from apps.matching.engine import evidence
from apps.matching.explain import reason_in_words
from apps.matching.types import Evidence
from apps.seams import Seams

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Laid:
    """What a batch left behind: how many links, and the records around it that an open review item is about."""

    links: int
    asked: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Finding:
    verdict: str
    reason: str


def lay_links(act: Act, scene: Scene, grouping: Grouping, actor: str, seams: Seams) -> Laid:
    """Write the joins and the suggestions of a batch; what a steward said stands.

    A suggestion that concerns a claimed record and was not found again is closed; one that other rules weighed, or that
    is about other values, is laid anew with what they say now.
    """
    known = {link.ends: link for link in among(scene.links, scene.records)}
    findings = _findings(act, grouping)
    ended = _closed(scene, findings, known)
    fresh: list[tuple[Pair, _Finding]] = []
    for pair, finding in findings.items():
        link = known.get(_ends(scene, pair))
        if link is None:
            fresh.append((pair, finding))
        elif link.origin != Origin.STEWARD and _is_news(act, link, finding, scene, pair):
            ended.add(link.id)
            fresh.append((pair, finding))
    if ended:
        writer.supersede_links(ended, act.now)
    writer.lay_links(_rows(act, scene, fresh, actor, seams))
    kept = (link.ends for link in scene.links if link.is_question and link.id not in ended)
    new = (_ends(scene, pair) for pair, finding in fresh if finding.verdict == Verdict.SUGGESTED)
    return Laid(len(fresh), frozenset(asked((*kept, *new))))


def _findings(act: Act, grouping: Grouping) -> dict[Pair, _Finding]:
    names = [comparison.name for comparison in act.domain.spec.comparisons]
    findings = {pair: _Finding(Verdict.SAME, "") for pair in grouping.links}
    for review in grouping.reviews:
        vetoed_by = _named(act.domain, names[review.veto]) if review.veto >= 0 else ""
        words = reason_in_words(review.reason, review.weight, vetoed_by)
        findings |= {pair: _Finding(Verdict.SUGGESTED, words) for pair in review.pairs}
    return findings


def _named(domain: Domain, comparison: str) -> str:
    """A comparison as a steward calls it: "VAT number"; one that is no field by its own name."""
    field = domain.by_name.get(comparison)
    if field is None or not field.label[:2].isupper():
        return comparison.replace("_", " ")
    return field.label


def _closed(scene: Scene, findings: Mapping[Pair, _Finding], known: Mapping[Ends, Standing]) -> set[UUID]:
    questions = [link for link in known.values() if link.is_question and not scene.claimed.keys().isdisjoint(link.ends)]
    found = {_ends(scene, pair) for pair in findings} if questions else set()
    return {link.id for link in questions if link.ends not in found}


def _is_news(act: Act, link: Standing, finding: _Finding, scene: Scene, pair: Pair) -> bool:
    if link.verdict != finding.verdict:
        return True
    asked_by_others = link.rulebook_id != act.rulebook_id
    return link.is_question and (asked_by_others or link.fingerprint != fingerprint(scene, pair))


def _ends(scene: Scene, pair: Pair) -> Ends:
    one, other = scene.nodes[pair[0]], scene.nodes[pair[1]]
    return (one, other) if one < other else (other, one)


def fingerprint(scene: Scene, pair: Pair) -> str:
    """Digest of the compared values of both records: it tells whether there is anything new since a decision."""
    return digest_of([scene.features.get(scene.nodes[node], {}) for node in pair])


def digest_of(features: Sequence[Mapping[str, str]]) -> str:
    """Digest of comparison strings, whichever record comes first."""
    forms = [dict(form) for form in features]
    content = sorted(orjson.dumps(form, option=orjson.OPT_SORT_KEYS) for form in forms)
    return blake2b(b"\n".join(content), digest_size=16).hexdigest()


def _rows(act: Act, scene: Scene, fresh: Sequence[tuple[Pair, _Finding]], actor: str, seams: Seams) -> list[NewLink]:
    if not fresh:
        return []
    left = np.array([pair[0] for pair, _ in fresh], np.int64)
    right = np.array([pair[1] for pair, _ in fresh], np.int64)
    reasons = evidence(act.domain.spec, scene.columns, left, right, act.domain.tables, with_values=False)
    return [
        NewLink(
            id=seams.new_id(),
            domain=act.domain.name,
            one=scene.nodes[pair[0]],
            other=scene.nodes[pair[1]],
            verdict=finding.verdict,
            origin=_origin(lines),
            rulebook_id=act.rulebook_id,
            decided_by=actor,
            decided_at=act.now,
            weight=sum(line.weight for line in lines),
            reason=finding.reason,
            evidence=[*told(lines), _found_by(act, scene, pair)],
            fingerprint=fingerprint(scene, pair),
        )
        for (pair, finding), lines in zip(fresh, reasons, strict=True)
    ]


def _found_by(act: Act, scene: Scene, pair: Pair) -> dict[str, Any]:
    """The blocking rules whose keys brought a pair together, as a line of its evidence that weighs nothing."""
    bits = scene.found_by.get((min(pair), max(pair)), 0)
    rules = [rule.name for place, rule in enumerate(act.domain.spec.blocking) if bits >> place & 1]
    label = ", ".join(rules) or "no key of its own"
    return {"comparison": FOUND_BY, "label": label, "weight": 0.0, "veto": False}


_STRONG = frozenset(("vat_number", "registration_number", "national_id", "gtin"))


def _origin(lines: Sequence[Evidence]) -> str:
    """`key` where a strong identifier agrees entirely, `score` otherwise."""
    strong = any(line.comparison in _STRONG and line.weight >= 10 for line in lines)
    return Origin.KEY if strong else Origin.SCORE


def told(lines: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Evidence as stored: what was compared, in words, and what it weighs in bits."""
    return [
        {"comparison": line.comparison, "label": line.label, "weight": line.weight, "veto": line.veto}
        for line in lines
        if line.weight or line.veto
    ]
