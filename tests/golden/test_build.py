from __future__ import annotations

from apps.golden import queries
from apps.golden.build import recompute
from apps.golden.models import GoldenRecord
from tests.scenarios import ACME, World, customer


def test_it_derives_again_what_is_stored(world: World) -> None:
    world.arrive("crm", a=ACME, b=customer(1))
    world.later()
    world.arrive("erp", x=ACME | {"payment_terms": "net 30"}, y=customer(1, name="Other Works"))
    world.later()
    world.arrive("crm", a=ACME | {"email": None})
    goldens = queries.page("customer")
    derived = recompute([golden.id for golden in goldens], world.now)
    assert derived == {g.id: (dict(g.values), dict(g.provenance)) for g in goldens}


def test_it_empties_a_golden_field_only_when_its_owner_cleared_it(world: World) -> None:
    world.arrive("crm", a=ACME | {"segment": "gold"})
    world.arrive("erp", x=ACME | {"segment": "lead"})
    world.arrive("erp", x=ACME | {"segment": None})
    assert world.golden("crm", "a").values["segment"] == "gold"
    world.arrive("crm", a=ACME)  # not supplied: the last value is kept
    assert world.golden("crm", "a").values["segment"] == "gold"
    world.arrive("crm", a=ACME | {"segment": "gold"})
    world.arrive("crm", a=ACME | {"segment": ""})
    golden = world.golden("crm", "a")
    assert "segment" not in golden.values
    assert golden.provenance["segment"]["rule"] == "cleared_by_owner"


def test_it_takes_all_parts_of_an_address_from_one_record(world: World) -> None:
    mine = {"street": "Queen St", "house_number": "12", "city": "Auckland", "country": "NZ"}
    theirs = {"street": "Dorpsstraat", "postcode": "3511 AA", "city": "Utrecht", "country": "NL"}
    base = {key: value for key, value in ACME.items() if key != "billing_address"}
    world.arrive("crm", a=base | {"shipping_address": mine})
    world.arrive("erp", x=base | {"shipping_address": theirs})
    stored = world.golden("crm", "a").values["shipping_address"]
    assert stored["city"] == "Auckland"
    assert "postcode" not in stored


def test_it_lets_no_echo_of_ours_speak(world: World) -> None:
    world.arrive("crm", a=ACME)
    record = world.record("crm", "a")
    golden = GoldenRecord.objects.get()
    assert golden.provenance["email"]["record"] == str(record.pk)
