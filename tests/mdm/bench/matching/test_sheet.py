"""The file of raw records is read to the letter: a cell is the text between its commas."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mdm.bench.matching import sheet


def _read(path: Path, text: str) -> dict[str, list[str]]:
    path.write_text(text, encoding="utf-8")
    return {name: [raw.values[code] for code in raw.codes.tolist()] for name, raw in sheet.read(path).items()}


def test_it_reads_every_cell_as_it_stands(tmp_path: Path) -> None:
    text = 'name,phone\n"Smith, ""Bob""\nLtd",01\n,1\nNA,01\n'
    assert _read(tmp_path / "x.csv", text) == {"name": ['Smith, "Bob"\nLtd', "", "NA"], "phone": ["01", "1", "01"]}


def test_it_keeps_a_value_once_however_many_chunks_hold_it(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("name\n" + "Ada\nBob\n" * sheet.CHUNK, encoding="utf-8")
    raw = sheet.read(tmp_path / "x.csv")["name"]
    assert raw.values == ["Ada", "Bob"]
    assert raw.codes.tolist() == [0, 1] * sheet.CHUNK


cells = st.text(st.sampled_from(["a", "é", '"', ",", "\n", "\r"]), max_size=4)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=12), st.integers(1, 5))
@example([('"\n"', "\n")] * 4, 3)
def test_it_reads_the_same_in_however_many_parts(rows: list[tuple[str, str]], workers: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("name", "phone"), *rows])
        raw = sheet.read(path, workers)
    for place, name in enumerate(("name", "phone")):
        assert raw[name].values == list(dict.fromkeys(row[place] for row in rows))
        assert [raw[name].values[code] for code in raw[name].codes.tolist()] == [row[place] for row in rows]


def test_it_reads_past_a_byte_order_mark(tmp_path: Path) -> None:
    assert _read(tmp_path / "x.csv", "\ufeffname,phone\nAda,1\n") == {"name": ["Ada"], "phone": ["1"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"name,phone\nAda,1\nBob\n", r"x\.csv, line 3: it has 1 cells, the first line names 2 columns"),
        (b"name,phone\n" + b"Ada,1\n" * 9 + b"Bob,2,3\n", "line 11: it has 3 cells"),
        (b"name\nM\xfcller\n", "is not UTF-8"),
        (b"n\xe4me\nAda\n", "is not UTF-8"),
        (b"", "line 1: name the columns"),
        (b"name,name\nAda,Bob\n", "name stands here twice"),
    ],
)
def test_it_says_what_cannot_be_read(tmp_path: Path, text: bytes, why: str) -> None:
    (tmp_path / "x.csv").write_bytes(text)
    with pytest.raises(sheet.SheetError, match=why):
        sheet.read(tmp_path / "x.csv")
