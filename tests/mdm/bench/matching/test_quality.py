import numpy as np

from mdm.bench.matching.quality import Found, group_f1, pair_f1

THINGS = np.array([0, 0, 0, 1, 1, 2], np.int32)


def found(pairs, groups):
    left, right = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
    return Found(left, right, np.array(groups))


def test_it_counts_pairs_against_the_things_they_belong_to():
    figures = pair_f1(found([(0, 1), (0, 2), (3, 5)], range(6)), THINGS)
    assert figures == {"precision": 0.6667, "recall": 0.5, "f1": 0.5714}


def test_it_counts_every_pair_of_a_group():
    figures = group_f1(found([(0, 1)], [7, 7, 7, 7, 8, 9]), THINGS)
    assert figures == {"precision": 0.5, "recall": 0.75, "f1": 0.6}
