import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from apps.matching import columns
from apps.matching.columns import column_of
from apps.matching.dates import DATE_TIERS, slips_between
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
        ("1984-01-01", "1984-01-01", 1),
        ("1984-01-01", "1985-01-01", 2),
        ("1984-01-01", "1998-01-01", 3),
        ("1984-01-01", "1984-01-02", 1),
        ("1984-01-01", "1951-01-01", 3),
        ("", "1951-12-25", None),
    ],
)
def test_it_compares_dates(left, right, tier):
    expected = "missing" if tier is None else f"date: {DATE_TIERS[tier]}"
    assert level_of(DATE, {"born": left}, {"born": right}) == expected


near = st.tuples(
    st.sampled_from(["1984", "1948", "9841", "1894", "1985", "2000"]), st.integers(1, 12), st.integers(1, 31)
)
dates = st.one_of(near.map(lambda date: "{}-{:02}-{:02}".format(*date)), st.sampled_from(["soon", "1984-3-4", "1984"]))


@given(st.lists(dates, min_size=2, max_size=30, unique=True))
def test_it_counts_the_slips_that_it_would_count_letter_by_letter(texts):
    column = column_of(texts)
    left, right = (side.astype(np.int32) + 1 for side in np.triu_indices(len(texts), 1))
    by_letters = [OSA.distance(*pair, score_cutoff=2) for pair in column.pairs(left, right)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "FEW", -1)
        assert slips_between(column, left, right).tolist() == by_letters
