"""HubSpot's CRM API over HTTP, dated paths of 2026-03. Speaks, sorts failures, decides nothing."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from apps.sources.connectors.base import Connection, SystemicFailure
from apps.sources.connectors.http import excerpt, json_of, judge, open_client, send

VERSION = "2026-03"


class RefusedError(Exception):
    """HubSpot refuses this request for what stands in it (400, 404, 409). `unknown_schema`: for all like it."""

    def __init__(self, reason: str, *, unknown_schema: bool = False) -> None:
        super().__init__(reason)
        self.unknown_schema = unknown_schema


class HubspotClient:
    """One portal, by the token of a private app."""

    def __init__(self, connection: Connection) -> None:
        self._http = open_client(connection)
        weakref.finalize(self, self._http.close)
        self._base = f"{connection.base_url.rstrip('/')}/crm/objects/{VERSION}"
        self._token = connection.credentials.get("token", "")
        if not self._token:
            raise SystemicFailure("no token for HubSpot is configured")

    def search(self, path: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self._results(self._call("POST", f"{path}/search", json=body))

    def archived(self, path: str, *, after: str, properties: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
        """One page of archived objects, and the token of the next page ("" at the end)."""
        query = {"archived": "true", "limit": "100", "properties": ",".join(properties)}
        reply = self._call("GET", path, params={**query, "after": after} if after else query)
        following = ((reply.get("paging") or {}).get("next") or {}).get("after", "")
        return self._results(reply), str(following or "")

    def read(self, path: str, ids: Sequence[str], *, properties: Sequence[str], id_property: str = "") -> list[Any]:
        """Objects by id, or by a property with unique values. Missing ones are left out of the answer."""
        body: dict[str, Any] = {
            "inputs": [{"id": key} for key in ids],
            "properties": list(properties),
            "propertiesWithHistory": [],
        }
        if id_property:
            body["idProperty"] = id_property
        return self._results(self._call("POST", f"{path}/batch/read", json=body))

    def write(self, path: str, verb: str, inputs: Sequence[Mapping[str, Any]]) -> tuple[list[Any], list[str]]:
        """Batch `update` or `upsert`: the objects written, and the reasons for those that were not (status 207)."""
        reply = self._call("POST", f"{path}/batch/{verb}", json={"inputs": list(inputs)})
        errors = reply.get("errors") or []
        return self._results(reply), [excerpt(error.get("message", "refused")) for error in errors]

    @staticmethod
    def _results(reply: dict[str, Any]) -> list[dict[str, Any]]:
        found = reply.get("results")
        if not isinstance(found, list):
            raise SystemicFailure("HubSpot answered without results: is this address the CRM API?")
        return found

    def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        request = self._request(method, f"{self._base}/{path}", headers, content)
        response = send(self._http, request)
        judge(response)
        if response.is_success:
            reply = json_of(response)
            return reply if isinstance(reply, dict) else {}
        raise self._refusal(response)

    def _request(self, method: str, url: str, headers: dict[str, str], content: dict[str, Any]) -> httpx.Request:
        try:
            return self._http.build_request(method, url, headers=headers, **content)
        except httpx.InvalidURL as error:
            raise SystemicFailure("the address of the system is not a valid URL") from error

    @staticmethod
    def _refusal(response: httpx.Response) -> Exception:
        status = response.status_code
        if "json" not in response.headers.get("content-type", ""):
            return SystemicFailure(f"HubSpot answered {status}: is the address right?")
        reply = json_of(response)
        reply = reply if isinstance(reply, dict) else {}
        reason = excerpt(reply.get("message") or f"HubSpot answered {status}")
        unknown = "PROPERTY_DOESNT_EXIST" in response.text
        if status in (400, 404, 409, 422):
            return RefusedError(reason, unknown_schema=unknown)
        return SystemicFailure(f"HubSpot answered {status}: {reason}")
