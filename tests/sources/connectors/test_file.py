import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from apps.sources.connectors.base import Connection, PushOperation, SystemicFailure, TransientFailure
from apps.sources.connectors.file.connector import FileConnector, read
from apps.sources.connectors.file.mapping import canonical

MAPPING = {
    "external_id": "Nr",
    "kind": "=organisation",
    "name": "Name",
    "billing_address.street": "{No} {Street}",
    "billing_address.city": "City",
}
HEADER = "Nr,Name,No,Street,City\n"


def spreadsheet(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_it_reads_columns_templates_and_constants() -> None:
    batch = read((HEADER + "1, Acme ,12,Main St,Utrecht\n\n2,Bare,,,\n").encode(), MAPPING)
    assert batch.errors == ()
    assert [each.external_id for each in batch.records] == ["1", "2"]
    assert canonical(MAPPING, batch.records[0].payload) == {
        "kind": "organisation",
        "name": "Acme",
        "billing_address": {"street": "12 Main St", "city": "Utrecht"},
    }
    assert canonical(MAPPING, batch.records[1].payload) == {
        "kind": "organisation",
        "name": "Bare",
        "billing_address": None,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_finds_out_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = (HEADER + '1,"Müller",,,Köln\n').replace(",", delimiter)
    batch = read(text.encode(encoding), MAPPING)
    assert batch.errors == ()
    assert batch.records[0].payload["Name"] == "Müller"
    assert batch.records[0].payload["City"] == "Köln"


def test_it_reads_a_spreadsheet_as_its_reader_sees_it() -> None:
    content = spreadsheet([["Nr", "Name", "Since"], [1, "Acme", date(2026, 2, 3)], [2.0, 3.5, None]])
    batch = read(content, {"external_id": "Nr", "name": "Name"})
    assert batch.errors == ()
    assert [dict(each.payload) for each in batch.records] == [
        {"Nr": "1", "Name": "Acme", "Since": "2026-02-03"},
        {"Nr": "2", "Name": "3.5", "Since": ""},
    ]


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        (HEADER + "1,A,,,\n,B,,,\n", 3, "Nr", "key is empty"),
        (HEADER + "1,A,,,\n1,B,,,\n", 3, "Nr", "row 2 already"),
        (HEADER + "1,A,,,,surplus\n", 2, "", "more cells"),
        ("Nr,Name,No,Street\n1,A,,\n", 1, "City", "missing"),
        ("Nr,Name,Name,No,Street,City\n", 1, "Name", "twice"),
        ("Nr,,Name,No,Street,City\n", 1, "column 2", "no name"),
        (HEADER + '1,"A,,,\n', 0, "", "quotation mark"),
        ("", 0, "", "empty"),
        ("a\0b", 0, "", "no text file"),
    ],
)
def test_it_names_row_column_and_remedy(text: str, row: int, column: str, words: str) -> None:
    error = read(text.encode(), MAPPING).errors[0]
    assert (error.row, error.column) == (row, column)
    assert words in error.message


def test_it_wants_to_know_the_key() -> None:
    assert "external_id" in read(HEADER.encode(), {"name": "Name"}).errors[0].message


def test_it_refuses_what_is_too_big() -> None:
    assert "20 MB" in read(b"x" * 20_000_001, MAPPING).errors[0].message
    wide = ",".join(f"c{n}" for n in range(201)) + "\n"
    assert "201 columns" in read(wide.encode(), MAPPING).errors[0].message
    long = b"Nr\n" + b"\n".join(str(n).encode() for n in range(200_001))
    assert "200000 rows" in read(long, {"external_id": "Nr"}).errors[0].message


def test_it_refuses_a_zip_bomb_and_a_broken_spreadsheet() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 5_000_000)
    assert "suspiciously" in read(packed.getvalue(), MAPPING).errors[0].message
    assert "damaged" in read(b"PK\x03\x04 no archive", MAPPING).errors[0].message
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "not a spreadsheet")
    assert "can't be read" in read(empty.getvalue(), MAPPING).errors[0].message


def test_it_expands_no_entities_of_a_spreadsheet() -> None:
    source = zipfile.ZipFile(io.BytesIO(spreadsheet([["Nr"], ["1"]])))
    content = io.BytesIO()
    with source, zipfile.ZipFile(content, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/workbook.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "boom">]>' + text
            archive.writestr(name, text)
    assert "can't be read" in read(content.getvalue(), {"external_id": "Nr"}).errors[0].message


def connector(path: Path) -> FileConnector:
    return FileConnector(Connection("", {}, {"path": str(path), "mapping": MAPPING}))


def test_it_imports_all_or_nothing_and_again_only_when_the_file_changed(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(HEADER + "1,A,,,\n,B,,,\n")
    with pytest.raises(SystemicFailure, match="nothing imported; row 3, Nr"):
        connector(path).pull("customer", "")
    path.write_text(HEADER + "".join(f"{n},Firm {n},,,\n" for n in range(1500)))
    first = connector(path).pull("customer", "")
    second = connector(path).pull("customer", first.cursor)
    assert (len(first.records), first.more, len(second.records), second.more) == (1000, True, 500, False)
    assert connector(path).pull("customer", second.cursor).records == ()
    path.write_text(HEADER + "1,Changed,,,\n")
    page = connector(path).pull("customer", second.cursor)
    assert connector(path).canonical("customer", page.records[0].payload)["name"] == "Changed"


def test_it_waits_for_a_file_that_is_not_there_and_never_writes(tmp_path: Path) -> None:
    subject = connector(tmp_path / "nowhere.csv")
    with pytest.raises(TransientFailure):
        subject.pull("customer", "")
    with pytest.raises(SystemicFailure, match="product"):
        subject.pull("product", "")
    assert subject.push("customer", [PushOperation("k", "g", None, {})])[0].error
    assert subject.find("customer", ["g"]) == {}
    assert subject.capabilities.push is False
