from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.golden import queries
from apps.golden.build import recompute
from apps.golden.letters import snapshot
from tests.scenarios import ACME, World, customer


def test_it_finds_a_golden_record_by_words_in_any_value(world: World) -> None:
    world.arrive("crm", a=ACME, b=customer(1))
    mine = world.golden_id("crm", "a")
    assert [golden.id for golden in queries.search("customer", "acme utrecht")] == [mine]
    assert queries.search("customer", "acme auckland") == []
    assert queries.search("product", "acme") == []


def test_it_finds_a_golden_record_by_id_and_by_source_key(world: World) -> None:
    world.arrive("crm", **{"K-77": ACME, "b": customer(1)})
    mine = world.golden_id("crm", "K-77")
    assert [golden.id for golden in queries.search("customer", "K-77")] == [mine]
    assert [golden.id for golden in queries.search("customer", str(mine))] == [mine]


def test_it_pages_in_id_order(world: World) -> None:
    world.arrive("crm", **{f"c{n}": customer(n) for n in range(5)})
    first = queries.page("customer", limit=3)
    rest = queries.page("customer", after=first[-1].id, limit=3)
    assert [len(first), len(rest)] == [3, 2]
    ids = [golden.id for golden in (*first, *rest)]
    assert ids == sorted(ids)


def test_it_answers_for_a_merged_id_with_its_survivor(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    loser, heir = world.golden_id("crm", "a"), world.golden_id("crm", "b")
    world.withdraw("crm", "a", merged_into="b")
    world.resolve()
    assert queries.resolve_id(loser) == heir
    assert queries.resolve_id(heir) == heir
    assert queries.counts("customer") == {"live": 1, "retired": 1, "records": 1}
    assert queries.get_many([loser])[loser].merged_into == heir


def test_it_shows_the_members_of_a_golden_record_by_priority(world: World) -> None:
    world.arrive("erp", x=ACME)
    world.arrive("crm", a=ACME)
    (members,) = queries.members([world.golden_id("crm", "a")]).values()
    assert [(m.system, m.external_id, m.role) for m in members] == [("crm", "a", "crm"), ("erp", "x", "erp")]
    assert members[0].raw == ACME


def test_it_asks_the_database_no_more_for_many_golden_records(world: World) -> None:
    world.arrive("crm", **{f"c{n}": customer(n) for n in range(20)})
    ids = [golden.id for golden in queries.page("customer")]
    for ask in (snapshot, recompute, queries.members):
        with CaptureQueriesContext(connection) as few:
            ask(ids[:2])
        with CaptureQueriesContext(connection) as many:
            ask(ids)
        assert len(many) == len(few), ask
