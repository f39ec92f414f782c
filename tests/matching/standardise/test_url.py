from __future__ import annotations

import pytest

from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("HTTPS://Foo.com/A.jpg", None, "https://foo.com/A.jpg", ""),
        ("foo.com/A.jpg", None, "https://foo.com/A.jpg", ""),
        ("//cdn.foo.com/a.png", None, "https://cdn.foo.com/a.png", ""),
        ("ftp://x.y", None, "ftp://x.y", "is not a web address"),
        ("http://[::1", None, "http://[::1", "is not a web address"),
        ("", None, None, ""),
    ],
)
def test_it_keeps_addresses_that_can_be_followed(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("url", raw, country, value, problem)
