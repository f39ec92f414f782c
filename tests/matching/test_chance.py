import numpy as np
import pytest

from apps.matching.chance import Apart, Chance, is_needed, voices, weight_against
from apps.matching.types import Comparison, Level, Near, SpecError

LEVELS = (Level("same", 9), Level("alike", 3), Level("different", -5))
NAME = Comparison("name", "exact", ("name",), LEVELS, chance=(1e-5, 5e-3, 0.99499))
CITY = Comparison("city", "exact", ("city",), LEVELS)


def test_it_takes_rare_outcomes_for_as_rare_as_declared_and_common_ones_as_seen():
    known = Chance.of(NAME, np.array([500.0, 20_000.0, 979_500.0]))
    assert known.declared.tolist() == [1e-5, 0, 0]
    assert known.shares[0] == pytest.approx(1e-5, rel=1e-3)
    assert known.shares[1] == pytest.approx(0.02, rel=1e-2)
    assert known.shares.sum() == pytest.approx(1)


def _apart(same: float, wrong: float = 0.0) -> Apart:
    """Pairs by level of the name that differ in all else, as that share of the matches would."""
    return Apart(np.array([same, 15_000.0, 950_000.0 - 15_000.0 - same]), np.full(3, wrong))


@pytest.mark.parametrize(
    ("same", "wrong", "chance"),
    [
        pytest.param(400.0, 0.1, 389 / 950_000, id="many: less the tenth of matches that differ in all else"),
        pytest.param(200.0, 0.1, 167 / 950_000, id="less than half of those seen"),
        pytest.param(200.0, 0.5, 1e-5, id="as many as matches may be where all else says little"),
        pytest.param(45.0, 0.1, 1e-5, id="few"),
        pytest.param(0.0, 0.1, 1e-5, id="none"),
    ],
)
def test_it_takes_as_seen_what_differs_in_all_else_and_is_no_match_where_it_is_oftener_than_declared(
    same, wrong, chance
):
    seen = np.array([500.0, 20_000.0, 979_500.0])
    known = Chance.of(NAME, seen, _apart(same, wrong))
    assert known.declared[0] == pytest.approx(chance, rel=0.12)
    assert known.declared[1:].tolist() == [0, 0]


def test_it_believes_what_is_declared_where_hardly_any_pairs_were_seen():
    few = Apart(np.array([1.0, 0.0, 150.0]), np.full(3, 0.1))
    assert Chance.of(NAME, np.array([1.0, 0.0, 189.0]), few).declared[0] == 1e-5


RARE = Comparison("name:rarity", "rarity", ("name",), (Level("rare", 2), Level("common", -2)))
PATTERNS = np.array([(0, 2, 1), (0, 0, 1), (0, -1, 1), (2, 2, -1), (2, -1, 0)], np.int8)


def test_it_weighs_all_else_against_a_match_unless_some_of_it_speaks_for_one():
    found = weight_against((NAME, CITY, RARE), PATTERNS)
    assert found[:, 0].tolist() == [-5, 0, 0, -5, 0]
    assert found[:, 1].tolist() == [0, 0, 0, -5, -5]


def test_it_counts_what_differs_in_all_else_and_how_often_matches_would():
    of_name, of_city, _ = Apart.of_each((NAME, CITY, RARE), PATTERNS, np.array([7.0, 1, 1, 2, 4]))
    assert of_name.pairs.tolist() == [7, 0, 2]
    assert of_city.pairs.tolist() == [0, 0, 2]
    assert of_name.wrong.tolist() == [0.1, 0.1, 0.1]  # the declared 2^-5 is too good to be true


def test_it_says_that_matches_differ_as_often_as_weak_evidence_lets_them():
    weak = Comparison("phone", "exact", ("phone",), (Level("same", 5), Level("different", -1)))
    apart, _ = Apart.of_each((NAME, weak), np.array([(0, 1), (2, 1)], np.int8), np.array([10.0, 90.0]))
    assert apart.wrong.tolist() == [0.5, 0.1, 0.5]


def test_it_keeps_what_was_seen_where_nothing_is_declared():
    seen = np.array([500.0, 20_000.0, 979_500.0])
    known = Chance.of(CITY, seen)
    assert known.shares == pytest.approx(seen / seen.sum(), abs=1e-6)
    assert known.beside(seen) == pytest.approx(seen / seen.sum())


def test_it_counts_the_declared_chance_beside_the_counted_one():
    known = Chance.of(NAME, np.array([500.0, 20_000.0, 979_500.0]))
    assert 1e-5 < known.beside(np.array([100.0, 20_000.0, 979_900.0]))[0] < 1e-4


def test_it_hears_only_comparisons_that_speak_for_matches_in_many_candidates():
    country = Comparison("country", "exact", ("country",), (Level("same", 0), Level("different", -3)))
    heard = [np.array([50.0, 20, 30]), np.array([1.0, 0, 0]), np.array([100.0, 0])]
    assert voices((NAME, CITY, country), heard) == [NAME]


def test_it_hears_no_second_voice_in_what_is_asked_of_relatives_apart():
    apart = Comparison("city:relatives", "exact", ("city",), LEVELS, given=(Near("name", 0),))
    heard = [np.array([50.0, 20, 30])] * 3
    assert voices((NAME, CITY, apart), heard) == [NAME, CITY]


def test_it_needs_what_is_declared_where_few_comparisons_speak():
    assert is_needed([NAME, CITY])
    assert not is_needed([CITY])
    assert not is_needed([NAME] * 5)


def test_it_refuses_chances_that_do_not_fit_the_levels():
    with pytest.raises(SpecError, match="3 levels"):
        Comparison("name", "exact", ("name",), LEVELS, chance=(1e-5, 1.0))
