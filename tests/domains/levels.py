"""What the shipped rules say of two records as systems send them."""

from __future__ import annotations

from typing import Any

from apps.domains import get
from apps.matching.against import against
from apps.matching.types import NO_TABLES


def levels(name: str, one: dict[str, Any], other: dict[str, Any]) -> dict[str, str]:
    """The outcome of every comparison of a domain that has something to say about two raw records."""
    domain = get(name)
    standard = [domain.standardise(raw) for raw in (one, other)]
    mine, theirs = (domain.features(each.values, each.problems) for each in standard)
    found = against(domain.spec, mine, [theirs], NO_TABLES).levels[0]
    asked = {place: domain.spec.comparisons[place] for place, level in found.items() if level >= 0}
    return {comparison.name: comparison.levels[found[place]].label for place, comparison in asked.items()}
