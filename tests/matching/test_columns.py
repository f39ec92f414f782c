import numpy as np
import pytest

from apps.matching.columns import Columns, column_of, distinct, is_among, repeated


def test_it_numbers_distinct_values_and_keeps_zero_for_missing():
    columns = Columns.of([{"city": "delft"}, {}, {"city": ""}, {"city": "lyon"}, {"city": "delft"}])
    assert columns["city"].codes.tolist() == [1, 0, 0, 2, 1]
    assert columns["city"].values == ["", "delft", "lyon"]


def test_it_treats_an_unknown_feature_as_missing_everywhere():
    columns = Columns.of([{"city": "delft"}, {}])
    assert columns["street"].codes.tolist() == [0, 0]
    assert columns.text("street", 1) == ""


def test_it_gives_features_one_common_list_of_values():
    columns = Columns.of([{"given": "a", "family": "b"}, {"given": "b", "family": "a"}, {"family": "c"}])
    joint = columns.joint(("given", "family"))
    given, family = joint.rows.T
    assert given.tolist() == [family[1], family[0], 0]
    assert [joint.values.values[code] for code in family] == ["b", "a", "c"]


def test_it_lays_the_codes_of_a_record_side_by_side():
    columns = Columns.of([{"city": "delft"}, {"name": "x"}, {"city": "lyon", "name": "y"}])
    rows = columns.rows(("name", "city", "street"))
    for place, name in enumerate(("name", "city", "street")):
        assert rows[:, place].tolist() == columns[name].codes.tolist()


@pytest.mark.parametrize(("values", "dtype"), [(200, np.uint8), (300, np.uint16), (70_000, np.int32)])
def test_it_keeps_the_codes_of_few_values_in_small_numbers(values, dtype):
    columns = Columns.of([{"name": str(value)} for value in range(values)])
    rows = columns.rows(("name",))
    assert rows.dtype == dtype
    assert rows[:, 0].tolist() == columns["name"].codes.tolist()


def test_it_looks_at_a_value_when_it_is_first_asked_for():
    seen = []
    column = column_of(["a", "b", "c", "b"])

    def shout(value):
        seen.append(value)
        return value.upper()

    assert column.when_asked("loud", np.array([2, 1, 2]), shout, object).tolist() == ["B", "A", "B"]
    assert column.when_asked("loud", np.array([2, 3]), shout, object).tolist() == ["B", "C"]
    assert sorted(seen) == ["a", "b", "c"]
    assert column.texts(column.codes).tolist() == ["a", "b", "c", "b"]


def test_it_tells_which_numbers_are_known():
    assert is_among(np.array([1, 2, 9]), np.array([2, 5])).tolist() == [False, True, False]
    assert is_among(np.array([1, 2]), np.zeros(0, np.int64)).tolist() == [False, False]


def test_distinct_numbers_come_once_and_in_order():
    found = distinct(np.array([3, -1, 3, 2, -1], np.int32))
    assert (found.tolist(), found.dtype) == ([-1, 2, 3], np.int32)
    assert distinct(np.zeros(0, np.int64)).tolist() == []


def test_it_splits_values_that_hold_several():
    parts = column_of(["", "1\x1f2", "2", "\x1f3"]).parts()
    assert parts.count.tolist() == [0, 2, 1, 1]
    assert [parts.column.values[code] for code in parts.codes] == ["1", "2", "2", "3"]


def test_it_derives_from_distinct_values_only_once():
    column, asked = column_of(["a", "a", "b"]), []
    table, small = column.translated("upper", lambda value: asked.append(value) or "same")
    column.translated("upper", lambda value: "never")
    assert asked == ["a", "b"]
    assert np.array_equal(table, [0, 1, 1])
    assert small.values == ["", "same"]


def test_it_tells_which_values_of_an_owner_stand_earlier():
    owner = np.array([1, 1, 1, 2, 2, 3])
    assert repeated(owner, np.array([7, 8, 7, 7, 7, 7])).tolist() == [False, False, True, False, True, False]
    assert repeated(owner[:0], owner[:0]).tolist() == []


def test_it_gives_some_of_the_records_with_their_values_alone():
    columns = Columns.of([{"city": "delft"}, {"city": "lyon"}, {}, {"city": "graz"}])
    some = columns.only(np.array([3, 0, 2]))
    assert some["city"].values == ["", "delft", "graz"]
    assert [some.text("city", record) for record in range(3)] == ["graz", "delft", ""]


def test_it_forgets_what_was_derived():
    columns = Columns.of([{"city": "delft"}])
    columns["city"].once("length", lambda: 5)
    assert columns.anew()["city"].once("length", lambda: 6) == 6
    assert columns["city"].once("length", lambda: 7) == 5
