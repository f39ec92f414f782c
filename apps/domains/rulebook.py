"""A rulebook document: what one version of a domain's rules changes in the defaults of its file."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict

from apps.domains.definition import Domain, Field
from apps.domains.registry import get


class FieldChange(BaseModel):
    """What changes for one field; a part left out keeps its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owners: tuple[str, ...] | None = None
    strategies: tuple[str, ...] | None = None
    on_empty: Literal["keep_last", "clear", "any"] | None = None


class RulebookDocument(BaseModel):
    """The whole document. `thresholds` and `prior` in bits; `weights` per comparison, best level first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, FieldChange] = {}
    thresholds: dict[Literal["join", "fuse", "keep", "review", "margin"], float] = {}
    weights: dict[str, tuple[float, ...]] = {}
    prior: float | None = None


def laid_over(domain: Domain, document: RulebookDocument, version: int = 0) -> Domain:
    """The domain with a document's changes; raises LookupError for a field that the domain does not have."""
    unknown = document.fields.keys() - domain.by_name.keys()
    if unknown:
        raise LookupError(f"{domain.name} has no field {', '.join(sorted(unknown))}")
    spec = domain.spec.reweighed(document.weights)
    prior = spec.prior if document.prior is None else document.prior
    spec = replace(spec, thresholds=replace(spec.thresholds, **dict(document.thresholds)), prior=prior)
    fields = tuple(_changed(field, document.fields.get(field.name)) for field in domain.fields)
    return replace(domain, fields=fields, spec=spec, version=version)


def _changed(field: Field, change: FieldChange | None) -> Field:
    if change is None:
        return field
    given: dict[str, Any] = change.model_dump(exclude_none=True)
    return replace(field, **given)


def domain_under(name: str, version: int, document: dict[str, Any]) -> Domain:
    """The domain as one version of its rulebook makes it; compiled once per version and content."""
    return _domain_under(name, version, orjson.dumps(document, option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=32)
def _domain_under(name: str, version: int, document: bytes) -> Domain:
    return laid_over(get(name), RulebookDocument.model_validate_json(document), version)
