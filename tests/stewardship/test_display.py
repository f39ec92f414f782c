from __future__ import annotations

import pytest

from apps.domains import get
from apps.stewardship.display import MASK, caption, shown, text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        ({"cleared": True}, ""),
        ("1234.50", "1234.50"),
        ({"count": 12, "size": "0.5", "unit": "l"}, "12 \N{MULTIPLICATION SIGN} 0.5 l"),
        ({"size": "1.2", "unit": "kg"}, "1.2 kg"),
        ({"count": 24}, "24 pieces"),
        (["a", "b"], "a; b"),
        (True, "yes"),
        (
            {"street": "Dorpsstraat", "house_number": "12", "postcode": "3511 AB", "city": "Utrecht", "country": "NL"},
            "Dorpsstraat 12, 3511 AB Utrecht, NL",
        ),
        ({"lines": "PO Box 7", "planet": "Mars"}, "PO Box 7, Mars"),
    ],
)
def test_it_reads_a_canonical_value_in_one_line(value, words):
    assert text(value) == words


def test_it_masks_what_says_something_about_a_person():
    customer = get("customer")
    assert shown(customer, "email", "ana@mail.example", personal=False) == MASK
    assert shown(customer, "email", "ana@mail.example", personal=True) == "ana@mail.example"
    assert shown(customer, "segment", "retail", personal=False) == "retail"
    assert shown(customer, "email", None, personal=False) == ""


def test_it_names_a_person_only_to_those_who_may_see_one():
    values = {"kind": "person", "full_name": "Ana Perrin"}
    assert caption(get("customer"), values, personal=True) == "Ana Perrin"
    assert "Ana" not in caption(get("customer"), values, personal=False)
