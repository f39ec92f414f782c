"""Ids of the records that parties and products point to: countries, languages, categories, units. Asked once each."""

from __future__ import annotations

from typing import Any

from apps.sources.connectors.base import DataError
from apps.sources.connectors.tryton.client import TrytonClient


class References:
    """Look-ups against one server, remembered for the life of the connector. Unknown ones are not remembered."""

    def __init__(self, client: TrytonClient) -> None:
        self._client = client
        self._known: dict[tuple[Any, ...], int] = {}
        self._fields: dict[str, frozenset[str]] = {}

    def fields(self, model: str) -> frozenset[str]:
        """The names of a model's fields on this server."""
        if model not in self._fields:
            self._fields[model] = frozenset(self._client.call(f"{model}.fields_get", []))
        return self._fields[model]

    def country(self, code: str) -> int | None:
        if not code:
            return None
        remedy = "import the countries there (trytond_import_countries)"
        return self._needed("country.country", [("code", "=", code)], f"country {code!r}", remedy)

    def subdivision(self, country: int | None, region: str) -> int | None:
        """The province or state by name or code; None where Tryton has no such: the address then goes without."""
        if not country or not region:
            return None
        named = ["OR", ("name", "ilike", region), ("code", "ilike", region), ("code", "ilike", f"%-{region}")]
        return self._id("country.subdivision", [("country", "=", country), named])

    def language(self, code: str) -> int | None:
        if not code:
            return None
        found = self._id("ir.lang", [("code", "=", code)]) or self._id("ir.lang", [("code", "ilike", f"{code}\\_%")])
        if found is None:
            raise DataError(f"Tryton does not know the language {code!r}; add it there or map it to another")
        return found

    def unit(self, name: str) -> int:
        either = ["OR", ("symbol", "=", name), ("name", "ilike", name)]
        return self._needed("product.uom", either, f"unit {name!r}", "add it there or map it to another")

    def party_category(self, name: str) -> int:
        """The category that marks persons; made where it is missing, for it is ours."""
        found = self._id("party.category", [("name", "=", name)])
        if found is None:
            found = int(self._client.call("party.category.create", [{"name": name}])[0])
            self._known["party.category", repr([("name", "=", name)])] = found
        return found

    def _needed(self, model: str, domain: list[Any], what: str, remedy: str) -> int:
        found = self._id(model, domain)
        if found is None:
            raise DataError(f"Tryton does not know {what}; {remedy}")
        return found

    def _id(self, model: str, domain: list[Any]) -> int | None:
        key = (model, repr(domain))
        if key not in self._known:
            found = self._client.call(f"{model}.search", domain, 0, 1, [("id", "ASC")])
            if not found:
                return None
            self._known[key] = int(found[0])
        return self._known[key]
