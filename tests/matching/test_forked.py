import os
import time

import numpy as np
import pytest

from apps.matching.forked import WorkerLost, shared_array, side_by_side


@pytest.mark.parametrize("workers", [1, 2, 3, 30])
def test_it_gives_results_in_the_order_of_the_tasks(workers):
    tasks = [lambda number=number: number * number for number in range(20)]
    assert side_by_side(tasks, workers) == [number * number for number in range(20)]


def test_it_shares_the_tasks_with_other_processes():
    def who():
        time.sleep(0.02)
        return os.getpid()

    assert len(set(side_by_side([who] * 30, workers=3))) == 3


def test_it_keeps_what_tasks_write_into_a_shared_array():
    done = shared_array((100,), np.dtype(np.int32))

    def write(number):
        done[number] += number

    side_by_side([lambda number=number: write(number) for number in range(100)], workers=2)
    assert done.tolist() == list(range(100))


def test_it_does_nothing_without_tasks():
    assert side_by_side([], workers=2) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_it_raises_what_a_task_raises(workers):
    def refuse():
        raise ValueError("not this one")

    with pytest.raises(ValueError, match="not this one"):
        side_by_side([refuse] * 4, workers)


def test_it_leaves_no_process_behind_when_a_task_fails_here():
    mine = os.getpid()

    def refuse():
        if os.getpid() == mine:
            raise ValueError("not here")
        time.sleep(60)

    start = time.monotonic()
    with pytest.raises(ValueError, match="not here"):
        side_by_side([refuse] * 4, workers=2)
    assert time.monotonic() - start < 30


def test_it_says_when_another_process_is_lost():
    mine = os.getpid()

    def vanish():
        if os.getpid() != mine:
            os._exit(1)
        time.sleep(1)  # leaves the other task to the other process
        return 0

    with pytest.raises(WorkerLost):
        side_by_side([vanish] * 2, workers=2)
