"""Django's PostgreSQL backend, over the embedded server."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from mdm.embedded import server
from mdm.embedded.cluster import PORT, USER, Cluster


class DatabaseWrapper(base.DatabaseWrapper):
    """Fills in the address of the server and brings it up with the first connection, or with one that fails."""

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.cluster: Cluster = settings.EMBEDDED_CLUSTER
        settings_dict |= {"HOST": str(self.cluster.socket_dir), "PORT": str(PORT), "USER": USER}
        super().__init__(settings_dict, *args, **kwargs)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server.ensure(self.cluster)
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            server.start(self.cluster)
            return super().get_new_connection(conn_params)
