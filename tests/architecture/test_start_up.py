"""What only batches and files need is not imported by every process that starts."""

from __future__ import annotations

import subprocess
import sys

LATE = ("numpy", "scipy.sparse", "sklearn", "pandas", "recordlinkage", "openpyxl", "nameparser")
LOADED = "import sys, django; django.setup(); print(*sys.modules)"


def test_it_starts_without_what_takes_long_to_import() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout.split()
    assert "apps.golden.models" in loaded
    assert not set(LATE) & set(loaded)
