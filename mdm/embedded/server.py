"""Joins this process to the users of an embedded server, and starts the server when nobody has.

A user holds a shared lock for its lifetime. The keeper, a process of its own, holds the server up and stops it once it
can take that lock alone. Locks belong to the kernel: a killed process gives its lock back, whatever killed it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from mdm.embedded.binaries import EmbeddedServerError
from mdm.embedded.cluster import DATABASE, QUEUE, Cluster

START_TIMEOUT_S = 60.0
KEEPER = "mdm.embedded.keeper"

_held: dict[Path, int] = {}
# Keepers this process has spawned: they outlive it, and it reaps those that do not.
_spawned: list[subprocess.Popen[bytes]] = []
_guard = threading.Lock()


def ensure(cluster: Cluster) -> None:
    """Make this process a user of the server and see that it is kept up; a few microseconds when it is."""
    join(cluster)
    if not keeper_lives(cluster):
        start(cluster)


def connect(cluster: Cluster, database: str) -> psycopg.Connection:
    """Open an autocommit connection, starting the server and making its databases when need be."""
    ensure(cluster)
    try:
        return psycopg.connect(cluster.conninfo(database), autocommit=True)
    except psycopg.OperationalError:
        start(cluster)
        return psycopg.connect(cluster.conninfo(database), autocommit=True)


def join(cluster: Cluster) -> None:
    """Take the users' lock for the lifetime of this process; waits while a keeper is stopping the server."""
    with _guard:
        while cluster.root not in _held:
            cluster.root.mkdir(parents=True, exist_ok=True)
            lock = os.open(cluster.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_SH)
            if _is_still(cluster.users_lock, lock):
                _held[cluster.root] = lock
            else:  # a keeper removed the forgetful cluster while we waited for the lock
                os.close(lock)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def leave(cluster: Cluster) -> None:
    """Stop being a user. The last one to leave also waits until the server has stopped (at most ten seconds)."""
    with _guard:
        lock = _held.pop(cluster.root, None)
    if lock is None:
        return
    os.close(lock)
    deadline = time.monotonic() + 10
    _hurry(cluster)
    while keeper_lives(cluster) and not _has_users(cluster) and time.monotonic() < deadline:
        time.sleep(0.05)


def _has_users(cluster: Cluster) -> bool:
    """Whether somebody shares the users' lock; the keeper, stopping, holds it alone and does not count."""
    return not _lockable(cluster.users_lock, fcntl.LOCK_EX) and _lockable(cluster.users_lock, fcntl.LOCK_SH)


def _lockable(path: Path, how: int) -> bool:
    """Whether the lock could be taken this instant; so is the lock of a file that is not there."""
    try:
        with _opened(path) as lock:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def keeper_lives(cluster: Cluster) -> bool:
    """Whether a keeper holds its lock."""
    return not _lockable(cluster.keeper_lock, fcntl.LOCK_SH)


def keeper_pid(cluster: Cluster) -> int | None:
    """The process id of the living keeper."""
    if not keeper_lives(cluster):
        return None
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int(cluster.keeper_lock.read_text())
    return None


def start(cluster: Cluster) -> None:
    """Start a keeper unless one lives, wait until the server answers, make its databases. Safe to call at any time.

    Raises EmbeddedServerError with the end of the server's log when it does not come up within a minute.
    """
    join(cluster)
    cluster.log.parent.mkdir(parents=True, exist_ok=True)
    with _opened(cluster.start_lock, os.O_RDWR | os.O_CREAT) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        deadline = time.monotonic() + START_TIMEOUT_S
        spawned: subprocess.Popen[bytes] | None = None
        while not (_answers(cluster) and keeper_lives(cluster)):
            if not keeper_lives(cluster) and (spawned is None or spawned.poll() is not None):
                if spawned is not None and spawned.returncode != 0:
                    raise EmbeddedServerError(_why_not(cluster))
                spawned = _spawn_keeper(cluster)
            if time.monotonic() > deadline:
                raise EmbeddedServerError(_why_not(cluster))
            time.sleep(0.02)
        _make_databases(cluster)


def _spawn_keeper(cluster: Cluster) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", KEEPER, str(cluster.root)]
    if not cluster.durable:
        command.append("--forgetful")
    home = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))}
    with open(cluster.log, "ab") as log:
        keeper = subprocess.Popen(
            command, cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _spawned[:] = [*(one for one in _spawned if one.poll() is None), keeper]
    return keeper


def _answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.conninfo("postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_databases(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        found = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in {DATABASE, QUEUE} - found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _hurry(cluster: Cluster) -> None:
    """Tell the keeper not to wait for the next user."""
    if (pid := keeper_pid(cluster)) is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGUSR1)


def _why_not(cluster: Cluster) -> str:
    try:
        last = cluster.log.read_text(errors="replace").splitlines()[-8:]
    except FileNotFoundError:
        last = []
    return "\n".join(["The embedded PostgreSQL did not start. Its log ends with:", *last, f"({cluster.log})"])


@contextlib.contextmanager
def _opened(path: Path, flags: int = os.O_RDWR) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _forget_after_fork() -> None:
    """A forked child is a user in its own right: it drops the parent's lock and takes one with its first connection."""
    global _guard
    _guard = threading.Lock()
    for lock in _held.values():
        os.close(lock)
    _held.clear()


def _let_go() -> None:
    """At exit, keep Python from complaining about a keeper that goes on without us: that is its purpose."""
    for keeper in _spawned:
        if keeper.poll() is None:
            keeper.returncode = 0


atexit.register(_let_go)
os.register_at_fork(after_in_child=_forget_after_fork)

__all__ = ["EmbeddedServerError", "connect", "ensure", "join", "keeper_lives", "keeper_pid", "leave", "start"]
