"""Work shared among this process and forked ones, which see all that is in memory here without a copy of it."""

from __future__ import annotations

import ctypes
import gc
import mmap
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
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
    """The results of the tasks, in their order; each is done in a forked process of its own, so many at a time.

    List long tasks first, and few of them: a process takes a hundredth of a second. What a task changes in memory is
    lost, unless it stands in a shared array, so tasks return what they made, and it must be worth sending. What a task
    leaves lying about is lost as well: this process stays as small as it was. A task's exception is raised here. With
    one worker nothing is forked. Forked processes touch no connection, file or lock of their parent.
    """
    workers = min(workers, len(tasks))
    if workers < 2:
        with uncollected():
            return [task() for task in tasks]
    give_back()
    done: dict[int, T] = {}
    waiting, running = deque(enumerate(tasks)), list[_Forked]()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(_forked(*waiting.popleft()))
            ready = wait([one.receiver for one in running])
            for one in [one for one in running if one.receiver in ready]:
                done[one.number] = one.answer()
                one.end()
                running.remove(one)
    finally:
        for one in running:
            one.end()
    give_back()
    return [done[number] for number in range(len(tasks))]


@dataclass(frozen=True, slots=True)
class _Forked:
    """A process that does the task of this number, and where its answer arrives."""

    number: int
    process: BaseProcess
    receiver: Connection

    def answer(self) -> Any:
        """What the task made; raises what it raised."""
        try:
            made, error = self.receiver.recv()
        except EOFError:
            raise WorkerLost("a forked process ended without an answer; most often memory ran out") from None
        if error is not None:
            raise error
        return made

    def end(self) -> None:
        self.process.kill()  # one that has answered has nothing left to do
        self.process.join()
        self.receiver.close()


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


def _forked(number: int, task: Callable[[], Any]) -> _Forked:
    fork = get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_answer, args=(task, sender))
    process.start()
    sender.close()
    return _Forked(number, process, receiver)


def _answer(task: Callable[[], Any], sender: Connection) -> None:
    # The collector would visit, and so copy, every object that is shared with the first process.
    gc.disable()
    try:
        sender.send((task(), None))
    except Exception as error:  # raised again in the first process
        sender.send((None, error))
