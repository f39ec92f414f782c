"""Production: a PostgreSQL server, keys from outside, TLS, no sandbox. Refuses to start when one is missing."""

from django.core.exceptions import ImproperlyConfigured

from mdm.settings.base import *  # noqa: F403
from mdm.settings.base import DATABASES, env

if env.str("SANDBOX", ""):
    raise ImproperlyConfigured("SANDBOX is set: the stand-ins of outside systems have no place in production.")
if not env.str("DATABASE_URL", ""):
    raise ImproperlyConfigured("Set DATABASE_URL: production runs on a PostgreSQL server, not on the embedded one.")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
FIELD_ENCRYPTION_KEY = env.str("FIELD_ENCRYPTION_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"

# Behind a proxy that ends TLS, and only there, its word on the scheme is believed.
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
