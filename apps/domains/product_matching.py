"""How products are compared and found: comparisons with their declared weights, blocking rules, thresholds."""

from __future__ import annotations

from typing import Final

from apps.matching.types import BlockingRule, Comparison, Level, MatchSpec, Neighbours, Part, Thresholds

SPEC: Final = MatchSpec(
    comparisons=(
        Comparison(
            "gtin",
            "exact",
            ("gtin",),
            (Level("same GTIN", 19.5), Level("different GTIN", -8, veto=True)),
            chance=(1e-6, 0.999999),
        ),
        Comparison(
            "pack_size",
            "pack",
            ("pack", "words"),
            (
                Level("same pack", 6, 1.0),
                Level("same amount, packed otherwise", -3, 0.5),
                Level("several to a pack, by one side only", -3, 0.2),
                Level("different pack", -10, veto=True),
            ),
        ),
        Comparison(
            "mpn",
            "part_number",
            ("mpn",),
            (
                Level("same part number", 16),
                Level("one part number begins or ends with the other", -1),
                Level("different part number", -7),
            ),
            chance=(1e-6, 1e-5, 0.999989),
        ),
        Comparison(
            "brand",
            "brand",
            ("brand", "maker", "words"),
            (Level("same brand", 3, 0.92), Level("different brand", -5)),
        ),
        Comparison(
            "title",
            "title",
            ("words", "text", "maker", "plain", "codes"),
            (
                Level("title {percent} similar", 8, 0.95),
                Level("title {percent} similar", 3.5, 0.88),
                Level("title {percent} similar", 1, 0.8),
                Level("title {percent} similar", 0.5, 0.7),
                Level("title {percent} similar", 0, 0.6),
                Level("title {percent} similar", -0.5, 0.5),
                Level("title {percent} similar", -1, 0.4),
                Level("title {percent} similar", -1.5, 0.3),
                Level("title {percent} similar", -2, 0.2),
                Level("title {percent} similar", -2.5, 0.1),
                Level("different title", -3),
            ),
            chance=(1.3e-5, 1.6e-5, 2.4e-5, 5.8e-5, 2e-4, 4e-4, 1.2e-3, 3e-3, 8e-3, 3e-2, 0.957089),
        ),
        Comparison(
            "variant",
            "variant",
            ("words", "text", "maker", "plain", "codes"),
            (
                Level("one title holds all words of the other", 1, 1.0),
                Level("titles alike but for a word on each side", -12),
            ),
        ),
        Comparison(
            "description",
            "description",
            ("text", "words"),
            (
                Level("descriptions {percent} similar", 3, 0.65),
                Level("descriptions {percent} similar", 2, 0.5),
                Level("descriptions {percent} similar", 1, 0.35),
                Level("descriptions {percent} similar", 0.5, 0.2),
                Level("descriptions {percent} similar", 0, 0.1),
                Level("other description", -1),
            ),
        ),
        Comparison(
            "stated",
            "stated",
            ("text", "words"),
            (
                Level("same figures in the descriptions", 1, 1.0),
                Level("some of the same figures in the descriptions", 0, 0.3),
                Level("other figures in the descriptions", -1),
            ),
        ),
        Comparison(
            "model",
            "model",
            ("codes", "words", "text", "titled"),
            (
                Level("same model code", 4, 4.84),
                Level("same model code, which others have too", 3.5, 4.0),
                Level("same model code, other ending", 3, 3.0),
                Level("same model number, other letters behind it", 1.5, 2.0),
                Level("model code in the description", 1.5, 1.0),
                Level("other model code", -4),
            ),
            chance=(2.5e-5, 2.5e-5, 1e-4, 7e-5, 3e-4, 0.99948),
        ),
        Comparison(
            "figures",
            "figures",
            ("plain",),
            (
                Level("same figures", 1, 1.0),
                Level("some of the same figures", 0, 0.5),
                Level("other figures", -1.5),
            ),
        ),
        Comparison("colour", "colour", ("plain",), (Level("same colour", 1.5, 1.0), Level("other colour", -6))),
        Comparison(
            "shelf",
            "contrast",
            ("shelf",),
            (Level("nothing sets them apart on the shelf", 0), Level("one excludes the other, as left and right", -9)),
        ),
        Comparison(
            "sort", "one_of", ("sort",), (Level("same sort of thing", 0), Level("a thing and something for it", -8))
        ),
        Comparison(
            "list_price",
            "price",
            ("price",),
            (
                Level("same price", 3, 0.99),
                Level("price within a tenth", 2, 0.9),
                Level("price within a third", 0, 0.67),
                Level("price within a half", -3, 0.5),
                Level("different price", -4.5),
            ),
        ),
    ),
    blocking=(
        BlockingRule("gtin", (Part("gtin"),)),
        BlockingRule("part number", (Part("mpn"),)),
        BlockingRule("model code", (Part("codes"),)),
        BlockingRule("title", (Part("words", "sorted_tokens"),)),
        BlockingRule("brand and two words", (Part("lead"), Part("stems", "pairs"))),
        BlockingRule("three words", (Part("stems", "triples"),), cap=60),
        BlockingRule("two words", (Part("stems", "pairs"),), cap=20),
        BlockingRule("rare word", (Part("words", "each_token"),), cap=5, nearest=10),
    ),
    thresholds=Thresholds(join=6.5, fuse=10, keep=-2, cohere=-2, review=-3, margin=2),
    prior=-11.5,
    neighbours=(Neighbours("words"),),
    reach=4.0,
)
