from __future__ import annotations

import pytest

from apps.matching.standardise import website
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("https://www.Foo.co.nz/en/", None, "foo.co.nz/en", ""),
        ("http://WWW.foo.de", None, "foo.de", ""),
        ("foo.co.nz:8080/a?b=C", None, "foo.co.nz:8080/a?b=C", ""),
        ("müller.de", None, "müller.de", ""),
        ("our site", None, "our site", "is not a web address"),
        ("http://", None, None, ""),
    ],
)
def test_it_keeps_host_and_path(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("website", raw, country, value, problem)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://shop.acme.co.nz/x", "acme.co.nz"),
        ("acme.co.nz", "acme.co.nz"),
        ("bob@mail.acme.co.nz", "acme.co.nz"),
        ("shop.acme.example", "acme.example"),  # a suffix that no list knows: the default rule
        ("intranet.corp.local:8080", "corp.local"),
        ("co.nz", ""),
        ("shop.acme.ck", "shop.acme.ck"),  # every name under .ck is a suffix,
        ("acme.ck", ""),
        ("www.ck", "www.ck"),  # but this one
        ("www.kobe.jp", ""),
        ("192.168.1.4", ""),
        ("localhost", ""),
        ("facebook.com/acme", ""),
        ("nothing", ""),
        ("", ""),
    ],
)
def test_it_finds_the_domain_that_somebody_registered(address: str, domain: str) -> None:
    assert website.registered_domain(address) == domain
