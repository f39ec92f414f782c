"""A session on a cluster, or on a small one inside this machine."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT: Final = Path(__file__).resolve().parents[3]
"""Where the rooms lie; executors of this machine import them from here."""


class SparkMissing(RuntimeError):
    """Spark cannot start here; the message names the remedy."""


def session(master: str = "", *, partitions: int = 0) -> SparkSession:
    """A Spark session on `master`, or on the one that spark-submit names; raises `SparkMissing`.

    `partitions` is the number of parts after a shuffle; 0 leaves it to Spark's settings.
    """
    if not all(map(find_spec, ("pyspark", "pyarrow"))):
        raise SparkMissing("PySpark is not installed: run `make setup-scale`, or take --over processes.")
    if which("java") is None:
        raise SparkMissing("Spark needs Java 17 or newer on the PATH, e.g. `apt-get install openjdk-17-jre-headless`.")
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("golden-record scale-out")
    settings = {
        "spark.executorEnv.PYTHONPATH": str(ROOT),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.driver.maxResultSize": "0",
        "spark.ui.showConsoleProgress": "false",
    }
    if master:
        settings["spark.master"] = master
    if partitions:
        settings["spark.sql.shuffle.partitions"] = str(partitions)
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
