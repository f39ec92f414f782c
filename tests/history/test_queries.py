from __future__ import annotations

from apps.golden.models import GoldenRecord
from apps.history.queries import change_sets, recent, versions
from apps.history.recording import recording
from apps.sources.models import SourceSystem
from tests.cast import actor
from tests.scenarios import ACME, NOON, World


def test_it_tells_the_versions_of_a_row_newest_first_with_what_changed(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.later()
    world.arrive("crm", a=ACME | {"segment": "retail", "email": "new@acme-trading.example"})
    newest, oldest = versions(GoldenRecord, world.golden_id("crm", "a"))
    assert (oldest.sign, oldest.changes) == ("+", ())
    changed = {name: (before, after) for name, before, after in newest.changes}
    assert changed["values.segment"] == (None, "retail")
    assert changed["values.email"] == ("info@acme-trading.example", "new@acme-trading.example")
    assert changed["version"] == (1, 2)
    assert (newest.actor, newest.kind, newest.sign) == ("machine:resolve", "resolve", "~")


def test_it_compares_the_last_version_of_a_page_with_the_one_before(world: World) -> None:
    world.arrive("crm", a=ACME)
    for segment in ("one", "two"):
        world.arrive("crm", a=ACME | {"segment": segment})
    (newest,) = versions(GoldenRecord, world.golden_id("crm", "a"), limit=1)
    assert ("values.segment", "one", "two") in newest.changes


def test_it_answers_in_the_words_of_simple_history(world: World) -> None:
    crm = SourceSystem.objects.get(code="crm")
    before = SourceSystem.history.latest("history_id").history_date
    with recording(kind="rename", actor=actor(), at=NOON, reason="new brand"):
        SourceSystem.objects.filter(pk=crm.pk).update(name="Salesroom")
    crm.refresh_from_db()
    newest = crm.history.first()
    assert newest.prev_record.name == "CRM"
    assert newest.prev_record.next_record == newest
    (change,) = newest.diff_against(newest.prev_record).changes
    assert (change.field, change.old, change.new) == ("name", "CRM", "Salesroom")
    assert crm.history.as_of(before).name == "CRM"
    assert crm.history.as_of(newest.history_date).name == "Salesroom"
    assert crm.history.most_recent().name == "Salesroom"
    assert {row.name for row in SourceSystem.history.as_of(before)} == {"CRM", "ERP"}
    assert newest.instance.name == "Salesroom"


def test_it_lists_the_newest_change_sets(world: World) -> None:
    world.arrive("crm", a=ACME)
    assert [act.kind for act in recent(limit=2)] == ["resolve", "rulebook"]
    assert {act.kind for act in recent(kinds=["pull"])} == {"pull"}
    newest = recent(limit=1)[0]
    assert change_sets([newest.pk, newest.pk]) == {newest.pk: newest}
