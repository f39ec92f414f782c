import numpy as np
import pytest

from apps.matching.columns import Columns
from apps.matching.compare import compare
from apps.matching.types import Comparison, Level

VARIANT = Comparison(
    "variant", "contrast", ("variant",), (Level("no contrast", 0), Level("other variant", -6, veto=True))
)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("side:left", "side:left", 0),
        ("side:left", "side:right", 1),
        ("side:left plug:uk", "plug:uk", 0),
        ("side:left plug:uk", "side:left plug:eu", 1),
        ("side:left", "plug:uk", -1),
        ("size:s size:m", "size:m", 0),
        ("", "side:left", -1),
    ],
)
def test_it_objects_to_what_both_name_and_do_not_share(left: str, right: str, level: int) -> None:
    columns = Columns.of([{"variant": left}, {"variant": right}])
    levels = compare([VARIANT], columns, np.array([0, 1]), np.array([1, 0]))
    assert levels[:, 0].tolist() == [level, level]
