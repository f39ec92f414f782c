"""Evidence in words first: what a steward reads before any number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from apps.matching.types import PRIOR, Evidence

NOTHING: Final = "nothing to compare"


def sentence(evidence: Iterable[Evidence]) -> str:
    """One line such as "same VAT number, name 94 % similar, different city".

    What speaks for the pair comes first, the strongest first; then what speaks against it. What weighs nothing
    (missing values, say) and the prior are left out; a veto is marked.
    """
    lines = list(evidence)
    remarks = {question(line.comparison): line.label for line in lines if _is_rarity(line) and line.weight}
    told = [line for line in lines if line.comparison != PRIOR and not _is_rarity(line) and (line.weight or line.veto)]
    told.sort(key=lambda line: (line.weight < 0, -abs(line.weight)))
    return ", ".join(_phrase(line, remarks.get(question(line.comparison), "")) for line in told) or NOTHING


def question(comparison: str) -> str:
    """What is asked, whoever is asked it: "phone" of "phone:rarity" and of "phone:relatives"."""
    return comparison.partition(":")[0]


def _is_rarity(line: Evidence) -> bool:
    return line.comparison.endswith(":rarity")


def _phrase(line: Evidence, remark: str) -> str:
    extra = [text for text in (remark, "forbids a join" if line.veto else "") if text]
    return f"{line.label} ({', '.join(extra)})" if extra else line.label


def percent(weight: float) -> str:
    """Log2 odds as a percentage; never "100 %", because a score is never certain."""
    share = 100.0 / (1.0 + 2.0 ** -max(min(weight, 1000.0), -1000.0))
    if share > 99.9:
        return "over 99.9 %"
    return "under 0.1 %" if share < 0.1 else f"{share:.1f} %".replace(".0 %", " %")


REASONS: Final[dict[str, str]] = {
    "rivals": "fits two or more golden records that cannot be one",
    "margin": "the best and the second-best golden record are too close",
    "review_band": "alike, but not enough to join without a person",
    "fuse": "two published golden records look like one",
    "incoherent": "alike, but other records of the group do not agree",
    "drifted": "changed since, and does not fit the others of its golden record any more",
    "twice": "alike, but a system that is declared to hold each thing once holds both",
}


def reason_in_words(reason: str, weight: float, vetoed_by: str = "") -> str:
    """Why a review item exists, such as "would be 97 %, vetoed by vat_number"."""
    if reason == "veto":
        return f"would be {percent(weight)}, vetoed by {vetoed_by or 'a comparison'}"
    return f"{REASONS[reason]} ({percent(weight)})"
