"""A service without rooms, run as processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mdm.supervisor import bytecode

HOME = Path(__file__).resolve().parents[2]


def environment(root: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    settings = {"DJANGO_SETTINGS_MODULE": "tests.mdm.tiny_settings", "CLUSTER_ROOT": str(root)}
    return kept | settings | {"PYTHONPATH": str(HOME)} | bytecode(HOME / "var") | more


def run(root: Path, *words: str, log: Path, **more: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, *words], cwd=HOME, env=environment(root, **more), stdout=file, stderr=file
        )


def wait_until(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
