from __future__ import annotations

from apps.golden.models import GoldenRecord
from apps.sync.models import OutboxMessage
from tests.scenarios import ACME, World


def test_it_counts_one_version_and_posts_one_letter_for_each_change(world: World) -> None:
    world.arrive("crm", a=ACME)
    world.later()
    world.arrive("crm", a=ACME | {"segment": "gold"})
    golden = world.golden("crm", "a")
    assert (golden.version, golden.changed_at, golden.status) == (2, world.now, "live")
    letters = list(OutboxMessage.objects.order_by("id").values_list("kind", "version"))
    assert letters == [("created", 1), ("changed", 2)]
    assert GoldenRecord.history.count() == 2


def test_it_does_not_touch_the_clocks_of_what_did_not_change(world: World) -> None:
    world.arrive("crm", a=ACME)
    before = world.golden("crm", "a")
    world.later()
    world.arrive("crm", a=ACME | {"phone": "+64 9 300 1234"})
    after = world.golden("crm", "a")
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
