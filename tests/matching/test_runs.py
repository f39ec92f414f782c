import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import runs
from apps.matching.runs import Runs, characters

lists = st.lists(st.lists(st.integers(0, 3), max_size=5), min_size=1, max_size=12)


def runs_of(found):
    length = np.array([len(each) for each in found])
    return Runs(np.array([one for each in found for one in each], np.int32), np.cumsum(length) - length, length)


def lists_of(found):
    return [found.numbers[b : b + n].tolist() for b, n in zip(found.begin, found.length, strict=True)]


@settings(max_examples=100, deadline=None)
@given(lists)
def test_it_looks_at_all_first_numbers_then_at_all_second_ones(found):
    made = runs_of(found)
    order = made.longest_first()
    expected = [[found[r][place] for r in order if len(found[r]) > place] for place in range(max(map(len, found)))]
    assert [numbers.tolist() for numbers in made.places(order)] == expected


@settings(max_examples=100, deadline=None)
@given(lists)
def test_it_tells_unlike_runs_apart(found):
    mixed = runs_of(found).mixed().tolist()
    assert len(set(mixed)) == len(set(map(tuple, found)))
    assert all((number == 0) == (not each) for number, each in zip(mixed, found, strict=True))


@settings(max_examples=100, deadline=None)
@given(lists, st.integers(1, 4))
def test_it_takes_parts_of_runs(found, most):
    made = runs_of(found)
    assert lists_of(made.first(most)) == [each[:most] for each in found]
    assert lists_of(made.last(most)) == [each[-most:] for each in found]
    assert lists_of(made.where(made.numbers > 1)) == [[one for one in each if one > 1] for each in found]


def test_it_reads_characters_block_by_block(monkeypatch):
    values = ["anna", "", "bjørn", "a\ud800"]
    monkeypatch.setattr(runs, "BLOCK", 3)
    blocks = list(characters(values))
    assert [points for block in blocks for points in lists_of(block)] == [list(map(ord, value)) for value in values]
    assert [len(block.length) for block in blocks] == [3, 1]
    assert [len(block.length) for block in characters([])] == [0]
