"""A steward's value is an input: checked, dated, told to the targets, and ended when its lifetime is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.golden.models import Override
from apps.golden.override import BadValue, NotOverridable, Pin, override, release, release_ended
from apps.golden.stale import StaleVersion
from apps.history.models import ChangeSet
from apps.sync.models import OutboxMessage
from tests import cast
from tests.golden.acts import join, pin, unpin
from tests.golden.portrait import portrait
from tests.golden.promises import every_promise_holds
from tests.scenarios import World, customer

CALLED = Pin("phone", "+64 9 300 9999", "they called")


def test_it_wins_over_every_source_and_is_told_to_the_targets(three: World) -> None:
    added = pin(three, "crm/a", "phone", "+64 9 300 9999")
    row = three.golden("crm", "a")
    assert row.values["phone"] == "+6493009999"
    assert row.provenance["phone"]["override"] == str(added)
    letter = OutboxMessage.objects.filter(golden_id=row.pk).latest("pk")
    assert (letter.version, letter.snapshot["overridden"]) == (row.version, ["phone"])
    stored = Override.objects.get(pk=added)
    assert (stored.author, stored.user_id, stored.reason) == (cast.actor().name, cast.actor().user_id, "they called")
    assert stored.base == {str(three.record("crm", "a").pk): "+6493001234"}
    every_promise_holds(three)


def test_it_brings_the_value_to_canonical_form(three: World) -> None:
    pin(three, "crm/a", "email", " Info@Example.COM ")
    assert three.golden("crm", "a").values["email"] == "info@example.com"


@pytest.mark.parametrize(
    ("field", "value"),
    [("vat_number", "NL12345"), ("email", "nobody"), ("nickname", "Ace"), ("credit_limit", "plenty")],
)
def test_it_refuses_a_value_that_fails_its_check(three: World, field: str, value: str) -> None:
    before, acts = portrait(), ChangeSet.objects.count()
    with pytest.raises(BadValue) as refused:
        pin(three, "crm/a", field, value)
    assert field.split("_")[0] in str(refused.value).lower()
    assert (portrait(), ChangeSet.objects.count()) == (before, acts)


@pytest.mark.parametrize(
    "terms",
    [
        {"lifetime": "a while"},
        {"lifetime": "until_date"},
        {"lifetime": "until_date", "until": timedelta(days=-1)},
        {"lifetime": "forever", "until": timedelta(days=1)},
        {"reason": " "},
    ],
)
def test_it_refuses_terms_that_make_no_sense(three: World, terms: dict[str, Any]) -> None:
    row = three.golden("crm", "a")
    given = {"reason": "they called"} | terms
    if "until" in given:
        given["until"] = three.now + given["until"]
    with pytest.raises(BadValue):
        override(
            golden=row.pk, version=row.version, actor=cast.actor(), seams=three.seams,
            pin=Pin("phone", "+64 9 300 9999", **given),
        )  # fmt: skip


def test_it_can_keep_a_field_empty(three: World) -> None:
    pin(three, "crm/a", "phone", "")
    assert "phone" not in three.golden("crm", "a").values
    every_promise_holds(three)


def test_it_releases_the_older_one_on_the_same_field(three: World) -> None:
    older, newer = pin(three, "crm/a", "phone", "+64 9 300 9999"), pin(three, "crm/a", "phone", "+64 9 300 8888")
    assert Override.objects.get(pk=older).released_at == three.now
    assert Override.objects.get(released_at=None).pk == newer
    assert three.golden("crm", "a").values["phone"] == "+6493008888"


def test_it_refuses_a_stale_version_with_the_difference(three: World) -> None:
    row = three.golden("crm", "a")
    three.arrive("crm", a=customer(1, phone="+6493007777"))
    with pytest.raises(StaleVersion) as refused:
        override(golden=row.pk, version=row.version, pin=CALLED, actor=cast.actor(), seams=three.seams)
    assert refused.value.differences[row.pk]["phone"] == ("+6493001234", "+6493007777")
    assert not Override.objects.exists()


def test_it_refuses_what_is_not_there_or_retired(three: World) -> None:
    merged = join(three, "crm/a", "crm/b")
    for golden, version in ((merged.retired[0], 2), (uuid4(), 1)):
        with pytest.raises(NotOverridable):
            override(golden=golden, version=version, pin=CALLED, actor=cast.actor(), seams=three.seams)


def test_it_lets_the_sources_decide_again_when_released(three: World) -> None:
    before = three.golden("crm", "a").values
    pin(three, "crm/a", "phone", "+64 9 300 9999")
    unpin(three, "crm/a", "phone")
    assert three.golden("crm", "a").values == before
    assert OutboxMessage.objects.latest("pk").snapshot["overridden"] == []
    every_promise_holds(three)
    row = three.golden("crm", "a")
    with pytest.raises(NotOverridable):
        release(
            golden=row.pk, version=row.version, field="phone", reason="again", actor=cast.actor(), seams=three.seams
        )


@pytest.mark.parametrize(("lifetime", "ends"), [("forever", False), ("until_source_changes", True)])
def test_it_ends_with_a_change_at_a_source_if_so_agreed(three: World, lifetime: str, ends: bool) -> None:
    added = pin(three, "crm/a", "phone", "+64 9 300 9999", lifetime)
    three.later()
    three.arrive("crm", a=customer(1, phone="+6493007777"))
    assert (Override.objects.get(pk=added).released_at == three.now) is ends
    assert (three.golden("crm", "a").values["phone"] == "+6493007777") is ends
    three.later()
    three.arrive("crm", a=customer(1, phone="+6493001234"))
    assert (three.golden("crm", "a").values["phone"] == "+6493001234") is ends
    every_promise_holds(three)


def test_it_ends_at_its_date(three: World) -> None:
    until = three.now + timedelta(days=1)
    added = pin(three, "crm/a", "phone", "+64 9 300 9999", "until_date", until=until)
    assert release_ended(domain="customer", seams=three.seams) == 0
    three.later(days=2)
    acts = ChangeSet.objects.count()
    assert release_ended(domain="customer", seams=three.seams) == 1
    assert release_ended(domain="customer", seams=three.seams) == 0
    assert ChangeSet.objects.count() == acts + 1
    assert Override.objects.get(pk=added).released_at == three.now
    assert three.golden("crm", "a").values["phone"] == "+6493001234"
    every_promise_holds(three)


def test_it_leaves_nothing_behind_when_it_crashes(three: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before, letters = portrait(), OutboxMessage.objects.count()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("apps.golden.override.save", crash)
        with pytest.raises(RuntimeError):
            pin(three, "crm/a", "phone", "+64 9 300 9999")
    assert (portrait(), OutboxMessage.objects.count()) == (before, letters)
    pin(three, "crm/a", "phone", "+64 9 300 9999")
    every_promise_holds(three)


def test_it_is_told_by_history_with_actor_and_reason(three: World) -> None:
    added = pin(three, "crm/a", "phone", "+64 9 300 9999")
    row = Override.history.get(id=added)
    assert (row.history_change_reason, row.history_user_id) == ("they called", cast.actor().user_id)
    assert ChangeSet.objects.get(pk=row.change_set_id).kind == "override"
