import pytest
from django.test import Client

from apps.accounts.models import User
from apps.sync.queries import failed
from tests.audit.invariants.test_lanes import deliver, subscribe
from tests.audit.tamper import tamper
from tests.golden.acts import inherit_rulebook

PAGE = "/operations/"


@pytest.fixture
def erp(world) -> int:
    return subscribe(world, "erp")


@pytest.fixture
def broken(world, erp) -> int:
    """A delivery to the ERP that failed."""
    deliver(erp, world.golden("erp", "1002"), state="failed")
    tamper("UPDATE sync_delivery SET reason = '1002: unknown payment term'")
    return failed()[0].delivery_id


def test_it_shows_every_stream_and_its_last_run(world, visitor):
    tamper(
        "INSERT INTO sources_pullrun (system_id, domain, state, started_at, pages, read, created, updated, unchanged,"
        " rejected, message)"
        " VALUES (%s, 'customer', 'failed', now(), 1, 4711, 4000, 700, 10, 1, 'ERP can''t answer now')",
        [world.systems["erp"]],
    )
    page = visitor("operator").get(PAGE).content.decode()
    for word in ("CRM", "ERP", "4711", "ERP can&#x27;t answer now", "never"):
        assert word in page


def test_it_says_why_a_stream_is_paused(world, visitor):
    tamper("UPDATE sources_pullcursor SET paused = 'over 100 records vanished'")
    assert "over 100 records vanished" in visitor("operator").get(PAGE).content.decode()


def test_it_counts_what_waits(world, visitor):
    world.land("erp", "1003", {"kind": "organisation", "name": "Just Arrived GmbH"})
    house = visitor("operator").get(PAGE).context["house"]
    assert house.landed["customer"].count == 1
    assert house.letters.count == 3
    assert house.letters.oldest is not None


def test_it_says_in_words_that_a_target_is_away(world, erp, visitor):
    deliver(erp, world.golden("erp", "1002"), state="waiting", closed_at=None)
    tamper("UPDATE sync_subscription SET open_until = now() + interval '20 seconds', last_success_at = now()")
    page = visitor("operator").get(PAGE).content.decode()
    assert "ERP unreachable since" in page
    assert "1 change is safe and waiting" in page


def test_it_shows_failed_deliveries_rejected_rows_and_crowded_keys(world, broken, visitor):
    tamper(
        "INSERT INTO golden_crowdedkey (domain, rule, key, size, seen_at)"
        " VALUES ('customer', 'same phone', 1, 912, now())"
    )
    page = visitor("operator").get(PAGE).content.decode()
    assert "1002: unknown payment term" in page
    assert "same phone" in page
    assert "912" in page


def test_it_says_which_rulebook_was_made_for_other_comparisons(world, visitor):
    browser = visitor("operator")
    assert "made for other comparisons" not in browser.get(PAGE).content.decode()
    inherit_rulebook({"weights": {"fax": [3.0, -1.0]}})
    page = browser.get(PAGE).content.decode()
    assert "for fax what is declared holds. Train again: manage.py match_train customer" in page


def test_it_replays_a_failed_delivery(world, broken, visitor):
    answer = visitor("operator").post(f"{PAGE}deliveries/{broken}/replay/", follow=True)
    assert "It will be tried again at once." in answer.content.decode()
    assert not failed()
    again = answer.client.post(f"{PAGE}deliveries/{broken}/replay/", follow=True)
    assert "somebody has replayed it already" in again.content.decode()


def test_it_lets_a_stopped_target_go_on(world, erp, visitor):
    tamper("UPDATE sync_subscription SET halted = 'the password is refused'")
    browser = visitor("operator")
    assert "Go on now" in browser.get(PAGE).content.decode()
    assert "served again" in browser.post(f"{PAGE}subscriptions/{erp}/resume/", follow=True).content.decode()
    assert "was not stopped" in browser.post(f"{PAGE}subscriptions/{erp}/resume/", follow=True).content.decode()


def test_it_shows_but_hands_nothing_to_who_may_only_look(world, broken, visitor):
    browser = visitor("auditor")
    assert "Replay" not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}deliveries/{broken}/replay/").status_code == 403
    assert failed()


def test_it_acts_on_a_post_with_the_page_s_own_form_only(world, broken, visitor):
    assert visitor("operator").get(f"{PAGE}deliveries/{broken}/replay/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="a-operator"))
    assert strict.post(f"{PAGE}deliveries/{broken}/replay/").status_code == 403


def test_it_sends_strangers_to_the_sign_in_page(client, db):
    assert client.get(PAGE)["Location"].startswith("/sign-in/")
    assert client.post(f"{PAGE}deliveries/1/replay/").status_code == 302


def test_it_keeps_machines_out(world, visitor):
    assert visitor("integration").get(PAGE).status_code == 403


def test_it_asks_the_database_a_constant_number_of_times(world, visitor, django_assert_max_num_queries):
    browser = visitor("operator")
    browser.get(PAGE)
    with django_assert_max_num_queries(20):
        browser.get(PAGE)


def test_it_opens_on_an_empty_house(visitor):
    assert "No system is connected." in visitor("operator").get(PAGE).content.decode()
