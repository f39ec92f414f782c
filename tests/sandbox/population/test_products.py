from collections import Counter, defaultdict

import stdnum.ean

from apps.sandbox.population import Population
from apps.sandbox.population.draw import Draw
from apps.sandbox.population.product import product_line


def test_it_gives_most_erp_products_a_gtin_that_checks(population: Population) -> None:
    held = [row["gtin"] for row in population.erp_products if "gtin" in row]
    assert 0.8 < len(held) / len(population.erp_products) < 0.9
    valid = sum(map(stdnum.ean.is_valid, held)) / len(held)
    assert 0.96 < valid < 1


def test_it_gives_few_crm_products_a_gtin(population: Population) -> None:
    held = sum("gtin" in row for row in population.crm_products) / len(population.crm_products)
    assert 0.2 < held < 0.4


def test_it_puts_the_gtin_of_another_pack_on_some(population: Population) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for row in population.erp_products:
        if "gtin" in row:
            holders[row["gtin"].zfill(14)].add(row["true_id"])
    assert any(len(found) > 1 for found in holders.values())


def test_it_sells_one_thing_in_packs_that_are_different_things() -> None:
    draw = Draw("lines", 1)
    lines = [product_line(draw, serial * 4) for serial in range(300)]
    assert any(
        first.pack != second.pack and first.variant == second.variant for first, second, *_ in lines_of_two(lines)
    )
    for line in lines:
        assert len({product.gtin for product in line}) == len(line)
        assert len({(product.variant, product.content, product.pack) for product in line}) == len(line)


def lines_of_two(lines: list[list]) -> list[list]:
    return [line for line in lines if len(line) > 1]


def test_it_titles_a_product_differently_in_each_system(population: Population) -> None:
    crm = {row["true_id"]: row["name"] for row in population.crm_products}
    pairs = [(crm[row["true_id"]], row["name"]) for row in population.erp_products if row["true_id"] in crm]
    assert len(pairs) > 1000
    assert sum(left == right for left, right in pairs) / len(pairs) < 0.05


def test_it_gives_each_system_skus_of_its_own(population: Population) -> None:
    skus = [row["sku"] for row in population.crm_products + population.erp_products]
    assert len(set(skus)) == len(skus)


def test_it_lets_each_system_hold_what_it_owns(population: Population) -> None:
    crm = {field for row in population.crm_products for field in row}
    erp = {field for row in population.erp_products for field in row}
    assert {"sales_description", "image_url", "category"} <= crm - erp
    assert {"cost", "stock_available", "tax_class", "pack_size"} <= erp - crm


def test_it_writes_packs_in_many_ways(population: Population) -> None:
    shapes = Counter(
        "".join("9" if letter.isdigit() else letter for letter in row["pack_size"])
        for row in population.erp_products
        if "pack_size" in row
    )
    assert len(shapes) > 20


def test_it_sells_above_cost(population: Population) -> None:
    assert all(float(row["cost"]) < float(row["list_price"]) for row in population.erp_products)
