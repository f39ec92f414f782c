"""The queue without a broker: PostgreSQL itself, by kombu's PGMQ transport.

Messages are alarm clocks and never the truth, so their commits do not wait for the disk.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import pgmq
from pgmq.install import get_embedded_install_sql
from psycopg.conninfo import make_conninfo

from mdm.embedded import server
from mdm.embedded.cluster import QUEUE

# Celery waits two seconds at a time, several times over when it stops.
LONGEST_DRAIN_S = 1.0
FAST_COMMIT = "-c synchronous_commit=off"
# Any number, as long as every process takes the same lock before it installs the queue's schema.
INSTALL_LOCK = 4_217_001

_prepared = threading.Event()


class Transport(pgmq.Transport):
    """PGMQ on the database of the settings; brings up the embedded server and the queue's schema before connecting."""

    def _create_pgmq_client(self) -> Any:
        prepare()
        client: Any = self.client
        client.transport_options["conn_string"] = queue_conninfo()
        return super()._create_pgmq_client()

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> Any:
        return super().drain_events(connection, min(timeout or LONGEST_DRAIN_S, LONGEST_DRAIN_S))


def on_embedded_server() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"] == "mdm.embedded.backend")


def queue_conninfo() -> str:
    """Where the queue lives: a database of its own on the embedded server, the schema `pgmq` on any other."""
    if on_embedded_server():
        return make_conninfo(settings.EMBEDDED_CLUSTER.conninfo(QUEUE), options=FAST_COMMIT)
    database = settings.DATABASES["default"]
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: str(database[name]) for key, name in named.items() if database.get(name)}
    # What Django alone understands stays behind.
    known = {
        key: value for key, value in database.get("OPTIONS", {}).items() if key.startswith("ssl") or key == "service"
    }
    return make_conninfo(**given, **known, options=FAST_COMMIT)


def prepare() -> None:
    """Bring up the server when it is ours, and install the queue's schema once. Raises ImproperlyConfigured."""
    if on_embedded_server():
        server.ensure(settings.EMBEDDED_CLUSTER)
    if _prepared.is_set():
        return
    if on_embedded_server():
        connection = server.connect(settings.EMBEDDED_CLUSTER, QUEUE)
    else:
        connection = psycopg.connect(queue_conninfo(), autocommit=True)
    with connection:
        try:
            install(connection)
        except psycopg.errors.InsufficientPrivilege as refused:
            raise ImproperlyConfigured(
                "The role of DATABASE_URL may not create the schema `pgmq` for the queue. Grant it CREATE on the "
                "database, or set CELERY_BROKER_URL to a Redis or RabbitMQ."
            ) from refused
    _prepared.set()


def install(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALL_LOCK])
        found = connection.execute("SELECT to_regclass('pgmq.meta')").fetchone()
        if found == (None,):
            connection.execute(get_embedded_install_sql().encode())
