from apps.matching.columns import Columns
from apps.matching.population import content_digests, content_order, word_weight

RECORDS = [{"given": f"given {number}", "city": f"town {number % 7}"} for number in range(20)]


def test_it_digests_records_the_same_in_a_part_of_the_batch_that_lacks_a_feature():
    whole = Columns.of([*RECORDS, {"given": "Ada", "middle": "King"}])
    part = Columns.of(RECORDS)
    assert content_digests(whole)[:20].tolist() == content_digests(part).tolist()


def test_it_tells_the_same_value_of_two_features_apart():
    found = content_digests(Columns.of([{"given": "Paris"}, {"city": "Paris"}, {"given": "Paris", "city": "Paris"}]))
    assert len(set(found.tolist())) == 3


def test_it_orders_records_by_what_they_hold():
    straight = [RECORDS[place] for place in content_order(Columns.of(RECORDS))]
    turned = RECORDS[::-1]
    assert straight == [turned[place] for place in content_order(Columns.of(turned))]


def test_it_weighs_a_word_of_every_record_one():
    assert word_weight(10, 10) == 1.0
    assert word_weight(10, 1) > word_weight(10, 2)
