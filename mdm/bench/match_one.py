"""One record against a million stored ones: from raw values to ranked golden records, with candidates by btree.

Of a server that has been up a while: what questions read is in its memory. After a start (and where a connection is
new) the first thousands take longer, until each page has been read once.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from apps.domains import Domain
from apps.domains.columnar import columns_of, of_names
from apps.domains.raw import RawColumn
from apps.golden.match import Answer, features_of, match_features
from apps.golden.rules import ensure_rulebook, in_force
from apps.history.recording import Actor
from apps.seams import Seams
from apps.sources.systems import NewSystem, register
from mdm.bench.matching import sheet
from mdm.bench.matching.customers import Sheet, write
from mdm.bench.stored import golden_id, store

WARM_UP: Final = 300


@dataclass(frozen=True, slots=True)
class Question:
    """A record that is not stored, of a thing that is: raw values by field, and the number of the thing."""

    values: Mapping[str, Any]
    thing: int


@dataclass(slots=True)
class Timed:
    """Milliseconds of each question: standardising its raw values, finding its matches, both; and what came of it."""

    standardise: list[float] = field(default_factory=list)
    match: list[float] = field(default_factory=list)
    compared: list[int] = field(default_factory=list)
    crowded: int = 0
    found: int = 0
    first: int = 0

    def add(self, question: Question, answer: Answer, began: float, standard: float, ended: float) -> None:
        self.standardise.append((standard - began) * 1000)
        self.match.append((ended - standard) * 1000)
        self.compared.append(answer.compared)
        self.crowded += len(answer.crowded)
        goldens = [told.golden for told in answer.matches]
        self.found += golden_id(question.thing) in goldens
        self.first += goldens[:1] == [golden_id(question.thing)]

    def figures(self) -> dict[str, float]:
        """`recall`: share of questions whose golden record is answered, in the join or the review band."""
        asked = len(self.match)
        whole = np.add(self.standardise, self.match)
        percentiles = {f"p{p}_ms": round(float(np.percentile(whole, p)), 3) for p in (50, 95, 99)}
        parts: dict[str, Sequence[float]] = {
            "standardise_p50_ms": self.standardise,
            "match_p50_ms": self.match,
            "candidates_p50": self.compared,
        }
        return percentiles | {
            "recall": round(self.found / asked, 4),
            "first": round(self.first / asked, 4),
            "questions": asked,
            **{name: round(float(np.median(part)), 3) for name, part in parts.items()},
            "match_p99_ms": round(float(np.percentile(self.match, 99)), 3),
            "candidates_p99": float(np.percentile(self.compared, 99)),
            "crowded_keys": round(self.crowded / asked, 3),
        }


def match_one(*, records: int, questions: int, seed: int, seams: Seams) -> dict[str, float]:
    """Store `records` made-up customers; ask for `questions` others, each of which is stored under another writing."""
    ensure_rulebook("customer", now=seams.now())
    domain, rulebook_id = in_force("customer")
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        asked = _stored(domain, Path(folder), (records, questions + WARM_UP), (seed, rulebook_id), seams)
    stored = time.perf_counter() - began
    timed = Timed()
    first = max(0, min(WARM_UP, len(asked) - questions))  # of few records few are twins: those are for measuring
    _ask(domain, asked[:first], Timed())
    _ask(domain, asked[first:], timed)
    return {"records": records, **timed.figures(), "store_s": round(stored, 1)}


def _ask(domain: Domain, questions: Sequence[Question], timed: Timed) -> None:
    for question in questions:
        began = time.perf_counter()
        features = features_of(domain, question.values)
        standard = time.perf_counter()
        answer = match_features(domain=domain, features=features)
        timed.add(question, answer, began, standard, time.perf_counter())


def _stored(
    domain: Domain, folder: Path, sizes: tuple[int, int], numbers: tuple[int, int], seams: Seams
) -> list[Question]:
    """Write the sheet, hold some rows back as questions, store the others."""
    (records, held), (seed, rulebook_id) = sizes, numbers
    made = write(folder, records + held, seed)
    things = made.things()
    chosen = _with_twins(things, held, seed)
    kept = np.ones(len(things), bool)
    kept[chosen] = False
    raw = {name: RawColumn(column.codes[kept], column.values) for name, column in sheet.read(made.records).items()}
    store(domain, columns_of(domain, raw, workers=2), things[kept], _system(seams), rulebook_id)
    return _questions(made, set(chosen.tolist()), things)


def _with_twins(things: NDArray[np.int32], wanted: int, seed: int) -> NDArray[np.int64]:
    """Random rows, at most one of a thing, of things with a row that stays."""
    order = np.random.default_rng(seed).permutation(len(things))
    first = order[np.unique(things[order], return_index=True)[1]]
    several = first[np.bincount(things)[things[first]] > 1]
    return np.random.default_rng(seed).permutation(several)[:wanted]


def _questions(made: Sheet, chosen: set[int], things: NDArray[np.int32]) -> list[Question]:
    with made.records.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)
        found = ((place, cells) for place, cells in enumerate(rows) if place in chosen)
        return [
            Question(
                of_names(*zip(*((n, c) for n, c in zip(names, cells, strict=True) if c), strict=True)), int(things[p])
            )
            for p, cells in islice(found, len(chosen))
        ]


def _system(seams: Seams) -> int:
    system = NewSystem(
        code="crm", name="CRM", kind="hubspot", role="crm", priority=10, base_url="http://127.0.0.1:9",
        credentials={"token": "none"}, settings={},
    )  # fmt: skip
    return register(system=system, actor=Actor.machine("bench"), seams=seams)
