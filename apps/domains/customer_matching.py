"""How customers are compared and found: comparisons with their declared weights, blocking rules, thresholds."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from apps.matching.rarity import rarity_levels
from apps.matching.types import (
    BlockingRule,
    Comparison,
    Level,
    MatchSpec,
    Near,
    Neighbours,
    Part,
    Thresholds,
)


def _levels(*steps: tuple[str, float]) -> tuple[Level, ...]:
    return tuple(Level(label, weight, firm=label in _FIRM) for label, weight in steps)


_FIRM: Final = frozenset({"same family name, other given name", "senior and junior"})
"""Families share all but their given names: no batch may learn that away."""

_PERSON_STEPS: Final = (
    ("same name", 11.0),
    ("same name, given name shortened", 10.0),
    ("same name, given and family name swapped", 9.5),
    ("almost the same name", 8.0),
    ("same family name, given name an initial", 5.0),
    ("same family name, given name rather alike", 4.0),
    ("same family name, no given name", 3.0),
    ("only one name known, and in common", 1.0),
    ("only one name known, and almost in common", 0.0),
    ("one name in common, the other not", -2.0),
    ("same family name, other given name", -10.0),
    ("different name", -12.0),
)

_DOOR: Final = (Part("house_number"), Part("street", "first", 5))

_RELATIVES: Final = (Near("name", 3), Near("address", 1))  # namesakes and housemates


def _asked_apart(comparison: Comparison) -> tuple[Comparison, Comparison]:
    """Among relatives the question is another: branches and families share a telephone and a domain."""
    name = f"{comparison.name}:relatives"
    relatives = replace(comparison, name=name, given=_RELATIVES, identifies=False, chance=())
    return replace(comparison, unless=_RELATIVES), relatives


SPEC: Final = MatchSpec(
    comparisons=(
        Comparison(
            "kind", "exact", ("kind",), (Level("same kind", 0), Level("a person and an organisation", -2, veto=True))
        ),
        Comparison(
            "country", "exact", ("country",), (Level("same country", 0), Level("different country", -3, veto=True))
        ),
        Comparison(
            "name",
            "tokens",
            ("organisation",),
            (
                Level("same name", 9, 1.0),
                Level("name {percent} similar", 7, 0.9),
                Level("name {percent} similar", 4, 0.8),
                Level("name {percent} similar", 1, 0.65),
                Level("name {percent} similar", -3, 0.5),
                Level("name {percent} similar", -4, 0.35),
                Level("different name", -6),
            ),
            chance=(1e-5, 5e-5, 2e-4, 6e-4, 3e-3, 4e-3, 0.99214),
        ),
        Comparison("name:rarity", "rarity_alike", ("organisation",), rarity_levels(), given=(Near("name", 1),)),
        Comparison(
            "person",
            "person_name",
            ("given", "family", "given_canonical", "middle"),
            _levels(*_PERSON_STEPS),
            chance=(1e-5, 3e-6, 1e-6, 1e-5, 2e-6, 4e-5, 2e-6, 5e-4, 5e-4, 6.5e-3, 3.3e-3, 0.989132),
        ),
        Comparison("person:rarity", "rarity_alike", ("names",), rarity_levels(), given=(Near("person", 3),)),
        Comparison(
            "middle_name",
            "middle_name",
            ("middle",),
            _levels(("same middle name", 1), ("same initial of the middle name", 0), ("different middle name", -4)),
        ),
        Comparison("suffix", "exact", ("suffix",), _levels(("same suffix", 1), ("senior and junior", -8))),
        Comparison(
            "vat_number",
            "tax_number",
            ("vat",),
            (
                Level("same VAT number", 14),
                Level("VAT number one slip apart", 3),
                Level("VAT number two slips apart", -1),
                Level("different VAT number", -1, veto=True),
            ),
            identifies=True,
            chance=(1e-6, 1e-5, 2e-4, 0.999789),
        ),
        Comparison(
            "registration_number",
            "registered",
            ("registration",),
            (Level("same company number", 13), Level("different company number", -8)),
            identifies=True,
            chance=(1e-6, 0.999999),
        ),
        Comparison(
            "national_id",
            "edit",
            ("national_id",),
            (
                Level("same national id", 13),
                Level("national id one slip apart", 6),
                Level("national id two slips apart", 2),
                Level("different national id", -6),
            ),
            identifies=True,
            unshared=True,
            chance=(1e-6, 1e-5, 2.3e-4, 0.999759),
        ),
        Comparison(
            "address",
            "address",
            ("postcode", "house_number", "street", "city"),
            _levels(
                ("same address", 7),
                ("same building", 6),
                ("same street", 6),
                ("same street and number in another place", 6),
                ("same postcode", 6),
                ("another number in the same street", 2),
                ("same city", 1),
                ("elsewhere in the same postcode", 0.5),
                ("elsewhere in the same city", -1),
                ("different address", -4),
            ),
            chance=(1e-5, 1e-5, 3e-5, 1e-5, 5e-6, 2e-3, 1e-2, 2e-3, 1e-2, 0.975935),
        ),
        *_asked_apart(
            Comparison(
                "online",
                "online",
                ("email", "website"),
                _levels(
                    ("same e-mail", 7),
                    ("almost the same e-mail", 5),
                    ("same e-mail of an office", 3.5),
                    ("same mailbox elsewhere", 3),
                    ("same domain", 3),
                    ("different e-mail or domain", -1),
                ),
                identifies=True,
                chance=(1e-6, 2e-5, 1e-5, 1e-5, 3e-4, 0.999659),
            )
        ),
        *_asked_apart(
            Comparison(
                "phone",
                "phone",
                ("phone",),
                _levels(("same phone", 5), ("same phone, a code left out", 4), ("different phone", -1)),
                chance=(2e-5, 1e-6, 0.999979),
            )
        ),
        Comparison("phone:rarity", "rarity", ("phone",), rarity_levels()),
        Comparison(
            "birth_date",
            "date",
            ("birth_date",),
            _levels(
                ("same birth date", 9),
                ("birth date one slip apart, or both the same 1 January", 5),
                ("birth date swapped or two slips apart", 2),
                ("birth dates within two months", -1),
                ("born in the same year", -8),
                ("different birth date", -13),
            ),
            identifies=True,
            unshared=True,
            chance=(3e-5, 1e-3, 1.4e-2, 2e-3, 6e-3, 0.97697),
        ),
    ),
    blocking=(
        BlockingRule("vat", (Part("vat"),)),
        BlockingRule("registration", (Part("registration"),)),
        BlockingRule("national id", (Part("national_id"),)),
        BlockingRule("e-mail", (Part("email"),)),
        BlockingRule("phone", (Part("phone", "digits", 7),)),
        BlockingRule("name and city", (Part("organisation", "sorted_tokens"), Part("city"))),
        BlockingRule("word and postcode", (Part("organisation", "word"), Part("postcode"))),
        BlockingRule("domain", (Part("website"), Part("organisation", "first", 3))),
        BlockingRule("name", (Part("organisation", "sorted_tokens"),)),
        BlockingRule("start of name", (Part("organisation", "first", 6),), cap=30),
        BlockingRule("sound of name", (Part("organisation", "sound"),), cap=100),
        BlockingRule("rare word", (Part("organisation", "each_token", 4),), cap=10, nearest=10),
        BlockingRule("person", (Part("given_canonical"), Part("family"))),
        BlockingRule("person by sound", (Part("given_canonical"), Part("family", "sound")), cap=20),
        BlockingRule("name start and district", (Part("names", "first", 4), Part("postcode", "first", 4)), cap=50),
        BlockingRule("building", (Part("postcode"), *_DOOR)),
        BlockingRule("name start and door", (Part("names", "first", 1), *_DOOR), cap=20),
        BlockingRule("organisation start and door", (Part("organisation", "first", 3), *_DOOR), cap=20),
        BlockingRule("mailbox", (Part("mailbox"),), cap=50),
        BlockingRule("initial and birth date", (Part("names", "first", 1), Part("birth_date")), cap=50),
        BlockingRule("name sound and birth year", (Part("names", "sound"), Part("birth_date", "year")), cap=50),
        BlockingRule("name start and birthday", (Part("names", "first", 2), Part("birth_date", "last", 5)), cap=20),
        BlockingRule("birthday and district", (Part("birth_date", "last", 5), Part("postcode", "first", 4)), cap=50),
        BlockingRule("name start and city", (Part("names", "first", 3), Part("city", "first", 4)), cap=30),
        BlockingRule("start of national id", (Part("national_id", "first", 4), Part("names", "first", 1)), cap=50),
        BlockingRule("start of mailbox", (Part("mailbox", "first", 5),), cap=20),
        BlockingRule("birth date", (Part("birth_date"),), cap=10),
        BlockingRule("rare name", (Part("names"),), cap=10),
        BlockingRule("rare name sound", (Part("names", "sound"),), cap=10),
    ),
    neighbours=(Neighbours("organisation", words=20, grams=10),),
    thresholds=Thresholds(join=6, fuse=11, keep=-1, cohere=2, review=-1, margin=2),
    prior=-9.0,
)
