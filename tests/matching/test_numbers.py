from __future__ import annotations

import pytest

from apps.matching.types import Comparison
from tests.matching.examples import level_of, tiered

TAX = tiered("tax_number", ("f",), 5, 3, 1, -5)
REGISTERED = tiered("registered", ("f",), 5, -5)


@pytest.mark.parametrize(
    ("comparison", "left", "right", "expected"),
    [
        (TAX, "DE136695976", "DE136695976", "same"),
        (TAX, "DE136695976", "DE136695967", "one edit"),
        (TAX, "DE136695976", "DE811569869", "different"),
        (TAX, "DE136695976", "DE18181508155 STNR", "missing"),
        (TAX, "DE18181508155 STNR", "DE18181508155 STNR", "same"),
        (TAX, "DE18181508155 STNR", "DE30281508156 STNR", "different"),
        (TAX, "DE18181508155 STNR", "DE36574261809 IDNR", "missing"),
        (TAX, "DE136695976", "", "missing"),
        (REGISTERED, "1234567", "1234567", "same"),
        (REGISTERED, "1234567", "1234568", "different"),
        (REGISTERED, "1234567", "9429000106078 NZBN", "missing"),
        (REGISTERED, "9429000106078 NZBN", "9429000106085 NZBN", "different"),
    ],
)
def test_it_compares_numbers_of_one_scheme_only(comparison: Comparison, left: str, right: str, expected: str) -> None:
    assert level_of(comparison, {"f": left}, {"f": right}).split(": ")[-1] == expected
