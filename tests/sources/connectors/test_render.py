import pytest

from apps.sources.connectors.render import alike, street_line, text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ({"cleared": True}, ""),
        ("x", "x"),
        (True, "true"),
        (3, "3"),
        ({"count": 12, "size": "0.5", "unit": "l"}, "12 x 0.5 l"),
        ({"size": "1.2", "unit": "kg"}, "1.2 kg"),
        ({"count": 6}, "6"),
    ],
)
def test_it_shows_a_value_as_text(value: object, shown: str) -> None:
    assert text(value) == shown


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ({"street": "Queen Street", "house_number": "12", "country": "NZ"}, "12 Queen Street"),
        ({"street": "Dam", "house_number": "1", "country": "NL", "unit": "2 hoog"}, "Dam 1, 2 hoog"),
        ({"lines": "Flat 2\n12 Queen Street"}, "Flat 2, 12 Queen Street"),
        ({}, ""),
    ],
)
def test_it_writes_a_street_as_its_country_does(address: dict, line: str) -> None:
    assert street_line(address) == line


def test_it_knows_a_value_that_is_there_already() -> None:
    assert alike(None, "")
    assert alike({"street": "Dam", "house_number": "1", "city": "A"}, {"street": "Dam 1", "city": "A"})
    assert not alike({"street": "Dam", "city": "A"}, {"street": "Dam", "city": "B"})
