import pytest

from apps.sources.connectors.base import Connection, SystemicFailure
from apps.sources.connectors.registry import KINDS, connector_for

CREDENTIALS = {"token": "t", "user": "u", "password": "p"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_builds_a_connector_of_every_kind(kind: str) -> None:
    connector = connector_for(kind, Connection("http://127.0.0.1:9", CREDENTIALS, {"database": "d"}))
    for domain in connector.capabilities.domains:
        assert bool(connector.writable(domain)) == connector.capabilities.push


def test_it_names_the_kinds_it_knows() -> None:
    with pytest.raises(SystemicFailure, match="hubspot"):
        connector_for("sap", Connection("", {}))
