"""What is a customer, what is a product? One file per domain."""

from apps.domains.definition import Domain, Field, Standardised
from apps.domains.registry import UnknownDomain, get, names

__all__ = ["Domain", "Field", "Standardised", "UnknownDomain", "get", "names"]
