import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.cluster import cluster
from apps.matching.components import connected
from apps.matching.situation import Edges, Situation
from apps.matching.types import Thresholds

SIZE = 9
edges = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=12)


@settings(max_examples=100, deadline=None)
@given(edges)
def test_it_names_a_component_after_its_lowest_unit(found):
    expected = list(range(SIZE))
    for _ in found:
        for pair in found:
            lowest = min(expected[end] for end in pair)
            expected = [lowest if name in {expected[end] for end in pair} else name for name in expected]
    one, other = np.array(found, np.int64).reshape(-1, 2).T
    assert connected(SIZE, one, other).tolist() == expected


def test_it_joins_by_the_best_edges_and_by_the_first_of_equal_ones():
    pairs = {(0, 1): 8, (0, 2): 9, (1, 2): 8, (3, 4): 7}
    left, right = np.array(list(pairs)).T
    known = Edges(left, right, np.array(list(pairs.values()), np.float32), np.full(len(pairs), -1, np.int16))
    found = cluster(known, Situation.fresh(5), Thresholds(join=6, fuse=11, keep=2, review=-1, margin=2))
    assert found.groups == [[0, 1, 2], [3, 4]]
    assert found.links == [(0, 1), (0, 2), (3, 4)]
