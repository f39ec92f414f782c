import json
from importlib.util import find_spec
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mdm.bench.matching import compare
from mdm.bench.matching.compare import BenchError, matching
from mdm.bench.matching.report import lines

with_splink = pytest.mark.skipif(find_spec("splink") is None, reason="needs `make setup-bench`")

FIGURES = {"wall_s", "cpu_s", "peak_mb", "pairs", "f1", "cluster_f1", "stages"}


def check(engine):
    assert engine["pairs"] > 0
    assert engine["peak_mb"] >= max(stage["peak_mb"] for stage in engine["stages"].values()) > 10
    assert all(set(stage) == {"wall_s", "cpu_s", "peak_mb"} for stage in engine["stages"].values())
    assert engine["f1"] > 0.7
    assert engine["cluster_f1"] > 0.7
    assert abs(engine["wall_s"] - sum(stage["wall_s"] for stage in engine["stages"].values())) < 0.1


def printed(*options):
    out = StringIO()
    call_command("bench", "matching", "--json", "--records", "2000", *options, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def test_it_measures_our_engine_alone():
    figures = matching(records=800, seed=1, with_splink=False, same_pairs=False)
    check(figures["ours"])
    assert "splink" not in figures
    assert any("cluster F1" in line for line in lines(figures))


def test_it_prints_the_figures_of_our_engine_as_json():
    found = printed("--without-splink")
    assert found["records"] == 2000
    assert found["ours"].keys() >= FIGURES


@with_splink
def test_it_prints_the_figures_of_both_as_json():
    found = printed("--same-pairs")
    for engine in ("ours", "splink"):
        check(found[engine])
        assert found[engine].keys() >= FIGURES
    assert set(found["ratio"]) == {"wall", "wall_without_standardising", "cpu", "peak"}
    assert found["ours"]["pairs"] >= found["splink"]["pairs"]


def test_it_says_why_an_engine_ended_without_a_result(monkeypatch):
    told = []
    monkeypatch.setattr(compare, "ENGINES", {"ours": "mdm.bench.matching.nowhere"})
    with pytest.raises(BenchError, match=r"^ours ended with status 1: .*No module named .*\nSo few records"):
        matching(records=5, seed=1, with_splink=False, same_pairs=False, say=told.append)
    assert "No module named" in told[-1]


def test_it_says_what_to_do_when_splink_is_missing(monkeypatch):
    monkeypatch.setattr(compare, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="make setup-bench"):
        call_command("bench", "matching", "--records", "100")
