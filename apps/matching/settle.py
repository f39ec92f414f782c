"""Grouping one connected component: best edges first, every pair of a group coherent, nothing ambiguous joined.

A unit is what was together before: a published golden record, records a steward called the same, or one new record.
Units are never split here. Nodes are numbered in rank order, so that ties fall the same way in every run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, product

from apps.matching.ties import Blocked, Component, Known, Obstacle, Pair, Reason, Restraint, Settled, Tie, coherence
from apps.matching.types import Thresholds


def settle(component: Component, thresholds: Thresholds) -> Settled:
    """Group the units of a component.

    In rounds: group best first; take units that fit a second group too (or nearly as well) out of theirs; group again
    without them. It ends because every round but the last restrains some unit by one step more.
    """
    work = _Settling(component, thresholds)
    reasons: dict[int, Reason] = {}
    tightened, rounds = True, 0
    links: list[Pair] = []
    while tightened:
        links = work.agglomerate()
        tightened, rounds = False, rounds + 1
        for unit, reason in work.ambiguous().items():
            reasons.setdefault(unit, reason)
            tightened |= work.restraint.tighten(unit, component.old[unit], (rounds, work.group_of[unit]))
    nodes = {node: reason for unit, reason in reasons.items() for node in component.units[unit]}
    groups = [sorted(n for unit in group for n in component.units[unit]) for group in work.members.values()]
    return Settled(sorted(groups), links, nodes, work.blocked(reasons))


class _Settling:
    """The working state: ties between units, and the groups of the current round."""

    def __init__(self, component: Component, thresholds: Thresholds) -> None:
        self.component, self.thresholds = component, thresholds
        self.restraint = Restraint()
        self.unit_of = {node: unit for unit, nodes in enumerate(component.units) for node in nodes}
        self.ties: defaultdict[Pair, Tie] = defaultdict(Tie)
        self.complete: set[Pair] = set()
        for (one, other), known in sorted(component.known.items()):
            self._learn(one, other, known)
        for one, other in component.apart:
            self._between(self.unit_of[one], self.unit_of[other]).apart = True
        self.near: dict[int, list[int]] = {unit: [] for unit in range(len(component.units))}
        for one, other in sorted(self.ties):
            self.near[one].append(other)
            self.near[other].append(one)
        self.group_of: list[int] = []
        self.members: dict[int, list[int]] = {}
        self.obstacles: dict[Pair, tuple[int, int, Obstacle | None]] = {}

    def _between(self, one: int, other: int) -> Tie:
        return self.ties[(one, other) if one < other else (other, one)]

    def _learn(self, one: int, other: int, known: Known) -> None:
        units = self.unit_of[one], self.unit_of[other]
        if units[0] == units[1] or (one, other) in self.component.apart:
            return
        tie, (weight, veto) = self._between(*units), known
        if self.component.are_twins(one, other):
            if veto < 0 and weight > tie.twin:
                tie.twin, tie.twins = weight, (one, other)
            return
        if veto >= 0:
            if weight > tie.veto_weight:
                tie.veto, tie.veto_weight = veto, weight
            return
        tie.worst = min(tie.worst, weight)
        if weight > tie.best:
            tie.best, tie.pair = weight, (one, other)
        if self.component.was_old[one] and self.component.was_old[other]:
            tie.old_best = max(tie.old_best, weight)

    def _ties(self, left: Iterable[int], right: Sequence[int]) -> list[Tie]:
        """The ties of every unit of one side with every unit of the other, complete."""
        keys = [(one, other) if one < other else (other, one) for one in left for other in right]
        if not self.complete.issuperset(keys):
            self._complete([key for key in dict.fromkeys(keys) if key not in self.complete])
        return [self.ties[key] for key in keys]

    def _complete(self, keys: Sequence[Pair]) -> None:
        """Ask for the pairs between these pairs of units that were never compared, all at once."""
        self.complete.update(keys)
        component = self.component
        every = chain.from_iterable(product(component.units[one], component.units[other]) for one, other in keys)
        missing = [pair for a, b in every if (pair := (min(a, b), max(a, b))) not in component.known]
        if missing and component.ask:
            for pair, known in zip(missing, component.ask(missing), strict=True):
                self._learn(*pair, known)

    def agglomerate(self) -> list[Pair]:
        """Merge groups along join-strength edges, the strongest first; returns the edges that merged two groups."""
        self.group_of = list(range(len(self.component.units)))
        self.members = {unit: [unit] for unit in self.group_of}
        self.obstacles = {}
        strong = [tie for tie in self.ties.values() if tie.best >= self.thresholds.join]
        links = []
        for tie in sorted(strong, key=lambda tie: (-tie.best, tie.pair)):
            units = self.unit_of[tie.pair[0]], self.unit_of[tie.pair[1]]
            one, other = sorted(self.group_of[unit] for unit in units)
            if one != other and self.restraint.allows(*units) and self._may_be_one(one, other):
                for unit in self.members[other]:
                    self.group_of[unit] = one
                self.members[one] += self.members.pop(other)
                links.append(tie.pair)
        return links

    def _may_be_one(self, one: int, other: int) -> bool:
        return self._fusing_allowed(self.members[one], self.members[other]) and self._obstacle(one, other) is None

    def _fusing_allowed(self, left: Sequence[int], right: Sequence[int]) -> bool:
        """Two groups that were both published fuse only by a fuse-strength edge of their own, never both confirmed."""
        component, old = self.component, self.component.old
        published = [[unit for unit in side if old[unit]] for side in (left, right)]
        pairs = list(product(*published))
        if not pairs:
            return True
        if any(one in self.restraint.no_fuse or other in self.restraint.no_fuse for one, other in pairs):
            return False
        if any(component.confirmed[one] and component.confirmed[other] for one, other in pairs):
            return False
        return max(tie.old_best for tie in self._ties(*published)) >= self.thresholds.fuse

    def _obstacle(self, one: int, other: int) -> Obstacle | None:
        """Why two groups are not one thing; looked for again only when one of them has grown."""
        pair = (one, other) if one < other else (other, one)
        left, right = (self.members[group] for group in pair)
        known = self.obstacles.get(pair)
        if known is None or known[:2] != (len(left), len(right)):
            known = self.obstacles[pair] = len(left), len(right), self._between_groups(left, right)
        return known[2]

    def _between_groups(self, left: Sequence[int], right: Sequence[int]) -> Obstacle | None:
        return ("twice", -1) if self._would_hold_twice(left, right) else self._stop(self._ties(left, right))

    def _would_hold_twice(self, left: Sequence[int], right: Sequence[int]) -> bool:
        """True where both sides have records of one source that holds each thing once."""
        return not self.component.declared(left).isdisjoint(self.component.declared(right))

    def _stop(self, ties: Sequence[Tie]) -> Obstacle | None:
        """Why two sets of units are not one thing: called different, vetoed, or on the whole too unlike to keep."""
        if any(tie.apart for tie in ties):
            return "incoherent", -1
        vetoed = max(ties, key=lambda tie: tie.veto_weight)
        if vetoed.veto >= 0:
            return "veto", vetoed.veto
        return ("incoherent", -1) if coherence(ties, self.thresholds.held) < self.thresholds.cohere else None

    def ambiguous(self) -> dict[int, Reason]:
        """The units that joined a group but fit another as well (rivals) or nearly as well (margin)."""
        found: dict[int, Reason] = {}
        for group, units in self.members.items():
            for unit in units if len(units) > 1 else []:
                reason = None if unit in self.restraint.alone else self._ambiguity(unit, group)
                if reason:
                    found[unit] = reason
        return found

    def _ambiguity(self, unit: int, group: int) -> Reason | None:
        old = self.component.old
        rest = [other for other in self.members[group] if other != unit and (old[other] or not old[unit])]
        if not rest:
            return None
        floor = max(self.thresholds.review, max(tie.best for tie in self._ties([unit], rest)) - self.thresholds.margin)
        reasons = [self._rivalry(unit, group, rival, floor) for rival in self._rivals(unit, group)]
        if "rivals" in reasons:
            return "rivals"
        beyond = max(self.component.outside[node] for node in self.component.units[unit])
        return "margin" if "margin" in reasons or (beyond >= floor and not old[unit]) else None

    def _rivals(self, unit: int, group: int) -> list[int]:
        """The other groups a unit has edges to; a published record counts only published ones."""
        others = dict.fromkeys(self.group_of[near] for near in self.near[unit])
        old, severed = self.component.old, self.restraint.severed
        candidates = [other for other in others if other != group and severed.keys().isdisjoint(self.members[other])]
        return [other for other in candidates if not old[unit] or any(old[u] for u in self.members[other])]

    def _rivalry(self, unit: int, group: int, rival: int, floor: float) -> Reason | None:
        ties = self._ties([unit], self.members[rival])
        if self._would_hold_twice([unit], self.members[rival]) or any(tie.apart or tie.veto >= 0 for tie in ties):
            return None
        # A severed unit with its copies fits the group it was severed from by design; that is no new ambiguity.
        if unit in self.restraint.severed and self._obstacle(group, rival) is None:
            return None
        best = max(tie.best for tie in ties)
        rest = [other for other in self.members[group] if other != unit]
        # Of two that a source declares to be two things the better one is meant, unless it is too close to call.
        if (
            best >= self.thresholds.join
            and not self._would_hold_twice(rest, self.members[rival])
            and not self._stop(ties)
        ):
            return "rivals"
        return "margin" if best >= floor else None

    def blocked(self, reasons: dict[int, Reason]) -> list[Blocked]:
        """The join-strength edges between groups that stayed apart, each with the reason that matters most.

        Where both hold records of a source that holds each thing once, those themselves are worth a word, and an edge
        to which no other record of that source is preferred.
        """
        found = []
        for (one, other), tie in sorted(self.ties.items()):
            groups = self.group_of[one], self.group_of[other]
            if groups[0] == groups[1]:
                continue
            if tie.twin >= self.thresholds.join:
                found.append(Blocked(*tie.twins, tie.twin, "twice", -1))
            if tie.best >= self.thresholds.join:
                reason, veto = self._obstacle(*groups) or ("fuse", -1)
                if reason != "veto":
                    reason = reasons.get(one) or reasons.get(other) or reason
                if reason != "twice" or not self._other_preferred(tie):
                    found.append(Blocked(*tie.pair, tie.best, reason, veto))
        return found

    def _other_preferred(self, tie: Tie) -> bool:
        """True where a record of the same source as the one end is with the other end, and fits it clearly better."""
        component = self.component
        for one, other in (tie.pair, tie.pair[::-1]):
            group = self.members[self.group_of[self.unit_of[one]]]
            mates = [node for unit in group for node in component.units[unit] if component.are_twins(node, other)]
            if any(weight >= tie.best + self.thresholds.margin for weight in self._weights(one, mates)):
                return True
        return False

    def _weights(self, node: int, others: Sequence[int]) -> list[float]:
        """What the pairs of a node with others weigh, as far as that can be told; a vetoed one nothing."""
        known = self.component.known
        pairs = [(min(node, other), max(node, other)) for other in others]
        found = [known[pair] for pair in pairs if pair in known]
        missing = [pair for pair in pairs if pair not in known]
        if missing and self.component.ask:
            found += self.component.ask(missing)
        return [weight for weight, veto in found if veto < 0]
