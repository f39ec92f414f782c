from itertools import combinations, product

import pytest

from apps.matching import settle as settling
from apps.matching.settle import settle
from apps.matching.ties import Component, coherence
from apps.matching.types import Thresholds

SIZE = 30


def component(size, known):
    alone = [False] * size
    return Component([[node] for node in range(size)], alone, alone, alone, known, frozenset(), [-99.0] * size)


@pytest.mark.parametrize("held", ["every", "half"])
def test_it_looks_at_two_large_groups_as_often_as_they_grow_and_not_for_every_edge_between_them(monkeypatch, held):
    groups = list(range(SIZE)), list(range(SIZE, 2 * SIZE))
    known = {pair: (20.0, -1) for group in groups for pair in combinations(group, 2)}
    known |= {(one, other): (8.0 if (one + other) % 3 == 0 else -40.0, -1) for one, other in product(*groups)}
    looked = []
    monkeypatch.setattr(settling, "coherence", lambda *asked: looked.append(asked) or coherence(*asked))
    found = settle(component(2 * SIZE, known), Thresholds(join=7, fuse=10, keep=2, review=1, margin=2, held=held))
    assert found.groups == list(groups)
    assert {blocked.reason for blocked in found.blocked} == {"incoherent"}
    assert len(found.blocked) == SIZE * SIZE // 3
    assert len(looked) < 5 * SIZE
