"""Tables that are kept beside the rules."""

from __future__ import annotations

import pytest

from apps.matching.columns import Columns
from apps.matching.frequencies import UNNAMED, usual_and_rarest
from apps.matching.population import shared_tables, tables_of
from apps.matching.types import Comparison, Level, MatchSpec

LEVELS = (Level("same", 3, 0.9), Level("else", -3))
SPEC = MatchSpec(
    (
        Comparison("name", "similar", ("name",), LEVELS),
        Comparison("name:rarity", "rarity", ("name",), LEVELS),
        Comparison("title", "tokens", ("title",), LEVELS),
    ),
    (),
)
COLUMNS = Columns.of(
    [{"name": "smith", "title": "red pump"}] * 6
    + [{"name": "jones", "title": "blue pump"}] * 5
    + [{"name": "winterbottom", "title": f"pump {number}"} for number in range(4)]
)


def test_it_names_no_value_that_few_records_share() -> None:
    kept = shared_tables(SPEC, COLUMNS)
    assert list(kept.frequencies["name"]) == ["smith", "jones", UNNAMED]
    assert set(kept.token_weights["title"]) == {"pump", "red", "blue"}


def test_it_agrees_with_what_is_known_of_the_common_ones() -> None:
    kept, known = shared_tables(SPEC, COLUMNS), tables_of(SPEC, COLUMNS)
    assert kept.frequencies["name"]["smith"] == known.frequencies["name"]["smith"]
    assert abs(kept.token_weights["title"]["red"] - known.token_weights["title"]["red"]) < 0.001


def test_it_tells_how_rare_unnamed_values_are_beside_what_is_usual() -> None:
    """As in the whole table: agreement by chance is not that of the few common values alone."""
    columns = Columns.of([{"name": "smith"}] * 6 + [{"name": f"name {number % 40}"} for number in range(80)])
    kept, known = shared_tables(SPEC, columns).frequencies["name"], tables_of(SPEC, columns).frequencies["name"]
    assert list(kept) == ["smith", UNNAMED]
    assert usual_and_rarest(kept) == pytest.approx((usual_and_rarest(known)[0], 2 / 86))
    named = {"smith": kept["smith"]}
    assert usual_and_rarest(named) == (kept["smith"] ** 2, kept["smith"])  # as kept by releases before


def test_it_leaves_out_tables_with_nothing_in_them() -> None:
    assert not shared_tables(SPEC, Columns.of([{"name": "winterbottom"}])).frequencies
