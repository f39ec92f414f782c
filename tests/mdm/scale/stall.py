"""In a worker that has STALL set, the first share of the step `find` never ends; the file named there says it began."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from mdm.scale.processes import STEPS, Batch

find = STEPS["find"]


def stalling(batch: Batch, folder: Path, share: int) -> Any:
    try:
        Path(os.environ["STALL"]).touch(exist_ok=False)
    except FileExistsError:
        return find(batch, folder, share)
    time.sleep(600)


if "STALL" in os.environ:
    STEPS["find"] = stalling
