from datetime import UTC, datetime

import pytest

from apps.audit.masking import MASKED, differences, is_personal, text

GOLDEN, RECORD = "golden.goldenrecord", "sources.sourcerecord"


def names(lines):
    return {line.name: (line.before, line.after) for line in lines}


def state(**values):
    return {"domain": "customer", "version": 1, "values": values}


def test_it_gives_the_lines_that_differ_and_no_other():
    lines = differences(GOLDEN, state(name="Acme", segment="a"), state(name="Acme", segment="b"), personal=True)
    assert names(lines) == {"values.segment": ("a", "b")}


def test_it_shows_a_new_row_whole_and_a_deleted_one_too():
    new = names(differences(GOLDEN, None, state(name="Acme"), personal=True))
    assert new == {"domain": ("", "customer"), "version": ("", "1"), "values.name": ("", "Acme")}
    assert names(differences(GOLDEN, state(name="Acme"), None, personal=True))["values.name"] == ("Acme", "")


def test_it_tells_that_a_personal_field_changed_and_not_what_it_holds():
    (line,) = differences(GOLDEN, state(email="a@x.example"), state(email="b@x.example"), personal=False)
    assert (line.before, line.after, line.masked) == (MASKED, MASKED, True)
    (line,) = differences(GOLDEN, state(email="a@x.example"), state(email="b@x.example"), personal=True)
    assert (line.before, line.after) == ("a@x.example", "b@x.example")


def test_it_tells_that_a_masked_value_came_or_went():
    (line,) = differences(GOLDEN, state(), state(email="b@x.example"), personal=False)
    assert (line.before, line.after) == ("", MASKED)


@pytest.mark.parametrize(
    ("table", "row", "column", "field", "personal"),
    [
        (GOLDEN, {"domain": "customer"}, "values", "email", True),
        (GOLDEN, {"domain": "customer"}, "provenance", "email", True),
        (GOLDEN, {"domain": "customer"}, "values", "name", False),
        (GOLDEN, {"domain": "customer"}, "version", "", False),
        (GOLDEN, {"domain": "removed since"}, "values", "email", True),
        (RECORD, {"domain": "customer"}, "values", "phone", True),
        (RECORD, {"domain": "customer"}, "problems", "phone", True),
        (RECORD, {"domain": "customer"}, "echo", "phone", True),
        (RECORD, {"domain": "customer"}, "raw", "anything", True),
        (RECORD, {"domain": "customer"}, "external_id", "", False),
        ("golden.link", {"domain": "customer"}, "evidence", "", True),
        ("golden.link", {"domain": "customer"}, "weight", "", False),
        ("golden.override", {"field": "email"}, "value", "", True),
        ("golden.override", {"field": "email"}, "base", "some record", True),
        ("golden.override", {"field": "segment"}, "value", "", False),
        ("golden.override", {"field": "email"}, "reason", "", False),
    ],
)
def test_it_knows_what_may_tell_of_a_person(table, row, column, field, personal):
    assert is_personal(table, row, column, field) is personal


def test_it_shows_the_secrets_of_a_system_to_nobody():
    old, new = {"credentials": "abc", "settings": {"key": "k"}}, {"credentials": "def", "settings": {"key": "l"}}
    lines = differences("sources.sourcesystem", old, new, personal=True)
    assert names(lines) == {"credentials": (MASKED, MASKED), "settings.key": (MASKED, MASKED)}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""), ("text", "text"), (7, "7"), (True, "true"), ({"b": 1, "a": "x"}, '{"a":"x","b":1}'),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02 09:00:00 UTC"),
    ],
)  # fmt: skip
def test_it_writes_values_as_a_reader_sees_them(value, words):
    assert text(value) == words
