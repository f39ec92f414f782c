"""`python -m apps.sandbox --port 8001 --state var/sandbox.sqlite3` serves the stand-ins until interrupted."""

from __future__ import annotations

import argparse
import contextlib

from apps.sandbox.server import Access, Sandbox


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m apps.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--state", default="var/sandbox.sqlite3", help="the SQLite file that survives restarts")
    given = parser.parse_args()
    sandbox = Sandbox(given.state, port=given.port)
    access = Access()
    print(f"HubSpot  {sandbox.hubspot_url}  token {access.hubspot_token}")
    print(f"Tryton   {sandbox.tryton_url}  database {access.tryton_database}, user {access.tryton_user}")
    print(f"Control  {sandbox.url}/_sandbox/state", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        sandbox.serve()


if __name__ == "__main__":
    main()
