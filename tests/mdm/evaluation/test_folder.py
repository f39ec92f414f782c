import pytest

from mdm.evaluation.folder import FolderError, read


def test_it_reads_records_by_their_mapping(folder):
    found = read(folder)
    assert found.domain == "customer"
    assert found.duplicate_free
    assert found.source.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.raw[0] == {
        "kind": "person",
        "full_name": "Ada Lovelace",
        "birth_date": "1815-12-10",
        "billing_address": {"city": "London"},
    }
    assert "billing_address" not in found.raw[2]


def test_it_ties_true_pairs_to_positions_and_shows_no_id(folder):
    found = read(folder)
    assert found.truth == [(0, 3), (1, 4)]
    assert not any("id" in raw or "no" in raw for raw in found.raw)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("dataset.toml", 'domain = "customer"', 'domain = "planet"', "planet"),
        ("dataset.toml", 'domain = "customer"', "", "domain missing"),
        ("dataset.toml", 'id = "no"', "", "source.id missing"),
        ("dataset.toml", "birth_date =", "birthday =", "has no field birthday"),
        ("dataset.toml", "{last}", "{surname}", "crm.csv has no column 'surname'; its columns are id, first"),
        ("dataset.toml", '"erp.csv"', '"sap.csv"', "sap.csv does not exist"),
        ("dataset.toml", "[truth]", "[truth", "dataset.toml"),
        ("crm.csv", "2,Grace", "1,Grace", "crm.csv, line 3: id '1' stands here twice"),
        ("crm.csv", "2,Grace", "2,Grace,of,Arlington", "crm.csv, line 3: more cells than columns"),
        ("crm.csv", "2,Grace", f"2,{'x' * 140_000}", "crm.csv, after line 2: field larger than field limit"),
        ("truth.csv", "crm,1,erp,1", "crm,1,erp,9", "truth.csv, line 2: there is no record erp '9'"),
    ],
)
def test_it_says_what_is_wrong_and_where(folder, file, old, new, message):
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(FolderError, match=message.replace("(", r"\(")):
        read(folder)


def test_it_says_which_file_is_not_in_utf_8(folder):
    path = folder / "crm.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Ada", "Adá").encode("latin-1"))
    with pytest.raises(FolderError, match=r"crm\.csv, after line \d: .* read as UTF-8"):
        read(folder)


def test_it_names_a_folder_that_is_none(tmp_path):
    with pytest.raises(FolderError, match=r"described by a dataset\.toml"):
        read(tmp_path / "nowhere")
