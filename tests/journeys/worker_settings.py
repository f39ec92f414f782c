"""What the processes of a journey run under: the test's database, and PGMQ in it unless CELERY_BROKER_URL says else."""

import os
from pathlib import Path

from mdm.logs import logging_for
from mdm.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
FIELD_ENCRYPTION_KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
VAR_DIR = Path(os.environ["JOURNEY_DIR"])
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat.schedule")
LOGGING = logging_for(style="json", level="INFO")
