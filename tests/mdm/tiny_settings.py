"""Settings of a service without rooms, for tests that start processes of their own. It lives in CLUSTER_ROOT."""

import os
from pathlib import Path

from mdm.embedded.cluster import Cluster
from mdm.settings.base import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "mdm"]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.mdm.tiny_urls"
SECRET_KEY = "tiny"
ALLOWED_HOSTS = ["*"]
VAR_DIR = Path(os.environ["CLUSTER_ROOT"])
EMBEDDED_CLUSTER = Cluster(root=VAR_DIR, durable=os.environ.get("CLUSTER_DURABLE") == "1")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat.schedule")
CELERY_BEAT_SCHEDULE = {"tick": {"task": "tests.mdm.tiny_tasks.tick", "schedule": 1, "options": {"expires": 3}}}
CELERY_IMPORTS = ["tests.mdm.tiny_tasks"]
