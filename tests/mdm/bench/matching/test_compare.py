from importlib.util import find_spec

import pytest
from django.core.management import CommandError, call_command

from mdm.bench.matching import compare
from mdm.bench.matching.compare import matching
from mdm.bench.matching.report import lines

with_splink = pytest.mark.skipif(find_spec("splink") is None, reason="needs `make setup-bench`")


def check(engine):
    assert engine["pairs"] > 0
    assert engine["peak_mb"] > 10
    assert engine["f1"] > 0.7
    assert engine["cluster_f1"] > 0.7
    assert abs(engine["wall_s"] - sum(stage["wall_s"] for stage in engine["stages"].values())) < 0.1


def test_it_measures_our_engine_alone():
    figures = matching(records=800, seed=1, with_splink=False, same_pairs=False)
    check(figures["ours"])
    assert "splink" not in figures
    assert any("cluster F1" in line for line in lines(figures))


@with_splink
def test_it_measures_splink_on_the_same_records():
    figures = matching(records=800, seed=1, with_splink=True, same_pairs=True)
    check(figures["splink"])
    assert set(figures["ratio"]) == {"wall", "wall_without_standardising", "cpu", "peak"}
    assert figures["ours"]["pairs"] >= figures["splink"]["pairs"]


def test_it_says_what_to_do_when_splink_is_missing(monkeypatch):
    monkeypatch.setattr(compare, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="make setup-bench"):
        call_command("bench", "matching", "--records", "100")
