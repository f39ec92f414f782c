import pytest

from apps.sync import queries
from apps.sync.damping import flipping, returns
from apps.sync.deliver import Delivered
from tests.sync.conftest import ACME, GOLDEN, Office


@pytest.mark.parametrize(
    ("values", "expected"), [("", 0), ("AB", 0), ("ABA", 1), ("ABAB", 2), ("ABABA", 3), ("ABCA", 0), ("AAA", 0)]
)
def test_it_counts_how_often_a_series_comes_back(values: str, expected: int) -> None:
    assert returns(list(values)) == expected


def test_it_names_the_fields_that_flip() -> None:
    assert flipping({"phone": list("ABAB"), "name": ["X"]}, {"phone": "A", "name": "Y", "email": "e"}) == ["phone"]


def flip(office: Office, limit: str) -> Delivered:
    office.post({**ACME, "credit_limit": limit})
    office.dispatch()
    return office.deliver(office.crm)


def test_it_rests_a_lane_that_goes_back_and_forth_and_sends_the_newest_after(office: Office) -> None:
    for limit in ("1.00", "2.00", "1.00", "2.00"):
        assert flip(office, limit).written == 1
        office.later(seconds=30)
    assert flip(office, "1.00").waiting == 1
    assert [each.golden_id for each in queries.frozen()] == [GOLDEN]
    assert [each["credit_limit"] for each in office.held_there(office.crm)] == ["2.00"]
    office.later(minutes=11)
    assert office.deliver(office.crm).written == 1
    assert [each["credit_limit"] for each in office.held_there(office.crm)] == ["1.00"]
