import numpy as np

from apps.matching import sample
from apps.matching.sample import drawn, pair_space


def test_it_takes_every_pair_of_a_small_batch():
    found = drawn(5, pair_space(5), seed=1)
    assert len(found.left) == 10
    assert not found.by_content
    assert (found.left < found.right).all()


def test_it_draws_pairs_of_a_large_batch_by_place(monkeypatch):
    monkeypatch.setattr(sample, "SAMPLE", 1000)
    found = drawn(500, pair_space(500), seed=1)
    assert found.by_content
    assert 950 < len(found.left) <= 1050
    assert (found.left != found.right).all()
    assert set(found.places().tolist()) == {*found.left.tolist(), *found.right.tolist()}


def test_it_draws_more_where_few_of_the_pairs_may_match(monkeypatch):
    monkeypatch.setattr(sample, "SAMPLE", 1000)
    source = np.repeat([0, 1], [490, 10])
    found = drawn(500, pair_space(500, source), seed=1)
    assert 800 < int((source[found.left] != source[found.right]).sum()) < 1300


def test_it_counts_the_pairs_that_could_match():
    assert pair_space(6) == 15
    assert pair_space(6, np.array([0, 0, 1, 1, 1, 1])) == 8
    assert pair_space(0) == pair_space(1) == 0
