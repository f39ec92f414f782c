import httpx
import pytest

from apps.sources.connectors.base import Connection, SystemicFailure, TransientFailure
from apps.sources.connectors.http import excerpt, json_of, judge, open_client, retry_after, send

NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("given", "date", "wait"),
    [
        ("7", "", 7.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", NOON, 30.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", NOON, 0.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", "", None),
        ("99999999", "", 3600.0),
        ("-5", "", None),
        ("soon", NOON, None),
        ("١٢", "", None),
        ("", "", None),
    ],
)
def test_it_reads_how_long_to_wait(given: str, date: str, wait: float | None) -> None:
    headers = [("retry-after", given.encode()), ("date", date.encode())]
    assert retry_after(httpx.Response(429, headers=headers)) == wait


def test_it_pauses_for_an_overloaded_system_and_stops_for_refused_credentials() -> None:
    for status in (429, 500, 503, 302):
        with pytest.raises(TransientFailure):
            judge(httpx.Response(status))
    for status in (401, 403):
        with pytest.raises(SystemicFailure):
            judge(httpx.Response(status))
    judge(httpx.Response(200))
    judge(httpx.Response(404))


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, html="<form>Sign in</form>"),
        httpx.Response(200, content=b'{"results": [', headers={"content-type": "application/json"}),
        httpx.Response(200, content=b"\xff\xfe\x00", headers={"content-type": "application/json"}),
        httpx.Response(200, content=b""),
    ],
)
def test_it_takes_a_page_or_half_a_document_for_a_pause(response: httpx.Response) -> None:
    with pytest.raises(TransientFailure):
        json_of(response)


@pytest.mark.parametrize(
    ("error", "family"),
    [
        (httpx.ConnectError("secret-host"), TransientFailure),
        (httpx.ReadTimeout("x"), TransientFailure),
        (httpx.RemoteProtocolError("x"), TransientFailure),
        (httpx.UnsupportedProtocol("x"), SystemicFailure),
    ],
)
def test_it_sorts_what_the_network_does(error: Exception, family: type[Exception]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with open_client(Connection("", {}, transport=httpx.MockTransport(fail))) as client:
        with pytest.raises(family) as caught:
            send(client, client.build_request("GET", "http://x.test/?key=secret"))
        assert "secret" not in str(caught.value)


def test_it_shortens_a_refusal_to_one_line() -> None:
    assert excerpt("a\n  b") == "a b"
    assert len(excerpt("x" * 1000)) == 300
