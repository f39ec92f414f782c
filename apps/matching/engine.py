"""The one door for scoring: live records, first loads, rehearsals and evaluations all call the same functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apps.matching.columns import Columns
from apps.matching.compare import CHUNK
from apps.matching.evidence import evidence
from apps.matching.patterns import compared
from apps.matching.score import score_levels, score_patterns
from apps.matching.types import NO_TABLES, Evidence, Features, Indices, MatchSpec, ScoredPairs, Tables

__all__ = ["Scored", "evidence", "explain_pair", "score_pairs"]


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one pair, as an answer to a person: with the reasons that add up to it."""

    weight: float
    probability: float
    vetoed_by: str
    evidence: tuple[Evidence, ...]


def score_pairs(
    spec: MatchSpec, columns: Columns, left: Indices, right: Indices, tables: Tables = NO_TABLES, *, workers: int = 1
) -> ScoredPairs:
    """Score n pairs of records, given by their positions in `columns`; of many no level is held, but a pattern each.

    A pair gets the same score alone as among a million. With several `workers` so many processes share the comparisons.
    Raises `SpecError` for a specification that cannot be asked.
    """
    if len(left) <= CHUNK:
        return score_levels(spec, columns, left, right, tables, workers=workers)[0]
    return score_patterns(spec, compared(spec.comparisons, columns, left, right, tables, workers=workers))


def explain_pair(spec: MatchSpec, left: Features, right: Features, tables: Tables = NO_TABLES) -> Scored:
    """Score two records and say why, for a screen or an answer of the API."""
    columns = Columns.of([left, right], spec.features())
    one, other = np.zeros(1, np.int64), np.ones(1, np.int64)
    scored = score_pairs(spec, columns, one, other, tables)
    vetoed_by = spec.comparisons[int(scored.veto[0])].name if scored.veto[0] >= 0 else ""
    lines = evidence(spec, columns, one, other, tables)[0]
    return Scored(float(scored.weight[0]), float(scored.probability[0]), vetoed_by, lines)
