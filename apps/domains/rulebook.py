"""A rulebook document: what one version of a domain's rules changes in the defaults of its file."""

from __future__ import annotations

from collections.abc import Collection, KeysView, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict

from apps.domains.definition import Domain, Field
from apps.domains.registry import get
from apps.matching.types import Comparison, Level, MatchSpec, SpecError, Tables

T = TypeVar("T")


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

    `vetoes` names, for the comparisons where that changes, the levels that forbid a join (0: the best). `levels` holds,
    for the comparisons of both, the words of the levels that were meant: what has other levels by now is not meant any
    more. `tables` are what agreement on a common value or word is measured against.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, FieldChange] = {}
    thresholds: dict[Literal["join", "fuse", "keep", "cohere", "review", "margin"], float] = {}
    weights: dict[str, tuple[float, ...]] = {}
    prior: float | None = None
    vetoes: dict[str, tuple[int, ...]] = {}
    levels: dict[str, tuple[str, ...]] = {}
    tables: KnownValues = KnownValues()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> RulebookDocument:
        """Read a document as it is kept. Raises pydantic.ValidationError."""
        return cls.model_validate_json(orjson.dumps(dict(document)))

    def compared(self) -> KeysView[str]:
        """The comparisons that it says anything of, each once."""
        return dict.fromkeys((*self.weights, *self.vetoes, *self.levels)).keys()

    def about(self, comparisons: Collection[str], fields: Collection[str]) -> RulebookDocument:
        """The document with what it says of these comparisons and fields; all else stays."""
        said = {part: _picked(getattr(self, part), comparisons) for part in ("weights", "vetoes", "levels")}
        return self.model_copy(update=said | {"fields": _picked(self.fields, fields)})

    def stored(self) -> dict[str, Any]:
        """The document as it is kept: only what it says."""
        said: dict[str, Any] = orjson.loads(self.model_dump_json(exclude_defaults=True, exclude_none=True))
        return said


def _picked(said: Mapping[str, T], names: Collection[str]) -> dict[str, T]:
    return {name: each for name, each in said.items() if name in names}


def laid_over(domain: Domain, document: RulebookDocument, version: int = 0) -> Domain:
    """The domain with a document's changes.

    Raises LookupError for a field that the domain does not have, SpecError for weights, vetoes, levels or thresholds
    that cannot mean anything.
    """
    unknown = document.fields.keys() - domain.by_name.keys()
    if unknown:
        raise LookupError(f"{domain.name} has no field {', '.join(sorted(unknown))}")
    spec = _comparing(domain.spec, document)
    prior = spec.prior if document.prior is None else document.prior
    spec = replace(spec, thresholds=replace(spec.thresholds, **_bits(document)), prior=prior)
    fields = tuple(_changed(field, document.fields.get(field.name)) for field in domain.fields)
    tables = Tables(document.tables.frequencies, document.tables.words)
    return replace(domain, fields=fields, spec=spec, tables=tables, version=version)


def _bits(document: RulebookDocument) -> dict[str, Any]:
    """The thresholds that are given; `keep` was said for `cohere` as well before the two were told apart."""
    given: dict[str, Any] = {name: bits for name, bits in document.thresholds.items()}
    return {"cohere": given["keep"], **given} if "keep" in given else given


def words_of(level: Level) -> str:
    """A level in words, by which it is known: "name from 80 % similar"."""
    percent = "" if level.at_least is None else f"from {100 * level.at_least:.0f} %"
    return level.label.replace("{percent}", percent).replace("  ", " ")


def naming_levels(domain: Domain, document: RulebookDocument) -> RulebookDocument:
    """The document, with the words of the levels that its weights and vetoes are for."""
    said = document.compared()
    named = {c.name: _levels_in_words(c) for c in domain.spec.comparisons if c.name in said}
    return document.model_copy(update={"levels": named})


def _comparing(spec: MatchSpec, document: RulebookDocument) -> MatchSpec:
    """The specification with the weights and vetoes of a document."""
    _check_levels(spec, document.levels)
    return _vetoing(spec.reweighed(document.weights), document.vetoes)


def _check_levels(spec: MatchSpec, levels: Mapping[str, tuple[str, ...]]) -> None:
    for comparison in spec.comparisons:
        now = _levels_in_words(comparison)
        if levels.get(comparison.name, now) != now:
            raise SpecError(f"{comparison.name} has other levels now: {', '.join(now)}")


def _levels_in_words(comparison: Comparison) -> tuple[str, ...]:
    return tuple(words_of(level) for level in comparison.levels)


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


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a domain can follow of a document, and what it cannot: the comparison or field, and why not."""

    document: RulebookDocument
    left_out: Mapping[str, str]


def fitting(domain: Domain, document: RulebookDocument) -> Fitting:
    """Leave out of a document what it says of comparisons, levels and fields that the domain does not have.

    For rulebooks that were published before an upgrade of the service: it must go on. A comparison is followed as a
    whole or goes by what is declared, weights and vetoes: each weight was learnt beside those of the other levels, and
    is about those levels alone. Learnt and declared weights add up, both being log2(m / u) of their comparison. Prior,
    thresholds and tables hold: how many candidates are the same thing, how sure one must be, and which values are
    common does not depend on what is compared. What is wrong in any other way is left in, and refused by `laid_over`.
    """
    compared = document.compared()
    left_out = {name: why for name in compared if (why := _refusal(domain.spec, document.about((name,), ())))}
    gone = [name for name in document.fields if name not in domain.by_name]
    kept = document.about(compared - left_out.keys(), document.fields.keys() - gone)
    return Fitting(kept, left_out | {f"field {name}": f"{domain.name} has no field {name}" for name in gone})


def _refusal(spec: MatchSpec, document: RulebookDocument) -> str:
    try:
        _comparing(spec, document)
    except SpecError as error:
        return str(error)
    return ""


def domain_under(name: str, version: int, document: dict[str, Any]) -> Domain:
    """The domain as one version of its rulebook makes it, as far as it fits; compiled once per version and content."""
    return _domain_under(name, version, orjson.dumps(document, option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=32)
def _domain_under(name: str, version: int, document: bytes) -> Domain:
    found = fitting(get(name), RulebookDocument.model_validate_json(document))
    return replace(laid_over(get(name), found.document, version), left_out=found.left_out)
