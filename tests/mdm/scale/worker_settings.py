"""A service without rooms whose workers do shares, and stall over the first `find` when told to."""

from tests.mdm.tiny_settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE: dict[str, object] = {}
CELERY_IMPORTS = ["mdm.scale.celery_shares", "tests.mdm.scale.stall"]
