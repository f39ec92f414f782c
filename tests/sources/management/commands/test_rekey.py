from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.sources.management.commands import rekey as command
from apps.sources.models import LandedRecord, MatchFeatures
from apps.sources.rekey import Rekeyed, rekey
from tests.scenarios import World, customer


def said(*words: str) -> str:
    out = StringIO()
    call_command("rekey", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def aged(world: World) -> World:
    """Three resolved records, two of them with comparison strings of an older version."""
    world.arrive("crm", **{f"c{n}": customer(n) for n in range(3)})
    old = [world.record("crm", key).pk for key in ("c0", "c2")]
    MatchFeatures.objects.filter(record_id__in=old).update(features={})
    return world


def test_it_prints_how_many_changed_and_finds_none_the_second_time(aged: World) -> None:
    assert said("customer", "--chunk", "2") == "customer: 3 records read, 2 changed and wait to be resolved anew\n"
    assert LandedRecord.objects.count() == 2
    assert "3 records read, 0 changed" in said("customer")


def test_it_goes_through_every_domain(aged: World) -> None:
    assert [line.split(",")[0] for line in said("--all").splitlines()] == [
        "customer: 3 records read",
        "product: 0 records read",
    ]


def test_it_says_what_is_done_when_it_is_interrupted(aged: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def until_interrupted(**asked: Any) -> Rekeyed:
        if asked["after"]:
            raise KeyboardInterrupt
        return rekey(**asked)

    monkeypatch.setattr(command, "rekey", until_interrupted)
    out = StringIO()
    with pytest.raises(KeyboardInterrupt):
        call_command("rekey", "customer", "--chunk", "1", stdout=out)
    assert out.getvalue().startswith("customer: 1 records read, 1 changed")
    assert LandedRecord.objects.count() == 1


@pytest.mark.parametrize("words", [[], ["customer", "--all"], ["customer", "--chunk", "0"], ["shoes"]])
def test_it_refuses_what_it_does_not_understand(db: None, words: list[str]) -> None:
    with pytest.raises(CommandError):
        said(*words)
