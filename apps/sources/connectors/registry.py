"""Which connector speaks to which kind of system. A new system is one folder and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from apps.sources.connectors.base import Connection, Connector, SystemicFailure
from apps.sources.connectors.file.connector import FileConnector
from apps.sources.connectors.hubspot.connector import HubspotConnector
from apps.sources.connectors.tryton.connector import TrytonConnector

KINDS: Final[dict[str, Callable[[Connection], Connector]]] = {
    "hubspot": HubspotConnector,
    "tryton": TrytonConnector,
    "file": FileConnector,
}


def connector_for(kind: str, connection: Connection) -> Connector:
    """The connector for a kind of system, ready to talk. Raises SystemicFailure for an unknown kind."""
    try:
        build = KINDS[kind]
    except KeyError:
        raise SystemicFailure(f"no connector of kind {kind!r}; known: {', '.join(sorted(KINDS))}") from None
    return build(connection)
