from argparse import ArgumentTypeError

import pytest

from mdm.management.arguments import not_negative, positive, share


def test_it_takes_numbers_that_can_be():
    assert (positive("1"), not_negative("0"), share("0.3")) == (1, 0, 0.3)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(positive, "0"), (positive, "-5"), (positive, "1.5"), (not_negative, "-1"), (share, "1"), (share, "x"),
     (share, "nan")],
)  # fmt: skip
def test_it_says_what_is_no_such_number(kind, text):
    with pytest.raises(ArgumentTypeError, match=f"'{text}' is no (whole number from|share between)"):
        kind(text)
