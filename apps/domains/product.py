"""A product: something we sell. ERP owns the master data, CRM the words and pictures that sell it."""

from __future__ import annotations

from typing import Any, Final

from apps.domains.definition import Domain, Field, Form, Values
from apps.matching.standardise import Hints, brand, part_number, titles, variants
from apps.matching.standardise import gtin as gtins
from apps.matching.traits import SHORTEST
from apps.matching.types import SEPARATOR, BlockingRule, Comparison, Level, MatchSpec, Neighbours, Part, Thresholds

_CRM: Final = ("crm",)
_ERP: Final = ("erp",)

STEM: Final = 3
"""Letters by which a word is found: "org" is "organic"."""

LEAD: Final = 6
"""Letters by which a brand is found: the first, before "& Co" and slips behind them."""

DESCRIBED: Final = 100
"""Words of the descriptions that are compared: what comes later seldom names the thing."""

FIELDS: Final = (
    Field("sku", "identifier", _ERP, "Our stock keeping number; each system may have its own."),
    Field("gtin", "gtin", _ERP, "Global trade item number, 14 digits; check digit verified."),
    Field("mpn", "part_number", _ERP, "The manufacturer's part number."),
    Field("brand", "brand", _ERP, "The brand it is sold under."),
    Field("name", "product_title", _ERP, "The title."),
    Field("description", "text", _ERP, "What it is."),
    Field("sales_description", "text", _CRM, "What sales says about it."),
    Field("image_url", "url", _CRM, "Where its picture is."),
    Field("category", "reference", _CRM, "Where it stands in the catalogue."),
    Field("unit", "reference", _ERP, "The unit it is sold in."),
    Field("pack_size", "pack_size", _ERP, "How many of what size are in it."),
    Field("weight", "measure", _ERP, "Weight of one sales unit."),
    Field("list_price", "money", _ERP, "Price before discounts."),
    Field("cost", "money", _ERP, "What it costs us."),
    Field("currency", "currency", _ERP, "Currency of price and cost, ISO 4217."),
    Field("tax_class", "reference", _ERP, "How it is taxed."),
    Field("stock_available", "quantity", _ERP, "How many can be sold now; flows to CRM, never back.", ("owner_only",)),
    Field("status", "choice", _ERP, "Where it is in its life."),
)


def hints_of(raw: Values) -> Hints:
    return Hints()


def derive(values: dict[str, Any]) -> None:
    """The pack size that the title states, where the system has no field of its own for it."""
    if "pack_size" not in values and values.get("name") and (pack := titles.pack(values["name"])):
        values["pack_size"] = pack


def _gtin(values: Values) -> dict[str, str]:
    """Only numbers that are the same in every shop: a number of the house says nothing."""
    return {"gtin": values["gtin"] if gtins.is_global(values["gtin"]) else ""}


def _brand(values: Values) -> dict[str, str]:
    return {"brand": brand.form(values["brand"]), "maker": brand.words(values["brand"])}


def _title(values: Values) -> dict[str, str]:
    name = values["name"]
    return {
        "words": " ".join(titles.tokens(name)),
        "plain": " ".join(titles.plain(name)),
        "shelf": " ".join(variants.variant(name)),
        "sort": SEPARATOR.join(variants.kinds(name)),
    }


def _codes(values: Values) -> dict[str, str]:
    """Model codes of the title and of the part number, which another system may have in its title only."""
    mpn = values.get("mpn", "")
    whole = part_number.form(mpn).upper()
    numbered = len(whole) >= SHORTEST and any(map(str.isdigit, whole))
    titled = titles.model_codes(values.get("name", ""))
    codes = {*titled, *titles.model_codes(mpn), *([whole] if numbered else ())}
    longest_first = sorted(codes, key=lambda code: (-len(code), code))
    return {"codes": SEPARATOR.join(longest_first), "titled": SEPARATOR.join(titled)}


def _text(values: Values) -> dict[str, str]:
    """The first words of the descriptions that the title does not have."""
    named = set(titles.tokens(values.get("name", "")))
    said = (word for field in ("description", "sales_description") for word in titles.tokens(values.get(field, "")))
    return {"text": " ".join([word for word in dict.fromkeys(said) if word not in named][:DESCRIBED])}


def _stems(values: Values) -> dict[str, str]:
    """What a record is found by: its brand, and how its longest words begin, because catalogues cut words short."""
    known = brand.words(values["brand"]).split() if "brand" in values else []
    named = titles.tokens(values.get("name", ""))
    words = [word for word in named if word not in known and word.upper() not in titles.model_codes(values["name"])]
    words.sort(key=lambda word: (-len(word), word))
    stems = dict.fromkeys(word[:STEM] if word.isalpha() else word for word in words)
    lead = "".join(known) or (named[0] if named else "")
    return {"lead": lead[:LEAD], "stems": " ".join(stems)}


def _packed(values: Values) -> dict[str, str]:
    return {"pack": _pack(values.get("pack_size"))}


def _pack(pack: Any) -> str:
    if not isinstance(pack, dict):
        return ""
    return " ".join(str(pack.get(part) or "") for part in ("count", "size", "unit")).strip()


def _priced(values: Values) -> dict[str, str]:
    """The price, and its currency where it is known: amounts in two currencies cannot be compared."""
    return {"price": f"{values.get('list_price', '')} {values.get('currency', '')}" if "list_price" in values else ""}


FORMS: Final = (
    Form(("gtin",), _gtin),
    Form(("mpn",), lambda values: {"mpn": part_number.form(values["mpn"])}),
    Form(("brand",), _brand),
    Form(("name",), _title),
    Form(("name", "mpn"), _codes),
    Form(("name", "brand"), _stems),
    Form(("name", "description", "sales_description"), _text),
    Form(("pack_size", "name"), _packed),
    Form(("list_price", "currency"), _priced),
)


def caption(values: Values) -> str:
    return str(values.get("name") or values.get("sku") or "Unnamed product")


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
    ),
    thresholds=Thresholds(join=6.5, fuse=10, keep=-2, review=-3, margin=2),
    prior=-11.5,
    neighbours=(Neighbours("words"),),
)

PRODUCT: Final = Domain(
    name="product",
    plural="products",
    fields=FIELDS,
    spec=SPEC,
    hints_of=hints_of,
    derive=derive,
    forms=FORMS,
    derived=("pack_size",),
    caption=caption,
)
