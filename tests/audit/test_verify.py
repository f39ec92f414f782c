import pytest
from django.db import InternalError

from apps.audit.invariants import every
from apps.audit.invariants.invariant import Invariant, scalar
from apps.audit.verify import UnknownInvariant, verify
from tests.audit.world import START


def test_it_finds_nothing_in_a_house_in_order(world):
    result = verify(now=world.moment)
    assert result.ok, result.first
    assert [check.name for check in result.checks] == [invariant.name for invariant in every()]


def test_it_has_looked_at_something_for_most_promises(world):
    checked = {check.name: check.checked for check in verify(now=world.moment).checks}
    assert checked["live_record_in_one_live_golden"] == 3
    assert checked["golden_is_recomputed"] == 2
    assert checked["tracked_row_has_history"] > 5


def test_it_checks_only_what_is_asked(world):
    assert [check.name for check in verify(now=world.moment, only=["run_balances"]).checks] == ["run_balances"]


def test_it_refuses_a_name_that_no_invariant_has(world):
    with pytest.raises(UnknownInvariant, match="no invariant is called harmony"):
        verify(now=world.moment, only=["harmony"])


def test_it_gives_every_invariant_a_name_of_its_own():
    names = [invariant.name for invariant in every()]
    assert len(names) == len(set(names))


@pytest.mark.django_db(transaction=True)
def test_it_reads_one_snapshot_in_which_nothing_can_be_written(monkeypatch):
    clumsy = Invariant(
        "clumsy", "Nothing.", lambda: scalar("SELECT nextval('history_changeset_id_seq')"), lambda now: ()
    )
    monkeypatch.setattr("apps.audit.verify.every", lambda: (clumsy,))
    with pytest.raises(InternalError, match="read-only transaction"):
        verify(now=START)


@pytest.mark.django_db(transaction=True)
def test_it_finds_an_empty_house_in_order():
    assert verify(now=START).ok


def test_it_reports_in_a_shape_that_programs_can_read(world):
    body = verify(now=world.moment, only=["run_balances"]).as_json()
    assert body["ok"] is True
    assert set(body["checks"][0]) == {"name", "promise", "checked", "violations"}
