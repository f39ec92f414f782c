"""A made-up population of customers and products, reproducible from a seed."""

from apps.sandbox.population.generate import Population, iter_customers, iter_products, populate
from apps.sandbox.population.rows import Row

__all__ = ["Population", "Row", "iter_customers", "iter_products", "populate"]
