"""Grouping where a source is declared to hold each thing once."""

from __future__ import annotations

import numpy as np

from apps.matching.cluster import cluster
from tests.matching.test_cluster import LIMITS, A, B, C, D, X, edges, grouped, scorer, situation


def declared(*sources):
    """The declared source of each of six nodes: those that are left are of none."""
    return {"source": np.array([*sources, *[-1] * (6 - len(sources))])}


def test_it_takes_the_better_of_two_that_a_source_declares_to_be_two_things():
    rows = edges((X, A, 14), (X, B, 9), (A, B, 3))
    assert grouped(cluster(rows, situation(6), LIMITS)) == {frozenset({A, B, X})}
    found = cluster(rows, situation(6, **declared(1, 1)), LIMITS)
    assert grouped(found) == {frozenset({A, X})}
    assert found.reviews == []


def test_it_asks_which_of_two_things_of_a_source_is_meant_where_it_is_close():
    rows = edges((X, A, 10), (X, B, 9))
    found = cluster(rows, situation(6, **declared(1, 1)), LIMITS)
    assert grouped(found) == set()
    assert [(review.reason, review.pairs) for review in found.reviews] == [("rivals", ((A, X), (B, X)))]


def test_it_asks_about_twins_of_a_source_that_holds_each_thing_once():
    found = cluster(edges((A, B, 12), (C, D, 3)), situation(6, **declared(1, 1, 2, 2)), LIMITS)
    assert grouped(found) == set()
    assert [(review.reason, review.pairs) for review in found.reviews] == [("twice", ((A, B),))]


def test_it_asks_where_the_better_of_two_things_of_a_source_comes_later():
    rows, weights = edges((X, A, 14), (X, B, 9), (A, B, 3)), scorer((X, A, 14), (X, B, 9))
    late = situation(6, [5, -1, -1, -1, -1, 5], **declared(1, 1))  # X is together with A, and B comes
    found = cluster(edges((X, B, 9), (A, B, 3)), late, LIMITS, weights)
    assert (grouped(found), found.reviews) == ({frozenset({A, X})}, [])
    early = situation(6, [-1, 5, -1, -1, -1, 5], **declared(1, 1))  # X is together with B, and A comes
    found = cluster(edges((X, A, 14), (A, B, 3)), early, LIMITS, weights)
    assert grouped(found) == {frozenset({B, X})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("twice", ((A, X),))]
    assert grouped(cluster(rows, situation(6, **declared(1, 1)), LIMITS)) == {frozenset({A, X})}


def test_it_asks_before_it_fuses_golden_records_that_hold_two_things_of_a_source():
    rows = edges((A, B, 14), (A, C, 12), (B, D, 12))
    found = cluster(rows, situation(6, [5, 6, 5, 6], **declared(-1, -1, 1, 1)), LIMITS)
    assert grouped(found) == {frozenset({A, C}), frozenset({B, D})}
    assert [(review.reason, review.pairs) for review in found.reviews] == [("twice", ((A, B),))]


def test_it_lets_a_steward_say_that_a_source_holds_a_thing_twice_all_the_same():
    found = cluster(edges((A, B, 12), (B, C, 12)), situation(6, must_link=((A, B),), **declared(1, 1)), LIMITS)
    assert grouped(found) == {frozenset({A, B, C})}
