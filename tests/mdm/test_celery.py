import pytest
from django.conf import settings

from mdm.celery import app


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=lambda entry: entry["task"])
def test_it_drops_a_wake_up_that_waited_longer_than_its_interval(entry: dict) -> None:
    assert entry["schedule"] < entry["options"]["expires"] <= entry["schedule"] + 3


@pytest.mark.parametrize("task", settings.CELERY_BEAT_SCHEDULE)
def test_it_knows_every_task_of_the_schedule(task: str) -> None:
    app.loader.import_default_modules()
    assert task in app.tasks
