"""Work shared among this process and forked ones, which see all that is in memory here without a copy of it."""

from __future__ import annotations

import ctypes
import gc
import mmap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class WorkerLost(RuntimeError):
    """A forked process ended without an answer: most often the machine ran out of memory."""


def shared_array(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array that forked processes write into and their parent reads."""
    size = int(np.prod(shape))
    return np.frombuffer(mmap.mmap(-1, max(size * dtype.itemsize, 1)), dtype, size).reshape(shape)


def side_by_side(tasks: Sequence[Callable[[], T]], workers: int = 2) -> list[T]:
    """The results of the tasks, in their order; each of so many processes takes the next task that is free.

    List long tasks first. What a task changes in memory is lost where a forked process did it, unless it stands in a
    shared array, so tasks return what they made, and it must be worth sending. A task's exception is raised here. With
    one worker nothing is forked. Forked processes touch no connection, file or lock of their parent.
    """
    workers = min(workers, len(tasks))
    if workers < 2:
        with uncollected():
            return [task() for task in tasks]
    give_back()
    taken = get_context("fork").Value("i", 0)
    others = [_forked(tasks, taken) for _ in range(workers - 1)]
    try:
        with uncollected():
            done = _taken(tasks, taken)
        for _, receiver in others:
            done |= _answer_of(receiver)
        give_back()
    finally:
        for process, receiver in others:
            process.kill()  # one that has answered has nothing left to do
            process.join()
            receiver.close()
    return [done[number] for number in range(len(tasks))]


def give_back() -> None:
    """Hand memory that is free back to the system: the C library keeps what many small arrays took."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: computing makes none, and looking for them takes a sixth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _forked(tasks: Sequence[Callable[[], T]], taken: Synchronized[int]) -> tuple[BaseProcess, Connection]:
    fork = get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_answer, args=(tasks, taken, sender))
    process.start()
    sender.close()
    return process, receiver


def _answer_of(receiver: Connection) -> dict[int, Any]:
    """The results of a forked process, which come one by one and end with None."""
    found: dict[int, Any] = {}
    try:
        while (answer := receiver.recv()) is not None:
            if isinstance(answer, BaseException):
                raise answer
            number, found[number] = answer
    except EOFError:
        raise WorkerLost("a forked process ended without an answer; most often memory ran out") from None
    return found


def _taken(tasks: Sequence[Callable[[], T]], taken: Synchronized[int]) -> dict[int, T]:
    """Results of the tasks that this process came to first."""
    done: dict[int, T] = {}
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(tasks):
            return done
        done[number] = tasks[number]()


def _answer(tasks: Sequence[Callable[[], T]], taken: Synchronized[int], sender: Connection) -> None:
    # The collector would visit, and so copy, every object that is shared with the first process.
    gc.disable()
    try:
        done = _taken(tasks, taken)
        while done:
            sender.send(done.popitem())
        sender.send(None)
    except Exception as error:  # raised again in the first process
        sender.send(error)
