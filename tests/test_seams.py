from datetime import UTC

from apps.seams import live, utc_now, wake_by_celery


def test_it_gives_production_a_clock_with_a_time_zone_and_ids_in_order_of_time() -> None:
    seams = live()
    assert seams.now().tzinfo is UTC
    assert utc_now() <= seams.now()
    ids = [seams.new_id() for _ in range(50)]
    assert len(set(ids)) == 50
    assert ids == sorted(ids)
    assert seams.transport() is None
    assert seams.wake is wake_by_celery
