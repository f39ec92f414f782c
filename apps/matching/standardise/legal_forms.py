"""Legal forms of companies as they are written, and the one token that each is compared by.

Seeded with the table of cleanco; our own rows win and cover the countries in which the service is used most.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

# Token: the ways to write it, folded, dots and single spaced letters already joined.
OWN: Mapping[str, tuple[str, ...]] = {
    # New Zealand, Australia, Great Britain, Ireland
    "ltd": (
        "ltd", "limited", "nz ltd", "nz limited", "new zealand ltd", "new zealand limited", "co ltd", "company limited",
        "co limited", "company ltd", "lmtd", "ltda", "limitada",
    ),
    "pty ltd": (
        "pty ltd", "pty limited", "proprietary limited", "proprietary ltd", "pty", "p l", "australia pty ltd",
        "aust pty ltd", "australia pty limited",
    ),
    "pvt ltd": ("pvt ltd", "private limited", "pvt limited", "private ltd"),
    "pte ltd": ("pte ltd", "pte limited", "pte"),
    "plc": ("plc", "public limited company"),
    "llp": ("llp", "limited liability partnership"),
    "lp": ("lp", "limited partnership"),
    "dac": ("dac", "designated activity company"),
    "clg": ("clg", "company limited by guarantee"),
    "teo": ("teo", "teoranta"),
    "cic": ("cic", "community interest company"),
    "uc": ("uc", "unlimited company", "public unlimited company", "puc", "unltd"),
    # Netherlands, Belgium
    "bv": ("bv", "besloten vennootschap", "bv io", "bvio"),
    "nv": ("nv", "naamloze vennootschap", "nv io", "nvio"),
    "vof": ("vof", "vennootschap onder firma"),
    "cv": ("cv", "commanditaire vennootschap"),
    "bvba": ("bvba",), "sprl": ("sprl",), "srl": ("srl",), "cvba": ("cvba",), "vzw": ("vzw",), "asbl": ("asbl",),
    # Germany, Austria, Switzerland
    "gmbh": (
        "gmbh", "mbh", "gesellschaft mit beschrankter haftung", "ges mbh", "gesmbh", "gesellschaft mbh", "gmbh ig",
        "gmbh i gr", "gmbh il", "gmbh i l",
    ),
    "ggmbh": ("ggmbh",),
    "gmbh co kg": ("gmbh and co kg", "gmbh co kg", "gmbh and cie kg", "gmbh and co", "mbh and co kg"),
    "ag": ("ag", "aktiengesellschaft"),
    "ag co kg": ("ag and co kg", "ag co kg", "ug and co kg"),
    "kg": ("kg", "and co kg", "kommanditgesellschaft"),
    "kgaa": ("kgaa", "ag and co kgaa", "se and co kgaa", "gmbh and co kgaa"),
    "ohg": ("ohg", "offene handelsgesellschaft"), "gbr": ("gbr",), "partg": ("partg", "partgmbb"),
    "ek": ("ek", "ekfr", "ekfm", "eingetragener kaufmann", "eingetragene kauffrau"),
    "ug": ("ug", "ug haftungsbeschrankt", "unternehmergesellschaft", "unternehmergesellschaft haftungsbeschrankt"),
    "ev": ("ev", "eingetragener verein"), "eg": ("eg",), "se": ("se",), "og": ("og",), "eu": ("eu",),
    # France, Italy, Spain
    "sarl": ("sarl", "sa rl", "societe a responsabilite limitee"),
    "sas": ("sas", "societe par actions simplifiee"), "sasu": ("sasu",), "eurl": ("eurl",), "sci": ("sci",),
    "snc": ("snc",), "scop": ("scop",), "sa": ("sa", "societe anonyme", "sociedad anonima"), "spa": ("spa",),
    "sl": ("sl", "sociedad limitada"), "slu": ("slu",),
    # United States, Canada
    "inc": ("inc", "incorporated"),
    "corp": ("corp", "corporation"),
    "llc": ("llc", "limited liability company", "lc"),
    "pllc": ("pllc",), "lllp": ("lllp",), "ulc": ("ulc",), "ltee": ("ltee", "limitee"), "cie": ("cie",),
    "co": ("co", "company", "and co", "and company", "and cie"),
    # Nordic
    "as": ("as",), "aps": ("aps",), "ab": ("ab", "aktiebolag", "ab publ"), "oy": ("oy", "osakeyhtio"), "oyj": ("oyj",),
    "asa": ("asa",),
    # What becomes of a company, or will: the company is the same.
    "in formation": ("in formation", "in oprichting", "in grundung", "in gruendung", "en formation"),
    "in liquidation": ("in liquidation", "in liq", "in liquidatie", "en liquidation", "in abwicklung"),
}  # fmt: skip

# Words that follow from any other form: "Foo Co Ltd" is a Ltd.
WEAK = frozenset({"co", "cie", "in formation", "in liquidation"})
# Unmistakable wherever they stand: "28msec Inc, Zurich", "B.V. Jansen".
ANYWHERE = frozenset({"gmbh", "ltd", "inc", "llc", "llp", "bv", "bvba", "sarl", "eurl", "sprl", "plc", "pty ltd"})
# cleanco lists them; in a name they are mostly ordinary words or initials.
_ORDINARY = frozenset({
    "private", "vat", "dat", "cpt", "stg", "ses", "fie", "tov", "sal", "sem", "sep", "ent", "psu", "pse", "fop", "coop",
    "tmi", "etat", "gte", "obrt", "aat", "zat", "3at", "esv", "gie", "scs", "sca", "saog", "ans", "teo", "unlimited",
})  # fmt: skip


@lru_cache(maxsize=1)
def spellings() -> Mapping[tuple[str, ...], str]:
    """Words of a legal form, in order, to its token."""
    from cleanco.clean import prepare_default_terms  # builds its table when imported: not at start-up

    # A short form of cleanco ("da", "et", "pp") is more often the end of a name than its legal form.
    listed = (tuple(_joined(word) for word in words) for _size, words in prepare_default_terms())
    known = {words: " ".join(words) for words in listed if len("".join(words)) >= 3 and words[0] not in _ORDINARY}
    return known | {tuple(way.split()): token for token, ways in OWN.items() for way in ways}


@lru_cache(maxsize=1)
def longest_by_last_word() -> Mapping[str, int]:
    """The words that end a legal form, and the number of words in the longest such: most names end in none of them."""
    longest: dict[str, int] = {}
    for words in spellings():
        longest[words[-1]] = max(len(words), longest.get(words[-1], 0))
    return longest


@lru_cache(maxsize=1)
def anywhere() -> frozenset[str]:
    """The words that are a legal form wherever they stand."""
    return frozenset(words[0] for words, token in spellings().items() if len(words) == 1 and token in ANYWHERE)


def _joined(word: str) -> str:
    return "and" if word == "&" else word.replace("/", "")
