import numpy as np
import pytest

from apps.matching.chance import Chance, is_needed, voices
from apps.matching.types import Comparison, Level, SpecError

LEVELS = (Level("same", 9), Level("alike", 3), Level("different", -5))
NAME = Comparison("name", "exact", ("name",), LEVELS, chance=(1e-5, 5e-3, 0.99499))
CITY = Comparison("city", "exact", ("city",), LEVELS)


def test_it_takes_rare_outcomes_for_as_rare_as_declared_and_common_ones_as_seen():
    known = Chance.of(NAME, np.array([500.0, 20_000.0, 979_500.0]))
    assert known.declared.tolist() == [1e-5, 0, 0]
    assert known.shares[0] == pytest.approx(1e-5, rel=1e-3)
    assert known.shares[1] == pytest.approx(0.02, rel=1e-2)
    assert known.shares.sum() == pytest.approx(1)


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


def test_it_needs_what_is_declared_where_few_comparisons_speak():
    assert is_needed([NAME, CITY])
    assert not is_needed([CITY])
    assert not is_needed([NAME] * 5)


def test_it_refuses_chances_that_do_not_fit_the_levels():
    with pytest.raises(SpecError, match="3 levels"):
        Comparison("name", "exact", ("name",), LEVELS, chance=(1e-5, 1.0))
