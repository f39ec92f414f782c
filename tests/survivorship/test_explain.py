import pytest
from hypothesis import given

from apps.survivorship.explain import explain
from apps.survivorship.survive import compile_rules
from tests.survivorship.builders import CLEARED, NOW, pin, rule, said
from tests.survivorship.test_survive import FIELDS, SURVIVOR, contributions, unhurried


def told(field_rule, *made, overrides=()):
    return explain(compile_rules([field_rule]), field_rule.field, made, overrides, NOW)


def reasons(*args, **more):
    return {one.source: (one.place, one.standing, one.reason) for one in told(*args, **more)}


def test_it_says_who_wins_who_loses_and_why():
    crm, erp = said("crm", phone="1"), said("erp", phone="2")
    assert reasons(rule("phone"), erp, crm, said("shop")) == {
        "crm-1": (1, "wins", "first by owner_first"),
        "erp-1": (2, "loses", "behind by owner_first"),
        "shop-1": (None, "not_supplied", "does not supply the field"),
    }


def test_it_says_that_a_value_fails_its_check_and_what_is_wrong_with_it():
    erp = said("erp", vat="NL1", problems={"vat": "check digit is wrong"})
    winner, loser = told(rule("vat", owners=("erp",)), erp, said("crm", vat="NL2"))
    assert (winner.source, winner.reason) == ("crm-1", "first by passing the check")
    assert (loser.reason, loser.problem) == ("it fails the check: check digit is wrong", "check digit is wrong")


def test_it_says_when_a_failing_value_is_all_there_is():
    (alone,) = told(rule("vat"), said("crm", vat="NL1", problems={"vat": "too short"}))
    assert (alone.standing, alone.reason) == ("wins", "it fails the check, but no valid value is there")


def test_it_names_the_step_of_the_tie_break_that_decided():
    assert reasons(rule("n", "longest"), said("crm", n="a"), said("erp", n="b"))["crm-1"][2].endswith("system priority")
    twins = said("crm", "crm-1", n="a", day=1), said("crm", "crm-2", n="b", day=2)
    assert reasons(rule("n"), *twins)["crm-1"][2] == "behind by newest change at the source"
    twins = said("crm", "crm-1", n="a"), said("crm", "crm-2", n="a")
    assert reasons(rule("n"), *twins)["crm-2"][2] == "says the same; behind by record id"


def test_it_says_who_does_not_count():
    made = said("crm", n="a"), said("erp", n="b")
    assert reasons(rule("n", "owner_only"), *made)["erp-1"] == (
        2,
        "does_not_count",
        "owner_only: erp does not count here",
    )
    (only,) = told(rule("n", "owner_only"), made[1])
    assert only.standing == "does_not_count"
    (any_one,) = told(rule("n", "owner_only", on_empty="any"), made[1])
    assert (any_one.standing, any_one.reason) == ("wins", "no source that may fill it does, so any value is taken")


def test_it_puts_the_override_first_with_its_author_and_reason():
    first, second = told(rule("n"), said("crm", n="a"), overrides=[pin("n", "z")])
    assert (first.place, first.standing, first.source) == (1, "override", "override-1")
    assert first.reason == "anna set it, forever: called the customer"
    assert (second.place, second.standing, second.reason) == (2, "loses", "a steward's override holds")


def test_it_says_when_an_override_ends():
    overrides = [pin("n", "z", lifetime="until_date", until=NOW.replace(year=2027))]
    assert told(rule("n"), overrides=overrides)[0].reason == "anna set it, until date 2027-03-01: called the customer"


def test_it_says_that_the_owner_emptied_the_field():
    made = reasons(rule("n"), said("crm", n=CLEARED), said("erp", n="b"), said("shop", n=None))
    assert made == {
        "erp-1": (1, "loses", "crm owns the field and emptied it"),
        "crm-1": (None, "cleared", "emptied the field on purpose"),
        "shop-1": (None, "unknown", "does not know the value"),
    }


def test_it_says_what_is_kept_in_a_collection():
    assert reasons(rule("n", "collect"), said("crm", n="a"), said("erp", n="b"))["crm-1"][2] == "kept in the list"


def test_it_refuses_a_field_without_a_rule():
    with pytest.raises(KeyError):
        explain(SURVIVOR, "shoe_size", (), (), NOW)


@unhurried
@given(contributions())
def test_it_names_the_winner_that_survives_and_every_record_once(made):
    outcome = SURVIVOR.survive(made, (), None, NOW)
    for field in FIELDS:
        ranked = explain(SURVIVOR, field, made, (), NOW)
        winners = [one.source for one in ranked if one.standing == "wins"]
        assert winners == ([outcome.provenance[field]["record"]] if field in outcome.values else [])
        assert sorted(one.source for one in ranked) == sorted(one.record_id for one in made)
