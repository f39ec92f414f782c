import os

import numpy as np
import pytest

from apps.matching.spread import shared_array, spread

CHUNKS = [(start, start + 10) for start in range(0, 100, 10)]


@pytest.mark.parametrize("workers", [1, 2, 3, 20])
def test_it_does_every_chunk_once(workers):
    done = shared_array((100,), np.dtype(np.int32))

    def work(start, stop):
        done[start:stop] += np.arange(start, stop, dtype=np.int32)

    spread(CHUNKS, work, workers)
    assert done.tolist() == list(range(100))


def test_it_shares_the_chunks_with_another_process():
    who = shared_array((100,), np.dtype(np.int64))

    def work(start, stop):
        who[start:stop] = os.getpid()

    spread(CHUNKS, work, 2)
    assert len(set(who.tolist())) == 2


def test_it_does_the_work_of_a_process_that_died_itself(caplog):
    parent, done = os.getpid(), shared_array((100,), np.dtype(np.int32))

    def work(start, stop):
        if os.getpid() != parent and start > 30:
            os._exit(9)
        done[start:stop] = 1

    spread(CHUNKS, work, 2)
    assert done.all()
    assert "is done again" in caplog.text


def test_it_shows_the_error_of_a_chunk():
    def work(start, stop):
        if start == 50:
            raise ValueError("chunk 50")

    for workers in (1, 2):
        with pytest.raises(ValueError, match="chunk 50"):
            spread(CHUNKS, work, workers)


def test_it_does_nothing_without_chunks():
    spread([], lambda start, stop: pytest.fail("no chunk"), 2)
