import pytest

from apps.sync import tasks
from apps.sync.models import Delivery
from tests.sync.conftest import Office


def test_it_empties_the_trays_and_wakes_the_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "live", lambda: office.seams)
    office.post()
    tasks.dispatch()
    assert office.woken == ["apps.sync.tasks.deliver_due"]
    tasks.deliver_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert office.woken == ["apps.sync.tasks.deliver_due"]


def test_it_bears_the_names_of_the_schedule() -> None:
    assert (tasks.dispatch.name, tasks.deliver_due.name) == ("apps.sync.tasks.dispatch", "apps.sync.tasks.deliver_due")
