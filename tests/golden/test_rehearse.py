"""Two rulebooks over the live data: what would change, and nothing that does."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.golden.models import GoldenRecord, Link, Rulebook
from apps.golden.rehearse import Rehearsal, rehearse
from apps.golden.rulebooks import Unsound, propose
from apps.history.models import ChangeSet
from tests import cast
from tests.golden.acts import say
from tests.scenarios import ACME, World, customer

NEVER = {"thresholds": {"join": 200.0, "fuse": 200.0}}


@pytest.fixture
def pair(world: World) -> World:
    """One golden record of two source records, and others that stand alone."""
    world.arrive("crm", a=ACME | {"account_manager": "Ann"}, b=customer(2))
    world.later()
    world.arrive("erp", x=ACME | {"payment_terms": "30 days"}, y=customer(3))
    return world


def compare(world: World, document: dict[str, Any], **more: Any) -> Rehearsal:
    return rehearse(domain="customer", document=document, seams=world.seams, **more)


def test_it_finds_no_difference_between_equal_rules(pair: World) -> None:
    found = compare(pair, {})
    assert (found.joined, found.parted, found.merges, found.splits, found.values.golden_records) == (0, 0, 0, 0, 0)
    assert found.golden_records == (3, 3)
    assert not found.samples


def test_it_tells_what_stricter_rules_would_part(pair: World) -> None:
    found = compare(pair, NEVER)
    assert (found.golden_records, found.parted, found.splits, found.merges) == ((3, 4), 1, 1, 0)
    assert found.values.golden_records == 2
    assert {"account_manager", "payment_terms"} <= found.values.fields.keys()
    (sample,) = found.samples
    assert sample.outcome == "parted"
    assert {sample.left, sample.right} == {pair.record("crm", "a").pk, pair.record("erp", "x").pk}


def test_it_tells_what_looser_rules_would_join(world: World) -> None:
    like = ACME | {"vat_number": None, "email": None, "phone": None}
    world.arrive("crm", a=like)
    world.arrive("erp", x=like | {"name": "Acme Tradings Ltd"})
    assert len(world.clusters()) == 2
    found = compare(world, {"thresholds": {"join": 1.0, "fuse": 1.0, "keep": 0.0, "review": 0.0}})
    assert (found.golden_records, found.joined, found.merges) == ((2, 1), 1, 1)
    assert found.asked[0] >= 1
    assert found.asked[1] == 0
    assert found.waiting == 1


def test_it_tells_which_values_other_owners_would_give(pair: World) -> None:
    pair.arrive("erp", x=ACME | {"name": "Acme Holding"})
    found = compare(pair, {"fields": {"name": {"owners": ["erp", "crm"]}}})
    owned = compare(pair, {"fields": {"name": {"owners": ["crm", "erp"]}}})
    assert {found.values.golden_records, owned.values.golden_records} == {0, 1}
    assert found.splits == 0


def test_it_counts_verdicts_that_the_rules_alone_would_go_against(pair: World) -> None:
    say(pair, "crm/b", "erp/y", "same")
    found = compare(pair, NEVER)
    assert found.contradicted[0]["same_not_even_asked"] == 1
    assert found.contradicted[0]["different_joined"] == 0
    assert found.golden_records == (2, 3)


def test_it_writes_nothing(pair: World) -> None:
    before = (ChangeSet.objects.count(), GoldenRecord.history.count(), Link.objects.count(), Rulebook.objects.count())
    compare(pair, NEVER)
    after = (ChangeSet.objects.count(), GoldenRecord.history.count(), Link.objects.count(), Rulebook.objects.count())
    assert after == before


def test_it_says_the_same_whatever_fits_into_a_chunk(pair: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compare(pair, NEVER)
    monkeypatch.setattr("apps.golden.rehearsed_values.CHUNK", 1)
    monkeypatch.setattr("apps.sources.stock.CHUNK", 2)
    assert compare(pair, NEVER) == whole


def test_it_shows_values_only_when_asked(pair: World) -> None:
    masked = str(compare(pair, NEVER)).lower()
    assert "dorpsstraat" not in masked
    assert "acme" not in masked
    assert "acme" in str(compare(pair, NEVER, with_values=True).samples).lower()


def test_it_refuses_a_document_that_cannot_mean_anything(pair: World) -> None:
    with pytest.raises(Unsound):
        compare(pair, {"weights": {"no such": [1.0]}})


def call(*words: object) -> str:
    out = StringIO()
    call_command("match_rehearse", "customer", *[str(word) for word in words], stdout=out)
    return out.getvalue()


def test_it_compares_a_version_or_a_file_on_the_command_line(pair: World, tmp_path: Path) -> None:
    version = propose(domain="customer", document=NEVER, reason="-", actor=cast.actor(), seams=pair.seams).version
    told = json.loads(call("--with", version, "--json"))
    assert (told["parted"], told["versions"]) == (1, [1, version])
    assert told["samples"][0]["outcome"] == "parted"
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(NEVER))
    assert "1 would split" in call("--with", file)
    latin = tmp_path / "latin.json"
    latin.write_bytes('{"note": "Müller"}'.encode("latin-1"))
    for wrong in (99, tmp_path / "none.json", tmp_path, latin):
        with pytest.raises(CommandError):
            call("--with", wrong)
