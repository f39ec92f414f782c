"""A product as the CRM's catalogue and the ERP's item master hold it."""

from apps.sandbox.population.draw import Draw, weighted
from apps.sandbox.population.goods import Content
from apps.sandbox.population.numbers import gs1_check
from apps.sandbox.population.product import Product
from apps.sandbox.population.rows import Row, moment, slipped
from apps.sandbox.population.spoil import slug

SMALL_UNITS = {"l": ("ml", 1000), "kg": ("g", 1000)}
CURRENCIES = weighted([("NZD", 60), ("AUD", 16), ("EUR", 16), ("GBP", 8)], 100)
TAX_CLASSES = weighted([("standard", 84), ("reduced", 10), ("zero", 6)], 100)
STATUSES = weighted([("active", 92), ("discontinued", 8)], 100)
SHORTENED = {
    "Sparkling": "Spark.",
    "Organic": "Org",
    "Wireless": "WL",
    "Mechanical": "Mech",
    "Cordless": "C/less",
    "Stainless": "SS",
    "Galvanised": "Galv",
    "Professional": "Prof",
    "Black": "BLK",
    "White": "WHT",
    "Premium": "Prem",
    "Cartridge": "Cart",
    "Industrial": "Ind",
    "Recycled": "Recyc",
    "Bluetooth": "BT",
    "Chocolate": "Choc",
    "Multi-purpose": "MP",
    "Ergonomic": "Ergo",
}


def crm_product(draw: Draw, product: Product, external_id: str, line: list[Product]) -> Row:
    """One entry of the CRM's catalogue: a title that sells, seldom a number."""
    row = _base(draw, product, external_id)
    row["sku"] = f"{product.brand[:3].upper()}{external_id[-6:]}"
    row["name"] = _selling_title(draw, product)
    row["category"] = product.category.name
    row["image_url"] = f"https://img.{slug(product.brand)}.example/{product.serial}.jpg"
    if draw.random() < 0.7:
        row["sales_description"] = (
            f"{product.feature} {product.noun.lower()} by {product.brand}, {product.variant.lower()}."
        )
    if draw.random() < 0.8:
        row["brand"] = product.brand
    if draw.random() < 0.3:
        row["gtin"] = _typed_gtin(draw, product, line)
    if draw.random() < 0.35:
        row["mpn"] = product.mpn
    if draw.random() < 0.6:
        row["list_price"] = _money(product.price if draw.random() < 0.7 else int(product.price * 1.05))
    return row


def erp_product(draw: Draw, product: Product, external_id: str, line: list[Product]) -> Row:
    """One item of the ERP's master: numbers, money, stock."""
    row = _base(draw, product, external_id)
    row["sku"] = f"{100_000 + 3 * int(external_id)}"
    row["name"] = _stock_title(draw, product)
    if draw.random() < 0.85:
        row["brand"] = product.brand.upper() if draw.random() < 0.4 else product.brand
    if draw.random() < 0.85:
        row["gtin"] = _typed_gtin(draw, product, line)
    if draw.random() < 0.8:
        row["mpn"] = product.mpn.replace("-", "") if draw.random() < 0.15 else product.mpn
    if draw.random() < 0.3:
        row["description"] = f"{product.noun} {product.feature} {product.variant}"
    row["unit"] = "case" if product.pack >= 12 else "each"
    if product.content.amount or product.pack > 1:
        row["pack_size"] = _pack(draw, product)
    if product.content.unit in ("g", "kg") and draw.random() < 0.6:
        row["weight"] = f"{product.content.amount} {product.content.unit}"
    row["list_price"] = _money(product.price)
    row["cost"] = _money(int(product.price * (0.45 + draw.random() * 0.3)))
    row["currency"] = draw.pick(CURRENCIES)
    row["tax_class"] = draw.pick(TAX_CLASSES)
    row["stock_available"] = str(int(draw.random() ** 3 * 2000))
    row["status"] = draw.pick(STATUSES)
    return row


def _base(draw: Draw, product: Product, external_id: str) -> Row:
    return {"external_id": external_id, "true_id": product.true_id, "business_at": moment(draw)}


def _selling_title(draw: Draw, product: Product) -> str:
    words = [product.feature, product.noun, product.variant]
    if draw.random() < 0.25:
        words = [product.noun, product.feature, product.variant]
    if product.model and draw.random() < 0.8:
        words.insert(1, product.model)
    if draw.random() < 0.72:
        words.insert(0, product.brand)
    size = _pack(draw, product)
    return slipped(draw, " ".join(words), 0.05) + (f" {size}" if size and draw.random() < 0.92 else "")


def _stock_title(draw: Draw, product: Product) -> str:
    words = [product.noun, product.variant, product.feature]
    if draw.random() < 0.6:
        words.insert(0, product.brand)
    if product.model and draw.random() < 0.85:
        words.append(product.model)
    title = " ".join(words)
    if draw.random() < 0.35:
        title = " ".join(SHORTENED.get(word, word) for word in title.split())
    size = _pack(draw, product)
    title = f"{title} {size}" if size else title
    return title.upper() if draw.random() < 0.5 else title


def _size(draw: Draw, content: Content) -> str:
    """The content in the unit as labelled or in the next smaller one, glued to the amount or not."""
    amount, unit = content.amount, content.unit
    if not amount:
        return ""
    if unit in SMALL_UNITS and draw.random() < 0.4:
        unit, factor = SMALL_UNITS[unit]
        amount = str(round(float(amount) * factor))
    elif draw.random() < 0.15:
        amount = amount.replace(".", ",")
    return f"{amount}{unit}" if draw.random() < 0.5 else f"{amount} {unit}"


def _pack(draw: Draw, product: Product) -> str:
    """ "12 x 0.5 l", "12X500ml", "500 ml", "pack of 10" or nothing for a single piece."""
    size, count = _size(draw, product.content), product.pack
    if count == 1:
        return size
    if not size:
        return draw.pick((f"pack of {count}", f"{count} pcs", f"{count}-pack", f"box {count}"))
    return draw.pick((f"{count} x {size}", f"{count}x{size}", f"{count} × {size}", f"{size} x {count}"))  # noqa: RUF001


def _typed_gtin(draw: Draw, product: Product, line: list[Product]) -> str:
    """The GTIN, or what stands there by mistake: another pack's, or one with a wrong digit; leading zero at times."""
    chance = draw.random()
    gtin = product.gtin
    if chance < 0.015 and len(line) > 1:
        return line[0].gtin if line[0] is not product else line[1].gtin
    if chance < 0.03:
        return gtin[:-1] + str((int(gs1_check(gtin[:-1])) + draw.between(1, 9)) % 10)
    return f"0{gtin}" if chance > 0.9 and len(gtin) < 14 else gtin


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
