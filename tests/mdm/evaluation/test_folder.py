import pytest

from mdm.evaluation.folder import FolderError, read


def edit(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


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
        ("dataset.toml", '"erp.csv"', '"sap.csv"', "sap.csv does not exist, .* names it; there are .*'crm.csv'"),
        ("dataset.toml", '"erp.csv"', '"Erp.csv"', "Erp.csv does not exist, .* did you mean 'erp.csv'"),
        ("dataset.toml", '"erp.csv"', '"."', r"cannot be read: Is a directory"),
        (
            "dataset.toml",
            'id = "no"',
            'id = "nr"',
            "erp.csv has no column 'nr', wanted by id of source 'erp'; there are 'no'",
        ),
        ("crm.csv", "2,Grace", "1,Grace", "crm.csv, line 3: id '1' of crm stands here twice"),
        ("crm.csv", "2,Grace", " ,Grace", "crm.csv, line 3: the id \\(id\\) is empty"),
        ("truth.csv", "crm,1,erp,1", "crm,1,erp,9", "truth.csv, line 2: there is no record erp '9'; is it"),
        ("truth.csv", "crm,1,erp,1", "crm,8,erp,9", "no record crm '8' and none erp '9'"),
        ("truth.csv", "crm,1,erp,1", "crm,01,erp,1", "no record crm '01'; did you mean '1'"),
        ("truth.csv", "crm,1,erp,1", "crm,1,Erp,1", "line 2: there is no source 'Erp'; did you mean 'erp'"),
        ("truth.csv", "left_id", "left", "has no column 'left_id', wanted by the true pairs; did you mean 'left'"),
    ],
)
def test_it_says_what_is_wrong_and_where(folder, file, old, new, message):
    edit(folder / file, old, new)
    with pytest.raises(FolderError, match=message):
        read(folder)


def test_it_takes_two_files_of_one_system_for_one_source(folder):
    edit(folder / "dataset.toml", 'system = "erp"', 'system = "crm"')
    for number in "123":
        edit(folder / "erp.csv", f"\n{number},", f"\n1{number},")
    edit(folder / "truth.csv", "erp,", "crm,1")
    found = read(folder)
    assert found.source.tolist() == [0] * 6
    assert found.truth == [(0, 3), (1, 4)]


def test_it_has_doubts_about_truths_that_contradict_what_was_declared(folder):
    assert read(folder).notes == ()
    edit(folder / "truth.csv", "erp,2,crm,2", "crm,1,crm,2")
    edit(folder / "dataset.toml", "complete = true", "complete = false")
    found = read(folder)
    incomplete, within, follows = found.notes
    assert not found.complete
    assert "precision and F1 are lower bounds" in incomplete
    assert "within one source: 1" in within
    assert "follow from those listed" in follows


def test_it_notes_rows_that_are_cut_short(folder):
    edit(folder / "crm.csv", "2,Grace,Hopper,1906-12-09,New York", "2,Grace,Hopper")
    found = read(folder)
    assert found.raw[1] == {"kind": "person", "full_name": "Grace Hopper"}
    assert found.notes == ("crm.csv: rows with too few cells: 1, first line 3; taken for empty",)


def test_it_names_a_folder_that_is_none(tmp_path):
    with pytest.raises(FolderError, match=r"described by a dataset\.toml"):
        read(tmp_path / "nowhere")
