"""`manage.py up`: the whole service on this machine, in one terminal."""

from __future__ import annotations

import fcntl
import importlib
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from mdm.broker import on_embedded_server
from mdm.embedded import server
from mdm.supervisor import Program, Supervisor, bytecode

READY_TIMEOUT_S = 120
DEMO_PEOPLE = ("steward", "lead", "auditor", "operator", "admin")


class Command(BaseCommand):
    help = "Run the service on this machine: database, web server, worker and scheduler. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own declaration)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with demo data and stand-ins of the outside systems")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        port = int(os.environ.get("PORT", "8000"))
        self.began = time.monotonic()
        self.address = f"http://127.0.0.1:{port}/"
        lock = only_one(settings.VAR_DIR / "up.lock", self.address)
        for number in (port, port + 1)[: 1 + demo]:
            refuse_taken(number)
        supervisor = Supervisor(self.say)
        self.stopping = False
        signal.signal(signal.SIGTERM, self.interrupt)
        signal.signal(signal.SIGINT, self.interrupt)
        try:
            self.prepare(supervisor, port, demo)
            self.serve(supervisor, port, demo)
        except KeyboardInterrupt:
            self.say("Stopping.")
        finally:
            supervisor.stop()
            connections.close_all()
            server.leave(settings.EMBEDDED_CLUSTER)
            os.close(lock)
            self.say("Stopped.")

    def prepare(self, supervisor: Supervisor, port: int, demo: bool) -> None:
        """Bring up the database, its tables, and the demo world when wanted."""
        if on_embedded_server():
            self.say("Starting PostgreSQL …")
            server.start(settings.EMBEDDED_CLUSTER)
        self.say("Bringing the tables up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        for found in run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS]):
            self.say(found.msg)
        if demo:
            self.prepare_demo(supervisor, port + 1)
        connections.close_all()

    def prepare_demo(self, supervisor: Supervisor, port: int) -> None:
        """Fill the stand-ins before they serve, so that nobody reads half a world, and connect them."""
        if not settings.SANDBOX_ALLOWED:
            raise CommandError("--demo: the stand-ins of outside systems have no place here (SANDBOX_ALLOWED is off).")
        os.environ["SANDBOX_URL"] = f"http://127.0.0.1:{port}"
        self.say("Loading the demo data …")
        importlib.import_module("mdm.demo").load()
        supervisor.start(sandbox(port))
        self.await_answer(supervisor, f"{os.environ['SANDBOX_URL']}/", "sandbox")

    def await_answer(self, supervisor: Supervisor, address: str, name: str) -> None:
        """Raises CommandError where a program does not answer in time."""
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not answers(address):  # once is enough: its other process may still be starting
            if time.monotonic() > deadline:
                raise CommandError(f"The {name} does not answer. {settings.VAR_DIR / 'log' / f'{name}.log'} says why.")
            supervisor.look()
            time.sleep(0.05)

    def serve(self, supervisor: Supervisor, port: int, demo: bool) -> None:
        self.say("Starting web server, worker and scheduler …")
        supervisor.start(web(port))
        self.await_answer(supervisor, f"{self.address}healthz", "web")  # alone: whoever waits for a page comes first
        for one in (worker(), beat()):
            supervisor.start(one)
        self.announce(supervisor, demo)
        supervisor.watch()

    def announce(self, supervisor: Supervisor, demo: bool) -> None:
        logs = ["postgres"] if on_embedded_server() else []
        logs += [child.program.name for child in supervisor.children]
        lines = [("Address", self.address)]
        if demo:
            lines += [("Sign in as", f"{', '.join(DEMO_PEOPLE)} (password: demo)")]
            lines += [("Sandbox", os.environ["SANDBOX_URL"])]
        lines += [("Logs", f"{settings.VAR_DIR / 'log'}: {', '.join(f'{name}.log' for name in logs)}")]
        lines += [("Stop with", "Ctrl-C")]
        self.say("")
        for label, text in lines:
            self.say(f"  {label:<11} {text}")
        self.say(f"\nReady after {time.monotonic() - self.began:.1f} s.")

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Interrupt once: a second signal would break off the stopping itself."""
        if not self.stopping:
            self.stopping = True
            raise KeyboardInterrupt

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def program(name: str, *words: str, environment: dict[str, str] | None = None) -> Program:
    log = settings.VAR_DIR / "log" / f"{name}.log"
    return Program(name, (sys.executable, "-m", *words), log, bytecode(settings.VAR_DIR) | (environment or {}))


def sandbox(port: int) -> Program:
    state = str(settings.VAR_DIR / "sandbox.sqlite3")
    return program("sandbox", "apps.sandbox", "--port", str(port), "--state", state)


def web(port: int) -> Program:
    flags = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--respawn-failed-workers")
    size = ("--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", os.environ.get("WEB_THREADS", "4"))
    return program("web", "granian", *flags, *size, "mdm.wsgi:application")


def worker() -> Program:
    size = ("-P", "threads", "-c", os.environ.get("WORKER_THREADS", "8"))
    return program(
        "worker", "celery", "-A", "mdm", "worker", *size, "--without-gossip", "--without-mingle", "--without-heartbeat"
    )


def beat() -> Program:
    """A process of its own: a scheduler inside a killed worker would live on beside its successor."""
    return program("beat", "celery", "-A", "mdm", "beat", "--pidfile=")


def only_one(path: Path, address: str) -> int:
    """Take the lock of a running `up` and leave the address in it. Raises CommandError when another one runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CommandError(
            f"The service already runs at {path.read_text() or 'an address it has yet to say'}."
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, address.encode())
    return lock


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(f"Port {port} is taken. Choose another one, for example PORT={port + 80}.") from None


def answers(address: str) -> bool:
    """Whether a web server says anything at all."""
    try:
        urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 (our own address)
    except urllib.error.HTTPError as said:
        said.close()
    except OSError:
        return False
    return True
