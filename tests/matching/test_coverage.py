from apps.matching.columns import Columns
from apps.matching.coverage import coverage, suggestions
from apps.matching.types import BlockingRule, MatchSpec, Part

PEOPLE = Columns.of(
    [
        {"name": "ada", "city": "york", "phone": "1"},
        {"name": "ada", "city": "leeds", "phone": "1"},
        {"name": "bob", "city": "york", "phone": "2"},
        {"name": "rob", "city": "york", "phone": "2"},
        {"name": "eve", "city": "york", "phone": ""},
    ]
)
TRUTH = [(0, 1), (3, 2)]
NAME = BlockingRule("name", (Part("name"),))
CITY = BlockingRule("city", (Part("city"),))


def spec(*rules):
    return MatchSpec((), rules)


def test_it_tells_what_every_rule_makes_and_finds():
    name, city = coverage(spec(NAME, CITY), PEOPLE, TRUTH)
    assert (name.pairs, name.found, name.only_here) == (1, 1, 1)
    assert (city.pairs, city.found, city.only_here) == (6, 1, 1)


def test_it_calls_a_rule_useless_when_nothing_would_be_missed_without_it():
    reports = coverage(spec(NAME, BlockingRule("phone", (Part("phone"),))), PEOPLE, TRUTH)
    assert [(report.found, report.only_here) for report in reports] == [(1, 0), (2, 1)]
    assert [report.useless for report in reports] == [True, False]


def test_it_counts_crowded_keys_without_labels():
    (crowded,) = coverage(spec(BlockingRule("city", (Part("city"),), cap=3)), PEOPLE)
    assert (crowded.pairs, crowded.crowded) == (0, 1)


def test_it_suggests_a_rule_that_finds_what_is_missed():
    best = suggestions(spec(NAME), PEOPLE, TRUTH)[0]
    assert (best.gained, best.pairs) == (1, 1)
    assert "phone" in {part.feature for part in best.rule.parts}


def test_it_suggests_nothing_where_nothing_is_missed():
    assert suggestions(spec(NAME, CITY), PEOPLE, TRUTH) == []
