from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.domains import get
from apps.matching import columns as preparing
from apps.matching.against import SINGLES, against
from apps.matching.columns import Columns
from apps.matching.compare import KINDS
from apps.matching.score import score_levels
from apps.matching.types import NO_TABLES, Comparison, Features, Level, MatchSpec, Tables
from tests.matching.examples import CUSTOMERS, features, word

RARE = Tables(
    frequencies={"organisation": {"a": 0.5, "b": 0.3, "c": 0.01}, "names": {"ada": 0.6, "bob": 0.1}},
    token_weights={"organisation": {"a": 1.5, "b": 2.25, "abc": 7.0}},
)
name = st.sampled_from(
    ["", "ada", "adam", "adan", "ada bo", "ada bob", "bob", "b", "smith", "smyth", "anna", "hanna", "jean pierre"]
)
people = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("given", "family", "given_canonical", "middle"), name),
        "names": st.lists(st.sampled_from(["ada", "bob", "smith"]), max_size=2, unique=True).map("\x1f".join),
        "kind": st.sampled_from(["person", "organisation"]),
        "organisation": st.lists(word | st.sampled_from(["ii", "3"]), min_size=1, max_size=3).map(" ".join),
        "vat": st.sampled_from(["NL123", "NL124", "NL999"]),
        "email": st.sampled_from(["info@a.nl", "info@b.nl", "ada.smith@a.nl", "ada.smith@b.nl", "adam@a.nl"]),
        "website": st.sampled_from(["a.nl", "b.nl"]),
        "phone": st.lists(st.sampled_from(["1", "2", "3"]), max_size=2, unique=True).map("\x1f".join),
        "postcode": st.sampled_from(["1000", "1001"]),
        "house_number": st.sampled_from(["1", "2"]),
        "street": st.sampled_from(["10th street", "11th street", "main road", "old main road"]),
        "city": st.sampled_from(["delft", "delf", "lyon"]),
        "birth_date": st.sampled_from(["1970-03-12", "1970-12-03", "1970-03-13", "1971-01-01", "nonsense"]),
    },
)


def same_as_in_a_batch(spec: MatchSpec, records: list[Features], tables: Tables) -> None:
    one, *others = records
    beside = against(spec, one, others, tables)
    pairs = np.zeros(len(others), np.int64), np.arange(1, len(records))
    scored, levels = score_levels(spec, Columns.of(records), *pairs, tables)
    assert np.array_equal(beside.matrix(range(len(others)), len(spec.comparisons)), levels)
    assert list(beside.weight) == scored.weight.tolist()
    assert list(beside.veto) == scored.veto.tolist()


@settings(max_examples=150, deadline=None)
@given(st.lists(people, min_size=2, max_size=6), st.sampled_from([NO_TABLES, RARE]))
def test_it_says_of_customers_what_a_batch_says(records: list[Features], tables: Tables) -> None:
    same_as_in_a_batch(get("customer").spec, records, tables)


@settings(max_examples=100, deadline=None)
@given(st.lists(features, min_size=2, max_size=6), st.sampled_from([NO_TABLES, RARE]))
def test_it_says_what_a_batch_says_of_any_specification(records: list[Features], tables: Tables) -> None:
    same_as_in_a_batch(CUSTOMERS, records, tables)


@settings(max_examples=40, deadline=None)
@given(st.lists(people, min_size=2, max_size=5))
def test_it_says_the_same_of_a_few_as_of_many(records: list[Features]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "FEW", -1)
        same_as_in_a_batch(get("customer").spec, records, RARE)


@pytest.mark.parametrize("kind", sorted(SINGLES))
def test_it_grades_the_levels_of_every_kind_it_looks_at_alone(kind: str) -> None:
    names = tuple("abcd"[: KINDS[kind].most])
    comparison = Comparison(kind, kind, names, (Level("same", 5, 0.8), Level("else", -5)))
    records = [dict.fromkeys(names, "one two"), dict.fromkeys(names, "one two"), dict.fromkeys(names, "xyz"), {}]
    same_as_in_a_batch(MatchSpec((comparison,), ()), records, NO_TABLES)


def test_it_asks_a_batch_where_a_kind_knows_no_single_pair() -> None:
    records = [{"title": "drill 18 v", "brand": "acme"}, {"title": "drill 18v", "brand": "acme"}]
    same_as_in_a_batch(get("product").spec, records, NO_TABLES)


def test_it_says_nothing_beside_nobody() -> None:
    assert list(against(CUSTOMERS, {"given": "ada"}, []).weight) == []
