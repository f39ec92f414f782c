"""The made-up population knows which records are the same: is it found, by machine or with a steward's answers?"""

from collections import defaultdict
from itertools import combinations

import pytest

from apps.domains import Domain, get
from apps.matching.blocking import keys_of
from apps.matching.candidates import candidate_pairs
from apps.matching.cluster import Edges, Grouping, Situation, cluster
from apps.matching.columns import Columns
from apps.matching.engine import score_pairs
from apps.matching.link import link
from apps.sandbox.population import Population, populate
from mdm.evaluation.quality import groups_of
from tests.made_up import read

CROWDED = 200


@pytest.fixture(scope="module")
def population() -> Population:
    return populate(customers=3000, products=1500, seed=7)


def records(population: Population, domain: Domain) -> tuple[Columns, list[str]]:
    """Comparison columns of both systems' records as their connectors read them, and the true id of each."""
    both = [each for side in read(population, domain).values() for each in side]
    standardised = [domain.standardise(payload) for _, payload in both]
    columns = Columns.of([domain.features(each.values, each.problems) for each in standardised])
    return columns, [true_id for true_id, _ in both]


def grouped(domain: Domain, columns: Columns) -> Grouping:
    pairs = candidate_pairs(keys_of(domain.spec.blocking, columns), [min(r.cap, CROWDED) for r in domain.spec.blocking])

    def score(left, right):
        return score_pairs(domain.spec, columns, left, right)

    scored = score(pairs.left, pairs.right)
    edges = Edges(pairs.left, pairs.right, scored.weight, scored.veto)
    return cluster(edges, Situation.fresh(columns.size), domain.spec.thresholds, score)


def pairs_of(groups) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def true_pairs(true_ids: list[str]) -> set[tuple[int, int]]:
    things = defaultdict(list)
    for record, true_id in enumerate(true_ids):
        things[true_id].append(record)
    return pairs_of(things.values())


@pytest.mark.parametrize(("name", "alone", "most"), [("customer", 0.74, 0.14), ("product", 0.77, 0.11)])
def test_it_joins_what_is_one_and_asks_about_the_rest(name, alone, most, population):
    """`alone`: share of the true pairs that it joins without a person. `most`: questions per record."""
    domain = get(name)
    columns, true_ids = records(population, domain)
    truth = true_pairs(true_ids)
    grouping = grouped(domain, columns)
    joined = pairs_of(grouping.groups)
    assert len(joined & truth) / len(joined) >= 0.995
    assert len(joined & truth) / len(truth) >= alone
    assert len(grouping.reviews) / columns.size <= most
    answered = [pair for review in grouping.reviews for pair in review.pairs if true_ids[pair[0]] == true_ids[pair[1]]]
    ties = [*answered, *((group[0], other) for group in grouping.groups for other in group[1:])]
    label = groups_of(ties, columns.size)
    assert sum(label[one] == label[other] for one, other in truth) / len(truth) >= 0.97


@pytest.mark.parametrize(("name", "least"), [("customer", 0.94), ("product", 0.7)])
def test_weights_learnt_from_the_records_alone_find_it_too(name, least, population):
    """F1 at even odds, where either system may hold a thing twice; variants of an article make it hard for products."""
    columns, true_ids = records(population, get(name))
    linked, truth = link(get(name).spec, columns), true_pairs(true_ids)
    found = (linked.scored.weight >= 0) & ~linked.scored.vetoed
    ends = (side[found].tolist() for side in (linked.pairs.left, linked.pairs.right))
    hits = sum(pair in truth for pair in zip(*ends, strict=True))
    assert 2 * hits / (found.sum() + len(truth)) >= least
