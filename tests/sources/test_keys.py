"""Blocking keys travel to their table as one array of bytes, and arrive as they were."""

from __future__ import annotations

import numpy as np

from apps.matching.blocking import KeyTable
from apps.sources.keys import copy_keys
from apps.sources.models import BlockingKey, SourceRecord
from tests.scenarios import World, customer

LARGEST, SMALLEST = 2**63 - 1, -(2**63)


def test_it_stores_every_key_with_its_record_and_rule(world: World) -> None:
    world.land("crm", **{f"r{number}": customer(number) for number in range(3)})
    BlockingKey.objects.all().delete()
    ids = list(SourceRecord.objects.order_by("id").values_list("id", flat=True))
    table = KeyTable(np.array([0, 2, 2, 1]), np.array([0, 3, 12, 7], np.int16), np.array([LARGEST, SMALLEST, -1, 0]))
    copy_keys("customer", ids, table)
    stored = set(BlockingKey.objects.values_list("record_id", "domain", "rule", "key"))
    assert stored == {
        (ids[0], "customer", 0, LARGEST),
        (ids[2], "customer", 3, SMALLEST),
        (ids[2], "customer", 12, -1),
        (ids[1], "customer", 7, 0),
    }


def test_it_writes_nothing_when_no_record_has_a_key(world: World) -> None:
    copy_keys("customer", [], KeyTable(np.zeros(0, np.int64), np.zeros(0, np.int16), np.zeros(0, np.int64)))
    assert not BlockingKey.objects.exists()
