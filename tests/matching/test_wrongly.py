"""How often the best partner is a wrong one is told by the records of each source itself."""

import numpy as np
import pytest

from apps.matching import wrongly
from apps.matching.columns import Columns
from apps.matching.link import pairs_within
from apps.matching.types import NO_TABLES, BlockingRule, Comparison, Level, MatchSpec, Part
from apps.matching.wrongly import Wrong, promised, wrong_partners

SPEC = MatchSpec(
    (Comparison("name", "similar", ("name",), (Level("alike", 6, 0.8), Level("unlike", -4))),),
    (BlockingRule("town", (Part("town"),)),),
    prior=-2.0,
)


def found_in(records: list[dict[str, str]], source: list[int]) -> list[Wrong]:
    columns, sources = Columns.of(records), np.array(source)
    return wrong_partners(SPEC, columns, sources, pairs_within(SPEC, columns, sources), NO_TABLES)


def record(name: str, town: str) -> dict[str, str]:
    return {"name": name, "town": town}


def test_a_record_finds_a_wrong_partner_where_another_of_its_source_is_like_it():
    records = [record("Mountain View 1", "Bern"), record("Mountain View 2", "Bern"), record("Alps", "Bern")]
    first, second = found_in([*records, record("Alps", "Basel"), record("Sea", "Basel")], [0, 0, 0, 1, 1])
    assert first.share(np.array([0.0, 5.0])).tolist() == [pytest.approx(2 / 3), 0.0]
    assert second.share(np.array([0.0])).tolist() == [0.0]


def test_of_many_that_are_alike_none_is_taken_as_between_sources():
    [found] = found_in([record(f"Episode {number}", "Bern") for number in range(6)], [0] * 6)
    assert (found.weights.tolist(), found.sought) == ([], 6)


def test_some_records_stand_for_all_whatever_their_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wrongly, "MOST", 40)
    records = [record(f"Inn {'abcdefgh'[number % 8]} of {number}", f"town {number // 8}") for number in range(64)]
    [there], [back] = found_in(records, [0] * 64), found_in(records[::-1], [0] * 64)
    assert there.sought == back.sought == pytest.approx(64 * 40 / (64 * 7))
    assert there.weights.tolist() == back.weights.tolist()


def expected(weight: list[float], sizes: list[int], wrong: list[Wrong]) -> np.ndarray:
    ends = np.zeros(len(weight), np.int64), np.ones(len(weight), np.int64)
    return promised(np.array(weight), ends, sizes, wrong)


def test_more_is_expected_of_a_lower_threshold_where_nobody_finds_a_wrong_partner():
    none = [Wrong(np.zeros(0), 10.0)] * 2
    f1 = expected([9.0] * 6 + [-5.0] * 4, [10, 10], none)
    assert f1[0] == pytest.approx(2 * 6 / (6 + 10), abs=0.01)
    assert f1[-1] == pytest.approx(1.0, abs=0.01)


def test_less_is_expected_where_those_without_a_partner_find_wrong_ones():
    """Of ten records two thirds have a partner; by chance every second finds a wrong one of as many bits."""
    many = [Wrong(np.full(5, -4.0), 10.0)] * 2
    f1 = expected([9.0] * 6 + [-5.0] * 2, [10, 10], many)
    assert f1[-1] < f1[0]


def test_the_source_in_which_more_is_found_by_chance_decides():
    none, many = Wrong(np.zeros(0), 10.0), Wrong(np.full(10, -4.0), 10.0)
    weight = [9.0] * 3 + [-5.0] * 5
    assert expected(weight, [10, 10], [none, many]).tolist() == expected(weight, [10, 10], [many, none]).tolist()
    assert expected(weight, [10, 10], [none, many])[-1] < expected(weight, [10, 10], [none, none])[-1]


def test_any_two_of_several_sources_are_counted_apart():
    none = Wrong(np.zeros(0), 4.0)
    ends = np.array([0, 0, 1, 1]), np.array([1, 2, 2, 2])
    f1 = promised(np.full(4, 3.0), ends, [2, 2, 2], [none] * 3)
    assert f1 == pytest.approx(np.ones(4), abs=0.05)


def test_nothing_is_expected_of_nothing():
    assert len(promised(np.zeros(0), (np.zeros(0, np.int64),) * 2, [0, 0], [])) == 0
