import pytest

from apps.matching.standardise.variants import kinds, variant


@pytest.mark.parametrize(
    ("title", "traits"),
    [
        ("Bosch drill 18V", ("condition:new",)),
        ("EOS 2000D body, refurbished, EU plug", ("condition:used", "plug:eu", "scope:body")),
        ("Akkuschrauber, generalüberholt", ("condition:used",)),
        ("Steel door left hand", ("condition:new", "side:left")),
        ("Kettle 1.7 l UK plug", ("condition:new", "plug:uk")),
        ("Work shirt navy XL", ("condition:new", "size:xl")),
        ("Xl printer paper", ("condition:new",)),
        ("Ball bearing 6204-2RS", ("condition:new", "seal:2rs")),
        ("Ball bearing 6204 ZZ", ("condition:new", "seal:zz")),
        ("Tablet Gen 2 64GB", ("condition:new", "generation:2")),
        ("Tablet (3rd gen)", ("condition:new", "generation:3")),
        ("Cable per metre", ("condition:new", "sold:metre")),
        ("", ("condition:new",)),
    ],
)
def test_it_reads_what_sets_an_article_apart(title: str, traits: tuple[str, ...]) -> None:
    assert variant(title) == traits


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Fonio F13 smartphone", ("thing",)),
        ("Fonio F13 silicone case", ("case",)),
        ("Black leather case for Fonio F13 - FC13BK", ("case",)),
        ("Fonio F13 with case", ("thing", "case")),
        ("HEPA filter for vacuum cleaner", ("filter",)),
        ("HP 59A toner for LaserJet", ("ink",)),
        ("Wasserkocher mit Filter", ("thing", "filter")),
        ("Installation service WM-8100", ("service",)),
        ("5 year warranty extension WM-8100", ("service",)),
        ("Kettle with 2 year warranty", ("thing",)),
        ("", ("thing",)),
    ],
)
def test_it_tells_the_thing_from_what_is_made_for_it(title: str, found: tuple[str, ...]) -> None:
    assert kinds(title) == found
