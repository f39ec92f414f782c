"""The promises that the database must keep at every moment, one file per family."""

from __future__ import annotations

from apps.audit.invariants import history, identity, lanes, survival, trays
from apps.audit.invariants.invariant import Invariant


def every() -> tuple[Invariant, ...]:
    """All invariants, those that others rest on first."""
    families = (identity, history, survival, trays, lanes)
    return tuple(invariant for family in families for invariant in family.INVARIANTS)
