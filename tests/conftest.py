"""One PostgreSQL for the whole session: a throw-away cluster without fsync, or the server of DATABASE_URL.

`mdm.settings.test` names the cluster; the database backend starts it with the first test that asks for a database, and
its keeper stops and removes it after the session, even a killed one. Under `pytest -n` every worker has a database of
its own in the same cluster.
"""

from __future__ import annotations

import hypothesis
import pytest
from django.conf import settings

from mdm.embedded import server

# How long an example takes depends on who else uses the machine; speed is measured by benchmarks.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running when the command line returns."""
    if settings.configured:
        server.leave(settings.EMBEDDED_CLUSTER)
