from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from apps.golden.models import GoldenRecord
from apps.golden.rules import ensure_rulebook, in_force
from apps.history.recording import Actor
from apps.matching.blocking import keys
from apps.matching.columns import Columns
from apps.sources.models import BlockingKey, MatchFeatures, SourceRecord
from apps.sources.systems import NewSystem, register
from mdm.bench.stored import NOW, golden_id, store
from tests.scenarios import World

RECORDS = [
    {"kind": "person", "given": "ann", "family": "lee", "given_canonical": "anne", "city": "delft"},
    {"kind": "person", "given": "anne", "family": "lee", "given_canonical": "anne", "phone": "+6493001234"},
    {"kind": "organisation", "organisation": "acme trading", "vat": "NL123456789B01"},
]


@pytest.mark.django_db(transaction=True)
def test_it_lays_records_into_the_tables_as_landing_and_resolving_do() -> None:
    indexes = _indexes()
    ensure_rulebook("customer", now=NOW)
    domain, rulebook_id = in_force("customer")
    system = NewSystem(
        code="crm", name="CRM", kind="hubspot", role="crm", priority=10, base_url="http://127.0.0.1:9",
        credentials={"token": "none"}, settings={},
    )  # fmt: skip
    system_id = register(system=system, actor=Actor.machine("bench"), seams=World().seams)
    store(domain, Columns.of(RECORDS), np.array([0, 0, 1], np.int32), system_id, rulebook_id)
    ids = list(SourceRecord.objects.order_by("pk").values_list("pk", flat=True))
    held = [MatchFeatures.objects.get(pk=record).features for record in ids]
    assert held == RECORDS
    for record, features in zip(ids, RECORDS, strict=True):
        found = BlockingKey.objects.filter(record_id=record, domain="customer").values_list("rule", "key")
        assert sorted(found) == sorted(keys(domain.spec.blocking, features))
    with connection.cursor() as cursor:
        cursor.execute("SELECT golden_id FROM golden_xref ORDER BY record_id")
        assert [golden for (golden,) in cursor.fetchall()] == [golden_id(0), golden_id(0), golden_id(1)]
    assert set(GoldenRecord.objects.values_list("pk", flat=True)) == {golden_id(0), golden_id(1)}
    assert _indexes() == indexes


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename ~ '^(sources|golden)_'")
        return {definition for (definition,) in cursor.fetchall()}
