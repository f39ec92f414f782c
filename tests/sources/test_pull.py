"""Pulling what is due: claims, cursors, and what becomes of a stream whose system fails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.sources import pull as pulling
from apps.sources.connectors.base import Page, SystemicFailure, TransientFailure
from apps.sources.models import LandedRecord, PullCursor, PullRun, SourceRecord
from apps.sources.pull import LEASE, ensure_streams, pull_due
from tests.scenarios import World, customer, raw
from tests.threads import at_once


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    return due(World(), monkeypatch)


def due(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Only the CRM's customers are due."""
    PullCursor.objects.create(system=world.systems["crm"], domain="customer", due_at=world.now)
    monkeypatch.setattr(pulling, "connector", lambda system_id, seams: world.connector)
    return world


def page(*numbers: int, cursor: str, more: bool = False) -> Page:
    return Page(tuple(raw(f"c{n}", customer(n)) for n in numbers), cursor, more)


def test_it_reads_page_after_page_and_wakes_the_resolver(world: World) -> None:
    world.connector.pages = [page(1, 2, cursor="p1", more=True), page(2, 3, cursor="p2")]
    (done,) = pull_due(seams=world.seams)
    assert (done.state, done.read, done.changed) == ("done", 4, 3)
    assert world.connector.asked == ["", "p1"]
    cursor = PullCursor.objects.get()
    assert (cursor.cursor, cursor.claimed_until) == ("p2", None)
    assert cursor.due_at == world.now + timedelta(seconds=30)
    run = PullRun.objects.get()
    assert (run.pages, run.read, run.created, run.unchanged, run.finished_at) == (2, 4, 3, 1, world.now)
    assert world.woken == ["apps.golden.tasks.resolve_landed"]


def test_it_wakes_nobody_when_nothing_is_new(world: World) -> None:
    pull_due(seams=world.seams)
    assert world.woken == []


def test_it_leaves_alone_what_is_not_due(world: World) -> None:
    pull_due(seams=world.seams)
    assert pull_due(seams=world.seams) == []
    world.later(seconds=31)
    assert len(pull_due(seams=world.seams)) == 1


def test_it_keeps_the_cursor_of_the_last_landed_page_when_the_system_goes_away(world: World) -> None:
    world.connector.pages = [page(1, cursor="p1", more=True), TransientFailure("HTTP 503")]
    (done,) = pull_due(seams=world.seams)
    assert (done.state, "can't answer now" in done.message) == ("failed", True)
    cursor = PullCursor.objects.get()
    assert (cursor.cursor, cursor.paused, cursor.claimed_until) == ("p1", "", None)
    assert LandedRecord.objects.count() == 1
    world.later(minutes=1)
    world.connector.pages = [page(2, cursor="p2")]
    assert pull_due(seams=world.seams)[0].state == "done"
    assert world.connector.asked[-1] == "p1"


def test_it_stops_the_line_when_the_system_is_set_up_wrong(world: World) -> None:
    world.connector.pages = [SystemicFailure("the token is refused")]
    (done,) = pull_due(seams=world.seams)
    assert done.state == "failed"
    assert PullCursor.objects.get().paused == "the token is refused"
    world.later(hours=1)
    assert pull_due(seams=world.seams) == []


def test_it_goes_on_with_the_next_stream_when_one_fails(world: World) -> None:
    PullCursor.objects.create(system=world.systems["erp"], domain="customer", due_at=world.now)
    world.connector.pages = [TransientFailure("down"), page(1, cursor="p")]
    assert [done.state for done in pull_due(seams=world.seams)] == ["failed", "done"]


def test_it_takes_over_a_claim_that_ran_out(world: World) -> None:
    PullCursor.objects.update(claimed_until=world.now + LEASE)
    assert pull_due(seams=world.seams) == []
    world.later(minutes=6)
    assert len(pull_due(seams=world.seams)) == 1


def test_it_leaves_inactive_systems_alone(world: World) -> None:
    ensure_streams(now=world.now)
    assert PullCursor.objects.count() == 4
    ensure_streams(now=world.now)
    assert PullCursor.objects.count() == 4


def test_it_closes_its_run_when_it_fails_in_a_way_nobody_foresaw(world: World) -> None:
    world.connector.pages = [RuntimeError("bug")]
    with pytest.raises(RuntimeError):
        pull_due(seams=world.seams)
    run = PullRun.objects.get()
    assert (run.state, run.finished_at) == ("failed", world.now)
    assert "RuntimeError" in run.message
    assert PullCursor.objects.get().claimed_until is None


@pytest.mark.django_db(transaction=True)
def test_it_gives_one_stream_to_one_of_two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    world = due(World(), monkeypatch)
    world.connector.pages = [page(1, cursor="p1")]
    at_once(*[lambda: pull_due(seams=world.seams)] * 2)
    assert (PullRun.objects.count(), SourceRecord.objects.count()) == (1, 1)
