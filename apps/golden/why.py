"""Why two source records are held together or apart: what the rules in force say now, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.golden import linked, queries
from apps.golden.linked import Link
from apps.golden.rules import in_force
from apps.matching.why import WhyNot, why_not
from apps.sources import queries as sources


@dataclass(frozen=True, slots=True)
class PairStory:
    """What can be said of two source records.

    `found` is what the rules in force find now; `link` what stands between them, with the evidence stored when it was
    laid; `goldens` where they belong (None: nowhere); `crowded` names the rules whose common key is shared by too many
    records, with their number: such a key proposes nobody.
    """

    found: WhyNot
    link: Link | None
    goldens: tuple[UUID | None, UUID | None]
    crowded: Mapping[str, int]


def why(domain: str, one: UUID, other: UUID) -> PairStory:
    """The story of two source records of a domain. Raises LookupError where the domain has no active rulebook."""
    rules, _ = in_force(domain)
    features = sources.features([one, other])
    found = why_not(rules.spec, features.get(one, {}), features.get(other, {}))
    sizes = linked.crowded_keys(domain, found.why.keys)
    crowded = {
        rule: sizes[key] for rule, key in zip(found.why.proposed_by, found.why.keys, strict=True) if key in sizes
    }
    home = queries.goldens_of([one, other])
    link = next(iter(linked.links_among([one, other])), None)
    return PairStory(found, link, (home.get(one), home.get(other)), crowded)
