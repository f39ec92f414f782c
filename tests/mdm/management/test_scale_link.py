"""The command that links a first load in shares."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mdm.bench.matching.customers import write


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return write(tmp_path, 120, seed=3).records


def test_it_writes_groups_and_pairs_of_a_file(records: Path, tmp_path: Path) -> None:
    said = StringIO()
    call_command("scale_link", str(records), "--out", str(tmp_path / "out"), "--workers", "2", stdout=said)
    rows = {
        name: list(csv.DictReader((tmp_path / "out" / name).read_text().splitlines()))
        for name in ("groups.csv", "pairs.csv")
    }
    assert [row["record"] for row in rows["groups.csv"]] == [str(number) for number in range(120)]
    assert json.loads(said.getvalue())["pairs"] == len(rows["pairs.csv"]) > 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["groups.csv", "pairs.csv", "skipped.csv"]


def test_it_names_the_remedy_for_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no file"):
        call_command("scale_link", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out"))


def test_it_names_the_remedy_for_a_column_that_is_no_field(tmp_path: Path) -> None:
    file, out = tmp_path / "x.csv", ("--out", str(tmp_path / "out"))
    file.write_text("nmae,email\nAcme,a@acme.nz\nAcme,a@acme.nz\n")
    with pytest.raises(CommandError, match=r"no field 'nmae': did you mean name\? --ignore leaves"):
        call_command("scale_link", str(file), *out)
    said = StringIO()
    call_command("scale_link", str(file), *out, "--ignore", "nmae", stdout=said)
    assert json.loads(said.getvalue())["pairs"] == 1


@pytest.mark.parametrize("option", [("--workers", "0"), ("--partitions", "-3")])
def test_it_refuses_numbers_that_cannot_be(records: Path, tmp_path: Path, option: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="is no whole number from 1 up"):
        call_command("scale_link", str(records), "--out", str(tmp_path / "out"), *option)


def test_it_says_which_line_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("name,email\nAcme\n")
    with pytest.raises(CommandError, match=r"x\.csv, line 2"):
        call_command("scale_link", str(tmp_path / "x.csv"), "--out", str(tmp_path / "out"))


def test_it_names_the_remedy_where_spark_is_not_installed(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mdm.scale.spark.session.find_spec", lambda name: None)
    with pytest.raises(CommandError, match="make setup-scale"):
        call_command("scale_link", str(records), "--over", "spark", "--out", str(tmp_path / "out"))
