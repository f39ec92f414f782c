"""A small customer specification and records to try it on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from apps.matching.columns import Columns
from apps.matching.compare import KINDS, compare
from apps.matching.rarity import rarity_levels
from apps.matching.types import (
    BlockingRule,
    Comparison,
    Features,
    Level,
    MatchSpec,
    Near,
    Part,
    Thresholds,
)


def tiered(name: str, features: tuple[str, ...], *weights: float, kind: str = "", veto: bool = False) -> Comparison:
    """A comparison with one level per tier of its kind; `veto` makes the last level forbid a join."""
    kind = kind or name
    tiers = KINDS[kind].tiers
    last = len(tiers) - 1
    levels = [
        Level(f"{name}: {tier}", weight, veto=veto and position == last)
        for position, (tier, weight) in enumerate(zip(tiers, weights, strict=True))
    ]
    return Comparison(name, kind, features, tuple(levels))


ORGANISATION = Comparison(
    "organisation",
    "tokens",
    ("organisation",),
    (
        Level("same name", 8, at_least=1.0),
        Level("name {percent} similar", 5, at_least=0.9),
        Level("name {percent} similar", 2, at_least=0.75),
        Level("different name", -5),
    ),
)
CUSTOMERS = MatchSpec(
    comparisons=(
        ORGANISATION,
        tiered("person_name", ("given", "family", "canonical"), 10, 9, 8, 7, 6, 5, 4, 3, 2, 0, -2, -5),
        tiered("vat_number", ("vat_number",), 14, 4, 0, -6, kind="edit", veto=True),
        tiered("online", ("email", "website"), 11, 8, 6, 5, 3, -1.5),
        tiered("phone", ("phone",), 9, -1.5, kind="one_of"),
        tiered("address", ("postcode", "house_number", "street", "city"), 9, 7, 6, 5, 4, 2, 1.5, 1, -1, -3),
        tiered("birth_date", ("birth_date",), 9, 6, 3, 0, -2, -6, kind="date"),
        Comparison(
            "organisation:rarity", "rarity_alike", ("organisation",), rarity_levels(), given=(Near("organisation", 1),)
        ),
    ),
    blocking=(
        BlockingRule("vat number", (Part("vat_number"),)),
        BlockingRule("name and city", (Part("organisation", "each_token", 4), Part("city"))),
        BlockingRule("family name and postcode", (Part("family", "sound"), Part("postcode", "first", 2))),
    ),
    thresholds=Thresholds(join=7, fuse=10, keep=2, review=1, margin=2),
    prior=-8,
)

word = st.text(alphabet="abcde", min_size=1, max_size=6)
few = st.sampled_from(["", "ada", "adam", "bob", "bo", "smith", "smyth", "b"])
features = st.fixed_dictionaries(
    {},
    optional={
        "organisation": st.lists(word, min_size=1, max_size=4).map(" ".join),
        "given": few,
        "family": few,
        "canonical": few,
        "vat_number": st.sampled_from(["", "NL123", "NL124", "NL999"]),
        "email": st.sampled_from(["", "info@a.nl", "info@b.nl", "ada@a.nl", "ada@b.nl", "adam@a.nl"]),
        "website": st.sampled_from(["", "a.nl", "b.nl"]),
        "birth_date": st.sampled_from(["", "1970-03-12", "1970-12-03", "1970-03-13", "1971-01-01", "1950-11-30"]),
        "phone": st.lists(st.sampled_from(["1", "2", "3"]), max_size=2).map("\x1f".join),
        "postcode": st.sampled_from(["", "1000", "1001"]),
        "house_number": st.sampled_from(["", "1", "2"]),
        "street": st.sampled_from(["", "10th street", "11th street", "main road"]),
        "city": st.sampled_from(["", "delft", "delf", "lyon"]),
    },
)


def level_of(comparison: Comparison, left: Features, right: Features) -> str:
    """The label of the level two records reach, the same both ways."""
    columns = Columns.of([left, right])
    levels = compare([comparison], columns, np.array([0, 1]), np.array([1, 0]))[:, 0]
    assert levels[0] == levels[1]
    return "missing" if levels[0] < 0 else comparison.levels[levels[0]].label


def every_pair(records: Sequence[Features]) -> tuple[np.ndarray, np.ndarray]:
    """All ordered pairs of different records."""
    size = len(records)
    left, right = np.divmod(np.arange(size * size), max(size, 1))
    return left[left != right], right[left != right]
