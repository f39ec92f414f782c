import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.columns import column_of
from apps.matching.taken import hash64, taken
from apps.matching.taken_column import taken_of
from apps.matching.types import Part

PARTS = [
    Part("f"),
    Part("f", "first", 2),
    Part("f", "last", 2),
    Part("f", "digits"),
    Part("f", "digits", 2),
    Part("f", "sound"),
    Part("f", "sorted_tokens"),
    Part("f", "word"),
    Part("f", "year"),
    Part("f", "each_token", 2),
    Part("f", "pairs"),
]
texts = st.one_of(
    st.text(alphabet="ab1 \x1f", max_size=6),
    st.text(alphabet="bpae ²٣\ud800", max_size=5),
    st.sampled_from(["ae", "ae ae", "oh hoi", "1984-02-29", "+64 9-300", "x y x z", "a\x1fb\x1fa c"]),
)


def numbers_by_value(found, column):
    """The numbers that each value of a column gives."""
    if found.start is None:
        return [[number] if number else [] for number in found.numbers.tolist()]
    ends = zip(found.start.tolist(), found.count.tolist(), strict=True)
    return [found.numbers[start : start + count].tolist() for start, count in ends]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.take} {part.length}")
@settings(max_examples=80, deadline=None)
@given(values=st.lists(texts, max_size=8))
def test_it_tells_apart_what_is_taken_of_the_values_of_a_column(part, values):
    column = column_of(values)
    expected = [list(taken(part, value)) for value in column.values]
    found = numbers_by_value(taken_of(part, column, lasting=False), column)
    assert [len(numbers) for numbers in found] == [len(one) for one in expected]
    pairs = {
        (text, number)
        for one, numbers in zip(expected, found, strict=True)
        for text, number in zip(one, numbers, strict=True)
    }
    assert len(pairs) == len({text for text, _ in pairs}) == len({number for _, number in pairs})


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.take} {part.length}")
def test_it_hashes_what_lasts(part):
    column = column_of(["", "ada lovelace", "a\x1fb\x1fa c", "1984-02-29", "-"])
    found = numbers_by_value(taken_of(part, column, lasting=True), column)
    assert found == [[hash64(text) for text in taken(part, value)] for value in column.values]


def test_it_looks_at_very_many_values():
    column = column_of([f"+649{number:07}" for number in range(10_000)])
    numbers = taken_of(Part("f", "digits", 7), column, lasting=False).numbers
    assert numbers[0] == 0
    assert len(set(numbers.tolist())) == len(column)
