"""The test suite: a throw-away cluster without fsync, fast passwords, no broker."""

import os
import tempfile
import time
from pathlib import Path

from mdm.embedded.cluster import Cluster
from mdm.logs import logging_for
from mdm.settings.base import *  # noqa: F403
from mdm.settings.base import DATABASES, env

DEBUG = False
SECRET_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105
FIELD_ENCRYPTION_KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
SANDBOX_ALLOWED = True

# One cluster for each test session: the environment carries its place to the processes the session starts.
os.environ.setdefault("TEST_CLUSTER", f"{tempfile.gettempdir()}/mdm-test-{os.getpid()}-{time.time_ns()}")
VAR_DIR = Path(os.environ["TEST_CLUSTER"])
EMBEDDED_CLUSTER = Cluster(root=VAR_DIR, durable=False)
DATABASES["default"] |= {"CONN_MAX_AGE": 0}

CELERY_BROKER_URL = env.str("TEST_BROKER_URL", "memory://")
CELERY_BROKER_TRANSPORT = None
CELERY_BROKER_TRANSPORT_OPTIONS = {}
LOGGING = logging_for(style="console", level="WARNING")
