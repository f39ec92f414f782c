"""Rows in the words of the data dictionary, for both systems."""

from typing import Any

ORGANISATION: dict[str, Any] = {
    "external_id": "501",
    "kind": "organisation",
    "name": "Müller & Söhne GmbH ",
    "trading_name": "Müller",
    "registration_number": "HRB 1234",
    "vat_number": "DE136695976",
    "tax_number": "12/345/67890",
    "email": "Info@Mueller.example",
    "phone": "030 / 901820",
    "website": "www.mueller.example",
    "industry": "Machinery",
    "segment": "A",
    "language": "de",
    "account_manager": "Ada Berg",
    "marketing_consent": "granted",
    "payment_terms": "30 days",
    "currency": "EUR",
    "credit_limit": "5000.00",
    "balance": "1200.50",
    "overdue_amount": "200",
    "credit_status": "ok",
    "status": "active",
    "billing_address": {
        "street": "Hauptstraße",
        "house_number": "12a",
        "city": "Berlin",
        "region": "Berlin",
        "postcode": "10115",
        "country": "DE",
    },
    "shipping_address": {"street": "Am Hafen 3", "district": "Tor 4", "city": "Bremen", "country": "Germany"},
    "business_at": "2026-03-01T12:30:00.250000+00:00",
}
PERSON: dict[str, Any] = {
    "external_id": "502",
    "kind": "person",
    "full_name": "Aroha Smith",
    "given_name": "Aroha",
    "family_name": "Smith",
    "birth_date": "1980-02-29",
    "national_id": "123-456",
    "phone": "+64 21 000 000",
    "status": "prospect",
    "shipping_address": {"lines": "Flat 2\n12 Queen Street", "city": "Auckland", "country": "NZ"},
}
BARE: dict[str, Any] = {"external_id": "503", "kind": "organisation", "name": "Bare"}
CUSTOMERS = [ORGANISATION, PERSON, BARE]

PUMP: dict[str, Any] = {
    "external_id": "701",
    "sku": "P-100",
    "gtin": "4006381333931",
    "mpn": "MX-1",
    "brand": "Bosch",
    "name": "Pump 12 V",
    "description": "A pump.",
    "sales_description": "The pump!",
    "image_url": "https://img.example/p.png",
    "category": "Pumps",
    "unit": "kg",
    "pack_size": "12 x 0.5 l",
    "weight": "1.2 kg",
    "list_price": "99.90",
    "cost": "40",
    "currency": "EUR",
    "tax_class": "standard",
    "stock_available": "7",
    "status": "active",
}
VALVE: dict[str, Any] = {"external_id": "702", "sku": "V-1", "name": "Valve", "list_price": "12,50", "unit": "piece"}
PRODUCTS = [PUMP, VALVE]
