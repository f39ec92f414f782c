import pytest

from apps.survivorship.strategies import UnknownStrategy, parse
from apps.survivorship.survive import survive
from tests.survivorship.builders import NOW, rule, said


def golden(field_rule, *contributions, field="name"):
    return survive([field_rule], contributions, (), None, NOW).values.get(field)


def test_it_counts_only_the_owner_where_the_field_is_the_owners_alone():
    only = rule("name", "owner_only", owners=("erp",))
    assert golden(only, said("crm", name="Acme"), said("erp", name="ACME BV")) == "ACME BV"
    assert golden(only, said("crm", name="Acme"), said("erp")) is None


def test_it_takes_the_first_owner_in_line():
    line = rule("name", "owner_only", owners=("crm", "erp"))
    assert golden(line, said("crm", name="Acme"), said("erp", name="ACME BV")) == "Acme"
    assert golden(line, said("crm", name=None), said("erp", name="ACME BV")) == "ACME BV"


def test_it_asks_the_others_where_the_owner_has_none():
    first = rule("name", "owner_first", owners=("erp",))
    assert golden(first, said("crm", name="Acme"), said("erp", name="ACME BV")) == "ACME BV"
    assert golden(first, said("crm", name="Acme"), said("erp", name=None)) == "Acme"


def test_it_asks_only_the_listed_others_in_their_order():
    listed = rule("name", "owner_first(other, crm)", owners=("erp",))
    assert golden(listed, said("shop", name="acme"), said("erp", name="ACME BV")) == "ACME BV"
    assert golden(listed, said("crm", name="Acme"), said("shop", name="acme")) == "acme"
    assert golden(rule("name", "owner_first(crm)", owners=("erp",)), said("shop", name="acme")) is None


def test_it_takes_the_newest_at_the_source_and_the_undated_last():
    newest = rule("name", "newest")
    assert golden(newest, said("crm", day=9, name="new"), said("erp", day=8, name="old")) == "new"
    assert golden(newest, said("crm", day=1, name="dated"), said("erp", day=None, name="undated")) == "dated"


def test_it_takes_what_most_records_agree_on():
    records = [said("erp", name="A"), said("crm", "crm-1", name="B"), said("crm", "crm-2", name="B")]
    assert golden(rule("name", "most_frequent"), *records) == "B"


def test_it_takes_the_longest_counting_all_parts_of_an_address():
    assert golden(rule("name", "longest"), said("crm", name="Acme Holding"), said("erp", name="Acme")) == "Acme Holding"
    short, whole = {"city": "Utrecht"}, {"city": "Utrecht", "lines": ["Dam 1", "2nd floor"]}
    assert golden(rule("a", "longest"), said("erp", a=short), said("crm", a=whole), field="a") == whole


def test_it_compares_numbers_as_numbers():
    low, high = said("crm", limit="900.00"), said("erp", limit="1000.00")
    assert golden(rule("limit", "highest"), low, high, field="limit") == "1000.00"
    assert golden(rule("limit", "lowest"), low, high, field="limit") == "900.00"


def test_it_puts_what_is_no_number_last():
    for strategy in ("highest", "lowest"):
        records = said("erp", limit="NaN"), said("shop", limit="plenty"), said("crm", limit="900.00")
        assert golden(rule("limit", strategy), *records, field="limit") == "900.00"


def test_it_collects_all_different_values_best_first():
    records = said("crm", email="b@x.nl"), said("erp", email="a@x.nl"), said("shop", email=["b@x.nl", "c@x.nl"])
    collected = golden(rule("email", "owner_first", "collect"), *records, field="email")
    assert collected == ["b@x.nl", "a@x.nl", "c@x.nl"]


def test_it_leaves_a_failing_value_out_of_a_collection():
    records = said("crm", email="b@x.nl"), said("erp", email="a@", problems={"email": "no domain"})
    assert golden(rule("email", "collect"), *records, field="email") == ["b@x.nl"]


def test_it_keeps_fields_that_travel_together_from_one_record():
    rules = [rule("city", "with_winner_of(postcode)"), rule("postcode", owners=("erp",))]
    records = said("crm", postcode="3511", city="Utrecht"), said("erp", postcode="1012", city="Amsterdam")
    assert survive(rules, records, (), None, NOW).values == {"postcode": "1012", "city": "Amsterdam"}
    halves = said("crm", city="Utrecht"), said("erp", postcode="1012")
    assert survive(rules, halves, (), None, NOW).values == {"postcode": "1012"}


def test_it_lets_the_next_strategy_decide_where_nobody_won_the_followed_field():
    rules = [rule("postcode"), rule("city", "with_winner_of(postcode)", "newest")]
    records = said("crm", city="Utrecht", day=2), said("erp", city="Amsterdam", day=3)
    assert survive(rules, records, (), None, NOW).values == {"city": "Amsterdam"}


@pytest.mark.parametrize(
    ("crm", "erp", "wins"),
    [("granted", "denied", "denied"), ("unknown", "granted", "unknown"), ("granted", "granted", "granted")],
)
def test_it_never_relaxes_a_consent(crm, erp, wins):
    consent = rule("consent", "never_relax")
    assert golden(consent, said("crm", consent=crm), said("erp", consent=erp), field="consent") == wins


def test_it_listens_to_no_system_where_only_the_hub_decides():
    assert golden(rule("name", "hub_only"), said("crm", name="Acme")) is None


def test_it_breaks_ties_down_the_chain_then_by_priority_date_and_record():
    chain = rule("name", "owner_first", "longest")
    records = said("crm", "crm-1", name="Acme"), said("crm", "crm-2", name="Acme Holding")
    assert golden(chain, *records) == "Acme Holding"
    assert golden(rule("name", "longest"), said("crm", name="AA"), said("erp", name="BB")) == "BB"
    twins = said("crm", "crm-1", name="old", day=1), said("crm", "crm-2", name="new", day=2)
    assert golden(rule("name"), *twins) == "new"
    assert golden(rule("name"), said("crm", "crm-2", name="two"), said("crm", "crm-1", name="one")) == "one"


@pytest.mark.parametrize("text", ["loudest", "", "newest(crm)", "with_winner_of", "with_winner_of(a, b)", "newest()"])
def test_it_refuses_a_strategy_it_does_not_know(text):
    with pytest.raises(UnknownStrategy):
        parse(text)


def test_it_reads_arguments_whatever_the_spaces():
    assert parse(" owner_first(crm,other) ").text == "owner_first(crm, other)"
