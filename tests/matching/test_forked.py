import os
import time
from functools import partial

import numpy as np
import pytest

from apps.matching.forked import WorkerLost, as_done, shared_array, side_by_side


@pytest.mark.parametrize("workers", [1, 2, 3, 30])
def test_it_gives_results_in_the_order_of_the_tasks(workers):
    tasks = [lambda number=number: number * number for number in range(20)]
    assert side_by_side(tasks, workers) == [number * number for number in range(20)]


def test_it_does_each_task_in_a_process_of_its_own_and_so_many_at_a_time():
    def when():
        start = time.monotonic()
        time.sleep(0.02)
        return os.getpid(), start, time.monotonic()

    done = side_by_side([when] * 9, workers=3)
    assert len({os.getpid(), *(process for process, _, _ in done)}) == 10
    assert all(sum(start <= moment < stop for _, start, stop in done) <= 3 for _, moment, _ in done)


@pytest.mark.parametrize("workers", [1, 2])
def test_it_gives_a_result_before_the_last_is_there(workers):
    start = time.monotonic()
    made = as_done([lambda: "early", lambda: time.sleep(20), lambda: "late"], workers)
    assert next(made) == (0, "early")
    made.close()
    assert time.monotonic() - start < 10


def test_it_gives_results_as_soon_as_they_are_there():
    made = as_done([lambda: time.sleep(1), lambda: None, lambda: None], workers=2)
    assert [number for number, _ in made] == [1, 2, 0]


def test_it_keeps_what_tasks_write_into_a_shared_array():
    done = shared_array(100, np.dtype(np.int32))

    def write(number):
        done[number] += number

    side_by_side([lambda number=number: write(number) for number in range(100)], workers=2)
    assert done.tolist() == list(range(100))


def test_it_brings_arrays_back_whole():
    def make(size):
        return {"numbers": np.arange(size), "table": np.asfortranarray(np.ones((size, 2), np.int8)), "text": "…" * size}

    for size, made in zip(
        (0, 3, 300_000), side_by_side([partial(make, size) for size in (0, 3, 300_000)]), strict=True
    ):
        assert np.array_equal(made["numbers"], np.arange(size))
        assert made["table"].flags.f_contiguous
        assert made["table"].sum() == 2 * size
        assert made["text"] == "…" * size
        made["numbers"][:] = 7  # they are the caller's


def test_it_does_nothing_without_tasks():
    assert side_by_side([], workers=2) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_it_raises_what_a_task_raises(workers):
    def refuse():
        raise ValueError("not this one")

    with pytest.raises(ValueError, match="not this one"):
        side_by_side([refuse] * 4, workers)


def test_it_waits_for_no_other_task_when_one_fails():
    def refuse():
        raise ValueError("not this one")

    start = time.monotonic()
    with pytest.raises(ValueError, match="not this one"):
        side_by_side([lambda: time.sleep(60), refuse], workers=2)
    assert time.monotonic() - start < 30


def test_it_says_when_another_process_is_lost():
    with pytest.raises(WorkerLost):
        side_by_side([lambda: os._exit(1)] * 2, workers=2)
