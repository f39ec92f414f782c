from __future__ import annotations

from django.conf import settings

from apps.stewardship import tasks
from apps.stewardship.models import StewardTask


def test_it_is_woken_under_the_name_that_the_schedule_knows():
    assert tasks.open_tasks.name in settings.WAKE_UPS_S


def test_it_opens_what_is_asked(world):
    tasks.open_tasks()
    assert StewardTask.objects.filter(closed_at=None).count() == 1
