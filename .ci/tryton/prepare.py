"""Ask a Tryton server whether it answers (`ping`), or give it what a fresh one lacks (`fill`): countries and a company.

Runs in the server's own environment: standard library and pycountry.
"""

import base64
import json
import os
import sys
import urllib.request

import pycountry

WITH_SUBDIVISIONS = ("AU", "DE", "GB", "NL", "NZ", "US")


class Erp:
    def __init__(self, port: str) -> None:
        self.url, self.headers = f"http://127.0.0.1:{port}/mdm/rpc/", {"Content-Type": "application/json"}
        user_id, token, _ = self.post("common.db.login", ["admin", {"password": os.environ["MDM_TRYTON_PASSWORD"]}])
        session = base64.b64encode(f"admin:{user_id}:{token}".encode()).decode()
        self.headers["Authorization"] = f"Session {session}"

    def post(self, method: str, params: list) -> object:
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, data=body, headers=self.headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310
            answer = json.load(reply)
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']}")
        return answer["result"]

    def create(self, model: str, values: list) -> list:
        return self.post(f"model.{model}.create", [values, {}])


def fill(erp: Erp) -> None:
    countries = list(pycountry.countries)
    ids = erp.create("country.country", [{"name": c.name, "code": c.alpha_2, "code3": c.alpha_3} for c in countries])
    by_code = {country.alpha_2: key for country, key in zip(countries, ids, strict=True)}
    parts = [part for part in pycountry.subdivisions if part.country_code in WITH_SUBDIVISIONS]
    erp.create(
        "country.subdivision",
        [
            {"name": part.name, "code": part.code, "type": part.type.lower(), "country": by_code[part.country_code]}
            for part in parts
            if part.type.lower() in ("state", "province", "region", "country", "territory")
        ],
    )
    cent = {"__class__": "Decimal", "decimal": "0.01"}
    euro = {"name": "Euro", "code": "EUR", "symbol": "€", "digits": 2, "rounding": cent}
    currency = erp.create("currency.currency", [euro])[0]
    party = erp.create("party.party", [{"name": "Our company"}])[0]
    erp.create("company.company", [{"party": party, "currency": currency}])


if __name__ == "__main__":
    server = Erp(sys.argv[1])
    if sys.argv[2] == "fill":
        fill(server)
