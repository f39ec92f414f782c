"""A product: something we sell. ERP owns the master data, CRM the words and pictures that sell it."""

from __future__ import annotations

from typing import Any, Final

from apps.domains.definition import Domain, Field, Form, Values
from apps.domains.product_matching import SPEC
from apps.matching.standardise import Hints, brand, part_number, titles, variants
from apps.matching.standardise import gtin as gtins
from apps.matching.traits import SHORTEST
from apps.matching.types import SEPARATOR

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
    """The pack as it is stated, else as the title tells it: a system may have a field for it and leave it empty."""
    return {"pack": _pack(values.get("pack_size") or titles.pack(values.get("name", "")))}


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
