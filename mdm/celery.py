"""The alarm clock: Celery, on the embedded server's queue unless CELERY_BROKER_URL names a broker."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdm.settings.dev")

app = Celery("mdm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    """Celery would otherwise replace the handlers with its own."""
    logging.config.dictConfig(settings.LOGGING)
