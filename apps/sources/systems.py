"""Register the outside systems that the service is connected to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.history.recording import Actor, recording
from apps.seams import Seams
from apps.sources.credentials import UnreadableCredentials, decrypted, encrypted
from apps.sources.models import SourceSystem
from apps.sources.pull import ensure_streams


@dataclass(frozen=True, slots=True)
class NewSystem:
    """What is needed to connect a system. `role` is crm, erp or other; `credentials` are kept encrypted."""

    code: str
    name: str
    kind: str
    role: str
    priority: int
    base_url: str = ""
    credentials: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    pull_every_s: int = 30


def register(*, system: NewSystem, actor: Actor, seams: Seams) -> int:
    """Add a system, or bring its address and credentials up to date; returns its id. Twice is the same as once."""
    existing = SourceSystem.objects.filter(code=system.code).first()
    if existing is None or existing.base_url != system.base_url or not _opens_to(existing.credentials, system):
        row = existing or SourceSystem(code=system.code)
        row.name, row.kind, row.role, row.priority = system.name, system.kind, system.role, system.priority
        row.base_url, row.settings, row.pull_every_s = system.base_url, dict(system.settings), system.pull_every_s
        row.credentials = encrypted(system.credentials)
        with recording(kind="system", actor=actor, at=seams.now(), reason=f"connect {system.code}"):
            row.save()
        existing = row
    ensure_streams(now=seams.now())
    return existing.pk


def _opens_to(stored: str, system: NewSystem) -> bool:
    try:
        return decrypted(stored) == dict(system.credentials)
    except UnreadableCredentials:
        return False


def declare(*, code: str, duplicate_free: bool, actor: Actor, seams: Seams) -> bool:
    """Declare that a system holds each thing once, or that it may not; False where that was declared already.

    What is joined stays as it is: from now on no machine joins two records of a system that holds each thing once.
    Raises SourceSystem.DoesNotExist for an unknown code.
    """
    row = SourceSystem.objects.get(code=code)
    if row.duplicate_free == duplicate_free:
        return False
    row.duplicate_free = duplicate_free
    said = "holds each thing once" if duplicate_free else "may hold a thing twice"
    with recording(kind="system", actor=actor, at=seams.now(), reason=f"declare that {code} {said}"):
        row.save()
    return True
