"""Everything that is promised to come back, of a whole domain, in a form that two moments can be compared by."""

from __future__ import annotations

from typing import Any

from apps.golden.models import GoldenRecord, Link, Override, Xref

Portrait = dict[str, Any]


def portrait() -> Portrait:
    """Golden records without version and clock, crosswalk, overrides, and what stands between source records."""
    goldens = {
        row.pk: (row.status, row.values, row.provenance, row.merged_into_id, row.successors, row.retired_reason,
                 row.confirmed, row.unmatchable, row.created_at)
        for row in GoldenRecord.objects.all()
    }  # fmt: skip
    overrides = {
        row.pk: (row.golden_id, row.field, row.value, row.lifetime, row.until, row.base, row.released_at)
        for row in Override.objects.all()
    }
    standing = Link.objects.filter(superseded_at=None)
    links = {(row.left_id, row.right_id): (row.pk, row.verdict, row.origin) for row in standing}
    crosswalk = {row.record_id: (row.golden_id, row.since) for row in Xref.objects.all()}
    return {"goldens": goldens, "crosswalk": crosswalk, "overrides": overrides, "links": links}


def without_questions(shown: Portrait) -> Portrait:
    """Without the words that an unmerge answers a question with: `different` of a steward, and what was suggested."""
    links = {pair: link for pair, link in shown["links"].items() if link[1] not in ("different", "suggested")}
    return shown | {"links": links}


def differences(one: Portrait, other: Portrait) -> list[tuple[Any, ...]]:
    """Part, key, one state, other state of everything that differs: empty where the portraits are alike."""
    found: list[tuple[Any, ...]] = []
    for part in one:
        for key in one[part].keys() | other[part].keys():
            left, right = one[part].get(key), other[part].get(key)
            if left != right:
                sides = zip(left, right, strict=True) if left and right else [(left, right)]
                found += [(part, str(key), x, y) for x, y in sides if x != y]
    return found
