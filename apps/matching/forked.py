"""Work shared between this process and a forked one, which sees all that is in memory here without a copy of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import TypeVar

T = TypeVar("T")


class WorkerLost(RuntimeError):
    """The forked process ended without an answer: most often the machine ran out of memory."""


def in_two(tasks: Sequence[Callable[[], T]], workers: int = 2) -> list[T]:
    """The results of the tasks, in their order; with two workers each process takes the next task that is free.

    List long tasks first. What a task changes in memory is lost where the forked process did it, so tasks return what
    they made, and it must be worth sending. A task's exception is raised here. With one worker nothing is forked.
    """
    if workers < 2 or len(tasks) < 2:
        return [task() for task in tasks]
    fork = get_context("fork")
    taken = fork.Value("i", 0)
    receiver, sender = fork.Pipe(duplex=False)
    child = fork.Process(target=_answer, args=(tasks, taken, sender))
    child.start()
    sender.close()
    done = _taken(tasks, taken)
    try:
        answer = receiver.recv()
    except EOFError:
        raise WorkerLost("the second process ended without an answer; most often memory ran out") from None
    finally:
        child.join()
    if isinstance(answer, BaseException):
        raise answer
    done |= answer
    return [done[number] for number in range(len(tasks))]


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
        sender.send(_taken(tasks, taken))
    except Exception as error:  # raised again in the first process
        sender.send(error)
