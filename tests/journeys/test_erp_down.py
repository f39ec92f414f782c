"""The ERP goes away for an hour. The line waits without counting, loses nothing, and drains when it is back."""

from __future__ import annotations

from apps.sync import queries as post_office
from apps.sync.models import Delivery
from tests.journeys.house import House
from tests.journeys.people import crm_companies, erp_companies

COUNT = 12


def circuit(house: House, system: str) -> str:
    found = post_office.health(now=house.clock())
    return next(each.circuit for each in found if (each.system, each.domain) == (system, "customer"))


def test_it_waits_while_the_erp_is_down_and_drains_when_it_is_back(house: House) -> None:
    house.cycle()  # both are read while they are empty: only then is it known what the ERP lacks
    house.later(minutes=1)
    house.load("crm", "customer", crm_companies(COUNT))
    house.fault("erp", "down")
    pulled = {(each.system, each.state) for each in house.pull()}
    assert ("crm", "done") in pulled
    assert ("erp", "failed") in pulled
    house.resolve()
    assert house.push().unreachable == 1
    assert circuit(house, "erp") == "open"
    asked = len(house.journal("erp"))
    assert house.deliver().claimed == 0
    assert len(house.journal("erp")) == asked  # an open circuit does not knock
    for _ in range(60):
        house.cycle()
    waiting = Delivery.objects.filter(subscription__system__code="erp", state="waiting")
    assert waiting.count() == COUNT
    assert set(waiting.values_list("attempts", flat=True)) == {0}
    assert circuit(house, "crm") == "closed"
    knocks = [row for row in house.journal("erp")[asked:] if row["path"].endswith("common.db.login")]
    assert len(knocks) <= 3 * 60  # one probe of the post office and one of each stream in a minute
    house.fault("erp", "none")
    house.settle()
    assert circuit(house, "erp") == "closed"
    assert not waiting.exists()
    assert len(house.held_there("erp", "customer")) == COUNT
    assert house.creations("erp") == COUNT
    house.assert_sound()


def test_it_creates_nothing_in_an_erp_that_has_never_been_read(house: House) -> None:
    house.load("crm", "customer", crm_companies(COUNT))
    house.fault("erp", "down")
    house.cycle()
    house.fault("erp", "none")
    house.load("erp", "customer", erp_companies(COUNT))
    house.settle()
    assert house.creations("erp") == 0
    house.assert_sound()


def test_it_sends_only_the_last_state_of_what_changed_meanwhile(house: House) -> None:
    house.load("crm", "customer", crm_companies(1))
    house.cycle()
    house.settle()
    house.fault("erp", "down")
    for number in range(4):
        house.later(minutes=20)
        (row,) = crm_companies(1)
        changed = {"phone": f"+64 9 400 200{number}", "business_at": house.clock().isoformat()}
        house.load("crm", "customer", [row | changed])
        house.cycle()
    house.fault("erp", "none")
    house.forget_journal()
    house.later(minutes=5)
    house.settle()
    assert len(house.writes("erp")) == 1
    (there,) = house.held_there("erp", "customer").values()
    assert there["phone"] == "+6494002003"
    house.assert_sound()


def test_it_creates_once_though_every_reply_is_lost(house: House) -> None:
    for system in ("crm", "erp"):
        house.fault(system, "lost_reply", count=3)
    house.load("crm", "customer", crm_companies(COUNT))
    house.cycle()
    house.settle(20)
    assert len(house.held_there("erp", "customer")) == COUNT
    assert house.creations("erp") == COUNT
    house.assert_sound()
