from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.matching import components
from apps.matching.cluster import Edges, Situation, cluster
from apps.matching.types import ScoredPairs, Thresholds

LIMITS = Thresholds(join=7, fuse=10, keep=2, review=1, margin=2)
A, B, C, D, E, X = range(6)


def edges(*rows):
    """Edges from (left, right, weight) or (left, right, weight, vetoing comparison)."""
    left, right, weight, veto = (list(column) for column in zip(*((*row, -1)[:4] for row in rows), strict=True))
    return Edges(np.array(left), np.array(right), np.array(weight, np.float32), np.array(veto, np.int16))


def situation(size, existing=(), **more):
    groups = [*existing, *[-1] * (size - len(existing))]
    return Situation(np.arange(size), np.array(groups), **more)


def scorer(*rows, otherwise=-9.0):
    """A scorer that knows these pairs; every other pair is far apart."""
    known = {frozenset(row[:2]): row[2] for row in rows}

    def score(left, right):
        found = [known.get(frozenset(p), otherwise) for p in zip(left.tolist(), right.tolist(), strict=True)]
        weight = np.array(found, np.float32)
        return ScoredPairs(weight, weight, np.full(len(weight), -1, np.int16))

    return score


def reasons(grouping):
    return [review.reason for review in grouping.reviews]


def grouped(grouping):
    return {frozenset(group) for group in grouping.groups if len(group) > 1}


def test_it_leaves_a_record_without_links_by_itself():
    found = cluster(edges((A, B, 0.5)), situation(3), LIMITS)
    assert found.groups == [[A], [B], [C]]
    assert found.reviews == []


def test_it_joins_a_record_to_the_one_golden_record_it_fits():
    rows = edges((X, A, 8), (X, B, 9))
    found = cluster(rows, situation(6, [5, 5, 6, 7, 8]), LIMITS)
    assert grouped(found) == {frozenset({A, B, X})}
    assert found.links == [(B, X)]


def test_it_never_glues_two_golden_records_through_a_record_that_fits_both():
    for given_scorer in (None, scorer((A, B, 8))):
        found = cluster(edges((X, A, 9), (X, B, 14)), situation(6, [5, 6, 7, 8, 9]), LIMITS, given_scorer)
        assert grouped(found) == set()
        assert found.reviews[0].reason == "rivals"
        assert found.reviews[0].pairs == ((B, X), (A, X))


def test_it_leaves_a_new_record_between_two_new_ones_by_itself():
    found = cluster(edges((X, A, 12), (X, B, 8)), situation(6), LIMITS, scorer((A, B, -5)))
    assert grouped(found) == set()
    assert reasons(found) == ["rivals"]
    assert found.reviews[0].pairs == ((A, X), (B, X))


def test_it_joins_two_golden_records_that_fuse_and_the_record_between_them():
    found = cluster(edges((A, B, 11), (X, A, 9), (X, B, 9)), situation(6, [5, 6]), LIMITS)
    assert grouped(found) == {frozenset({A, B, X})}


def test_it_asks_for_all_pairs_of_two_groups_at_once():
    """Two threes that one edge ties: eight pairs nobody compared, one question."""
    within = [(*pair, 12) for group in ((A, B, C), (D, E, X)) for pair in combinations(group, 2)]
    asked = []
    known = scorer(otherwise=9.0)

    def score(left, right):
        asked.append(sorted(zip(left.tolist(), right.tolist(), strict=True)))
        return known(left, right)

    found = cluster(edges(*within, (C, D, 8)), situation(6), LIMITS, score)
    assert grouped(found) == {frozenset(range(6))}
    assert [len(pairs) for pairs in asked] == [8]


def test_it_keeps_copies_of_an_ambiguous_record_together():
    copy = C
    rows = edges((X, copy, 20), (X, A, 9), (copy, A, 9), (X, B, 9), (copy, B, 9), (A, B, -4))
    found = cluster(rows, situation(6), LIMITS)
    assert grouped(found) == {frozenset({X, copy})}
    assert reasons(found) == ["rivals"]
    assert len(found.reviews[0].pairs) == 2


def test_it_asks_when_the_second_best_is_too_close():
    found = cluster(edges((X, A, 8), (X, B, 6.5)), situation(6, [5, 6]), LIMITS)
    assert grouped(found) == set()
    assert [(review.reason, review.pairs) for review in found.reviews] == [("margin", ((A, X), (B, X)))]


def test_it_joins_when_the_second_best_is_far_enough_and_still_asks_about_it():
    found = cluster(edges((X, A, 12), (X, B, 6.5)), situation(6, [5, 6]), LIMITS)
    assert grouped(found) == {frozenset({A, X})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("review_band", ((B, X),))]


def test_it_asks_about_an_edge_in_the_review_band():
    found = cluster(edges((A, B, 3), (A, C, 0.9)), situation(3), LIMITS)
    assert grouped(found) == set()
    assert [(review.reason, review.pairs, review.weight) for review in found.reviews] == [("review_band", ((A, B),), 3)]


def test_it_asks_once_per_pair_of_groups_about_the_best_pair():
    found = cluster(edges((A, B, 12), (A, C, 3), (B, C, 4)), situation(3), LIMITS)
    assert [(review.reason, review.pairs) for review in found.reviews] == [("review_band", ((B, C),))]


def test_it_never_joins_over_a_veto_and_says_what_it_would_have_been():
    found = cluster(edges((A, B, 9, 2), (C, D, 6, 2)), situation(4), LIMITS)
    assert grouped(found) == set()
    assert [(r.reason, r.pairs, r.weight, r.veto) for r in found.reviews] == [("veto", ((A, B),), 9, 2)]


def test_it_never_joins_a_group_with_a_vetoed_member():
    found = cluster(edges((A, B, 12), (B, C, 9), (A, C, 3, 4)), situation(3, [5, 5]), LIMITS)
    assert grouped(found) == {frozenset({A, B})}
    assert [(review.reason, review.veto) for review in found.reviews] == [("veto", 4)]


def test_it_asks_before_fusing_published_records_below_the_fuse_threshold():
    found = cluster(edges((A, B, 9)), situation(2, [5, 6]), LIMITS)
    assert grouped(found) == set()
    assert reasons(found) == ["fuse"]
    assert grouped(cluster(edges((A, B, 10)), situation(2, [5, 6]), LIMITS)) == {frozenset({A, B})}


def test_it_never_fuses_two_confirmed_records():
    for confirmed, joined in ((frozenset({5, 6}), False), (frozenset({5}), True)):
        found = cluster(edges((A, B, 30)), situation(2, [5, 6], confirmed=confirmed), LIMITS)
        assert bool(grouped(found)) is joined
        assert reasons(found) == ([] if joined else ["fuse"])


def test_it_does_not_fuse_a_published_record_that_fits_two_others():
    rows = edges((A, B, 12), (A, C, 11), (B, C, -3))
    found = cluster(rows, situation(3, [5, 6, 7]), LIMITS)
    assert grouped(found) == set()
    assert reasons(found) == ["rivals"]


def test_it_keeps_a_group_coherent():
    rows = edges((A, B, 14), (B, C, 8), (A, C, 1.5))
    found = cluster(rows, situation(3, [5, 5]), LIMITS)
    assert grouped(found) == {frozenset({A, B})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("incoherent", ((B, C),))]


def test_it_is_stopped_only_by_pairs_it_knows():
    rows = edges((A, B, 14), (B, C, 13))
    assert grouped(cluster(rows, situation(3), LIMITS)) == {frozenset({A, B, C})}
    assert grouped(cluster(rows, situation(3), LIMITS, scorer((A, C, 3)))) == {frozenset({A, B, C})}
    assert grouped(cluster(rows, situation(3), LIMITS, scorer((A, C, -3)))) == set()


def test_it_does_not_let_one_stray_edge_tear_two_good_groups_apart():
    left, right = list(combinations((A, B, C), 2)), list(combinations((D, E, X), 2))
    rows = edges(*((*pair, 15) for pair in left + right), (A, D, 8))
    found = cluster(rows, situation(6), LIMITS, scorer())
    assert grouped(found) == {frozenset({A, B, C}), frozenset({D, E, X})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("incoherent", ((A, D),))]


def test_it_obeys_same_before_everything_and_over_vetoes_and_confirmation():
    more = {"must_link": ((A, B),), "confirmed": frozenset({5, 6})}
    found = cluster(edges((A, B, -20, 1)), situation(2, [5, 6], **more), LIMITS)
    assert grouped(found) == {frozenset({A, B})}
    assert found.reviews == []


def test_it_obeys_different_and_does_not_ask_again():
    found = cluster(edges((A, B, 30)), situation(2, cannot_link=((B, A),)), LIMITS)
    assert grouped(found) == set()
    assert found.reviews == []


def test_it_asks_about_a_way_round_a_different():
    rows = edges((A, B, 30), (A, C, 14), (B, C, 9))
    found = cluster(rows, situation(3, [5, 6, 5], cannot_link=((A, B),)), LIMITS)
    assert grouped(found) == {frozenset({A, C})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("incoherent", ((B, C),))]


def test_it_does_not_follow_same_verdicts_that_contradict_a_different():
    verdicts = {"must_link": ((A, B), (B, C)), "cannot_link": ((A, C),)}
    found = cluster(edges((A, B, 0)), situation(3, **verdicts), LIMITS)
    assert grouped(found) == {frozenset({A, B})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("incoherent", ((B, C),))]


def test_it_reports_a_changed_record_that_no_longer_fits_and_splits_nothing():
    def drift(rows, **more):
        found = cluster(rows, situation(3, [5, 5, 5], changed=frozenset({B}), **more), LIMITS, scorer())
        assert grouped(found) == {frozenset({A, B, C})}
        return [(review.reason, review.pairs) for review in found.reviews]

    assert drift(edges((A, B, 1.5), (B, C, 0))) == [("drifted", ((A, B),))]
    assert drift(edges((A, B, 3), (B, C, 0))) == []
    assert drift(edges((A, C, 9))) == [("drifted", ((A, B),))]
    assert drift(edges((A, B, 12), (B, C, 9, 1))) == [("veto", ((B, C),))]
    assert drift(edges((A, B, 1.5)), must_link=((A, B),)) == []


def test_what_a_record_must_keep_may_be_less_than_what_brings_parts_together():
    mild = Thresholds(join=7, fuse=10, keep=0, cohere=4, review=1, margin=2)
    rows = edges((A, B, 3), (B, C, 0))
    kept = cluster(rows, situation(3, [5, 5, 5], changed=frozenset({B})), mild, scorer())
    assert kept.reviews == []
    apart = cluster(edges((A, B, 9), (B, C, 8)), situation(3), mild, scorer((A, C, 3)))
    assert frozenset({A, B, C}) not in grouped(apart)


def test_it_breaks_ties_by_rank_alone():
    rows = edges((A, B, 9), (B, C, 9), (C, D, 9), (D, A, 9), (A, C, 1), (B, D, 1))
    firm = Thresholds(join=7, fuse=10, keep=2, review=1, margin=0)
    for rank in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        order = sorted(range(4), key=lambda node: rank[node])
        found = cluster(rows, Situation(np.array(rank), np.full(4, -1)), firm)
        assert [node for group in found.groups for node in group[:1]] == sorted(
            (group[0] for group in found.groups), key=order.index
        )
    with pytest.raises(ValueError, match="ranks"):
        cluster(rows, Situation(np.zeros(4, np.int64), np.full(4, -1)), firm)


def test_it_groups_an_empty_batch():
    nothing = Edges(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int16))
    assert cluster(nothing, Situation.fresh(0), LIMITS).groups == []


@st.composite
def graphs(draw):
    """Any graph at all, with verdicts and published records."""
    size = draw(st.integers(2, 8))
    pairs = list(combinations(range(size), 2))
    kept = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=20))
    weights = st.sampled_from([-5.0, 1.5, 3.0, 6.0, 7.0, 8.0, 9.5, 11.0, 14.0])
    rows = [(*pair, draw(weights), draw(st.sampled_from([-1, -1, -1, -1, 0]))) for pair in kept]
    verdicts = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
    middle = len(verdicts) // 2
    existing = draw(st.lists(st.sampled_from([-1, -1, 5, 6, 7]), min_size=size, max_size=size))
    sources = draw(st.none() | st.lists(st.sampled_from([-1, 1, 2]), min_size=size, max_size=size))
    return size, rows, tuple(verdicts[:middle]), tuple(verdicts[middle:]), existing, sources


def as_found(size, rows, must, cannot, existing, sources):
    """The graph as `cluster` takes it."""
    source = None if sources is None else np.array(sources)
    return edges(*rows), situation(size, existing, must_link=must, cannot_link=cannot, source=source)


def renumbered(size, rows, must, cannot, existing, sources, order):
    """The same graph with node n called order[n], rows shuffled and turned around; ranks keep the identity."""
    rank, groups = np.empty(size, np.int64), np.empty(size, np.int64)
    source = None if sources is None else np.empty(size, np.int64)
    for node in range(size):
        rank[order[node]], groups[order[node]] = node, existing[node]
        if sources is not None:
            source[order[node]] = sources[node]
    turned = [(order[right], order[left], *fact) for left, right, *fact in reversed(rows)]
    verdicts = [tuple((order[one], order[other]) for one, other in pairs) for pairs in (must, cannot)]
    return edges(*turned), Situation(rank, groups, must_link=verdicts[0], cannot_link=verdicts[1], source=source)


@settings(max_examples=60)
@given(graphs(), st.data())
def test_it_does_not_depend_on_the_order_of_nodes_or_edges(graph, data):
    order = data.draw(st.permutations(range(graph[0])))
    plain = cluster(*as_found(*graph), LIMITS)
    moved = cluster(*renumbered(*graph, order), LIMITS)
    back = {new: old for old, new in enumerate(order)}
    assert [[back[node] for node in group] for group in moved.groups] == plain.groups
    seen = [(r.reason, {frozenset(back[n] for n in pair) for pair in r.pairs}, r.weight) for r in moved.reviews]
    assert seen == [(r.reason, {frozenset(pair) for pair in r.pairs}, r.weight) for r in plain.reviews]


@settings(max_examples=60)
@given(graphs())
def test_it_keeps_its_promises_on_any_graph(graph):
    size, rows, must, cannot, existing, sources = graph
    found = cluster(*as_found(*graph), LIMITS)
    group_of = {node: number for number, group in enumerate(found.groups) for node in group}
    assert sorted(group_of) == list(range(size))
    for one, other in combinations(range(size), 2):
        if existing[one] == existing[other] >= 0:
            assert group_of[one] == group_of[other]
    told = [frozenset(group_of[node] for node in pair) for review in found.reviews for pair in review.pairs]
    assert len(told) == len(set(told))
    if not must:
        units = [group if group >= 0 else -1 - node for node, group in enumerate(existing)]
        for left, right, weight, veto in rows:
            if group_of[left] == group_of[right] and units[left] != units[right]:
                assert veto < 0 or (left, right) in cannot
                assert weight >= LIMITS.keep
        assert all(group_of[a] != group_of[b] or units[a] == units[b] for a, b in cannot)
        for one, other in combinations(range(size), 2) if sources else ():
            if sources[one] == sources[other] >= 0:
                assert group_of[one] != group_of[other] or units[one] == units[other]


def test_it_settles_the_same_in_several_processes():
    rows = [(3 * n, 3 * n + 1, 8.0 + n % 3) for n in range(20)] + [(3 * n + 1, 3 * n + 2, 7.5) for n in range(0, 20, 2)]
    given = edges(*rows), Situation.fresh(60), LIMITS, scorer((0, 2, 3.0), (12, 14, 2.5))
    alone = cluster(*given)
    assert cluster(*given, workers=2) == alone
    assert alone.reviews


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=9), st.data())
def test_it_finds_true_groups_in_one_load_or_in_many(truth, data):
    size = len(truth)
    same = {pair: truth[pair[0]] == truth[pair[1]] for pair in combinations(range(size), 2)}
    rows = [(*pair, data.draw(st.floats(10, 30)) if alike else -6.0) for pair, alike in same.items()]
    wanted = {frozenset(n for n in range(size) if truth[n] == value) for value in truth}
    everything = cluster(edges(*rows), Situation.fresh(size), LIMITS)
    assert {frozenset(group) for group in everything.groups} == wanted
    assert everything.reviews == []

    arrival, published = data.draw(st.permutations(range(size))), {}
    cuts = data.draw(st.integers(1, size))
    for start in range(0, size, cuts):
        nodes = sorted(arrival[: start + cuts])
        place = {node: number for number, node in enumerate(nodes)}
        held = [(place[a], place[b], w) for a, b, w in rows if a in place and b in place] or [(0, 0, 0.0)]
        before = Situation(np.array(nodes), np.array([published.get(node, -1) for node in nodes]))
        for number, group in enumerate(cluster(edges(*held), before, LIMITS).groups):
            published |= {nodes[node]: number for node in group}
    assert {frozenset(n for n in published if published[n] == g) for g in published.values()} == wanted


@st.composite
def crowds(draw):
    """A few records of which nearly everybody knows everybody, and somebody beyond."""
    size = draw(st.integers(2, 6))
    strong, weak = st.sampled_from([2.0, 3.0, 7.0, 8.0, 9.5, 11.0]), st.sampled_from([-5.0, 1.0, 1.5, 5.0, 6.0])
    rows = [(*pair, draw(strong), draw(st.sampled_from([-1] * 30 + [0]))) for pair in combinations(range(size), 2)]
    rows = rows[draw(st.sampled_from([0, 0, 0, 1])) :]
    beyond = [(node, size, draw(weak), -1) for node in range(size) if draw(st.booleans())]
    existing = draw(st.lists(st.sampled_from([-1, -1, -1, 5, 6]), min_size=size + 1, max_size=size + 1))
    cannot = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), max_size=1))
    sources = draw(st.none() | st.lists(st.sampled_from([-1, -1, -1, 1]), min_size=size + 1, max_size=size + 1))
    return size + 1, rows + beyond or [(0, size, -5.0, -1)], (), tuple(cannot), existing, sources


@settings(max_examples=200)
@example((4, [(0, 2, 7.0), (1, 2, 7.0)], (), (), [-1, -1, -1, -1], None), True, "every")
@given(st.one_of(crowds(), graphs()), st.booleans(), st.sampled_from(["every", "half"]))
def test_it_settles_what_simply_joins_as_it_settles_anything_else(graph, asked, held):
    given = *as_found(*graph), replace(LIMITS, held=held)
    score = scorer((0, 1, 8.0), (1, 2, 2.5)) if asked else None
    quickly = cluster(*given, score)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "_simple", lambda batch, *_: np.zeros(batch.size, bool))
        assert cluster(*given, score) == quickly
