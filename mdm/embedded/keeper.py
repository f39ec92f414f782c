"""Keeps one embedded PostgreSQL up for as long as it has users: `python -m mdm.embedded.keeper ROOT [--forgetful]`.

It makes the cluster when there is none, restarts a server that dies, adopts one whose keeper was killed, and stops it
when the users' lock has been free for two seconds. It runs in a session of its own: no Ctrl-C reaches it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from mdm.embedded.binaries import EmbeddedServerError, RunAs, find_binaries, major_version, run_as
from mdm.embedded.cluster import USER, Cluster

LOOK_EVERY_S = 0.1
COUNT_USERS_EVERY_S = 0.5
GRACE_S = 2.0
STOP_TIMEOUT_S = 15.0
# Half a minute of trying: a session busy with a long query may hold the memory of a killed server that long.
MOST_FAILURES = 40


class Keeper:
    """The life of one server: `keep` returns when it has stopped for good."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.binaries = find_binaries()
        self.run_as: RunAs = run_as(self.binaries / "postgres", cluster.data)
        self.child: subprocess.Popen[bytes] | None = None
        self.adopted: int | None = None
        self.started_at = 0.0
        self.failures = 0
        self.hurried = False

    def keep(self) -> None:
        make_cluster(self.cluster, self.binaries, self.run_as)
        free_since: float | None = None
        counted_at = 0.0
        while True:
            self.hold_up()
            now = time.monotonic()
            if now - counted_at >= COUNT_USERS_EVERY_S or self.hurried:
                counted_at = now
                users = take_alone(self.cluster.users_lock)
                free_since = None if users is None else free_since or now
                if users is not None:
                    if self.hurried or now - (free_since or now) >= GRACE_S:
                        self.stop()
                        self.tidy()
                        return  # the lock is given back by the end of this process, after the server's
                    os.close(users)
                self.hurried = False
            time.sleep(LOOK_EVERY_S)

    def hold_up(self) -> None:
        """Start the server, or start it again; returns at once when it runs."""
        if self.runs():
            return
        if self.started_at and time.monotonic() - self.started_at > 1:
            self.failures = 0
        if self.failures >= MOST_FAILURES:
            raise EmbeddedServerError("PostgreSQL does not stay up; its log is above.")
        time.sleep(min(0.05 * self.failures, 1.0))
        self.failures += 1
        self.adopted = living_postmaster(self.cluster.data)
        if self.adopted is None:
            self.child = self.launch()
        self.started_at = time.monotonic()

    def runs(self) -> bool:
        if self.child is not None:
            if self.child.poll() is None:
                return True
            self.child = None
        return self.adopted is not None and living_postmaster(self.cluster.data) == self.adopted

    def launch(self) -> subprocess.Popen[bytes]:
        make_private(self.cluster.socket_dir, self.run_as)
        settings = [word for name, value in self.cluster.options().items() for word in ("-c", f"{name}={value}")]
        command = [*self.run_as.prefix, str(self.binaries / "postgres"), "-D", str(self.cluster.data)]
        command += ["-k", str(self.cluster.socket_dir), *settings]
        return subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, start_new_session=True)

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            pid = self.child.pid if self.child is not None else self.adopted
            if pid is None or not self.runs():
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, wish)
            deadline = time.monotonic() + STOP_TIMEOUT_S
            while self.runs() and time.monotonic() < deadline:
                time.sleep(0.02)

    def tidy(self) -> None:
        """Remove the socket's directory when it is not the data directory."""
        if self.cluster.socket_dir != self.cluster.data:
            shutil.rmtree(self.cluster.socket_dir, ignore_errors=True)

    def hurry(self, number: int, frame: FrameType | None) -> None:
        self.hurried = True


def make_cluster(cluster: Cluster, binaries: Path, who: RunAs) -> None:
    """Run initdb beside the final place and move the result there, so that a killed initdb leaves no half cluster."""
    if (cluster.data / "PG_VERSION").exists():
        return
    draft = cluster.data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    make_private(draft, who)
    command = [*who.prefix, str(binaries / "initdb"), "-D", str(draft), "-U", USER, "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
    if major_version(binaries) >= 17:
        # Ordering that no upgrade of the C library can change.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if not cluster.durable:
        command.append("--no-sync")
    subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, check=True)
    draft.rename(cluster.data)


def make_private(directory: Path, who: RunAs) -> None:
    """Make the directory for its owner alone. Raises EmbeddedServerError when somebody else put one there."""
    owner = os.geteuid() if who.owner is None else who.owner
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700, parents=True)
        os.chown(directory, owner, -1)
    found = directory.lstat()
    if found.st_uid != owner or found.st_mode & 0o077:
        raise EmbeddedServerError(f"{directory} is not ours alone (owner {found.st_uid}, mode {found.st_mode:o}).")


def living_postmaster(data: Path) -> int | None:
    """The process id in postmaster.pid, if that process is alive and a PostgreSQL.

    A zombie whose parent does not reap it counts as dead, and its file is removed: PostgreSQL would take it for alive.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        status = Path(f"/proc/{pid}/stat").read_text()
        name, state = status[status.index("(") + 1 : status.rindex(")")], status[status.rindex(")") + 2]
        if state == "Z" or not name.startswith("postgres"):
            pid_file.unlink(missing_ok=True)
            return None
    return pid


def take_alone(path: Path) -> int | None:
    """Take the lock of `path` exclusively without waiting; None when somebody holds it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def become_keeper(cluster: Cluster) -> bool:
    """Take the keeper's lock for good and leave our id in it; False when another keeper has it."""
    deadline = time.monotonic() + 1
    # Whoever looks whether a keeper lives holds the lock for an instant.
    while (lock := take_alone(cluster.keeper_lock)) is None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return True


def main() -> int:
    cluster = Cluster(root=Path(sys.argv[1]), durable="--forgetful" not in sys.argv[2:])
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    if not become_keeper(cluster):
        return 0
    try:
        keeper = Keeper(cluster)
        signal.signal(signal.SIGUSR1, keeper.hurry)
        # The machine shutting down stops the server itself; a keeper that left first would only orphan it.
        signal.signal(signal.SIGTERM, keeper.hurry)
        try:
            keeper.keep()
        finally:
            keeper.stop()
    except (EmbeddedServerError, subprocess.CalledProcessError, OSError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    if not cluster.durable:
        shutil.rmtree(cluster.root, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
