import pytest
from rest_framework.exceptions import ValidationError

from apps.api.problems import detail_of
from apps.api.v1.question import PROSE_MAX, RECORDS_MAX, TEXT_MAX, Question, question
from apps.domains import get


def refusal(body, domain: str = "customer") -> str:
    with pytest.raises(ValidationError) as refused:
        question(body, get(domain))
    return detail_of(refused.value)


def refused(record, domain: str = "customer") -> str:
    return refusal({"records": [{}, record]}, domain)


def test_it_reads_records_with_all_kinds_of_values():
    record = {
        "name": "Acme", "phone": 6493001234, "credit_limit": 12.5, "birth_date": None, "marketing_consent": True,
        "billing_address": {"lines": ["Dorpsstraat 1", "Utrecht"], "zip": "3511 AA"}, "shipping_address": "Dorpsstraat",
    }  # fmt: skip
    assert question({"records": [record]}, get("customer")) == Question([record], 10, False)
    packed = {"pack_size": {"count": 12, "size": "0.5", "unit": "l"}, "weight": "1.5 kg"}
    assert question({"records": [packed], "limit": 3, "explain": True}, get("product")) == Question([packed], 3, True)


def test_it_names_row_field_and_remedy():
    assert refused({"emial": "a@b.example"}) == "records[1].emial: no such field; did you mean email?"
    assert refused({"shoe_size": 9}) == "records[1].shoe_size: no such field; /api/schema/ names those of customers"
    assert refused({"sku": "9"}) == "records[1].sku: no such field; /api/schema/ names those of customers"
    assert refused({"email": ["a@b.example"]}) == "records[1].email: text or a number"
    assert refused({"name": True}) == refused({"name": {"cleared": True}}) == "records[1].name: text or a number"
    assert refused({"weight": {"size": {}}}, "product").startswith("records[1].weight: text, or an object of size")
    assert refused({"billing_address": {"planet": "Mars"}}).startswith(
        "records[1].billing_address: no such part: planet; there are lines, "
    )
    assert refused({"billing_address": {"lines": [["x"]]}}).startswith("records[1].billing_address: text, or an object")


def test_it_takes_long_texts_and_no_longer_ones():
    assert question({"records": [{"name": "x" * TEXT_MAX}]}, get("customer"))
    for value in ("x" * (TEXT_MAX + 1), {"lines": ["x" * 10] * 101}):
        assert refused({"billing_address": value}) == "records[1].billing_address: at most 1,000 characters"
    assert question({"records": [{"description": "x" * PROSE_MAX}]}, get("product"))
    told = refused({"description": "x" * (PROSE_MAX + 1)}, "product")
    assert told == "records[1].description: at most 10,000 characters"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "body: an object"),
        ("Ada", "body: an object"),
        ({}, "records: a list of 1 to"),
        ({"records": []}, "records: a list of 1 to"),
        ({"records": {"name": "Ada"}}, "records: a list of 1 to"),
        ({"records": [{}] * (RECORDS_MAX + 1)}, "records: a list of 1 to"),
        ({"records": ["Ada"]}, "records[0]: an object"),
        ({"records": [{}], "limit": 0}, "limit: a whole number"),
        ({"records": [{}], "limit": 21}, "limit: a whole number"),
        ({"records": [{}], "limit": "5"}, "limit: a whole number"),
        ({"records": [{}], "limit": True}, "limit: a whole number"),
        ({"records": [{}], "explain": "fields"}, "explain: true or false"),
        ({"record": {}}, "record: no part of a match"),
    ],
)
def test_it_refuses_what_it_does_not_understand(body, words):
    assert words in refusal(body)
    assert "Ada" not in refusal(body)


def test_it_repeats_nothing_that_may_be_a_value():
    told = refusal({"ada@b.example": 1, "records": [{"Ada Lovelace": 1}, {"billing_address": {"Ada": 1}}]})
    assert "ada" not in told.lower()
    assert "records[0].…: no such field" in told


def test_it_tells_the_first_flaws_and_how_many_more_there_are():
    told = refusal({"records": [{"emial": "x"}] * 13})
    assert told.count("did you mean") == 10
    assert told.endswith("further: 3 more")
