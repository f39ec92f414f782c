"""The life of a rulebook: a draft, rehearsed, approved by a second person, active, superseded by the next.

No version is ever changed. What it says, who wrote it, what its rehearsal found and who let it pass stay readable: the
change set of each step holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from apps.domains import get
from apps.domains.rulebook import RulebookDocument, fitting, laid_over, naming_levels
from apps.golden import queries, writer
from apps.golden.queries import Rulebook
from apps.golden.rules import one_at_a_time, remedy
from apps.history.queries import recent
from apps.history.recording import Actor, note, recording
from apps.matching.types import SpecError
from apps.seams import Seams
from apps.sources import tray

KIND = "rulebook"
MOST = 1000
"""Steps looked through for those of one version, the newest first."""

DRAFT, REHEARSED, APPROVED, ACTIVE, SUPERSEDED = (str(status) for status in Rulebook.Status.values)


class Unsound(ValueError):
    """A rulebook document that cannot mean anything; the message names what is wrong with it."""


class NotPossible(ValueError):
    """This step cannot be taken with this version now; the message says why and what has to come first."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a domain's rulebook, and the change set that brought it where it is.

    `asked_anew`: the source records that went into the tray when it came into force.
    """

    domain: str
    version: int
    status: str
    change_set: int
    asked_anew: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a version: what it became, by whom, why, and what was found."""

    status: str
    actor: str
    reason: str
    detail: Mapping[str, Any]


def checked(domain: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as it is kept: complete words, nothing unknown, levels named. Raises Unsound."""
    rules = get(domain)
    try:
        read = RulebookDocument.of(document)
        if left_out := fitting(rules, read).left_out:
            raise SpecError(f"{'; '.join(left_out.values())}. {remedy(domain)}")
        _ = laid_over(rules, read).survivor  # compiling the field rules finds unknown strategies
    except (ValidationError, ValueError, LookupError) as error:
        raise Unsound(str(error)) from error
    return naming_levels(rules, read).stored()


def propose(
    *, domain: str, document: Mapping[str, Any], reason: str, actor: Actor, seams: Seams,
    detail: Mapping[str, Any] | None = None,
) -> Version:  # fmt: skip
    """Write a new version as a draft; it decides about nothing until a second person lets it.

    Proposing what the newest draft says already gives that draft. Raises Unsound. Locks the domain.
    """
    kept = checked(domain, document)
    newest = next(iter(queries.rulebooks(domain)), None)
    if newest is not None and newest.status == DRAFT and newest.document == kept:
        return Version(domain, newest.version, DRAFT, 0)
    with recording(kind=KIND, actor=actor, at=seams.now(), reason=reason) as change_set:
        one_at_a_time(domain)
        number = max((row.version for row in queries.rulebooks(domain)), default=0) + 1
        writer.add_rulebook(domain, number, kept, actor.name, seams.now())
        note(change_set, {"domain": domain, "version": number, "step": DRAFT, **(detail or {})})
    return Version(domain, number, DRAFT, change_set.pk)


def rehearsed(*, domain: str, version: int, figures: Mapping[str, Any], actor: Actor, seams: Seams) -> Version:
    """Note what a rehearsal of a draft found, against the version then active. Done again, the newer figures count.

    Raises NotPossible for a version that is no draft any more. Locks the domain.
    """
    step = _Step(domain, version, REHEARSED, frozenset((DRAFT, REHEARSED)), f"rehearsed version {version}")
    return _take(step, actor, seams, {"figures": dict(figures), "against": _active(domain)})


def approve(*, domain: str, version: int, reason: str, actor: Actor, seams: Seams) -> Version:
    """A second person lets a rehearsed version pass.

    Raises NotPossible for a version that was not rehearsed against the rules now active, for its own author, and for a
    machine; Unsound for one that was made for other comparisons or fields than there are now. Locks the domain.
    """
    if not actor.is_person:
        raise NotPossible("a rulebook is approved by a person")
    row = _row(domain, version)
    if row.author == actor.name:
        raise NotPossible(f"{actor.name} wrote version {version}: a second person approves it")
    if row.status == REHEARSED and _rehearsed_against(row) != _active(domain):
        raise NotPossible(f"other rules are active since version {version} was rehearsed: rehearse it again")
    step = _Step(domain, version, APPROVED, frozenset((REHEARSED,)), reason)
    return _take(step, actor, seams, {})


def activate(*, domain: str, version: int, actor: Actor, seams: Seams) -> Version:
    """Put an approved version in force from now on; the one before it is superseded, in the same transaction.

    Where it says anything else than the one before, all live source records go into the tray and are resolved anew by
    it, batch by batch; until its turn comes, what was decided keeps the version that decided it. Nothing published is
    split by that: what would no longer be joined becomes a question. Raises NotPossible, and Unsound for a
    version that was made for other comparisons or fields than there are now. Locks the domain, then its source records
    in id order: no batch is decided half by one version, half by another.
    """
    step = _Step(domain, version, ACTIVE, frozenset((APPROVED,)), f"version {version} in force")
    done = _take(step, actor, seams, {"before": _active(domain)})
    if done.asked_anew:
        seams.wake("apps.golden.tasks.resolve_landed")
    return done


def life(domain: str, version: int) -> list[Step]:
    """The steps in the life of one version, the first one first; none of version 1, which came with the house."""
    _row(domain, version)
    mine = {"domain": domain, "version": version}
    acts = [act for act in recent([KIND], MOST) if mine.items() <= act.detail.items()]
    return [Step(act.detail["step"], act.actor, act.reason, act.detail) for act in reversed(acts)]


@dataclass(frozen=True, slots=True)
class _Step:
    domain: str
    version: int
    status: str
    possible_from: frozenset[str]
    reason: str


def _take(step: _Step, actor: Actor, seams: Seams, detail: Mapping[str, Any]) -> Version:
    _check(step)
    with recording(kind=KIND, actor=actor, at=seams.now(), reason=step.reason) as change_set:
        one_at_a_time(step.domain)
        row = _check(step)  # once more, now that nobody else can take a step
        found = {**detail, **(_supersede(row, seams) if step.status == ACTIVE else {})}
        writer.move_rulebook(row.pk, step.status)
        note(change_set, {"domain": step.domain, "version": step.version, "step": step.status, **found})
    return Version(step.domain, step.version, step.status, change_set.pk, found.get("asked_anew", 0))


def _supersede(row: Rulebook, seams: Seams) -> dict[str, int]:
    """The version before gives way; if this one says anything else, every record is asked about anew."""
    active = queries.active_rulebook(row.domain)
    if active is not None:
        writer.move_rulebook(active.pk, SUPERSEDED)
        if active.document == row.document:
            return {"asked_anew": 0}
    return {"asked_anew": tray.put_all(row.domain, seams.now())}


def _check(step: _Step) -> Rulebook:
    row = _row(step.domain, step.version)
    if row.status not in step.possible_from:
        needed = " or ".join(sorted(step.possible_from))
        raise NotPossible(f"{row} is {row.status}; only what is {needed} becomes {step.status}")
    checked(row.domain, row.document)  # it may have been written before an upgrade
    return row


def _row(domain: str, version: int) -> Rulebook:
    found = next((row for row in queries.rulebooks(domain) if row.version == version), None)
    if found is None:
        raise NotPossible(f"{domain} has no rulebook version {version}")
    return found


def _active(domain: str) -> int:
    active = queries.active_rulebook(domain)
    return active.version if active else 0


def _rehearsed_against(row: Rulebook) -> int:
    steps = [step for step in life(row.domain, row.version) if step.status == REHEARSED]
    return int(steps[-1].detail.get("against", 0)) if steps else 0
