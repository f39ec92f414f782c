"""One PostgreSQL for the whole session: a throw-away cluster without fsync, or the server of DATABASE_URL.

`mdm.settings.test` names the cluster; the database backend starts it with the first test that asks for a database, and
its keeper stops and removes it after the session, even a killed one. Under `pytest -n` every worker has a database of
its own in the same cluster.
"""

from __future__ import annotations

import pytest
from django.conf import settings

from mdm.embedded import server


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running when the command line returns."""
    if settings.configured:
        server.leave(settings.EMBEDDED_CLUSTER)
