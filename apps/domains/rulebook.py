"""A rulebook document: what one version of a domain's rules changes in the defaults of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict

from apps.domains.definition import Domain, Field
from apps.domains.registry import get
from apps.matching.types import Comparison, MatchSpec, SpecError, Tables


class FieldChange(BaseModel):
    """What changes for one field; a part left out keeps its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owners: tuple[str, ...] | None = None
    strategies: tuple[str, ...] | None = None
    on_empty: Literal["keep_last", "clear", "any"] | None = None


class KnownValues(BaseModel):
    """What is known of the population, per feature: relative frequency of common values, rarity of common words.

    Values that only few records share stand in no rulebook: they would be data of persons, kept for ever.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    frequencies: dict[str, dict[str, float]] = {}
    words: dict[str, dict[str, float]] = {}


class RulebookDocument(BaseModel):
    """The whole document. `thresholds` and `prior` in bits; `weights` per comparison, best level first.

    `vetoes` names, for the comparisons where that changes, the levels that forbid a join (0: the best). `tables` are
    what agreement on a common value or word is measured against.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, FieldChange] = {}
    thresholds: dict[Literal["join", "fuse", "keep", "review", "margin"], float] = {}
    weights: dict[str, tuple[float, ...]] = {}
    prior: float | None = None
    vetoes: dict[str, tuple[int, ...]] = {}
    tables: KnownValues = KnownValues()


def laid_over(domain: Domain, document: RulebookDocument, version: int = 0) -> Domain:
    """The domain with a document's changes.

    Raises LookupError for a field that the domain does not have, SpecError for weights, vetoes or thresholds that
    cannot mean anything.
    """
    unknown = document.fields.keys() - domain.by_name.keys()
    if unknown:
        raise LookupError(f"{domain.name} has no field {', '.join(sorted(unknown))}")
    spec = _vetoing(domain.spec.reweighed(document.weights), document.vetoes)
    prior = spec.prior if document.prior is None else document.prior
    given: dict[str, Any] = {name: bits for name, bits in document.thresholds.items()}
    spec = replace(spec, thresholds=replace(spec.thresholds, **given), prior=prior)
    fields = tuple(_changed(field, document.fields.get(field.name)) for field in domain.fields)
    tables = Tables(document.tables.frequencies, document.tables.words)
    return replace(domain, fields=fields, spec=spec, tables=tables, version=version)


def _vetoing(spec: MatchSpec, vetoes: Mapping[str, tuple[int, ...]]) -> MatchSpec:
    if unknown := vetoes.keys() - {comparison.name for comparison in spec.comparisons}:
        raise SpecError(f"no such comparison: {', '.join(sorted(unknown))}")
    return replace(spec, comparisons=tuple(_forbidding(c, vetoes.get(c.name)) for c in spec.comparisons))


def _forbidding(comparison: Comparison, positions: tuple[int, ...] | None) -> Comparison:
    if positions is None:
        return comparison
    if beyond := [place for place in positions if not 0 <= place < len(comparison.levels)]:
        raise SpecError(f"{comparison.name} has {len(comparison.levels)} levels, none of them is number {beyond[0]}")
    levels = tuple(replace(level, veto=place in positions) for place, level in enumerate(comparison.levels))
    return replace(comparison, levels=levels)


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
