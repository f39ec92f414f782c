"""What every environment shares. `dev`, `test` and `prod` each say the rest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ

from mdm.embedded.cluster import Cluster
from mdm.logs import logging_for

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).absolute()

# Rooms and wiring -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "django_htmx",
    "csp",
    "mdm",
    "apps.accounts",
    "apps.history",
    "apps.sources",
    "apps.sync",
    "apps.golden",
    "apps.stewardship",
    "apps.audit",
    "apps.operations",
    "apps.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "mdm.urls"
WSGI_APPLICATION = "mdm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Time and language ----------------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

# Files ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []

# Database -------------------------------------------------------------------------------------------------------------
# Without DATABASE_URL the checkout runs a PostgreSQL of its own; the backend starts it with the first connection.
EMBEDDED_CLUSTER = Cluster(root=VAR_DIR)
DATABASES: dict[str, dict[str, Any]] = {"default": {"ENGINE": "mdm.embedded.backend", "NAME": "mdm"}}
if env.str("DATABASE_URL", ""):
    DATABASES["default"] = env.db("DATABASE_URL")
    # libpq writes a socket's directory in the place of the host as %2Fvar%2Frun…
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
CACHES = {"default": env.cache("CACHE_URL", "locmemcache://")}

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SIMPLE_HISTORY_DATE_INDEX = False  # moments are asked of change sets
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# Saved with every request, so thirty minutes count from the last click.
SESSION_COOKIE_AGE = int(timedelta(minutes=30).total_seconds())
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What a browser may load ----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# REST -----------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "apps.api.problems.handler",
    # How many proxies stand in front: 0 means the caller's address is the connection's own, whatever it claims.
    "NUM_PROXIES": env.int("NUM_PROXIES", 0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Golden record API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Queue ----------------------------------------------------------------------------------------------------------------
# Without CELERY_BROKER_URL the messages lie in PostgreSQL (mdm/broker.py). The URL is then a label: the address comes
# from EMBEDDED_CLUSTER or DATABASE_URL.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "")
CELERY_BROKER_TRANSPORT: str | None = None
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if not CELERY_BROKER_URL:
    CELERY_BROKER_URL = "pgmq://postgresql//"
    CELERY_BROKER_TRANSPORT = "mdm.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "init_extension": False,
        "wait_time_seconds": 1,
        "poll_interval_ms": 50,
        "polling_interval": 0.05,
        "visibility_timeout": 1800,
        "pool_size": 4,
        "pool_timeout": 5,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_DEFAULT_QUEUE = "mdm"
CELERY_IMPORTS = ["mdm.scale.celery_shares"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Each worker's name would leave a queue behind.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat.schedule")
# Work is found by state, so a wake-up that nobody took in time is worth nothing: the next one asks the same.
WAKE_UPS_S = {
    "apps.sources.tasks.pull_due": 5,
    "apps.golden.tasks.resolve_landed": 2,
    "apps.stewardship.tasks.open_tasks": 5,
    "apps.sync.tasks.dispatch": 2,
    "apps.sync.tasks.deliver_due": 2,
    "apps.golden.tasks.release_ended_overrides": 300,
}
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds + 2}}
    for task, seconds in WAKE_UPS_S.items()
}

# The stand-ins of outside systems; production refuses them.
SANDBOX_ALLOWED = False

LOGGING = logging_for(style=env.str("LOG_STYLE", "json"), level=env.str("LOG_LEVEL", "INFO"))
