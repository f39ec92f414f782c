import pytest

from apps.matching.online import ONLINE_TIERS, personal_mailbox
from tests.matching.examples import level_of, tiered

ONLINE = tiered("online", ("email", "website"), *range(6))


def at(email, website=""):
    return {"email": email, "website": website}


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        (at("ada@a.nl"), at("ada@a.nl", "b.nl"), 0),
        (at("ada.smith@a.nl"), at("ada.smit@a.nl"), 1),
        (at("ada.smith@acme.nl"), at("ada.smit@acne.nl"), 1),
        (at("info@acme.nl"), at("info@acme.nl"), 2),
        (at("info@acme.nl"), at("info@acne.nl"), 2),
        (at("ada.s@a.nl"), at("ada.s@bcd.nl"), 3),
        (at("ada1+news@a.nl"), at("ada1@bcd.nl"), 3),
        (at("ada@a.nl"), at("ada@bcd.nl"), 5),
        (at("info@acme.nl", "acme.nl"), at("ada@acme.nl", "acme.nl"), 4),
        (at("", "acme.nl"), at("ada@acme.nl", "acme.nl"), 4),
        (at("info@acme.nl"), at("info@other.nl"), 5),
        (at("", "acme.nl"), at("", "other.nl"), 5),
        (at("ada.smith@a.nl"), at("adam.smithson@a.nl"), 5),
    ],
)
def test_it_compares_where_somebody_is_found_online(left, right, tier):
    assert level_of(ONLINE, left, right) == f"online: {ONLINE_TIERS[tier]}"


def test_it_says_nothing_where_neither_can_be_compared():
    assert level_of(ONLINE, at("ada@a.nl"), at("", "b.nl")) == "missing"


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada.s@a.nl", "ada.s"),
        ("adalove@a.nl", "adalove"),
        ("ada1+x@a.nl", "ada1"),
        ("ada@a.nl", ""),
        ("info@a.nl", ""),
        ("sales+nl@a.nl", ""),
    ],
)
def test_it_knows_whose_mailbox_it_is(address, mailbox):
    assert personal_mailbox(address) == mailbox
