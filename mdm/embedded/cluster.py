"""Where the embedded PostgreSQL lives and how it is set: paths and options, no effect."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

USER = "mdm"
DATABASE = "mdm"
QUEUE = "mdm_queue"
PORT = 5432
# A path of a Unix socket ends at 107 bytes.
LONGEST_SOCKET = 100
SOCKET_NAME = f".s.PGSQL.{PORT}"
# Both libpq and postgresql.conf read these characters as punctuation in a directory name.
PUNCTUATION = set(",\"'\\ ")

OPTIONS = {
    "max_connections": "80",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "listen_addresses": "",
    "log_min_messages": "warning",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that nobody will miss: twice as fast, and lost when the machine stops.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded server, known by the directory it keeps everything in.

    `durable=False` runs it without fsync and removes `root` after the last user.
    """

    root: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.root / "postgres"

    @property
    def users_lock(self) -> Path:
        """Held shared by every process that uses the server."""
        return self.root / "postgres.users"

    @property
    def start_lock(self) -> Path:
        """Held by the one process that starts the server, until it answers."""
        return self.root / "postgres.start"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper for its lifetime; the file holds its process id."""
        return self.root / "postgres.keeper"

    @property
    def log(self) -> Path:
        return self.root / "log" / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """The data directory itself, or a short one of its own when a socket's path could not hold it."""
        path = str(self.data)
        if len(os.fsencode(path)) + len(SOCKET_NAME) < LONGEST_SOCKET and not PUNCTUATION & set(path):
            return self.data
        return Path(tempfile.gettempdir()) / f"mdm-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"

    @property
    def socket(self) -> Path:
        return self.socket_dir / SOCKET_NAME

    def options(self) -> dict[str, str]:
        return OPTIONS | ({"shared_buffers": _share_of_memory()} if self.durable else FORGETFUL)

    def conninfo(self, database: str) -> str:
        """A libpq connection string; the socket directory has no character that needs quoting."""
        return f"host={self.socket_dir} port={PORT} user={USER} dbname={database}"


def _share_of_memory() -> str:
    """A quarter of the machine's memory, as PostgreSQL advises, but at most 2 GB. It is taken only as it is needed."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(memory // 4, 2 << 30) >> 20}MB"
