"""Everything the stand-ins remember, in one SQLite file: what they hold, what they were asked, how they shall fail."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, system TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, body TEXT NOT NULL, status INTEGER NOT NULL, fault TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS fault (
    system TEXT NOT NULL, name TEXT NOT NULL, options TEXT NOT NULL, remaining INTEGER, PRIMARY KEY (system, name)
);
CREATE TABLE IF NOT EXISTS hook (
    system TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, PRIMARY KEY (system, url)
);
CREATE TABLE IF NOT EXISTS session (token TEXT PRIMARY KEY, user_id INTEGER NOT NULL);
"""


def utc_now() -> datetime:
    return datetime.now(UTC)


class State:
    """One SQLite file. Requests come from many threads and take their turn: `lock` is held for one request's work."""

    def __init__(self, path: str | Path, *, now: Callable[[], datetime] = utc_now) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.now = now
        self.lock = threading.RLock()
        self._db = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 5000"):
            self._db.execute(f"PRAGMA {pragma}")
        self.script(SCHEMA)

    def close(self) -> None:
        self._db.close()

    def script(self, sql: str) -> None:
        with self.lock:
            self._db.executescript(sql)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner one is a savepoint, so that a refused row leaves no half of itself."""
        with self.lock:
            name = "inner" if self._db.in_transaction else ""
            self._db.execute("SAVEPOINT inner" if name else "BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK TO inner" if name else "ROLLBACK")
                if name:
                    self._db.execute("RELEASE inner")
                raise
            self._db.execute("RELEASE inner" if name else "COMMIT")

    def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[sqlite3.Row]:
        with self.lock:
            return self._db.execute(sql, tuple(parameters)).fetchall()

    def one(self, sql: str, parameters: Iterable[Any] = ()) -> sqlite3.Row | None:
        with self.lock:
            found: sqlite3.Row | None = self._db.execute(sql, tuple(parameters)).fetchone()
            return found

    def run(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """Execute and return the id of the new row, if any."""
        with self.lock:
            return int(self._db.execute(sql, tuple(parameters)).lastrowid or 0)

    def run_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        with self.lock:
            self._db.executemany(sql, [tuple(row) for row in rows])

    def tables(self) -> list[str]:
        rows = self.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return [row["name"] for row in rows]

    # -- journal

    def note(self, *, system: str, method: str, path: str, body: str, status: int, fault: str) -> None:
        """Append one request to the journal. Status 0: no reply was given."""
        values = (self.now().isoformat(), system, method, path, body, status, fault)
        self.run(
            "INSERT INTO journal (at, system, method, path, body, status, fault) VALUES (?, ?, ?, ?, ?, ?, ?)", values
        )

    def journal(self, system: str = "") -> list[dict[str, Any]]:
        return [dict(row) for row in self.all("SELECT * FROM journal WHERE ? IN ('', system) ORDER BY id", (system,))]

    # -- hooks

    def hooks(self, system: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.all("SELECT url, secret FROM hook WHERE system = ?", (system,))]


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
