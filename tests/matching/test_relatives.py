import numpy as np
import pytest

from apps.matching.relatives import let_go
from apps.matching.types import Comparison, Level

NAME = Comparison("name", "exact", ("name",), (Level("same", 9), Level("other given name", -9, firm=True)))
HOME = Comparison("home", "exact", ("home",), (Level("same", 6), Level("different", -3)))
BORN = Comparison("born", "exact", ("born",), (Level("same", 9), Level("different", -9)), unshared=True)
COMPARISONS = (NAME, HOME, BORN)
BROTHERS, ONE_PERSON = (1, 0, 1), (1, 0, 0)


def freed(*patterns: tuple[tuple[int, int, int], float]) -> list[list[bool]]:
    levels, counts = zip(*patterns, strict=True)
    found = let_go(COMPARISONS, np.array(levels, np.int8), np.array(counts))
    return [flags.tolist() for flags in found]


HELD, LET_GO = [[False, False]] * 3, [[False, True], [False, False], [False, False]]


@pytest.mark.parametrize(("brothers", "one_person", "expected"), [(2, 1, HELD), (1, 1, HELD), (1, 2, LET_GO)])
def test_it_lets_a_firm_level_go_where_most_pairs_there_are_one_person(brothers, one_person, expected):
    assert freed((BROTHERS, brothers), (ONE_PERSON, one_person)) == expected


@pytest.mark.parametrize("silent", [(1, 0, -1), (1, 1, 0), (1, -1, 0), (0, 0, 0)])
def test_it_learns_nothing_of_relatives_from_strangers_and_from_births_unknown(silent):
    assert freed((BROTHERS, 1), (silent, 100)) == HELD


def test_it_holds_what_is_firm_where_nothing_tells_relatives_apart():
    found = let_go((NAME, HOME), np.array([(1, 0)], np.int8), np.array([100.0]))
    assert [flags.tolist() for flags in found] == HELD[:2]
    assert [flags.tolist() for flags in let_go((NAME, HOME), np.zeros((0, 2), np.int8), np.zeros(0))] == HELD[:2]
