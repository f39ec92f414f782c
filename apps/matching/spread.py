"""Chunks of pure computing shared among processes, on one machine.

The processes are forked: what was prepared is theirs too, without copying. A child computes, writes into shared memory
and ends at once, without tidying up: it touches no connection, file or lock of its parent.
"""

from __future__ import annotations

import gc
import logging
import mmap
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Chunk = tuple[int, int]

log = logging.getLogger(__name__)


def shared_array(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array that forked processes write into and their parent reads."""
    size = int(np.prod(shape)) * dtype.itemsize
    return np.frombuffer(mmap.mmap(-1, max(size, 1)), dtype, int(np.prod(shape))).reshape(shape)


def spread(chunks: Sequence[Chunk], work: Callable[[int, int], None], workers: int) -> None:
    """Do `work(start, stop)` for every chunk, with up to `workers` processes; what it writes must be in shared arrays.

    The first chunk is done before forking, so that what it derives from the columns is derived once. Should a child
    die, its chunks are done here: either it was an accident, or the error shows itself where it can be read.
    """
    first, rest = chunks[:1], chunks[1:]
    for start, stop in first:
        work(start, stop)
    shares = [rest[number::workers] for number in range(workers)]
    children: dict[int, Sequence[Chunk]] = {}
    try:
        for share in shares[1:]:
            if share:
                children[_forked(share, work)] = share
        for start, stop in shares[0]:
            work(start, stop)
        for pid in list(children):
            share = children[pid]
            _, status = os.waitpid(pid, 0)
            del children[pid]
            if status:
                log.warning("a scoring process ended with status %s; its work is done again", status)
                for start, stop in share:
                    work(start, stop)
    finally:
        _end(children)


def _forked(share: Sequence[Chunk], work: Callable[[int, int], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        gc.disable()  # nothing of the parent's may be finalised here, least of all its connections
        for start, stop in share:
            work(start, stop)
        status = 0
    finally:
        os._exit(status)


def _end(children: Iterable[int]) -> None:
    """Stop children that nobody waits for any more, after an error."""
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
