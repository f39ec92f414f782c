from __future__ import annotations

import numpy as np

from apps.matching.rivals import Rivals

LEFT, RIGHT = np.array([0, 0, 1, 2]), np.array([10, 11, 11, 12])


def test_it_goes_on_from_what_it_found_last() -> None:
    rivals = Rivals.of(LEFT, RIGHT)
    rivals.partnered(np.array([4.0, 4.0, 18.0, -1.0]), still=1e-2)
    again = rivals.partnered(np.array([4.0, 4.0, 20.0, -2.0]))
    fresh = Rivals.of(LEFT, RIGHT).partnered(np.array([4.0, 4.0, 20.0, -2.0]))
    assert np.allclose(again, fresh, atol=1e-3)


def test_it_weighs_a_pair_that_is_too_unlikely_to_take_a_seat() -> None:
    found = Rivals.of(LEFT, RIGHT).partnered(np.array([10.0, -40.0, 6.0, -30.0]))
    assert np.allclose(found, [10.0, -56.0, 6.0, -30.0], atol=0.05)


def test_it_needs_no_pairs() -> None:
    nothing = np.zeros(0, np.int64)
    assert len(Rivals.of(nothing, nothing).partnered(np.zeros(0))) == 0
