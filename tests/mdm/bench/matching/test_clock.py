import pytest

from mdm.bench.matching.clock import Clock, with_looks

MB = 1 << 20


def test_it_measures_the_memory_of_every_stage_by_itself():
    clock = Clock()
    with clock.stage("large"):
        held = bytearray(b"x") * (100 * MB)
        del held
    with clock.stage("small"):
        pass
    large, small = clock.stages["large"], clock.stages["small"]
    assert large["peak_mb"] > small["peak_mb"] + 90
    assert clock.total("wall_s") == pytest.approx(large["wall_s"] + small["wall_s"], abs=0.01)


def test_it_keeps_the_highest_peak_of_a_stage_that_comes_twice():
    clock = Clock()
    with clock.stage("one"):
        held = bytearray(b"x") * (50 * MB)
        del held
    first = clock.stages["one"]["peak_mb"]
    with clock.stage("one"):
        pass
    assert clock.stages["one"]["peak_mb"] == first
    assert [name for name, *_ in clock.spans] == ["one", "one"]


def test_it_adds_what_was_seen_from_outside_to_the_stage_in_which_it_was_seen():
    stages = {name: {"wall_s": 1.0, "cpu_s": 1.0, "peak_mb": 10.0} for name in ("one", "other")}
    figures = {"wall_s": 2.0, "stages": stages, "spans": [["one", 0.0, 1.0], ["other", 1.0, 2.0]]}
    found = with_looks(figures, [(0.5, 30.0), (1.5, 5.0), (2.5, 40.0)])
    assert {name: stage["peak_mb"] for name, stage in found["stages"].items()} == {"one": 30.0, "other": 10.0}
    assert (found["peak_mb"], found["wall_s"]) == (40.0, 2.0)
    assert "spans" not in found
