from pathlib import Path

import pytest

from mdm.embedded.cluster import Cluster


@pytest.mark.parametrize(("memory", "taken"), [(1 << 30, "256MB"), (4 << 30, "1024MB"), (64 << 30, "2048MB")])
def test_it_keeps_a_quarter_of_the_memory_in_buffers_and_at_most_two_gigabytes(monkeypatch, memory, taken):
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": memory // 4096}
    monkeypatch.setattr("os.sysconf", sizes.__getitem__)
    assert Cluster(Path("var")).options()["shared_buffers"] == taken


def test_it_keeps_little_of_what_nobody_will_miss():
    assert Cluster(Path("var"), durable=False).options()["shared_buffers"] == "64MB"
