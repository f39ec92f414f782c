"""One machine, no configuration: evaluation and development."""

from mdm.logs import logging_for
from mdm.settings.base import *  # noqa: F403
from mdm.settings.base import VAR_DIR, env
from mdm.settings.keys import local_key

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or local_key(VAR_DIR / "secret.key")
FIELD_ENCRYPTION_KEY = env.str("FIELD_ENCRYPTION_KEY", "") or local_key(VAR_DIR / "field.key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# Files are served from where they lie: no collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SANDBOX_ALLOWED = True
LOGGING = logging_for(style=env.str("LOG_STYLE", "console"), level=env.str("LOG_LEVEL", "INFO"))
