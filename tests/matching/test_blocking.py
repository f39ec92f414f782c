import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.blocking import MOST_KEYS, keys, keys_of
from apps.matching.columns import Columns
from apps.matching.types import BlockingRule, Part
from tests.matching.examples import CUSTOMERS, features

EMAIL = BlockingRule("email", (Part("email"),))


def test_it_gives_no_key_when_a_part_is_missing():
    rule = BlockingRule("name and city", (Part("name"), Part("city")))
    assert keys([rule], {"name": "acme"}) == ()
    assert len(keys([rule], {"name": "acme", "city": "delft"})) == 1


def test_it_gives_one_key_per_value_but_never_too_many():
    assert len(keys([EMAIL], {"email": "a@x\x1fb@x"})) == 2
    assert len(keys([EMAIL], {"email": "\x1f".join(str(number) for number in range(99))})) == MOST_KEYS


def test_it_tells_rules_and_the_order_of_parts_apart():
    one = BlockingRule("one", (Part("a"), Part("b")))
    other = BlockingRule("other", (Part("a"), Part("b")))
    found = keys([one, other], {"a": "x", "b": "y"}) + keys([one], {"a": "y", "b": "x"})
    assert len({key for _, key in found}) == 3


def test_it_gives_the_same_key_in_every_process():
    code = (
        "from apps.matching.blocking import keys; from apps.matching.types import *;"
        "print(keys([BlockingRule('email', (Part('email'),))], {'email': 'ada@x.nl'})[0][1])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) == keys([EMAIL], {"email": "ada@x.nl"})[0][1] == 1098078058507827846


@settings(max_examples=60)
@given(st.lists(features, max_size=8))
def test_it_gives_a_batch_the_keys_of_its_records(records):
    table = keys_of(CUSTOMERS.blocking, Columns.of(records))
    rows = set(zip(table.record.tolist(), table.rule.tolist(), table.key.tolist(), strict=True))
    alone = [(n, rule, key) for n, record in enumerate(records) for rule, key in keys(CUSTOMERS.blocking, record)]
    assert rows == set(alone)
    assert len(table) == len(alone)
    assert all(-(2**63) <= key < 2**63 for _, _, key in alone)


def test_it_stops_a_batch_at_the_same_key_as_a_record():
    record = {"email": "\x1f".join(str(number) for number in range(99))}
    table = keys_of([EMAIL], Columns.of([{}, record]))
    assert list(zip(table.rule.tolist(), table.key.tolist(), strict=True)) == list(keys([EMAIL], record))
