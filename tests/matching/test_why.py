from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.decide import band
from apps.matching.engine import explain_pair
from apps.matching.rarity import rarity_levels
from apps.matching.types import BlockingRule, Comparison, Level, MatchSpec, Near, Part, Tables, Thresholds
from apps.matching.why import why, why_not

SPEC = MatchSpec(
    comparisons=(
        Comparison(
            "name",
            "tokens",
            ("name",),
            (Level("same name", 6, 1.0), Level("name {percent} similar", 4, 0.8), Level("different name", -5)),
        ),
        Comparison("name:rarity", "rarity_alike", ("name",), rarity_levels(), given=(Near("name", 1),)),
        Comparison("vat_number", "exact", ("vat",), (Level("same VAT", 12), Level("different VAT", -3, veto=True))),
        Comparison("city", "exact", ("city",), (Level("same city", 2), Level("different city", -2))),
    ),
    blocking=(
        BlockingRule("vat", (Part("vat"),)),
        BlockingRule("name and city", (Part("name", "sorted_tokens"), Part("city"))),
    ),
    thresholds=Thresholds(join=5, fuse=9, keep=0, review=1, margin=1),
    prior=-4,
)
SMITH = {"name": "smith brothers", "vat": "NL1", "city": "delft"}

some = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["smith", "smith brothers", "smyth brothers", "kok"]),
        "vat": st.sampled_from(["NL1", "NL2"]),
        "city": st.sampled_from(["delft", "lyon"]),
    },
)


@settings(max_examples=50)
@given(some, some)
def test_it_tells_reasons_that_add_up_to_the_score(left, right):
    found = why(SPEC, left, right)
    assert found.prior + sum(reason.bits for reason in found.reasons) == found.weight
    assert found.weight == explain_pair(SPEC, left, right).weight
    assert found.band == band(found.weight, bool(found.vetoed_by), SPEC.thresholds)


def test_it_tells_bits_for_rarity_beside_the_weight():
    tables = Tables({"name": {"smith brothers": 0.5, "kok": 0.01}})
    common = why(SPEC, SMITH, SMITH, tables).reasons[0]
    rare = why(SPEC, {"name": "kok"}, {"name": "kok"}, tables).reasons[0]
    assert common.weight == rare.weight == 6
    assert common.rarity < 0 < rare.rarity
    assert rare.bits == 6 + rare.rarity


def test_it_names_the_rules_that_proposed_the_pair_and_their_keys():
    found = why(SPEC, SMITH, SMITH | {"name": "brothers smith"})
    assert found.proposed_by == ("vat", "name and city")
    assert len(set(found.keys)) == 2


def test_it_says_all_of_it_in_one_sentence():
    assert why(SPEC, SMITH, SMITH).words == (
        "Joins at 16.0 bits (over 99.9 %), found by vat, name and city: same VAT, same name, same city."
    )
    assert "vetoed by vat number), found by name and city: " in why(SPEC, SMITH, SMITH | {"vat": "NL2"}).words


def test_it_finds_nothing_missing_in_a_pair_that_joins():
    found = why_not(SPEC, SMITH, SMITH)
    assert (found.to_review, found.to_join, found.together) == (0, 0, ())
    assert found.words == "Nothing: the pair joins at 16.0 bits."


def test_it_counts_the_bits_to_each_band_and_names_the_one_change_that_would_do():
    found = why_not(SPEC, {"name": "smith", "city": "delft"}, {"name": "kok", "city": "delft"})
    assert (found.why.weight, found.to_review, found.to_join) == (-7, 8, 12)
    assert [(change.comparison, change.gain, change.enough) for change in found.changes] == [
        ("vat_number", 12, True),
        ("name", 11, False),
    ]
    assert found.together == ("vat_number",)
    assert found.changes[0].now == "missing"
    assert "8.0 bits to review and 12.0 bits to join are missing." in found.words


def test_it_would_rather_have_another_answer_than_another_question():
    found = why_not(replace(SPEC, prior=-1), {"name": "smith", "city": "delft"}, {"name": "kok", "city": "delft"})
    assert {change.comparison: change.enough for change in found.changes} == {"vat_number": True, "name": True}
    assert found.together == ("name",)


def test_it_says_that_a_veto_must_go_first():
    found = why_not(SPEC, SMITH | {"name": "kok"}, {"name": "jansen", "vat": "NL2", "city": "lyon"})
    assert found.together[0] == "vat_number"
    assert "A veto forbids the join: vat number." in found.words


def test_it_says_which_rule_nearly_brought_them_together():
    found = why_not(SPEC, {"name": "smith brothers", "city": "delft"}, {"name": "smyth brothers", "city": "delft"})
    near = found.nearly[0]
    assert (near.rule, near.feature, near.agrees_on) == ("name and city", "name", ("city",))
    assert (near.left, near.right) == ("smith brothers", "smyth brothers")
    assert near.alike > 0.9
    assert "No rule proposes the pair" in found.words
    assert "smith" not in found.words


@settings(max_examples=50)
@given(some, some)
def test_it_promises_a_join_only_where_the_change_joins(left, right):
    found = why_not(SPEC, left, right)
    for change in found.changes:
        if change.enough:
            vetoed = any(reason.veto for reason in found.why.reasons if reason.comparison != change.comparison)
            assert band(found.why.weight + change.gain, vetoed, SPEC.thresholds) == "join"


@pytest.mark.parametrize("side", [{}, {"city": "delft"}])
def test_it_answers_about_records_that_say_nothing(side):
    found = why_not(SPEC, {}, side)
    assert found.why.words.endswith("found by no rule: nothing to compare.")
    assert found.nearly == ()
