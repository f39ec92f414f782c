"""Work shared among this process and forked ones, which see all that is in memory here without a copy of it."""

from __future__ import annotations

import ctypes
import gc
import mmap
import pickle
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


def shared_array(size: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Zeros that this process and forked ones share: what one writes the others see, and nobody keeps a copy."""
    return np.frombuffer(mmap.mmap(-1, max(size * dtype.itemsize, 1)), dtype, size)


def side_by_side(tasks: Sequence[Callable[[], T]], workers: int = 2) -> list[T]:
    """The results of the tasks, in their order; each is done in a forked process of its own, so many at a time.

    List long tasks first, and few of them: a process takes a hundredth of a second. What a task changes in memory is
    lost, unless it stands in a shared array, so tasks return what they made, and it must be worth sending. What a task
    leaves lying about is lost as well: this process stays as small as it was. A task's exception is raised here. With
    one worker nothing is forked. Forked processes touch no connection, file or lock of their parent.
    """
    made = dict(as_done(tasks, workers))
    return [made[number] for number in range(len(tasks))]


def as_done(tasks: Sequence[Callable[[], T]], workers: int = 2) -> Iterator[tuple[int, T]]:
    """The number and the result of each task as soon as it is done: it may be let go before others are there."""
    workers = min(workers, len(tasks))
    if workers > 1:
        yield from _forked_as_done(tasks, workers)
        return
    for number, task in enumerate(tasks):
        with uncollected():
            made = task()
        yield number, made
        del made


def _forked_as_done(tasks: Sequence[Callable[[], T]], workers: int) -> Iterator[tuple[int, T]]:
    give_back()
    waiting, running = deque(enumerate(tasks)), list[_Forked]()
    try:
        _start(waiting, running, workers)
        while running:
            ready = wait([one.receiver for one in running])
            for one in [one for one in running if one.receiver in ready]:
                made = one.answer()
                one.end()
                running.remove(one)
                _start(waiting, running, workers)
                yield one.number, made
                del made
                give_back()
    finally:
        for one in running:
            one.end()
        give_back()


def _start(waiting: deque[tuple[int, Callable[[], Any]]], running: list[_Forked], workers: int) -> None:
    while waiting and len(running) < workers:
        running.append(_forked(*waiting.popleft()))


@dataclass(frozen=True, slots=True)
class _Forked:
    """A process that does the task of this number, and where its answer arrives."""

    number: int
    process: BaseProcess
    receiver: Connection

    def answer(self) -> Any:
        """What the task made; raises what it raised."""
        try:
            made, error = _received(self.receiver)
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
        _send(sender, (task(), None))
    except Exception as error:  # raised again in the first process
        _send(sender, (None, error))


def _send(sender: Connection, answer: tuple[Any, Exception | None]) -> None:
    """Send an answer: the sizes of its parts, then what is pickled of it, then its arrays, which are not copied."""
    arrays: list[pickle.PickleBuffer] = []
    parts = [memoryview(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append))]
    parts += [array.raw() for array in arrays]
    sender.send([part.nbytes for part in parts])
    with open(sender.fileno(), "wb", closefd=False) as pipe:
        for part in parts:
            pipe.write(part)


def _received(receiver: Connection) -> tuple[Any, Exception | None]:
    """What `_send` sent. Raises EOFError where that breaks off."""
    pickled, *arrays = parts = [np.empty(size, np.uint8).data for size in receiver.recv()]
    with open(receiver.fileno(), "rb", closefd=False) as pipe:
        if any([pipe.readinto(part) < len(part) for part in parts]):
            raise EOFError
    answer: tuple[Any, Exception | None] = pickle.loads(pickled, buffers=arrays)  # noqa: S301  # of a forked process
    return answer
