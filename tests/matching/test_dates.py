import pytest

from apps.matching.dates import DATE_TIERS
from tests.matching.examples import level_of, tiered

DATE = tiered("date", ("born",), *range(6))


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        ("1984-03-04", "1984-03-04", 0),
        ("1984-03-04", "1984-03-05", 1),
        ("1984-03-12", "1984-03-21", 1),
        ("1984-03-12", "1984-12-03", 2),
        ("1984-03-04", "1985-03-05", 2),
        ("1984-02-28", "1984-03-01", 3),
        ("1983-12-28", "1984-01-03", 3),
        ("1984-02-28", "1984-11-13", 4),
        ("1984-03-04", "1951-12-25", 5),
        ("soon", "1951-12-25", 5),
        ("", "1951-12-25", None),
    ],
)
def test_it_compares_dates(left, right, tier):
    expected = "missing" if tier is None else f"date: {DATE_TIERS[tier]}"
    assert level_of(DATE, {"born": left}, {"born": right}) == expected
