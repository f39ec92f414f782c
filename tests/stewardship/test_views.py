from __future__ import annotations

import pytest
from django.test import Client

from apps.stewardship.models import StewardTask
from tests.stewardship.conftest import client_of
from tests.stewardship.world import later


@pytest.mark.parametrize("path", ["/", "/queue/", "/records/customer/", "/records/"])
def test_it_sends_strangers_to_the_sign_in_page(db, path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("role", ["auditor", "operator", "integration", "admin"])
def test_it_keeps_the_queue_to_those_who_decide(db, role):
    assert client_of(role).get("/queue/").status_code == 403


@pytest.mark.parametrize("role", ["auditor", "operator", "integration", "admin"])
def test_it_shows_everybody_else_a_room_they_may_enter(db, role):
    response = client_of(role).get("/", follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"].startswith("/records/")


def test_it_shows_in_the_bar_only_the_rooms_of_the_role(db):
    bar = client_of("auditor").get("/records/customer/").content.decode()
    assert 'href="/audit/"' in bar
    assert 'href="/queue/"' not in bar


def test_it_shows_the_queue_with_its_counts(world, steward):
    world.task()
    page = steward.get("/queue/").content.decode()
    assert "Kauri Timber Limited, Utrecht ↔ Kauri Timbers Ltd, Utrecht" in page
    assert "Customers <b>1</b>" in page
    assert "Products <b>0</b>" in page
    assert "97 %" in page


def test_it_filters_by_domain_and_tells_what_is_deferred(world, steward):
    task = world.task()
    assert "Kauri" not in steward.get("/queue/?domain=product").content.decode()
    StewardTask.objects.filter(pk=task.pk).update(deferred_until=later(60))
    assert "All done." in steward.get("/queue/").content.decode()
    assert "Kauri" in steward.get("/queue/?domain=deferred").content.decode()


def test_it_says_so_when_nothing_waits(db, steward):
    assert "No question waits for you." in steward.get("/queue/").content.decode()


def test_it_sorts_over_the_whole_set_and_pages_without_a_query_per_row(db, steward, django_assert_num_queries):
    StewardTask.objects.bulk_create(
        StewardTask(
            domain="customer", goldens=[str(n)], links=[], weight=n % 60, reason="r", title=f"t{n}", opened_at=later(0)
        )
        for n in range(120)
    )
    with django_assert_num_queries(8):
        page = steward.get("/queue/").content.decode()
    assert page.index("t59<") < page.index("t58<")
    assert "Page 1 of 3" in page


@pytest.mark.parametrize(
    ("path", "status"), [("/no-such-page/", 404), ("/records/planet/", 404), ("/review/999/", 404)]
)
def test_it_answers_what_is_not_there_with_a_page_that_helps(db, steward, path, status):
    response = steward.get(path)
    assert response.status_code == status
    assert "What is safe:" in response.content.decode()


def test_it_puts_no_script_into_a_page_itself(world, steward):
    page = steward.get(f"/review/{world.task().pk}/").content.decode()
    assert "<script>" not in page
    assert all(f" on{event}=" not in page for event in ("click", "change", "submit", "load"))
