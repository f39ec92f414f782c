"""What every connector speaks: pages of raw records in, operations and their results out.

A connector is HTTP and field mapping, nothing else: no database, no retry, no decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol, Self


class DataError(Exception):
    """The other system refuses this one record. Others go on; this one waits for a person."""


class TransientFailure(Exception):
    """The other system can't answer now. `retry_after` is in seconds, None where it did not say."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class SystemicFailure(Exception):
    """Credentials or schema are wrong: every further call would fail too, so the line stops."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a system can do, declared so that nobody has to know it by name."""

    domains: tuple[str, ...]
    delta: Literal["feed", "stamp", "day_stamp", "none"]
    tombstones: bool
    upsert_key: bool
    merge: Literal["redirect", "delete", "inactive", "none"]
    webhook: Literal["signed", "unsigned", "none"]
    batch_max: int
    push: bool = True
    look_back_s: int = 600


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as the system gave it. `payload` is kept untouched.

    `merged_into` names the surviving record where the system itself merged this one away.
    """

    external_id: str
    payload: Mapping[str, Any]
    business_at: datetime | None = None
    version: str = ""
    withdrawn: bool = False
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a pull. `cursor` is opaque and is stored with the page's records; `more` asks to go on at once."""

    records: tuple[RawRecord, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Position:
    """Where a pull stands, kept as text between two pages; each system's cursor adds what it walks by."""

    system: ClassVar[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Empty text is the beginning. Raises SystemicFailure for what no cursor of the system says."""
        try:
            return cls(**json.loads(text)) if text else cls()
        except (TypeError, ValueError) as error:
            raise SystemicFailure(f"this is not a cursor of {cls.system}; begin the stream anew") from error

    def __str__(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class PushOperation:
    """Bring one record of the target to these values. `external_id` None asks for a new record.

    `fields` are canonical values in the house's words (None: empty it); `base` is the payload last read from there,
    empty for a new record. `key` is the idempotency key and comes back on the result. `golden_id` is stored at the
    target as the external key; the golden ids in `unmark` are taken off the record, which was theirs.
    """

    key: str
    golden_id: str
    external_id: str | None
    fields: Mapping[str, Any]
    base: Mapping[str, Any] = field(default_factory=dict)
    unmark: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PushResult:
    """What became of one operation: `record` as read back from the target, or `error` why it refused."""

    key: str
    record: RawRecord | None = None
    error: str = ""


class Connector(Protocol):
    """One outside system. Every method may raise TransientFailure or SystemicFailure."""

    capabilities: Capabilities

    def pull(self, domain: str, cursor: str) -> Page:
        """Read the next page after `cursor` ("" from the beginning), overlapping by the look-back."""

    def canonical(self, domain: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Translate a payload to {domain field: raw value}; no key for a field that the system does not hold."""

    def writable(self, domain: str) -> frozenset[str]:
        """The fields this system can be given."""

    def push(self, domain: str, operations: Sequence[PushOperation]) -> list[PushResult]:
        """Write a batch of at most `capabilities.batch_max`; one result per operation, in any order.

        A record that the target refuses is a result with `error`; it never fails its neighbours.
        """

    def find(self, domain: str, golden_ids: Sequence[str]) -> dict[str, RawRecord]:
        """Records that already carry these golden ids as external key, by golden id: asked before creating again."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a connector reaches its system: address, credentials and settings of one SourceSystem row."""

    base_url: str
    credentials: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    transport: Any = None
