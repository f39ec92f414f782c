from __future__ import annotations

import pytest

from mdm.bench import match_one as module
from mdm.bench.match_one import match_one
from tests.scenarios import World


@pytest.mark.django_db(transaction=True)
def test_it_finds_most_of_the_questions_among_the_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WARM_UP", 10)
    figures = match_one(records=600, questions=60, seed=1, seams=World().seams)
    assert (figures["records"], figures["questions"]) == (600, 60)
    assert 0.9 <= figures["first"] <= figures["recall"] <= 1
    assert 0 < figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"]
    assert figures["candidates_p50"] >= 1


@pytest.mark.django_db(transaction=True)
def test_it_measures_even_where_few_are_stored() -> None:
    assert match_one(records=20, questions=5, seed=1, seams=World().seams)["questions"] == 5
