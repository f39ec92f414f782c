import http.server
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from apps.sandbox.hooks import signature
from apps.sandbox.server import Sandbox
from tests.sandbox import plain

PATH = "/hubspot/crm/objects/2026-03/companies"
HEADERS = {"Authorization": "Bearer sandbox-token"}


def post(sandbox: Sandbox, path: str, body: object, **headers: str) -> httpx.Response:
    return plain.post(sandbox.url + path, json=body, headers={**HEADERS, **headers})


def control(sandbox: Sandbox, path: str, body: object | None = None) -> httpx.Response:
    url = f"{sandbox.url}/_sandbox/{path}"
    return plain.get(url) if body is None else plain.post(url, json=body)


def test_it_listens_on_this_machine_only(sandbox: Sandbox) -> None:
    assert sandbox._server.server_address[0] == "127.0.0.1"
    assert control(sandbox, "health").json() == {"ok": True}
    assert plain.get(f"{sandbox.url}/elsewhere").status_code == 404


def test_it_keeps_connections_open(sandbox: Sandbox) -> None:
    with httpx.Client(base_url=sandbox.url, headers=HEADERS) as client:
        start = time.perf_counter()
        replies = [client.get(PATH) for _ in range(20)]
    assert {each.status_code for each in replies} == {200}
    assert {each.http_version for each in replies} == {"HTTP/1.1"}
    assert time.perf_counter() - start < 0.7  # twenty waits for a delayed acknowledgement would take longer


def test_it_remembers_everything_over_a_restart(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "s.sqlite3") as first:
        assert post(first, PATH, {"properties": {"name": "Acme"}}).status_code == 201
        first.fault("hubspot", "error", count=1)
    with Sandbox(tmp_path / "s.sqlite3") as second:
        assert plain.get(second.url + PATH, headers=HEADERS).status_code == 503
        assert len(plain.get(second.url + PATH, headers=HEADERS).json()["results"]) == 1
        assert [each["method"] for each in second.journal()] == ["POST", "GET", "GET"]


def test_it_notes_every_request_but_no_password(sandbox: Sandbox) -> None:
    post(sandbox, PATH, {"properties": {"name": "Acme"}})
    login = {"id": 1, "method": "common.db.login", "params": ["mdm", {"password": "very-secret"}]}
    post(sandbox, "/tryton/sandbox/rpc/", login)
    noted = control(sandbox, "journal").json()["requests"]
    assert [(each["system"], each["status"]) for each in noted] == [("hubspot", 201), ("tryton", 401)]
    assert json.loads(noted[0]["body"]) == {"properties": {"name": "Acme"}}
    assert noted[1]["path"].endswith("common.db.login")
    assert "very-secret" not in str(noted)
    assert "sandbox-token" not in str(noted)
    assert len(control(sandbox, "journal?system=tryton").json()["requests"]) == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"fault": "rate_limit", "retry_after": 3}, 429),
        ({"fault": "error", "status": 500}, 500),
        ({"fault": "html"}, 200),
        ({"fault": "down"}, None),
    ],
)
def test_it_fails_as_often_as_it_was_told(sandbox: Sandbox, fault: dict, status: int | None) -> None:
    control(sandbox, "faults", {"system": "hubspot", "count": 2, **fault})
    for _ in range(2):
        if status is None:
            with pytest.raises(httpx.RemoteProtocolError):
                plain.get(sandbox.url + PATH, headers=HEADERS)
            continue
        reply = plain.get(sandbox.url + PATH, headers=HEADERS)
        assert reply.status_code == status
        assert reply.headers.get("retry-after") == ("3" if status == 429 else None)
        assert ("Sign in" in reply.text) == (fault["fault"] == "html")
    assert plain.get(sandbox.url + PATH, headers=HEADERS).json() == {"results": []}
    assert [each["fault"] for each in sandbox.journal()] == [fault["fault"]] * 2 + [""]


def test_it_loses_the_reply_of_a_write_after_it_was_done(sandbox: Sandbox) -> None:
    sandbox.fault("hubspot", "lost_reply", count=1)
    assert plain.get(sandbox.url + PATH, headers=HEADERS).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        post(sandbox, PATH, {"properties": {"name": "Acme"}})
    assert sandbox.counts()["hubspot_object"] == 1


def test_it_is_slow_without_holding_up_others(sandbox: Sandbox) -> None:
    sandbox.fault("hubspot", "slow", seconds=0.5, count=1)
    slow = threading.Thread(target=plain.get, args=(sandbox.url + PATH,), kwargs={"headers": HEADERS})
    start = time.perf_counter()
    slow.start()
    time.sleep(0.1)
    plain.get(sandbox.url + PATH, headers=HEADERS)
    assert time.perf_counter() - start < 0.45
    slow.join()
    assert time.perf_counter() - start >= 0.5


def test_it_limits_a_fault_to_what_it_matches(sandbox: Sandbox) -> None:
    sandbox.fault("hubspot", "error", match="batch/upsert")
    assert plain.get(sandbox.url + PATH, headers=HEADERS).status_code == 200
    assert post(sandbox, f"{PATH}/batch/upsert", {"inputs": []}).status_code == 503
    sandbox.fault("hubspot", "none")
    assert post(sandbox, f"{PATH}/batch/upsert", {"inputs": []}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"system": "hubspot", "fault": "unheard"},
        {"system": "sap", "fault": "down"},
        {"system": "hubspot"},
        {"system": "hubspot", "fault": "down", "count": "many"},
    ],
)
def test_it_refuses_a_fault_that_it_does_not_know(sandbox: Sandbox, body: dict) -> None:
    assert control(sandbox, "faults", body).status_code == 400


def test_it_starts_over(sandbox: Sandbox) -> None:
    post(sandbox, PATH, {"properties": {"name": "Acme"}})
    sandbox.fault("hubspot", "slow", seconds=0)
    control(sandbox, "reset", {"what": ["data"]})
    state = control(sandbox, "state").json()
    assert (state["counts"]["hubspot_object"], state["counts"]["journal"], len(state["faults"])) == (0, 1, 1)
    assert state["counts"]["tryton_country_country"] > 200
    control(sandbox, "reset", {})
    state = control(sandbox, "state").json()
    assert (state["counts"]["journal"], state["faults"]) == (0, [])


@pytest.fixture
def listener() -> Iterator[tuple[str, list]]:
    received: list = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook", received
    server.shutdown()
    server.server_close()


def test_it_tells_its_listeners_signed_and_too_often_if_told_to(sandbox: Sandbox, listener: tuple[str, list]) -> None:
    url, received = listener
    control(sandbox, "hooks", {"system": "hubspot", "url": url, "secret": "s"})
    sandbox.fault("hubspot", "duplicate_webhooks")
    post(sandbox, PATH, {"properties": {"name": "Acme"}})
    deadline = time.monotonic() + 5
    while len(received) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(received) == 3
    headers, body = received[0]
    assert json.loads(body)[0]["subscriptionType"] == "company.creation"
    stamp = headers["x-hubspot-request-timestamp"]
    assert headers["x-hubspot-signature-v3"] == signature("s", "POST", url, body, stamp)
    assert control(sandbox, "hooks", {"system": "hubspot", "url": "http://example.com/"}).status_code == 400


def test_it_runs_from_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "apps.sandbox", "--port", "0", "--state", str(tmp_path / "s.sqlite3")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        assert plain.get(found[0].replace("hubspot", "_sandbox/health")).status_code == 200
        process.terminate()
