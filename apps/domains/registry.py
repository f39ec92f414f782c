"""Every domain, one line each."""

from __future__ import annotations

from typing import Final

from apps.domains.customer import CUSTOMER
from apps.domains.definition import Domain
from apps.domains.product import PRODUCT

DOMAINS: Final[dict[str, Domain]] = {domain.name: domain for domain in (CUSTOMER, PRODUCT)}


class UnknownDomain(LookupError):
    """No domain has this name."""


def get(name: str) -> Domain:
    try:
        return DOMAINS[name]
    except KeyError:
        raise UnknownDomain(f"{name!r} is no domain; there are {', '.join(DOMAINS)}") from None


def names() -> tuple[str, ...]:
    return tuple(DOMAINS)
