"""A rulebook proposed from the live data: a draft, with words, that decides about nothing."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.domains import get
from apps.golden import queries
from apps.golden.learnt import NotTrainable
from apps.golden.live import live
from apps.golden.models import GoldenRecord, Link
from apps.golden.rules import in_force
from apps.golden.train import train
from apps.history.models import ChangeSet
from apps.history.recording import recording
from apps.sources.models import SourceSystem
from tests.cast import MACHINE
from tests.golden.acts import say
from tests.scenarios import World, customer, raw

FIRMS = 90


def firm(number: int) -> dict[str, Any]:
    place = {"street": f"Kade {number % 17}", "house_number": str(number), "city": "Utrecht", "country": "NL"}
    return customer(number, phone=f"+31 30 {2_000_000 + number}", billing_address=place)


@pytest.fixture
def twice(world: World) -> World:
    """Ninety firms, each in both systems; the ERP has slips in every third name and no e-mail."""
    world.land("crm", *(raw(f"c{n}", firm(n)) for n in range(FIRMS)))
    shorter = {n: firm(n) | {"email": None} for n in range(FIRMS)}
    for n in range(0, FIRMS, 3):
        shorter[n]["name"] = shorter[n]["name"].replace("Works", "Wroks")
    world.land("erp", *(raw(f"e{n}", payload) for n, payload in shorter.items()))
    world.resolve()
    return world


def test_it_proposes_a_draft_and_says_what_changes(twice: World) -> None:
    twice.later()
    found = train(domain="customer", seams=twice.seams)
    assert found.draft is not None
    row = queries.rulebooks("customer")[0]
    assert (row.version, row.status, row.author) == (2, "draft", "machine:train")
    assert set(row.document["weights"]) == {c.name for c in get("customer").spec.comparisons}
    assert 70 <= found.figures["expected_matches"] <= 110
    assert found.words
    act = ChangeSet.objects.get(pk=found.draft.change_set)
    assert act.detail["figures"]["records"] == 2 * FIRMS
    assert found.words[0] in act.reason


def test_it_leaves_what_decides_alone(twice: World) -> None:
    before = (in_force("customer")[1], GoldenRecord.history.count(), Link.history.count())
    train(domain="customer", seams=twice.seams)
    assert (in_force("customer")[1], GoldenRecord.history.count(), Link.history.count()) == before


def test_it_proposes_the_same_from_the_same(twice: World) -> None:
    one, other = train(domain="customer", seams=twice.seams), train(domain="customer", seams=twice.seams)
    assert one.document == other.document
    assert one.draft is not None
    assert other.draft is not None
    assert one.draft.version == other.draft.version == 2


def test_it_writes_nothing_in_a_dry_run(twice: World) -> None:
    before = ChangeSet.objects.count()
    found = train(domain="customer", seams=twice.seams, dry_run=True)
    assert found.draft is None
    assert found.document["weights"]
    assert ChangeSet.objects.count() == before
    assert len(queries.rulebooks("customer")) == 1


def test_it_heeds_what_stewards_said(twice: World) -> None:
    without = train(domain="customer", seams=twice.seams, dry_run=True)
    for number in range(0, 24):
        say(twice, f"crm/c{number}", f"erp/e{number}", "same")
    heard = train(domain="customer", seams=twice.seams, dry_run=True)
    assert without.figures["labels"] == {"same": 0, "different": 0}
    assert heard.figures["labels"] == {"same": 24, "different": 0}


def test_it_keeps_no_value_that_few_records_share(twice: World) -> None:
    document = train(domain="customer", seams=twice.seams, dry_run=True).document
    kept = json.dumps(document.get("tables", {}))
    assert not any(firm(n)["name"].split()[0].lower() in kept for n in range(FIRMS))


def test_it_looks_for_no_pair_within_a_system_that_holds_each_thing_once(world: World) -> None:
    world.land("crm", a=customer(1), b=customer(1))
    world.land("erp", x=customer(1))
    world.resolve()
    scene = live(get("customer"), world.now)
    assert len(scene.pairs) == len(scene.possible().pairs) == 3
    with recording(kind="setup", actor=MACHINE, at=world.now):
        SourceSystem.objects.filter(code="crm").update(duplicate_free=True)
    assert len(scene.possible().pairs) == 2
    say(world, "crm/a", "crm/b", "same")
    assert len(live(get("customer"), world.now).possible().pairs) == 3


def test_it_says_when_there_is_too_little_to_learn_from(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    with pytest.raises(NotTrainable, match="2 customers"):
        train(domain="customer", seams=world.seams)
    world.arrive("erp", x=customer(1))
    with pytest.raises(NotTrainable, match="it takes 50"):
        train(domain="customer", seams=world.seams)
    assert len(queries.rulebooks("customer")) == 1


def call(*words: str) -> str:
    out = StringIO()
    call_command("match_train", "customer", *words, stdout=out)
    return out.getvalue()


def test_it_speaks_on_the_command_line(twice: World) -> None:
    assert "Nothing was written" in call("--dry-run")
    told = json.loads(call("--json"))
    assert (told["domain"], told["version"]) == ("customer", 2)
    assert "Draft version 2" in call()


def test_it_says_on_the_command_line_why_not(world: World) -> None:
    with pytest.raises(CommandError, match="0 customers"):
        call()
