"""Which properties this stand-in's portal has. Those after the blank line of each list are custom ones."""

from __future__ import annotations

from typing import Final

ALWAYS: Final = ("createdate", "hs_lastmodifieddate", "hs_object_id")
READ_ONLY: Final = frozenset({*ALWAYS, "hs_merged_object_ids", "hs_parent_company_id"})

COMPANY: Final = """
name domain website phone address address2 city state zip country industry
hs_lastmodifieddate createdate hs_object_id hs_merged_object_ids hs_parent_company_id

golden_id customer_kind trading_name full_name given_name family_name birth_date national_id registration_number
vat_number tax_number email segment language_code account_manager marketing_consent payment_terms currency_code
credit_limit balance overdue_amount credit_status customer_status
billing_street billing_city billing_state billing_zip billing_country
""".split()  # noqa: SIM905 - a list to read

PRODUCT: Final = """
hs_sku name description price hs_cost_of_goods_sold hs_url
hs_lastmodifieddate createdate hs_object_id hs_merged_object_ids

golden_id gtin mpn brand unit pack_size weight sales_description image_url category currency_code tax_class
stock_available product_status
""".split()  # noqa: SIM905

PROPERTIES: Final[dict[str, frozenset[str]]] = {"companies": frozenset(COMPANY), "products": frozenset(PRODUCT)}

NUMBERS: Final = frozenset(
    {"credit_limit", "balance", "overdue_amount", "price", "hs_cost_of_goods_sold", "stock_available"}
)
CITIES: Final = frozenset({"city", "billing_city"})
PHONES: Final = frozenset({"phone"})
