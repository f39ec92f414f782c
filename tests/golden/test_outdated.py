"""A rulebook that was published before an upgrade changed what is compared: the house goes on, and says so."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from apps.golden import queries, writer
from apps.golden.build import recompute
from apps.golden.checks import rulebooks_fit
from apps.golden.health import outdated
from apps.golden.letters import snapshot
from apps.golden.models import Link
from apps.golden.rehearse import rehearse
from apps.golden.rulebooks import Unsound, activate, approve, propose, rehearsed
from apps.golden.rules import in_force
from apps.golden.train import train
from apps.history.recording import recording
from tests import cast
from tests.golden.acts import inherit_rulebook, join, pin, say
from tests.golden.promises import every_promise_holds
from tests.golden.test_train import FIRMS, firm
from tests.scenarios import ACME, World, customer, raw

ONLINE = [6.5, 5.5, 4.5, 2.5, 1.5, -1.5]
OLD: dict[str, Any] = {
    "weights": {"address": [9.0, 4.0, -5.0], "fax": [3.0, -1.0], "online": ONLINE, "online:relatives": ONLINE},
    "vetoes": {"address": [2], "fax": [1]},
    "fields": {"fax": {"owners": ["crm"]}, "payment_terms": {"owners": ["crm"]}},
    "thresholds": {"join": 6.5, "fuse": 11.0},
    "prior": -8.5,
}
"""Address had three levels, faxes were compared, and both systems had a field for them."""

LIKE = {key: ACME[key] for key in ("kind", "name", "email", "billing_address")}


@pytest.fixture
def world(db: None) -> World:
    """A house that was upgraded under a rulebook of before."""
    inherit_rulebook(OLD)
    return World()


def test_it_goes_on_resolving_and_names_the_version_that_decided(world: World) -> None:
    world.arrive("crm", a=LIKE | {"payment_terms": "30 days"})
    world.arrive("erp", x=LIKE | {"payment_terms": "14 days"})
    assert world.clusters() == {frozenset({"crm/a", "erp/x"})}
    golden = world.golden("crm", "a")
    assert (golden.rulebook.version, golden.values["payment_terms"]) == (2, "30 days")
    every_promise_holds(world)


def test_it_stores_the_weights_that_it_really_used(world: World) -> None:
    world.arrive("crm", a=LIKE)
    world.arrive("erp", x=LIKE)
    told = {line["comparison"]: line["weight"] for line in Link.objects.get().evidence}
    rules, _ = in_force("customer")
    declared = {c.name: c.levels[0].weight for c in rules.spec.comparisons}
    assert told["address"] == declared["address"] != 9.0
    assert told["online:relatives"] == ONLINE[2]
    assert told["prior"] == -8.5


def test_it_lets_people_and_readers_go_on(world: World) -> None:
    world.arrive("crm", a=customer(1), b=customer(2))
    pin(world, "crm/a", "segment", "gold")
    say(world, "crm/a", "crm/b", "different")
    golden = queries.get(join(world, "crm/a", "crm/b").survivor)
    assert golden is not None
    assert queries.domain_of(golden).left_out
    assert snapshot([golden.id])[golden.id]["owners"] == {"payment_terms": "crm"}
    assert recompute([golden.id])[golden.id][0] == golden.values


def test_it_says_so_to_the_operator(world: World) -> None:
    [sentence] = outdated()
    assert sentence == (
        "Rulebook 2 of customers was made for other comparisons than there are now: for address, fax, field fax what is"
        " declared holds. Train again: manage.py match_train customer"
    )
    assert [(each.id, each.msg) for each in rulebooks_fit(databases=["default"])] == [("golden.W001", sentence)]
    assert sentence in {each.msg for each in run_checks(databases=["default"])}
    assert rulebooks_fit() == [], "whoever asks for no database gets none"


def test_it_lets_a_migration_run_that_brings_the_table(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE golden_rulebook RENAME COLUMN document TO says")
    assert rulebooks_fit(databases=["default"]) == []


def test_it_says_so_where_rulebooks_are_listed_and_shown(world: World) -> None:
    listed = command("rulebook", "list", "customer").splitlines()
    assert listed[0].endswith("machine:train  (made for other comparisons: address, fax, field fax)")
    assert listed[1].endswith("defaults")
    shown = command("rulebook", "show", "customer", "2")
    assert "left out    address has 10 levels, 3 weights were given" in shown
    assert "left out    no such comparison: fax" in shown


def test_it_rehearses_other_rules_against_it(world: World) -> None:
    world.arrive("crm", a=LIKE)
    world.arrive("erp", x=LIKE)
    found = rehearse(domain="customer", document={"thresholds": {"join": 200.0, "fuse": 200.0}}, seams=world.seams)
    assert (found.versions, found.golden_records, found.parted) == ((2, 0), (1, 2), 1)


def test_it_is_refused_where_it_is_proposed_or_rehearsed_anew(world: World) -> None:
    for act in (propose, rehearse):
        more = {"reason": "as before", "actor": cast.actor()} if act is propose else {}
        with pytest.raises(Unsound, match=r"address has 10 levels, 3 weights .*no such comparison: fax.* match_train"):
            act(domain="customer", document=OLD, seams=world.seams, **more)
    assert len(queries.rulebooks("customer")) == 2


@pytest.mark.parametrize(("left_at", "step"), [("draft", rehearsed), ("rehearsed", approve), ("approved", activate)])
def test_it_takes_no_further_step_with_a_version_of_before(world: World, left_at: str, step: Any) -> None:
    found = {"domain": "customer", "version": 3, "step": "rehearsed", "against": 2}
    with recording(kind="rulebook", actor=cast.MACHINE, at=world.now, detail=found):
        row = writer.add_rulebook("customer", 3, OLD, "steward", world.now)
        writer.move_rulebook(row.pk, left_at)
    more = {rehearsed: {"figures": {}}, approve: {"reason": "fine"}}.get(step, {})
    with pytest.raises(Unsound, match="match_train customer"):
        step(domain="customer", version=3, actor=cast.actor("lead"), seams=world.seams, **more)
    assert queries.rulebooks("customer")[0].status == left_at


def test_it_is_followed_by_one_that_is_trained_upon_it(world: World) -> None:
    world.land("crm", *(raw(f"c{n}", firm(n)) for n in range(FIRMS)))
    world.land("erp", *(raw(f"e{n}", firm(n)) for n in range(FIRMS)))
    world.resolve()
    draft = train(domain="customer", seams=world.seams).draft
    assert draft is not None
    row = queries.rulebooks("customer")[0]
    assert queries.rules_of(row).left_out == {}
    assert row.document["fields"] == {"payment_terms": {"owners": ["crm"]}}, "what people chose is kept"
    assert "vetoes" not in row.document
    assert row.document["levels"].keys() == row.document["weights"].keys()
    in_order = {"domain": "customer", "version": draft.version, "seams": world.seams}
    rehearsed(**in_order, figures={}, actor=cast.actor())
    approve(**in_order, reason="fine", actor=cast.actor("lead"))
    activate(**in_order, actor=cast.actor("lead"))
    assert outdated() == []


def command(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_it_says_on_the_command_line_why_it_is_not_rehearsed(world: World) -> None:
    cast.person("steward")
    with pytest.raises(CommandError, match="no such comparison: fax"):
        command("rulebook", "rehearse", "customer", "2", "--by", "steward")
