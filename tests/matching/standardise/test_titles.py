from __future__ import annotations

import pytest
from hypothesis import given, settings

from apps.matching.standardise import JSON, titles
from tests.matching.standardise.cases import any_text


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Sony Turntable - PSLX350H", ("PSLX350H",)),
        ("Belkin Extension Cable - F3H982-10", ("F3H98210",)),
        ("Netgear FS105NA/JFS516 Switch", ("FS105NA", "JFS516")),
        ("Samsung 46' 1080p HDTV LN46A550 120Hz", ("LN46A550",)),
        ("Linksys 8-Port 10/100 Switch", ()),
        ("Sony BRAVIA 46' TV - KDL46Z4100/B", ("KDL46Z4100B", "KDL46Z4100")),
        ("Logitech V220 Mouse - 910-000153", ("910000153", "V220")),
        ("Canon Photo Printer MP480, MP3, 802.11g, USB 2.0, f/3.5-5.6G", ("MP480",)),
        ("USB2.0 cable 10ft 500ml 12x", ()),
        ("Cola 12x0,5L, 6x330ml", ()),
        ("Cola 500ml 12er-Pack", ()),
        ("Cola 330mlx6", ()),
        ("Mead 3-subject notebook, 4-Box", ()),
        ("Palit GDDR6, DDR4-2400 memory", ()),
    ],
)
def test_it_finds_model_codes(title: str, codes: tuple[str, ...]) -> None:
    assert titles.model_codes(title) == codes


@pytest.mark.parametrize(
    ("title", "tokens"),
    [
        ("The Sony Turntable - PSLX350H", ("sony", "turntable", "pslx350h")),
        ("Water 1,5 L", ("water",)),
        ("12 x 1.5L", ("12", "x", "1.5l")),
        ("Drill 18 V, 125 mm", ("drill", "18v", "125mm")),
        ('HDTV 46" | HDTV 46 inch | 46-Inch', ("hdtv", "46")),
        ("Phone BLK / WHT / Gray", ("phone", "black", "white", "grey")),
        ("", ()),
    ],
)
def test_it_finds_the_words(title: str, tokens: tuple[str, ...]) -> None:
    assert titles.tokens(title) == tokens


@pytest.mark.parametrize(
    ("title", "pack"),
    [
        ("Coca-Cola 12 x 330ml cans", {"count": 12, "size": "0.33", "unit": "l"}),
        ("Coca-Cola 330ml 6 pack", {"count": 6, "size": "0.33", "unit": "l"}),
        ("Water 1,5 L", {"count": 1, "size": "1.5", "unit": "l"}),
        ("Nails, box of 24", {"count": 24}),
        ("Highlighter black box 10", {"count": 10}),
        ("Shelf bracket TH7283 BOX 10", {"count": 10}),
        ("Coach screws M10 x 80 box 50", {"count": 50}),
        ("Cola 6 pack 330ml", {"count": 6, "size": "0.33", "unit": "l"}),
        ("Cola 6-pack 330 ml", {"count": 6, "size": "0.33", "unit": "l"}),
        ("Cola 6er Pack 0,5 l", {"count": 6, "size": "0.5", "unit": "l"}),
        ("Cola pack of 6 330 ml", {"count": 6, "size": "0.33", "unit": "l"}),
        ("6 pack of 330 ml cans", {"count": 6, "size": "0.33", "unit": "l"}),
        ("Cola 2 x 6 x 330ml", {"count": 12, "size": "0.33", "unit": "l"}),
        ("Cola 6 Stück 330ml", {"count": 6, "size": "0.33", "unit": "l"}),
        ("Cola 330mlx6", {"count": 6, "size": "0.33", "unit": "l"}),
        ("Cola pack of 330 ml", {"count": 1, "size": "0.33", "unit": "l"}),
        ("Paper 2 pack 1000 sheets", None),
        ("Shampoo 18 fl. oz.", {"count": 1, "size": "18", "unit": "fl oz"}),
        ("iPhone 3G case", None),
        ("Access point 802.11g, lens 3.5-5.6G, battery NB-5L", None),
        ("Sony Turntable", None),
    ],
)
def test_it_finds_the_pack(title: str, pack: dict[str, JSON] | None) -> None:
    assert titles.pack(title) == pack


@settings(max_examples=40, deadline=None)
@given(any_text())
def test_it_reads_any_text(title: str) -> None:
    assert "" not in titles.tokens(title)
    assert "" not in titles.model_codes(title)
    titles.pack(title)
