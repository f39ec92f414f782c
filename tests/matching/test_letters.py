import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from apps.matching import letters, runs
from apps.matching.columns import column_of
from apps.matching.letters import Letters, letters_of, may_be_edits, may_be_words_alike, may_share, overlap

texts = st.one_of(
    st.text(alphabet="abß1-é", min_size=1, max_size=8),
    st.text(min_size=1, max_size=6),
    st.sampled_from(["born", "bjoern"]),
)
pairs = st.lists(st.tuples(texts, texts), min_size=1, max_size=8)


def looked_at(found):
    """The pairs' letters, and the pairs again."""
    column = column_of([text for pair in found for text in pair])
    return overlap(letters_of(column), column.codes[::2], column.codes[1::2])


@settings(max_examples=200, deadline=None)
@given(pairs, st.integers(0, 3))
def test_it_never_leaves_out_a_pair_within_so_many_edits(found, most):
    for (one, other), may in zip(found, may_be_edits(looked_at(found), most), strict=True):
        assert may or OSA.distance(one, other) > most


@settings(max_examples=200, deadline=None)
@given(pairs, st.sampled_from([0.5, 0.65, 0.8, 0.9, 1.0]))
def test_it_never_leaves_out_a_pair_that_shares_enough_letters(found, floor):
    for (one, other), may in zip(found, may_share(looked_at(found), floor), strict=True):
        assert may or Indel.normalized_similarity(one, other, score_cutoff=floor) == 0


@settings(max_examples=200, deadline=None)
@given(pairs, st.sampled_from([0.7, 0.85, 0.9, 0.92]))
def test_it_never_leaves_out_words_alike(found, floor):
    for (one, other), may in zip(found, may_be_words_alike(looked_at(found), floor), strict=True):
        assert may or JaroWinkler.normalized_similarity(one, other, score_cutoff=floor) == 0


def test_it_tells_plainly_different_words_apart():
    seen = looked_at([("smith", "jones"), ("smith", "smyth")])
    assert may_be_edits(seen, 1).tolist() == [False, True]
    assert not may_be_words_alike(seen, 0.9)[0]


def test_it_looks_at_many_values_in_blocks():
    column = column_of([f"value {number}" for number in range(20_000)])
    assert letters_of(column).length.tolist() == [len(value) for value in column.values]


def test_it_looks_at_many_values_block_by_block(monkeypatch):
    values = ["anna", "", "bjørn", "ß", "a1-2", "anna maria", "x" * 70]
    whole = letters._letters(values)
    monkeypatch.setattr(runs, "BLOCK", 2)
    again = letters._letters(values)
    assert all(np.array_equal(getattr(again, name), getattr(whole, name)) for name in Letters.__slots__)
    assert len(letters._letters([]).marks) == 0
