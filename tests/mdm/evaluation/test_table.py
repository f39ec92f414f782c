import pytest

from mdm.evaluation.table import Table
from mdm.evaluation.wrong import FolderError


@pytest.fixture
def table(tmp_path):
    def of(text, encoding="utf-8"):
        (tmp_path / "x.csv").write_bytes(text.encode(encoding))
        return Table(tmp_path / "x.csv")

    return of


def test_it_reads_rows_with_the_lines_at_which_they_begin(table):
    found = table('id,name\n1,"Smith, ""Bob""\nLtd"\n\n2,NA\n')
    assert found.columns == ["id", "name"]
    assert list(found.rows()) == [(2, ["1", 'Smith, "Bob"\nLtd']), (5, ["2", "NA"])]
    assert found.notes() == []


@pytest.mark.parametrize("text", ["\ufeffid,name\n1,Ada\n", "id,name\r\n1,Ada\r\n", "id,name\r1,Ada", "id,name\n1,Ada"])
def test_it_reads_past_a_byte_order_mark_and_any_end_of_line(table, text):
    assert list(table(text).rows()) == [(2, ["1", "Ada"])]


def test_it_forgives_rows_that_are_short_and_cells_that_are_empty(table):
    found = table("id,name,town\n1,Ada,London,,\n,,\n2,Bob\n3\n")
    assert [cells for _, cells in found.rows()] == [["1", "Ada", "London"], ["2", "Bob", ""], ["3", "", ""]]
    assert found.notes() == ["x.csv: rows with too few cells: 2, first line 4; taken for empty"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.csv is empty: name the columns in its first line"),
        ("\n\n", "x.csv is empty"),
        ("id,name\n1,Ada,Lovelace\n", r"x\.csv, line 2: more cells than columns \(3 instead of 2\); put a cell"),
        ('id,name\n1,Ada\n2,"Bob\n3,Eve\n', r"x\.csv, line 3: a quote is opened here and never closed"),
        (f"id,name\n1,Ada\n2,{'x' * 140_000}\n", r"x\.csv, line 3: field larger than field limit"),
    ],
)
def test_it_says_which_row_cannot_be_read(table, text, message):
    with pytest.raises(FolderError, match=message):
        list(table(text).rows())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,surname\n", "x.csv has no column 'sirname', wanted by family_name; did you mean 'surname'"),
        ("id,town\n", "there are 'id', 'town'"),
        ("id;sirname\n", "cells seem to be separated by ';': save it with commas"),
        ("id\tsirname\n", "cells seem to be separated by tabs"),
        ("sirname,id,sirname\n", "x.csv, line 1: column 'sirname' stands here twice; rename"),
    ],
)
def test_it_says_what_to_do_for_a_column(table, text, message):
    with pytest.raises(FolderError, match=message):
        table(text).place("sirname", "family_name")


def test_it_minds_no_two_columns_of_one_name_that_nobody_wants(table):
    assert table("id,,\n1,2,3\n").place("id", "id") == 0


@pytest.mark.parametrize(("encoding", "line"), [("latin-1", 3), ("utf-16", 1)])
def test_it_says_in_which_line_it_is_not_utf_8(table, encoding, line):
    with pytest.raises(FolderError, match=rf"x\.csv, line {line}: not UTF-8 \(.*\); save it as UTF-8"):
        list(table("id,name\n1,Ada\n2,Müller\n", encoding).rows())
