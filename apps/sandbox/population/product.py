"""The products as they really are: lines whose variants and packs are different things."""

from typing import NamedTuple

from apps.sandbox.population.draw import Draw, scramble
from apps.sandbox.population.goods import BRANDS, CATEGORIES, COMPANY_PREFIXES, Category, Content
from apps.sandbox.population.numbers import gs1_check

GTIN_SALT = 2_718_281_828
PART_SALT = 314_159
LITRES_OR_KILOS = {"ml": 0.001, "g": 0.001, "l": 1.0, "kg": 1.0}


class Product(NamedTuple):
    """One thing one can buy. `price` is the list price of the whole pack in cents; `gtin` 12, 13 or 14 digits."""

    true_id: str
    serial: int
    category: Category
    brand: str
    noun: str
    feature: str
    variant: str
    model: str
    content: Content
    pack: int
    price: int
    gtin: str
    mpn: str


def product_line(draw: Draw, serial: int) -> list[Product]:
    """One brand's noun in one to four variants, sizes or packs; look-alikes that differ in exactly one respect."""
    category, brand = draw.pick(CATEGORIES), draw.pick(BRANDS)
    noun, feature = draw.pick(category.nouns), draw.pick(category.features)
    model = f"{brand[:2].upper()}{draw.between(100, 9899)}" if category.models else ""
    cents = int(100 * (category.low + (category.high - category.low) * draw.random() ** 3))
    variant, content, pack = draw.pick(category.variants), draw.pick(category.contents), draw.pick(category.packs)
    found: dict[tuple[str, Content, int], Product] = {}
    for _ in range(draw.pick((1, 1, 1, 2, 2, 3, 4))):
        key = (variant, content, pack)
        if key not in found:
            number = serial + len(found)
            price = max(50, int(cents * _bulk(content) * pack * (100 - min(20, pack)) / 100))
            found[key] = Product(
                f"P{number:07d}", number, category, brand, noun, feature, variant, model, content, pack, price,
                _gtin(draw, number, pack), _part_number(draw, brand, number),
            )  # fmt: skip
        match draw.below(3):
            case 0:
                variant = draw.pick(category.variants)
            case 1:
                content = draw.pick(category.contents)
            case _:
                pack = draw.pick(category.packs)
    return list(found.values())


def _bulk(content: Content) -> float:
    """How a piece's price grows with its content: with the square root of litres or kilograms."""
    return float((float(content.amount) * LITRES_OR_KILOS[content.unit]) ** 0.5) if content.amount else 1.0


def _gtin(draw: Draw, serial: int, pack: int) -> str:
    """UPC-A for American brands, GTIN-14 for some outer cases, otherwise EAN-13."""
    prefix = draw.pick(COMPANY_PREFIXES)
    if prefix == "0":
        payload = f"8{scramble(serial, 10**10, GTIN_SALT):010d}"
    else:
        payload = f"{prefix}{scramble(serial, 10**10, GTIN_SALT):010d}"
        if pack >= 12 and draw.chance(0.3):
            payload = "1" + payload
    return payload + gs1_check(payload)


def _part_number(draw: Draw, brand: str, serial: int) -> str:
    return f"{brand[:3].upper()}-{scramble(serial, 10**6, PART_SALT):06d}{draw.pick(('', '', '', '-A', '/2', 'B'))}"
