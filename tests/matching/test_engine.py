import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.blocking import keys_of
from apps.matching.candidates import candidate_pairs
from apps.matching.columns import Columns
from apps.matching.engine import explain_pair, score_pairs
from apps.matching.types import BlockingRule, MatchSpec, SpecError
from tests.matching.examples import CUSTOMERS, ORGANISATION, every_pair, features


@settings(max_examples=25)
@given(st.lists(features, min_size=2, max_size=4))
def test_it_scores_a_pair_alone_as_it_does_in_a_batch(records):
    left, right = every_pair(records)
    scored = score_pairs(CUSTOMERS, Columns.of(records), left, right)
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        alone = explain_pair(CUSTOMERS, records[one], records[other])
        assert alone.weight == scored.weight[row]
        assert bool(alone.vetoed_by) == scored.vetoed[row]
        assert sum(line.weight for line in alone.evidence) == alone.weight


def test_it_goes_from_records_to_scored_candidates():
    records = [
        {"organisation": "smith brothers", "city": "delft", "vat_number": "NL1"},
        {"organisation": "smith brothers", "city": "delft", "phone": "5"},
        {"organisation": "globex", "city": "lyon", "vat_number": "NL1"},
        {"organisation": "initech", "city": "delft"},
    ]
    columns = Columns.of(records)
    pairs = candidate_pairs(keys_of(CUSTOMERS.blocking, columns))
    assert list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == [(0, 2), (0, 1)]
    assert score_pairs(CUSTOMERS, columns, pairs.left, pairs.right).weight.tolist() == [-8 - 5 + 14 - 3, -8 + 8 + 1.5]


def test_it_refuses_two_comparisons_or_rules_of_one_name():
    with pytest.raises(SpecError):
        MatchSpec((ORGANISATION, ORGANISATION), ())
    with pytest.raises(SpecError):
        MatchSpec((ORGANISATION,), (BlockingRule("a", ()), BlockingRule("a", ())))


def test_it_takes_other_weights_for_named_comparisons():
    other = CUSTOMERS.reweighed({"phone": [1, -1]})
    assert [level.weight for level in other.comparisons[4].levels] == [1, -1]
    assert other.comparisons[0] is CUSTOMERS.comparisons[0]
    with pytest.raises(SpecError, match="no such comparison"):
        CUSTOMERS.reweighed({"fax": [1, -1]})
    with pytest.raises(SpecError, match="2 levels"):
        CUSTOMERS.reweighed({"phone": [1]})


def test_it_lists_the_features_it_reads_once():
    assert CUSTOMERS.features()[:4] == ("organisation", "given", "family", "canonical")
    assert len(set(CUSTOMERS.features())) == len(CUSTOMERS.features())


def test_it_scores_nobody_without_complaint():
    nobody = np.zeros(0, np.int64)
    assert len(score_pairs(CUSTOMERS, Columns.of([]), nobody, nobody)) == 0
