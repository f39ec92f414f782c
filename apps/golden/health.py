"""What resolving had to leave out, for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.domains import Domain, names
from apps.golden import queries
from apps.golden.rules import remedy


@dataclass(frozen=True, slots=True)
class Crowded:
    """One blocking key that too many records share, so that it was skipped for them."""

    domain: str
    rule: str
    size: int
    seen_at: datetime


def crowded(limit: int = 50) -> list[Crowded]:
    """The skipped keys, the most crowded first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT domain, rule, size, seen_at FROM golden_crowdedkey ORDER BY size DESC, id LIMIT %s", [limit]
        )
        return [Crowded(*row) for row in cursor.fetchall()]


def outdated() -> list[str]:
    """A sentence about each active rulebook that was made for other comparisons or fields than there are now."""
    active = (queries.active_rulebook(name) for name in names())
    rules = (queries.rules_of(rulebook) for rulebook in active if rulebook)
    return [_sentence(each) for each in rules if each.left_out]


def _sentence(rules: Domain) -> str:
    return (
        f"Rulebook {rules.version} of {rules.plural} was made for other comparisons than there are now: for"
        f" {', '.join(rules.left_out)} what is declared holds. {remedy(rules.name)}"
    )
