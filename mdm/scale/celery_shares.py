"""The shares of a batch handed to Celery workers that see the same folder.

A message is an alarm clock: what is done stands in the folder. What has not come back is handed out anew, and a worker
that finds its share done, or locked by another that works on it, lets it be. A killed worker's lock is gone with it,
and a wiped broker has lost nothing but time.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from celery import shared_task
from kombu.exceptions import OperationalError

from mdm.scale.processes import Spread, run_share

QUEUE: Final = "scale"
"""A queue of its own: hours of comparing do not stand before the service's wake-ups."""

FIRST_S, LONGEST_S, LOOK_S = 30.0, 300.0, 0.1
"""Seconds until a share is handed out anew, doubled each time up to the longest; between looks at the folder."""

TRIES: Final = 3
"""Failures of one share that end the run: a disk may hiccup, a mistake stays."""

WORKER: Final = f"celery -A mdm worker -Q {QUEUE}"

logger = logging.getLogger(__name__)


class SharesLost(RuntimeError):
    """Shares did not come back; the message says why, as far as it is known."""


def over_celery(patience: float = 600.0, first: float = FIRST_S) -> Spread:
    """Spread the shares of a step over the workers of the queue; raises `SharesLost`.

    `patience` is how many seconds may pass without a share coming back, `first` after how many all that are missing are
    handed out anew.
    """

    def spread(step: str, folder: Path, shares: int) -> None:
        missing = {f"{step}-{number}": number for number in range(shares)}
        for name in missing:
            _lock_of(folder / name).touch()
        again, came, wait = 0.0, time.monotonic(), first
        while missing:
            if time.monotonic() >= again:
                if again:
                    logger.warning(
                        "%d of %d shares of %s are handed out anew (`%s`).", len(missing), shares, step, WORKER
                    )
                _hand_out(step, folder, list(missing.values()), expires=wait)
                again, wait = time.monotonic() + wait, min(2 * wait, LONGEST_S)
            time.sleep(LOOK_S)
            there = set(os.listdir(folder))
            if missing.keys() & there:
                missing = {name: number for name, number in missing.items() if name not in there}
                came = time.monotonic()
            _refuse_failed(folder, [name for name in missing if _failures_of(folder / name).name in there])
            if time.monotonic() - came > patience:
                raise SharesLost(_nothing_came(step, len(missing), shares, patience))

    return spread


def _hand_out(step: str, folder: Path, numbers: list[int], *, expires: float) -> None:
    """A message per share, worthless once the next is sent; while the broker is away, none."""
    try:
        for number in numbers:
            share.apply_async((step, str(folder), number), queue=QUEUE, expires=expires, retry=False)
    except OperationalError as error:
        logger.warning("The broker does not answer (%s); shares are handed out again in %g s.", error, expires)


def _refuse_failed(folder: Path, failed: list[str]) -> None:
    for name in failed:
        tries = _failures_of(folder / name).read_text(encoding="utf-8").splitlines()
        if len(tries) >= TRIES:
            raise SharesLost(f"Share {name} failed {len(tries)} times, the last time with {tries[-1]}")


def _nothing_came(step: str, missing: int, shares: int, patience: float) -> str:
    return (
        f"{missing} of {shares} shares of the step `{step}` are missing and none came back for {patience:g} s. Is a"
        f" worker running (`{WORKER}`), on this broker, and does it see the folder?"
    )


@shared_task(name="mdm.scale.share")
def share(step: str, folder: str, number: int) -> None:
    """Do a step for one share, unless it is done, another works on it, or the run has ended."""
    result = Path(folder) / f"{step}-{number}"
    try:
        with _claim(result) as mine:
            if mine and not result.exists():
                _try(step, result, number)
    except FileNotFoundError:
        if _lock_of(result).exists():
            raise
        logger.warning("%s is not here: the run has ended, or this machine does not share its disk.", folder)


@contextmanager
def _claim(result: Path) -> Iterator[bool]:
    """Whether the share is ours while we are at it: the kernel takes the lock back from the dead."""
    _refuse_strange(result.parent)
    with _lock_of(result).open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _refuse_strange(folder: Path) -> None:
    """Pickles are loaded from a folder that a message names: only from one that nobody else can write to."""
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(f"{folder} is not this user's own: nothing is loaded from it.")


def _try(step: str, result: Path, number: int) -> None:
    """Run the share; when it fails, leave a line beside it for the driver to count."""
    try:
        run_share(step, str(result.parent), number)
    except Exception as error:
        with _failures_of(result).open("a", encoding="utf-8") as file:
            file.write(f"{error!r}\n")
        raise


def _lock_of(result: Path) -> Path:
    return result.with_name(f"{result.name}.lock")


def _failures_of(result: Path) -> Path:
    return result.with_name(f"{result.name}.failed")
