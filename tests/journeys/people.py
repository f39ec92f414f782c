"""A few customers and products in the words of the data dictionary, for stories that need no crowd."""

from __future__ import annotations

from typing import Any

from apps.sandbox.population import Row

LONG_AGO = "2024-05-06T07:08:09Z"
CITIES = ("Auckland", "Wellington", "Hamilton", "Napier", "Nelson", "Dunedin", "Rotorua", "Taupo")
WORDS = ("Harbour", "Kauri", "Lantern", "Meridian", "Northwind", "Orchard", "Pinnacle", "Quartz", "Rimu", "Summit")


def company(number: int, external_id: str, **more: Any) -> Row:
    """One company of its own name, domain, door and telephone."""
    name = f"{WORDS[number % 10]} {CITIES[number // 10 % 8]} Traders"
    site = f"{WORDS[number % 10].lower()}-{number}.example"
    row: Row = {
        "external_id": external_id,
        "business_at": LONG_AGO,
        "kind": "organisation",
        "name": f"{name} Limited",
        "email": f"office@{site}",
        "phone": f"+64 9 300 {1000 + 7 * number}",
        "website": site,
    }
    return row | more


def address(number: int) -> dict[str, str]:
    city = CITIES[number // 10 % 8]
    return {"street": f"{number + 1} {WORDS[number % 10]} Street", "city": city, "postcode": "1010", "country": "NZ"}


def crm_companies(count: int) -> list[Row]:
    return [
        company(number, str(9_010_000_000 + number), shipping_address=address(number), industry="Trade")
        for number in range(count)
    ]


def erp_companies(count: int) -> list[Row]:
    terms = {"currency": "NZD", "payment_terms": "30 days", "credit_limit": "1000.00", "status": "active"}
    return [company(number, str(1_001 + number), billing_address=address(number), **terms) for number in range(count)]
