from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.golden.how import Step, how
from tests.golden.acts import join, part, pin, say, unpin
from tests.scenarios import ACME, World, customer


def kinds(steps: list[Step]) -> list[tuple[str, list[str]]]:
    return [(step.kind, [happening.kind for happening in step.happenings]) for step in steps]


def test_it_begins_with_the_record_that_founded_it(world: World) -> None:
    world.arrive("crm", a=ACME)
    (step,) = how(world.golden_id("crm", "a"))
    assert (step.kind, step.actor, step.at) == ("resolve", "machine:resolve", world.now)
    assert step.words.startswith("crm/a joins; is created with ")
    fields = {field.field: (field.origin, field.before) for field in step.happenings[-1].fields}
    assert fields["vat_number"] == ("crm", None)


def test_it_tells_why_the_next_record_joined_with_the_numbers_of_that_moment(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.later()
    world.arrive("erp", b=ACME | {"phone": "+64 9 300 9999"})
    golden = world.golden_id("crm", "a")
    _, joined = how(golden)
    assert [happening.kind for happening in joined.happenings][:2] == ["linked", "joined"]
    link = joined.happenings[0]
    assert link.records in (("crm/a", "erp/b"), ("erp/b", "crm/a"))
    assert link.words.startswith(" and ".join(link.records) + " are the same by a strong identifier: same VAT number")
    assert f"({link.weight:.1f} bits, over 99.9 %, rulebook 1, found by vat, " in link.words
    assert link.rulebook == 1
    assert {"comparison", "label", "weight", "veto"} <= link.evidence[0].keys()


def test_it_names_the_values_that_changed_and_their_rule_and_keeps_them_out_of_the_words(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.later()
    world.arrive("crm", a=ACME | {"email": "new@acme-trading.example"})
    (*_, changed) = how(world.golden_id("crm", "a"))
    (valued,) = changed.happenings
    assert valued.words == "version 2: 1 values change (email)"
    (field,) = valued.fields
    assert (field.field, field.origin) == ("email", "crm")
    assert (field.before, field.after) == ("info@acme-trading.example", "new@acme-trading.example")
    assert field.rule


def test_it_tells_of_a_merge_on_both_sides_and_of_its_undoing(three: World) -> None:
    one, other = three.golden_id("crm", "a"), three.golden_id("crm", "b")
    merged = join(three, "crm/a", "crm/b")
    survivor, loser = (one, other) if merged.survivor == one else (other, one)
    assert f"takes in golden record {loser}" in how(survivor)[-1].words
    assert f"is merged into golden record {survivor}" in how(loser)[-1].words
    assert how(survivor)[-1].reason == "the same firm"

    part(three, merged.change_set)
    assert [act for act, _ in kinds(how(survivor))] == ["resolve", "merge", "unmerge"]
    assert "comes back" in how(loser)[-1].words
    assert "are different" in how(loser)[-1].words


def test_it_repeats_what_a_steward_said(three: World) -> None:
    say(three, "crm/a", "erp/c", "related", relation="branch")
    step = how(three.golden_id("crm", "a"))[-1]
    assert (step.kind, step.reason) == ("judge", "asked them")
    assert step.actor in step.happenings[0].words
    assert "are related (branch)" in step.happenings[0].words


def test_it_tells_of_a_question_and_that_it_was_settled(world: World) -> None:
    like = {name: value for name, value in ACME.items() if name not in ("vat_number", "email", "phone")}
    world.arrive("crm", a=like | {"billing_address": {"city": "Utrecht", "country": "NL"}})
    world.later()
    world.arrive("erp", b=like | {"billing_address": {"city": "Utrecht", "country": "NL"}})
    assert world.questions()
    say(world, "crm/a", "erp/b", "different")
    told = [happening.kind for step in how(world.golden_id("crm", "a")) for happening in step.happenings]
    assert "asked" in told
    assert told.index("asked") < told.index("settled")


def test_it_tells_of_overrides(three: World) -> None:
    pin(three, "crm/a", "segment", "gold")
    unpin(three, "crm/a", "segment")
    steps = how(three.golden_id("crm", "a"))
    assert steps[-2].happenings[-1].words.endswith("sets segment by hand")
    assert steps[-2].happenings[0].fields[0].origin == "override"
    assert steps[-1].happenings[-1].kind == "released"


def test_it_tells_that_a_withdrawn_record_left_and_what_became_of_the_rest(world: World) -> None:
    world.arrive("crm", a=customer(1))
    golden = world.golden_id("crm", "a")
    world.later()
    world.withdraw("crm", "a")
    world.resolve()
    assert how(golden)[-1].words.startswith("crm/a leaves; is retired: ")


def test_it_knows_nothing_of_an_id_that_never_was(world: World) -> None:
    assert how(UUID(int=404)) == []


def test_it_asks_a_fixed_number_of_questions(three: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as short:
        how(three.golden_id("crm", "a"))
    for number in range(4):
        three.later()
        three.arrive("crm", a=customer(1, phone=f"+649300{number:04}", account_manager="Ann"))
    join(three, "crm/a", "crm/b")
    with CaptureQueriesContext(connection) as long:
        how(three.golden_id("crm", "a"))
    assert len(long) == len(short)
