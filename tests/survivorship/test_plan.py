import pytest

from apps.survivorship.plan import ContradictoryRule, compile_plans
from tests.survivorship.builders import rule


def test_it_puts_a_followed_field_before_its_followers():
    rules = [rule("city", "with_winner_of(street)"), rule("street", "with_winner_of(postcode)"), rule("postcode")]
    assert [plan.field for plan in compile_plans(rules)] == ["postcode", "street", "city"]


def test_it_keeps_the_order_of_the_rules_otherwise():
    assert [plan.field for plan in compile_plans([rule("b"), rule("a")])] == ["b", "a"]


def test_it_names_a_field_by_its_label_or_its_name():
    assert [plan.label for plan in compile_plans([rule("vat_number"), rule("gtin", label="GTIN")])] == [
        "vat number",
        "GTIN",
    ]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([rule("a"), rule("a")], "two rules"),
        ([rule("a", "owner_only", owners=())], "needs an owner"),
        ([rule("a", "newest", "owner_first", owners=())], "needs an owner"),
        ([rule("a", on_empty="forget")], "can't do 'forget'"),
        ([rule("a", "with_winner_of(b)")], "unknown"),
        ([rule("a", "with_winner_of(b)"), rule("b", "with_winner_of(a)")], "follows it back"),
        ([rule("a", "with_winner_of(a)")], "follows it back"),
        ([rule("a", "with_winner_of(b)", "with_winner_of(c)"), rule("b"), rule("c")], "one field only"),
        ([rule("a", "with_winner_of(b)", on_empty="any"), rule("b")], "mix records"),
        ([rule("a", "hub_only", on_empty="any")], "no system's counts"),
    ],
)
def test_it_refuses_rules_that_contradict_themselves(rules, why):
    with pytest.raises(ContradictoryRule, match=why):
        compile_plans(rules)


def test_it_refuses_a_rule_without_a_strategy():
    bare = rule("a").__class__("a", ("crm",), ())
    with pytest.raises(ContradictoryRule, match="no strategy"):
        compile_plans([bare])
