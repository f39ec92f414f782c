"""What live records teach: nothing that is far from what is declared, and thresholds that heed every answer."""

from __future__ import annotations

import numpy as np
import pytest

from apps.domains import get
from apps.golden.learnt import SWAY, Judged, heeding, near_to
from apps.matching.identified import Answers
from apps.matching.types import Thresholds


def said(*answers: tuple[float, bool, int]) -> Answers:
    """Weight, whether the same, and how many such answers."""
    rows = [(weight, same) for weight, same, count in answers for _ in range(count)]
    return Answers(np.array([row[0] for row in rows], np.float32), np.array([row[1] for row in rows], bool))


def test_it_raises_the_join_threshold_above_what_stewards_call_different() -> None:
    assert heeding(Thresholds(), said((12.0, True, 60), (7.6, False, 5))).join == 8.0


def test_it_keeps_thresholds_where_few_have_answered_or_all_agree() -> None:
    assert heeding(Thresholds(), said((9.0, False, 5))) == Thresholds()
    assert heeding(Thresholds(), said((9.0, True, 40))) == Thresholds()


def test_it_keeps_thresholds_in_order_when_join_rises() -> None:
    found = heeding(Thresholds(), said((20.0, True, 60), (12.0, False, 20)))
    assert (found.join, found.fuse) == (12.5, 12.5)


def test_it_asks_for_no_more_than_is_allowed() -> None:
    assert heeding(Thresholds(), said((12.0, True, 60), (7.6, False, 5)), allowed=0.1) == Thresholds()


@pytest.mark.parametrize("name", ["customer", "product"])
def test_it_moves_no_weight_further_from_the_declared_than_records_can_tell(name: str) -> None:
    spec = get(name).spec
    moved = {
        c.name: [level.weight + 9 * (-1) ** place for place, level in enumerate(c.levels)] for c in spec.comparisons
    }
    near = near_to(spec, spec.reweighed(moved))
    steps = {
        abs(level.weight - was.weight)
        for c, d in zip(near.comparisons, spec.comparisons, strict=True)
        for level, was in zip(c.levels, d.levels, strict=True)
    }
    assert steps == {SWAY}


def judged(declared: Answers, learnt: Answers) -> Judged:
    return Judged.of((declared, 7.0), (learnt, 7.0))


def test_it_judges_what_would_join_and_what_would_be_found() -> None:
    one = judged(said((9.0, True, 30), (5.0, True, 10)), said((9.0, True, 38), (5.0, True, 2), (8.0, False, 2)))
    assert (one.answers, one.same, one.wrong, one.found) == (42, 40, (0.0, 0.05), (0.75, 0.95))
    assert one.worse
    assert "of a hundred that would join 5.0 are wrong (declared: 0.0)" in one.in_words()


def test_it_has_nothing_to_say_against_what_matches_as_well_or_better() -> None:
    good, better = said((9.0, True, 30), (5.0, True, 10)), said((9.0, True, 40))
    assert not judged(good, good).worse
    assert judged(good, better).in_words() == ""
    assert judged(better, good).worse


def test_it_warns_where_nothing_tells() -> None:
    few = judged(said((9.0, True, 3)), said((5.0, True, 3)))
    assert few.untold
    assert not few.worse
    assert "rehearse it with care" in few.in_words()
