from __future__ import annotations

import pytest

from apps.matching.standardise import email
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("Bob@Example.COM", None, "bob@example.com", ""),
        ("Bob <Bob@X.co.nz>", None, "bob@x.co.nz", ""),
        ("mailto:bob@x.nz", None, "bob@x.nz", ""),
        ("bob+tag@gmail.com", None, "bob+tag@gmail.com", ""),
        ("jörg@Müller.de", None, "jörg@müller.de", ""),
        ("x@acme.test", None, "x@acme.test", ""),
        ("a@x.nz; b@y.nz", None, "a@x.nz", "holds 2 addresses"),
        ("a@b", None, "a@b", "is not an email address"),
        ("bob at x.nz", None, "bob at x.nz", "is not an email address"),
        ("a..b@x.nz", None, "a..b@x.nz", "is not an email address"),
        ("test@test.com", None, None, ""),
        ("n/a", None, None, ""),
    ],
)
def test_it_keeps_addresses_in_small_letters(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("email", raw, country, value, problem)


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("b.o.b+x@googlemail.com", ("bob", "gmail.com", False)),
        ("bob.smith+x@acme.co.nz", ("bob.smith", "acme.co.nz", False)),
        ("info@acme.co.nz", ("info", "acme.co.nz", True)),
        ("info.nz@acme.co.nz", ("info.nz", "acme.co.nz", True)),
        ("sales2@acme.co.nz", ("sales2", "acme.co.nz", True)),
        ("sales.person@acme.co.nz", ("sales.person", "acme.co.nz", False)),
        ("no-reply@acme.co.nz", ("no-reply", "acme.co.nz", True)),
        ("bob@xtra.co.nz", ("bob", "xtra.co.nz", False)),
        ("nothing", ("", "", False)),
    ],
)
def test_it_tells_people_from_mailboxes(address: str, parts: tuple[object, ...]) -> None:
    assert email.split(address) == parts


@pytest.mark.parametrize(
    "domain",
    ["outlook.ie", "hotmail.be", "hotmail.co.uk", "live.nl", "yahoo.co.uk", "xtra.co.nz", "bigpond.com", "gmx.de",
     "web.de", "orange.fr", "wanadoo.fr", "telenet.be", "ziggo.nl", "icloud.com", "proton.me", "libero.it"],
)  # fmt: skip
def test_it_knows_who_gives_out_addresses_for_nothing(domain: str) -> None:
    assert email.own_domain(f"ada@{domain}") == ""


def test_it_takes_no_company_for_a_provider() -> None:
    assert email.own_domain("ada@live.example") == "live.example"
    assert email.own_domain("ada@outlook-tools.com") == "outlook-tools.com"
