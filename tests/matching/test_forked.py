import os
import time

import pytest

from apps.matching.forked import WorkerLost, in_two


def test_it_gives_results_in_the_order_of_the_tasks():
    tasks = [lambda number=number: number * number for number in range(20)]
    assert in_two(tasks, workers=2) == in_two(tasks, workers=1) == [number * number for number in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_it_raises_what_a_task_raises(workers):
    def refuse():
        raise ValueError("not this one")

    with pytest.raises(ValueError, match="not this one"):
        in_two([refuse] * 4, workers=workers)


def test_it_says_when_the_second_process_is_lost():
    mine = os.getpid()

    def vanish():
        if os.getpid() != mine:
            os._exit(1)
        time.sleep(1)  # leaves the other task to the other process
        return 0

    with pytest.raises(WorkerLost):
        in_two([vanish] * 2, workers=2)
