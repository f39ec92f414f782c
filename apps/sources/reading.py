"""What the records of a page say, in canonical values, and which of them can't be understood."""

from __future__ import annotations

from collections.abc import Sequence

from apps.domains import Domain, Standardised
from apps.sources.connectors.base import Connector, RawRecord
from apps.sources.quarantine import UNFIT


def standardised(domain: Domain, connector: Connector, records: Sequence[RawRecord]) -> dict[str, Standardised | str]:
    """By key what each record says, or why it can't be understood."""
    keys = [record.external_id for record in records]
    try:
        raws = [connector.canonical(domain.name, record.payload) for record in records]
        return dict(zip(keys, domain.standardise_all(raws), strict=True))
    except UNFIT:  # one of them, or several: each has to speak for itself
        return dict(zip(keys, (_alone(domain, connector, record) for record in records), strict=True))


def _alone(domain: Domain, connector: Connector, record: RawRecord) -> Standardised | str:
    try:
        return domain.standardise(connector.canonical(domain.name, record.payload))
    except UNFIT as error:
        return f"{type(error).__name__}: {error}"
