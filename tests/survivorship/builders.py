"""Short ways to write contributions, overrides and rules in tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from apps.survivorship.types import Contribution, FieldRule, Override

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=10)
CLEARED = {"cleared": True}
PRIORITY = {"erp": 1, "crm": 2, "shop": 3}


def said(system: str, record: str = "", *, day: int | None = 1, problems: dict[str, str] | None = None, **values: Any):
    """Make what one record of a system says; `day` is that of its last change there."""
    return Contribution(
        record_id=record or f"{system}-1",
        system=system,
        role="other" if system == "shop" else system,
        priority=PRIORITY[system],
        business_at=datetime(2026, 2, day, tzinfo=UTC) if day else None,
        received_at=NOW,
        values=values,
        problems=problems or {},
    )


def rule(
    field: str, *strategies: str, owners: tuple[str, ...] = ("crm",), on_empty: Any = "keep_last", label: str = ""
):
    return FieldRule(field, owners, strategies or ("owner_first",), on_empty, label)


def pin(field: str, value: Any, number: int = 1, **more: Any) -> Override:
    return Override(field, value, f"override-{number}", "anna", "called the customer", **more)
