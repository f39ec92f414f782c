from apps.matching.nearly import nearly
from apps.matching.types import BlockingRule, Part

RULES = (
    BlockingRule("vat", (Part("vat"),)),
    BlockingRule("phone", (Part("phone"),)),
    BlockingRule("word and postcode", (Part("name", "word"), Part("postcode"))),
)


def test_it_puts_a_rule_that_agrees_in_part_before_one_that_is_only_alike():
    left = {"vat": "NL123456782B01", "name": "kok advies", "postcode": "1012AB"}
    right = {"vat": "NL123456782B02", "name": "kok bakkerij", "postcode": "3511AA"}
    assert [near.rule for near in nearly(RULES, left, right)] == ["word and postcode", "vat"]


def test_it_leaves_out_rules_that_agree_and_rules_that_are_far_off():
    assert nearly(RULES, {"vat": "NL1", "phone": "+6493001234"}, {"vat": "NL1", "phone": "+4420794601"}) == ()


def test_it_says_that_a_value_is_missing():
    (near,) = nearly(RULES, {"name": "kok advies", "postcode": "1012AB"}, {"name": "kok"})
    assert (near.feature, near.left, near.right, near.alike) == ("postcode", "1012AB", "", 0.0)
    assert near.words == "The rule “word and postcode” nearly does: same name, postcode missing."


def test_it_takes_the_nearest_of_several_values():
    (near,) = nearly(RULES, {"phone": "+6493001234\x1f+1212"}, {"phone": "+6493001235"})
    assert (near.left, near.right) == ("+6493001234", "+6493001235")


def test_it_gives_the_same_answer_both_ways_round():
    left, right = {"vat": "NL123456782B01"}, {"vat": "NL123456782B02"}
    there, back = nearly(RULES, left, right)[0], nearly(RULES, right, left)[0]
    assert (there.rule, there.alike, there.left) == (back.rule, back.alike, back.right)
