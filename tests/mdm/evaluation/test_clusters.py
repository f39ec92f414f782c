from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.measure import b_cubed, group_pair_quality
from mdm.evaluation.clusters import LeftOut, cluster_figures
from mdm.evaluation.quality import groups_of

SIZE = 7
groups = st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE)
pairs = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda p: p[0] != p[1]), max_size=5
)


def out(same=(), others=()):
    return LeftOut(*(np.array(list(each), np.int64).reshape(-1, 2) for each in (same, others)))


def listed(group):
    return {(one, other) for one, other in combinations(range(len(group)), 2) if group[one] == group[other]}


@given(groups, groups)
def test_it_measures_as_ever_where_nothing_is_left_out(truth, found):
    figures, pairwise = cluster_figures(truth, found, out()), group_pair_quality(truth, found)
    assert figures["precision"] == pytest.approx(pairwise.precision, abs=1e-4)
    assert figures["recall"] == pytest.approx(pairwise.recall, abs=1e-4)
    assert figures["b3_f1"] == pytest.approx(b_cubed(truth, found).f1, abs=1e-4)


@given(groups, groups, pairs, pairs)
def test_it_takes_pairs_left_out_from_the_found_and_the_true_ones(truth, found, same, others):
    left_out = listed(groups_of(same, SIZE)) | {tuple(sorted(pair)) for pair in others}
    true_pairs, found_pairs = listed(truth) - left_out, listed(found) - left_out
    figures = cluster_figures(truth, found, out(same, others))
    hits = len(true_pairs & found_pairs)
    assert figures["precision"] == pytest.approx(hits / len(found_pairs) if found_pairs else 1.0, abs=1e-4)
    assert figures["recall"] == pytest.approx(hits / len(true_pairs) if true_pairs else 1.0, abs=1e-4)
    company = [[1 + sum(one in pair for pair in kept) for one in range(SIZE)]
               for kept in (true_pairs & found_pairs, found_pairs, true_pairs)]  # fmt: skip
    both, seen, true = map(np.array, company)
    precision, recall = (both / seen).mean(), (both / true).mean()
    assert figures["b3_f1"] == pytest.approx(2 * precision * recall / (precision + recall), abs=1e-4)


def test_it_gives_no_credit_for_what_follows_from_answers():
    nothing_found_alone = cluster_figures([0, 0, 0, 1, 1], [0, 0, 0, 1, 2], out(same=[(0, 1), (2, 1)]))
    assert nothing_found_alone["recall"] == nothing_found_alone["f1"] == 0.0


def test_it_takes_nothing_for_perfect():
    assert set(cluster_figures([], [], out()).values()) == {1.0}
