from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.golden import queries
from apps.golden.merge import merge
from apps.history.recording import Actor
from tests.stewardship.conftest import client_of
from tests.stewardship.world import PERSON, seams


def merged(world):
    keys = [world.golden("erp", "1001"), world.golden("crm", "c-1")]
    versions = {key: row.version for key, row in queries.get_many(keys).items()}
    return merge(goldens=keys, versions=versions, reason="one street", actor=Actor("Ana"), seams=seams())


def record(client, golden, domain="customer"):
    return client.get(f"/records/{domain}/{golden}/")


@pytest.mark.parametrize("words", ["kauri timbers", "c-1", "1001", "NL123456782B12"])
def test_it_finds_a_record_by_words_key_or_number(world, steward, words):
    page = steward.get("/records/customer/", {"q": words}).content.decode()
    assert "Kauri Timber" in page


def test_it_finds_a_record_by_its_golden_id_also_a_retired_one(world, steward):
    retired = merged(world).retired[0]
    page = steward.get("/records/customer/", {"q": str(retired)}).content.decode()
    assert str(retired) in page
    assert "retired" in page


def test_it_says_when_nothing_is_found(world, steward):
    assert "Nothing found for" in steward.get("/records/customer/", {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("query", [{"after": "no id"}, {"q": "x" * 900}, {"q": "%_\\"}, {"q": "\x00"}])
def test_it_takes_any_search(world, steward, query):
    assert steward.get("/records/customer/", query).status_code == 200


def test_it_lists_without_a_query_per_record(world, steward, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        steward.get("/records/customer/")
    for number in range(6):
        world.say("crm", f"p{number}", {"kind": "organisation", "name": f"Nothing Alike {number * 7919}"})
    with django_assert_num_queries(len(few)):
        steward.get("/records/customer/")


def test_it_shows_every_value_with_its_origin_owner_and_what_the_others_say(world, steward):
    page = record(steward, merged(world).survivor).content.decode()
    for words in (
        "Kauri Timber Limited",
        "owner first",
        "ERP, then CRM",
        "Kauri Timbers Ltd",
        "loses:",
        "CRM c-1",
        "ERP 1001",
    ):
        assert words in page


def test_it_tells_the_story_of_a_record(world, steward):
    page = record(steward, merged(world).survivor).content.decode()
    assert "by Ana: <q>one street</q>" in page
    assert "Undo this merge" in page


def test_it_tells_where_a_retired_record_went(world, steward):
    done = merged(world)
    page = record(steward, done.retired[0]).content.decode()
    assert "It was merged into" in page
    assert f"/records/customer/{done.survivor}/" in page
    assert "/override/" not in page


@pytest.mark.parametrize("domain", ["customer", "product", "planet"])
def test_it_answers_404_for_a_record_it_never_had(world, steward, domain):
    assert record(steward, uuid4(), domain).status_code == 404


def test_it_masks_personal_values_for_those_who_may_not_see_them(world, auditor, steward):
    golden = world.say("crm", "c-9", PERSON)
    seen = record(steward, golden).content.decode()
    masked = record(auditor, golden).content.decode()
    listed = auditor.get("/records/customer/").content.decode()
    for words in ("Ana", "Perrin", "ana.perrin@mail.example", "1987-04-02", "+31612345678"):
        assert words in seen
        assert words not in masked
        assert words not in listed
    assert "•••" in masked


def test_it_masks_personal_values_in_the_story_too(world, auditor):
    golden = world.say("crm", "c-9", PERSON)
    world.say("crm", "c-9", PERSON | {"full_name": "Ana Holm", "phone": "12"})
    page = record(auditor, golden).content.decode()
    assert "Perrin" not in page
    assert "Holm" not in page


def test_it_marks_values_that_fail_their_check(world, steward):
    golden = world.say("erp", "44", {"kind": "organisation", "name": "Bad Vat", "vat_number": "NL000000000B00"})
    assert 'class="problem"' in record(steward, golden).content.decode()


@pytest.mark.parametrize(("role", "may"), [("steward", True), ("lead", True), ("auditor", False), ("operator", False)])
def test_it_offers_only_what_the_role_may_do(world, role, may):
    page = record(client_of(role), merged(world).survivor).content.decode()
    for offer in ("/override/", "Merge with", "Undo this merge"):
        assert (offer in page) is may


def test_it_needs_a_fixed_number_of_statements_for_a_record(world, steward, django_assert_max_num_queries):
    golden = merged(world).survivor
    with django_assert_max_num_queries(26):
        record(steward, golden)
