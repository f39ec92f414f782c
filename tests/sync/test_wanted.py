from typing import Any

import pytest

from apps.domains.values import CLEARED
from apps.sync.wanted import Target, Wish, difference, same, wanted

ADDRESS = {"street": "Hauptstraße", "house_number": "12a", "city": "Berlin", "postcode": "10115", "country": "DE"}
FIELDS = frozenset({"name", "email", "phone", "credit_limit"})


def snapshot(**more: Any) -> dict[str, Any]:
    values = {"name": "Acme", "email": "a@b.example", "phone": "+6493001234", "credit_limit": "10.00"}
    return {"values": values, "overridden": [], "cleared": [], "owners": {}, **more}


def target(role: str = "crm", **modes: str) -> Target:
    return Target(role, FIELDS, modes)


def freely(wishes: dict[str, Wish]) -> set[str]:
    """The fields that are sent whatever stands there."""
    return {field for field, wish in wishes.items() if not wish.only_if_ours}


def test_it_keeps_its_own_value_up_to_date_at_an_owner_that_never_said_anything() -> None:
    wishes = wanted(snapshot(values={"email": "new@example.com"}), "customer", target("crm"))
    ours = {"email": {"sent": "old@example.com", "held": "old@example.com"}}
    assert difference(wishes, {"email": "old@example.com"}, ours) == {"email": "new@example.com"}
    assert difference(wishes, {"email": "theirs@example.com"}, ours) == {}
    assert difference(wishes, {"email": "old@example.com"}, {}) == {}


def test_it_never_wants_what_the_target_owns() -> None:
    assert freely(wanted(snapshot(), "customer", target("crm"))) == {"name", "credit_limit"}
    assert freely(wanted(snapshot(), "customer", target("erp"))) == {"email", "phone"}


def test_it_sends_a_stewards_override_to_the_owner_too() -> None:
    assert "email" in wanted(snapshot(overridden=["email"]), "customer", target("crm"))


def test_it_keeps_an_override_out_where_never_was_agreed() -> None:
    assert "email" not in wanted(snapshot(overridden=["email"]), "customer", target("crm", email="never"))


def test_it_gives_a_new_record_everything_it_can_hold() -> None:
    wishes = wanted(snapshot(), "customer", target("crm", phone="never"), creating=True)
    assert wishes.keys() == {"name", "email", "credit_limit"}


def test_it_leaves_blanks_out_of_a_new_record() -> None:
    wishes = wanted(snapshot(values={"name": "Acme", "email": None}), "customer", target(), creating=True)
    assert wishes.keys() == {"name"}


def test_it_wants_create_only_fields_at_creation_alone() -> None:
    modes = target("crm", name="create_only")
    assert "name" not in wanted(snapshot(), "customer", modes)
    assert "name" in wanted(snapshot(), "customer", modes, creating=True)


def test_it_follows_the_owners_of_the_letter() -> None:
    owned = snapshot(owners={"name": "crm", "phone": "erp"})
    assert freely(wanted(owned, "customer", target("crm"))) == {"phone", "credit_limit"}


@pytest.mark.parametrize(("role", "given"), [("crm", True), ("erp", False), ("other", False)])
@pytest.mark.parametrize("creating", [True, False])
def test_it_shows_stock_to_the_crm_and_never_gives_it_back(role: str, given: bool, creating: bool) -> None:
    stock = {"values": {"stock_available": "7"}, "overridden": ["stock_available"]}
    wishes = wanted(stock, "product", Target(role, {"stock_available"}, {}), creating=creating)
    assert ("stock_available" in wishes) is given


def test_it_finds_nothing_where_the_target_holds_it() -> None:
    assert difference({"name": Wish("Acme")}, {"name": "Acme"}, {}) == {}


def test_it_recognises_its_own_value_after_the_target_rewrote_it() -> None:
    echo = {"name": {"sent": "Acme", "held": "ACME"}}
    assert difference({"name": Wish("Acme")}, {"name": "ACME"}, echo) == {}
    assert difference({"name": Wish("Acme")}, {"name": "Akme"}, echo) == {"name": "Acme"}
    assert difference({"name": Wish("Acme 2")}, {"name": "ACME"}, echo) == {"name": "Acme 2"}


def test_it_does_not_blank_what_it_merely_does_not_know() -> None:
    assert difference({"name": Wish()}, {"name": "Theirs"}, {}) == {}


def test_it_blanks_what_the_owner_cleared() -> None:
    wishes = wanted(snapshot(values={"name": CLEARED}, cleared=["credit_limit"]), "customer", target())
    assert difference(wishes, {"name": "Old", "credit_limit": "5.00"}, {}) == {"name": None, "credit_limit": None}
    assert difference(wishes, {"name": None, "credit_limit": CLEARED}, {}) == {}


def test_it_blanks_its_own_value_when_it_has_none_any_more() -> None:
    echo = {"name": {"sent": "Acme", "held": "ACME"}}
    assert difference({"name": Wish()}, {"name": "ACME"}, echo) == {"name": None}
    assert difference({"name": Wish()}, {"name": "Theirs"}, echo) == {}


def test_it_fills_only_blanks_where_that_was_agreed() -> None:
    wishes = wanted(snapshot(), "customer", target("crm", name="send_if_empty"))
    assert "name" not in difference(wishes, {"name": "Theirs"}, {})
    assert difference(wishes, {"name": None}, {})["name"] == "Acme"


def test_it_compares_addresses_by_their_parts() -> None:
    joined = {"street": "Hauptstraße 12a", "city": "Berlin", "postcode": "10115", "country": "DE", "region": ""}
    assert same(ADDRESS, joined)
    assert not same(ADDRESS, {**joined, "city": "Bremen"})
    assert not same(ADDRESS, {**joined, "street": "Hauptstraße 12"})


def test_it_takes_all_empties_for_one() -> None:
    assert same(None, CLEARED)
    assert same("", None)
    assert not same(None, "x")
