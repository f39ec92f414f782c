"""What becomes of golden records whose source records leave or are merged where they come from."""

from __future__ import annotations

from apps.golden.models import GoldenRecord, Xref
from apps.sync.models import OutboxMessage
from tests.scenarios import ACME, World, customer


def test_it_retires_a_golden_record_with_its_last_source_record(world: World) -> None:
    world.arrive("crm", a=ACME)
    first = world.golden_id("crm", "a")
    world.later()
    world.withdraw("crm", "a")
    world.resolve()
    gone = GoldenRecord.objects.get(pk=first)
    assert (gone.status, gone.merged_into_id, gone.retired_reason) == (
        "retired",
        None,
        "the last source record was withdrawn",
    )
    assert gone.values["name"] == "Acme Trading Ltd"
    assert OutboxMessage.objects.latest("id").kind == "retired"
    assert not Xref.objects.exists()


def test_it_gives_a_returning_key_a_new_id(world: World) -> None:
    world.arrive("crm", a=ACME)
    first = world.golden_id("crm", "a")
    world.withdraw("crm", "a")
    world.resolve()
    world.later()
    world.arrive("crm", a=ACME)
    assert world.golden_id("crm", "a") != first
    assert GoldenRecord.objects.get(pk=first).status == "retired"


def test_it_goes_on_with_the_records_that_stay(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.arrive("erp", x=ACME)
    kept = world.golden_id("crm", "a")
    world.later()
    world.withdraw("erp", "x")
    world.resolve()
    assert world.golden_id("crm", "a") == kept
    assert world.clusters() == {frozenset(["crm/a"])}
    assert OutboxMessage.objects.latest("id").snapshot["records"][0]["external_id"] == "a"


def test_it_names_the_heir_where_the_source_merged_its_own_records(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    loser, heir = world.golden_id("crm", "a"), world.golden_id("crm", "b")
    world.later()
    world.withdraw("crm", "a", merged_into="b")
    world.resolve()
    gone = GoldenRecord.objects.get(pk=loser)
    assert (gone.status, gone.merged_into_id) == ("retired", heir)


def test_it_keeps_redirects_one_hop_when_an_heir_is_merged_away_later(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2), c=customer(3))
    ids = {key: world.golden_id("crm", key) for key in "abc"}
    world.withdraw("crm", "a", merged_into="b")
    world.resolve()
    world.later()
    world.withdraw("crm", "b", merged_into="c")
    world.resolve()
    assert GoldenRecord.objects.get(pk=ids["a"]).merged_into_id == ids["c"]


def test_it_follows_a_chain_of_merges_at_the_source(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2), c=customer(3))
    ids = {key: world.golden_id("crm", key) for key in "abc"}
    world.later()
    world.withdraw("crm", "a", merged_into="b")
    world.withdraw("crm", "b", merged_into="c")
    world.resolve()
    for key in "ab":
        assert GoldenRecord.objects.get(pk=ids[key]).merged_into_id == ids["c"]


def test_it_survives_a_circle_of_merges_at_the_source(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    world.withdraw("crm", "a", merged_into="b")
    world.withdraw("crm", "b", merged_into="a")
    world.resolve()
    assert not world.clusters()
