import pytest

from apps.sync.models import OutboxMessage
from apps.sync.outbox import Letter, OutsideTransaction, post
from tests.sync.conftest import GOLDEN, NOON


@pytest.mark.django_db
def test_it_posts_many_letters_in_one_go() -> None:
    letters = [Letter("customer", GOLDEN, version, "changed", {"values": {"name": "Å\t\\"}}) for version in (1, 2)]
    post(letters, change_set=5, now=NOON)
    found = OutboxMessage.objects.order_by("pk")
    assert [(each.golden_id, each.version, each.change_set, each.dispatched_at) for each in found] == [
        (GOLDEN, 1, 5, None),
        (GOLDEN, 2, 5, None),
    ]
    assert found[0].snapshot == {"values": {"name": "Å\t\\"}}


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_post_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        post([Letter("customer", GOLDEN, 1, "changed", {})], change_set=1, now=NOON)


@pytest.mark.django_db
def test_it_refuses_a_kind_that_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="vanished"):
        post([Letter("customer", GOLDEN, 1, "vanished", {})], change_set=1, now=NOON)


@pytest.mark.django_db
def test_it_posts_nothing_for_no_letters() -> None:
    post([], change_set=1, now=NOON)
    assert not OutboxMessage.objects.exists()
