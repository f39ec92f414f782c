import pytest

from apps.matching.places import ADDRESS_TIERS
from tests.matching.examples import level_of, tiered

ADDRESS = tiered("address", ("postcode", "house_number", "street", "city"), *range(10))


def place(postcode, number, street, city):
    return {"postcode": postcode, "house_number": number, "street": street, "city": city}


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        (place("1000", "1", "main road", "delft"), place("1000", "1", "main raod", "delft"), 0),
        (place("1000", "1", "main road", "delft"), place("", "1", "main road", "delf"), 0),
        (place("", "1", "north main road", "delft"), place("", "1", "main road", "delft"), 0),
        (place("1000", "1", "main road", "delft"), place("1000", "1", "", ""), 1),
        (place("", "1", "main road", ""), place("1000", "1", "main road", "delft"), 1),
        (place("1000", "", "main road", "delft"), place("1000", "1", "main road", "delft"), 2),
        (place("2000", "1", "main road", "delft"), place("1000", "1", "main road", "lyon"), 3),
        (place("1000", "", "", "delft"), place("1000", "1", "main road", "delft"), 4),
        (place("1000", "2", "main road", "delft"), place("1000", "1", "main road", "delft"), 5),
        (place("", "2", "main road", "delft"), place("1000", "1", "main raod", "delft"), 5),
        (place("", "2", "main road", ""), place("1000", "1", "main road", "delft"), 5),
        (place("1000", "1", "north main road", ""), place("1000", "2", "south main road", ""), 7),
        (place("1000", "2", "high street", "delft"), place("1000", "1", "main road", "delft"), 7),
        (place("1000", "2", "", "delft"), place("1000", "1", "main road", "delft"), 7),
        (place("1000", "", "", "delft"), place("2000", "1", "11th street", "delft"), 6),
        (place("1000", "1", "10th street", "delft"), place("2000", "1", "11th street", "delft"), 6),
        (place("1000", "3", "10th street", "delft"), place("2000", "1", "11th street", "delft"), 8),
        (place("1000", "1", "main road", "delft"), place("2000", "2", "main road", "lyon"), 9),
        (place("", "1", "main road", "frankfurt"), place("", "1", "main road", "frankfurt am main"), 0),
        (place("", "1", "main road", "york"), place("", "1", "main road", "new york"), 3),
    ],
)
def test_it_compares_addresses_as_one_fact(left, right, tier):
    assert level_of(ADDRESS, left, right) == f"address: {ADDRESS_TIERS[tier]}"


def test_it_says_nothing_about_addresses_with_no_part_in_common():
    assert level_of(ADDRESS, place("1000", "", "", ""), place("", "", "", "delft")) == "missing"
