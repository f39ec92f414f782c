from datetime import timedelta

import pytest

from apps.survivorship.lifetimes import in_force, snapshot
from tests.survivorship.builders import CLEARED, LATER, NOW, pin, rule, said

NAME = rule("name", owners=("erp", "crm"))
BEFORE = (said("erp", name="ACME"), said("crm", name="Acme"))
BASE = snapshot("name", BEFORE)


def holds(lifetime, *contributions, now=NOW, **more):
    return in_force(pin("name", "Acme Ltd", lifetime=lifetime, base=BASE, **more), NAME, contributions, now)


def test_it_notes_what_each_record_says_and_leaves_out_who_says_nothing():
    noted = snapshot("name", [*BEFORE, said("shop", name=None), said("shop", "shop-2", name=CLEARED)])
    assert noted == {"erp-1": "ACME", "crm-1": "Acme", "shop-2": CLEARED}


def test_it_holds_for_ever_whatever_the_sources_say():
    assert holds("forever", said("erp", name="Other"), now=LATER)


def test_it_ends_at_its_date():
    assert holds("until_date", *BEFORE, until=LATER, now=LATER - timedelta(seconds=1))
    assert not holds("until_date", *BEFORE, until=LATER, now=LATER)


@pytest.mark.parametrize("lifetime", ["until_source_changes", "until_owner_changes"])
def test_it_holds_while_all_say_what_they_said(lifetime):
    assert holds(lifetime, *BEFORE, now=LATER)


def test_it_ends_when_any_source_says_something_new():
    assert not holds("until_source_changes", BEFORE[0], said("crm", name="Acme Holding"))
    assert not holds("until_source_changes", *BEFORE, said("shop", name="acme.example"))
    assert not holds("until_source_changes", BEFORE[0], said("crm", name=CLEARED))


def test_it_ends_when_the_owner_changes_and_not_when_another_does():
    assert holds("until_owner_changes", BEFORE[0], said("crm", name="Acme Holding"))
    assert not holds("until_owner_changes", said("erp", name="ACME BV"), BEFORE[1])


@pytest.mark.parametrize("lifetime", ["until_source_changes", "until_owner_changes"])
def test_it_holds_when_a_source_takes_the_correction_over(lifetime):
    assert holds(lifetime, said("erp", name="Acme Ltd"), BEFORE[1])
    assert holds(lifetime, said("erp"), BEFORE[1])  # our own value, taken out of what the owner says


def test_it_waits_for_the_owner_that_was_overridden_even_when_it_falls_silent():
    assert holds("until_owner_changes", said("erp"), said("crm", name="Acme Holding"))


def test_it_does_not_take_unknown_for_an_opinion():
    assert holds("until_source_changes", said("erp", name=None), BEFORE[1])


def test_it_does_not_end_because_a_record_joins_that_says_nothing_new():
    assert holds("until_source_changes", *BEFORE, said("shop", name="Acme"), said("crm", "crm-2", name=CLEARED))


def test_it_holds_where_no_owner_ever_spoke():
    silent = pin("name", "Acme Ltd", lifetime="until_owner_changes", base={})
    assert in_force(silent, NAME, [said("shop", name="acme")], NOW)
