from __future__ import annotations

import numpy as np
import pytest

from apps.matching.columns import Columns
from apps.matching.part_numbers import is_longer, part_numbers
from apps.matching.sides import Sides


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("id9s", "id9svc", True),
        ("hpc8554a", "c8554a", True),
        ("540", "00540", False),  # so short a number may stand there by chance
        ("5000", "mio5000m", False),
        ("gp3a1en", "gp3e1en", False),
    ],
)
def test_it_sees_one_number_at_an_end_of_the_other(one: str, other: str, found: bool) -> None:
    assert is_longer(one, other) is is_longer(other, one) is found


def test_it_grades_the_same_longer_and_different_numbers() -> None:
    columns = Columns.of([{"mpn": number} for number in ("id9s", "id9s", "id9svc", "x1000", "")])
    left, right = np.array([0, 0, 0, 0]), np.array([1, 2, 3, 4])
    grades = part_numbers(Sides(columns, left, right, ("mpn",)))
    assert grades[:3].tolist() == [2.0, 1.0, 0.0]
    assert np.isnan(grades[3])
