from io import BytesIO

import pytest
from rest_framework.exceptions import ParseError

from apps.api.parsers import BODY_MAX, BoundedJSONParser, TooLarge


def parsed(body: bytes):
    return BoundedJSONParser().parse(BytesIO(body))


def test_it_reads_json():
    assert parsed(b'{"records": [{"name": "M\xc3\xbcller", "credit_limit": 1.5}]}') == {
        "records": [{"name": "Müller", "credit_limit": 1.5}]
    }


def test_it_takes_the_largest_body_and_no_larger_one():
    assert len(parsed(b'"' + b"x" * (BODY_MAX - 2) + b'"')) == BODY_MAX - 2
    with pytest.raises(TooLarge):
        parsed(b'"' + b"x" * (BODY_MAX - 1) + b'"')


@pytest.mark.parametrize(
    "body", [b"", b"Ada Lovelace", b'{"name": Ada}', b"\xff", b"[NaN]", b"[" * 5000, b'"\\ud800"', b'{"name": "Ada"'],
)  # fmt: skip
def test_it_refuses_what_is_no_json_without_a_word_of_it(body):
    with pytest.raises(ParseError) as refused:
        parsed(body)
    assert "Ada" not in str(refused.value.detail)
    assert "line 1" in str(refused.value.detail)
