import os
import subprocess
import sys
import time
from threading import Event, Thread

from mdm.bench.memory import INTERVAL, high_water, watch


def test_it_looks_at_a_process_while_it_works():
    stop, looks = Event(), []
    watcher = Thread(target=lambda: looks.extend(watch(os.getpid(), stop)))
    began = time.monotonic()
    watcher.start()
    time.sleep(2.5 * INTERVAL)
    stop.set()
    watcher.join()
    assert looks
    assert all(began < when < time.monotonic() for when, _ in looks)
    assert high_water("self") > 10


def test_a_process_that_ended_while_it_was_looked_at_held_nothing():
    stop, looks = Event(), []
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        watcher = Thread(target=lambda: looks.extend(watch(process.pid, stop)))
        watcher.start()
        time.sleep(1.5 * INTERVAL)
        stop.set()
        watcher.join()
    assert [held for _, held in looks] == [0.0]
