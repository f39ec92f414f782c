"""What identifies answers by itself."""

from __future__ import annotations

import numpy as np
import pytest

from apps.matching.identified import Answers, answers, denied
from apps.matching.patterns import patterns
from apps.matching.types import Comparison, Level, MatchSpec

NAME = Comparison("name", "exact", ("name",), (Level("same name", 4), Level("other name", -9)))
BORN = Comparison(
    "born", "exact", ("born",), (Level("same", 9), Level("near", 2), Level("other", -13)), identifies=True
)
CODE = Comparison(
    "code", "exact", ("code",), (Level("same", 12), Level("other", -1, veto=True)), chance=(1e-6, 0.999999)
)
MAIL = Comparison("mail", "exact", ("mail",), (Level("same", 7), Level("other", -1)), identifies=True)
SPEC = MatchSpec((NAME, BORN, CODE, MAIL), ())

LEVELS = np.array(
    [
        [0, 0, -1, -1],  # same birth
        [0, 2, -1, -1],  # another birth, same name
        [0, 1, -1, -1],  # nearly the same birth: no answer
        [0, -1, 0, 0],  # same code
        [0, 0, 1, 0],  # another code, same birth: the code forbids what the birth says
        [1, -1, -1, 1],  # nothing that identifies
    ],
    np.int8,
)
WEIGHT = np.array([13, -9, 6, 23, 19, -10], np.float32)


def test_it_denies_what_is_forbidden_and_what_is_told_apart() -> None:
    assert denied(SPEC.comparisons, LEVELS).tolist() == [False, True, False, False, True, False]


def test_it_answers_with_what_the_rest_weighs() -> None:
    found = answers(SPEC, patterns(LEVELS), WEIGHT)
    told = sorted(zip(found.weight.tolist(), found.same.tolist(), strict=True))
    assert told == [(4.0, False), (4.0, True), (11.0, True), (20.0, False)]


def test_it_has_no_answers_where_nothing_identifies() -> None:
    assert not len(answers(MatchSpec((NAME,), ()), patterns(LEVELS[:, :1]), WEIGHT))


def test_it_tells_how_much_is_wrong_and_how_much_is_found() -> None:
    known = Answers(np.array([9, 8, 7, 1], np.float32), np.array([True, True, False, True]))
    assert known.wrong(7) == pytest.approx(1 / 3)
    assert known.found(7) == pytest.approx(2 / 3)
    assert (known.wrong(20), known.found(20)) == (0.0, 0.0)
