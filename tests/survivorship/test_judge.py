from datetime import timedelta

import pytest

from apps.survivorship.survive import survive
from apps.survivorship.types import Outcome
from tests.survivorship.builders import CLEARED, LATER, NOW, pin, rule, said

FAILS = {"vat_number": "check digit is wrong"}
VAT = rule("vat_number", owners=("erp",), label="VAT number")


def golden(field_rule, *contributions, overrides=(), previous=None, now=NOW):
    return survive([field_rule], contributions, overrides, previous, now)


def test_it_puts_an_invalid_value_of_the_owner_behind_a_valid_one_and_says_so():
    outcome = golden(VAT, said("erp", vat_number="NL1", problems=FAILS), said("crm", vat_number="NL123456789B01"))
    assert outcome.values == {"vat_number": "NL123456789B01"}
    assert outcome.provenance["vat_number"]["note"] == "erp would win, but its VAT number fails the check"


def test_it_takes_an_invalid_value_where_no_valid_one_counts():
    only = rule("vat_number", "owner_only", owners=("erp",), label="VAT number")
    outcome = golden(only, said("erp", vat_number="NL1", problems=FAILS), said("crm", vat_number="NL123456789B01"))
    assert outcome.values == {"vat_number": "NL1"}
    assert outcome.provenance["vat_number"]["note"] == "erp's VAT number fails the check, but no valid one is there"


def test_it_prefers_a_valid_value_of_anybody_to_the_owners_invalid_one_where_any_may_fill_in():
    lenient = rule("vat_number", "owner_only", owners=("erp",), on_empty="any", label="VAT number")
    outcome = golden(lenient, said("erp", vat_number="NL1", problems=FAILS), said("crm", vat_number="NL123456789B01"))
    assert outcome.values == {"vat_number": "NL123456789B01"}
    assert outcome.provenance["vat_number"]["note"] == "erp would win, but its VAT number fails the check"


def test_it_empties_a_field_that_its_owner_cleared_and_says_so():
    outcome = golden(rule("phone"), said("crm", phone=CLEARED), said("erp", phone="+31301234567"))
    assert outcome.values == {}
    assert outcome.provenance["phone"] == {
        "record": "crm-1",
        "system": "crm",
        "rule": "cleared_by_owner",
        "since": NOW.isoformat(),
    }


def test_it_keeps_the_moment_of_a_clearing():
    phone = rule("phone")
    first = golden(phone, said("crm", phone=CLEARED))
    assert golden(phone, said("crm", phone=CLEARED), previous=first, now=LATER) == first


def test_it_does_not_let_another_than_the_owner_empty_a_field():
    assert golden(rule("phone"), said("erp", phone=CLEARED), said("crm", phone="+31301234567")).values
    first = golden(rule("phone"), said("erp", phone="+31301234567"))
    kept = golden(rule("phone"), said("erp", phone=CLEARED), previous=first, now=LATER)
    assert kept.values == first.values


def test_it_asks_the_first_owner_that_supplies_the_field_whether_it_is_cleared():
    line = rule("name", owners=("erp", "crm"))
    assert golden(line, said("erp", name=None), said("crm", name=CLEARED), said("shop", name="acme")).values == {}
    assert golden(line, said("erp", name="ACME"), said("crm", name=CLEARED)).values == {"name": "ACME"}


def test_it_keeps_what_another_record_of_the_owner_still_holds():
    records = said("crm", "crm-1", phone=CLEARED), said("crm", "crm-2", phone="+31301234567")
    assert golden(rule("phone"), *records).values == {"phone": "+31301234567"}


@pytest.mark.parametrize("silence", [{}, {"phone": None}, {"phone": ""}])
def test_it_keeps_the_last_value_where_the_source_falls_silent(silence):
    first = golden(rule("phone"), said("crm", phone="+31301234567"))
    kept = golden(rule("phone"), said("crm", **silence), previous=first, now=LATER)
    assert kept.values == first.values
    assert kept.provenance["phone"] == first.provenance["phone"] | {"note": "kept: no source supplies it any more"}
    assert golden(rule("phone"), said("crm", **silence), previous=kept, now=LATER) == kept


def test_it_clears_where_the_rule_says_so():
    phone = rule("phone", on_empty="clear")
    first = golden(phone, said("crm", phone="+31301234567"))
    assert golden(phone, said("crm"), previous=first) == Outcome()


def test_it_takes_any_value_where_the_rule_says_so():
    outcome = golden(rule("phone", "owner_only", on_empty="any"), said("erp", phone="+31301234567"))
    assert outcome.values == {"phone": "+31301234567"}
    assert outcome.provenance["phone"]["note"] == "no source that may fill it does; taken from another"


def test_it_does_not_keep_the_value_of_a_record_that_has_left():
    first = golden(rule("phone"), said("crm", phone="+31301234567"))
    assert golden(rule("phone"), said("erp"), previous=first) == Outcome()


def test_it_does_not_keep_the_value_of_an_override_that_has_ended():
    first = golden(rule("phone"), said("crm"), overrides=[pin("phone", "+31301234567")])
    assert golden(rule("phone"), said("crm"), previous=first) == Outcome()


def test_it_does_not_keep_a_value_beside_another_records_winner():
    rules = [rule("postcode", "newest"), rule("city", "with_winner_of(postcode)")]
    first = survive(rules, [said("crm", postcode="3511", city="Utrecht", day=2)], (), None, NOW)
    records = said("crm", postcode="3511", day=2), said("erp", postcode="1012", day=3)
    assert survive(rules, records, (), first, LATER).values == {"postcode": "1012"}


def test_it_clears_a_following_field_with_the_record_it_follows_only():
    rules = [rule("postcode", owners=("erp",)), rule("unit", "with_winner_of(postcode)", owners=())]
    erp, crm = said("erp", postcode="1012", unit="A"), said("crm", postcode="1012", unit=CLEARED)
    assert survive(rules, [erp, crm], (), None, NOW).values["unit"] == "A"
    erp, crm = said("erp", postcode="1012", unit=CLEARED), said("crm", postcode="1012", unit="A")
    outcome = survive(rules, [erp, crm], (), None, NOW)
    assert "unit" not in outcome.values
    assert outcome.provenance["unit"]["rule"] == "cleared_by_owner"


def test_it_does_not_let_a_cleared_consent_undo_a_refusal_elsewhere():
    consent = rule("consent", "never_relax")
    assert golden(consent, said("crm", consent=CLEARED), said("erp", consent="denied")).values == {"consent": "denied"}
    assert golden(consent, said("crm", consent=CLEARED), said("erp", consent="granted")).values == {}


def test_it_collects_what_is_left_when_the_owner_clears_its_own():
    emails = rule("emails", "collect")
    assert golden(emails, said("crm", emails=CLEARED), said("erp", emails="a@x.nl")).values == {"emails": ["a@x.nl"]}
    assert golden(emails, said("crm", emails=CLEARED)).provenance["emails"]["rule"] == "cleared_by_owner"


def test_it_lets_an_override_win_and_names_it():
    outcome = golden(rule("phone"), said("crm", phone="+31301234567"), overrides=[pin("phone", "+31700000000")])
    assert outcome.values == {"phone": "+31700000000"}
    assert outcome.provenance["phone"] == {"override": "override-1", "rule": "override", "since": NOW.isoformat()}


def test_it_lets_an_override_keep_a_field_empty():
    outcome = golden(rule("phone"), said("crm", phone="+31301234567"), overrides=[pin("phone", None)])
    assert outcome.values == {}
    assert outcome.provenance["phone"]["override"] == "override-1"


def test_it_takes_the_newest_of_two_overrides():
    pins = [pin("phone", "second", 2), pin("phone", "first", 1)]
    assert golden(rule("phone"), said("crm"), overrides=pins).values == {"phone": "second"}


def test_it_returns_to_the_sources_when_an_override_ends():
    pins = [pin("phone", "+31700000000", lifetime="until_date", until=LATER)]
    first = golden(rule("phone"), said("crm", phone="+31301234567"), overrides=pins)
    after = golden(rule("phone"), said("crm", phone="+31301234567"), overrides=pins, previous=first, now=LATER)
    assert after.values == {"phone": "+31301234567"}
    assert after.provenance["phone"]["since"] == LATER.isoformat()


def test_it_follows_who_would_have_won_where_the_followed_field_is_overridden():
    rules = [rule("postcode", owners=("crm",)), rule("city", "with_winner_of(postcode)")]
    records = said("crm", postcode="3511", city="Utrecht"), said("erp", postcode="1012", city="Amsterdam")
    outcome = survive(rules, records, [pin("postcode", "3512")], None, NOW)
    assert outcome.values == {"postcode": "3512", "city": "Utrecht"}


def test_it_dates_a_value_from_when_it_changed_whoever_says_it():
    name = rule("name", owners=("erp",))
    first = golden(name, said("crm", name="Acme"))
    same = golden(name, said("crm", name="Acme"), said("erp", name="Acme"), previous=first, now=LATER)
    assert same.provenance["name"]["record"] == "erp-1"
    assert same.provenance["name"]["since"] == NOW.isoformat()
    other = golden(name, said("erp", name="ACME"), previous=same, now=LATER + timedelta(days=1))
    assert other.provenance["name"]["since"] == (LATER + timedelta(days=1)).isoformat()
