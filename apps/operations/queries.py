"""The health of the whole house, composed from what each room says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.golden.health import Crowded, crowded, outdated
from apps.operations.words import Circuit, circuit_of
from apps.sources import health as intake
from apps.sources.health import Rejected, Run, StreamHealth, Waiting
from apps.sources.queries import systems
from apps.sync import queries as sync
from apps.sync.queries import Health, Lane
from apps.sync.tray import letters


@dataclass(frozen=True, slots=True)
class Target:
    """One subscription: its counts, and its circuit in words."""

    health: Health
    circuit: Circuit


@dataclass(frozen=True, slots=True)
class House:
    """Everything the health page shows."""

    streams: Sequence[StreamHealth]
    targets: Sequence[Target]
    landed: Mapping[str, Waiting]
    letters: Waiting
    failed: Sequence[Lane]
    frozen: Sequence[Lane]
    rejected: Sequence[Rejected]
    crowded: Sequence[Crowded]
    outdated: Sequence[str]
    runs: Sequence[Run]

    @property
    def warnings(self) -> list[Circuit]:
        """What a person should know before anything else."""
        return [target.circuit for target in self.targets if target.circuit.tone != "good"]


def house(*, now: datetime) -> House:
    """Read the state of every room. A constant number of statements, whatever the numbers are."""
    names = {system.code: system.name for system in systems()}
    targets = [
        Target(each, circuit_of(each, names.get(each.system, each.system), now)) for each in sync.health(now=now)
    ]
    return House(
        streams=intake.streams(),
        targets=targets,
        landed=intake.landed(),
        letters=letters(),
        failed=sync.failed(),
        frozen=sync.frozen(),
        rejected=intake.rejected(),
        crowded=crowded(),
        outdated=outdated(),
        runs=intake.recent_runs(),
    )
