"""A whole domain turned on its side."""

from __future__ import annotations

import pytest

from apps.domains import get
from apps.matching.blocking import keys_of
from apps.sources import queries
from apps.sources.stock import stock
from tests.scenarios import ACME, World, customer

FEATURES = get("customer").spec.features()


@pytest.fixture
def world(db: None) -> World:
    world = World()
    world.land("erp", x=ACME, y=customer(3))
    world.land("crm", a=ACME, b=customer(2), gone=customer(9))
    world.later()
    world.withdraw("crm", "gone")
    return world


def test_it_holds_every_live_record_in_the_order_of_a_batch(world: World) -> None:
    held = stock("customer", FEATURES)
    wanted = [("crm", "a"), ("crm", "b"), ("erp", "x"), ("erp", "y")]
    assert held.ids == [world.record(*key).pk for key in wanted]
    assert held.system.tolist() == [world.systems[code].pk for code, _ in wanted]
    assert not held.mute.any()
    features = queries.features(held.ids)
    for place, record in enumerate(held.ids):
        told = {name: held.columns.text(name, place) for name in FEATURES}
        assert {name: text for name, text in told.items() if text} == {
            name: text for name, text in features[record].items() if name in FEATURES
        }


def test_it_holds_the_keys_that_were_stored(world: World) -> None:
    held = stock("customer", FEATURES)
    spec = get("customer").spec
    fresh = keys_of(spec.blocking, held.columns)
    stored = set(zip(held.keys.record.tolist(), held.keys.rule.tolist(), held.keys.key.tolist(), strict=True))
    assert stored == set(zip(fresh.record.tolist(), fresh.rule.tolist(), fresh.key.tolist(), strict=True))


def test_it_is_the_same_in_chunks_of_any_size(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stock("customer", FEATURES)
    monkeypatch.setattr("apps.sources.stock.CHUNK", 1)
    parts = stock("customer", FEATURES)
    assert parts.ids == whole.ids
    assert parts.keys.key.tolist() == whole.keys.key.tolist()
    assert all(parts.columns[name].values == whole.columns[name].values for name in FEATURES)


def test_it_is_empty_where_nothing_has_landed(world: World) -> None:
    held = stock("product", get("product").spec.features())
    assert (held.ids, len(held.keys), held.columns.size) == ([], 0, 0)
