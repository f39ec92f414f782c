import pytest

from mdm.evaluation.described import described
from mdm.evaluation.wrong import FolderError
from tests.mdm.evaluation.conftest import SETTINGS

TRUE = SETTINGS.format(within="false")
TRUTH = '[truth]\nfile = "truth.csv"\ncomplete = true\n'


def settled(path, *edits):
    """What is read of the settings with each text replaced by another."""
    text = TRUE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    (path / "dataset.toml").write_text(text, encoding="utf-8")
    return described(path)


def test_it_reads_what_is_said(tmp_path):
    found = settled(tmp_path)
    assert (found.domain, found.duplicate_free, found.truth, found.complete) == ("customer", True, "truth.csv", True)
    crm, erp = found.sources
    assert (crm.system, crm.file, crm.id, erp.id) == ("crm", "crm.csv", "id", "no")
    assert crm.fields["billing_address.city"] == "town"
    assert found.notes == ()


def test_it_declares_nothing_free_of_duplicates_that_is_not_declared_so(tmp_path):
    assert not settled(tmp_path, ("dedupe_within = false", "")).duplicate_free
    assert not settled(tmp_path, ("dedupe_within = false", "dedupe_within = true")).duplicate_free


@pytest.mark.parametrize(
    "parts",
    [
        'billing_address.city = "town"',
        'billing_address = {city = "town"}',
        '[source.fields.billing_address]\ncity = "town"',
    ],
)
def test_it_takes_parts_however_they_are_written(tmp_path, parts):
    found = settled(tmp_path, ('"billing_address.city" = "town"', parts))
    assert found.sources[0].fields["billing_address.city"] == "town"


def test_it_takes_a_date_in_parts_and_an_address_in_the_words_of_its_source(tmp_path):
    found = settled(tmp_path, ('birth_date = "born"', 'birth_date.year = "y"\nbirth_date.day = "d"'),
                    ("billing_address.city", "billing_address.zip"))  # fmt: skip
    assert {"birth_date.year", "birth_date.day", "billing_address.zip"} <= found.sources[0].fields.keys()


def test_it_reads_a_single_source_and_a_byte_order_mark(tmp_path):
    text = (
        f'\ufeffdomain = "product"\n[source]\nsystem = "a"\nfile = "a.csv"\nid = "id"\nfields = {{name = "n"}}\n{TRUTH}'
    )
    (tmp_path / "dataset.toml").write_text(text, encoding="utf-8")
    assert [source.system for source in described(tmp_path).sources] == ["a"]


def test_it_notes_keys_that_nobody_reads(tmp_path):
    found = settled(tmp_path, ('domain = "customer"', 'domain = "customer"\nlicence = "MIT"'))
    assert found.notes == ("dataset.toml: nothing is done with 'licence' at the top",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('domain = "customer"', 'domain = "planet"', "'planet' is no domain; there are 'customer', 'product'"),
        ('domain = "customer"', 'domain = "Customers"', "did you mean 'customer'"),
        ('domain = "customer"', 'domain = ["customer"]', r"domain at the top is the list \['customer'\]; write a text"),
        ('domain = "customer"', "", "domain missing at the top"),
        ("dedupe_within = false", 'dedupe_within = "false"', "is the text 'false'; write true or false, without"),
        ("dedupe_within = false", "dedup_within = false", "did you mean 'dedupe_within'"),
        ("complete = true", 'complete = "no"', "complete is the text 'no'"),
        ("complete = true", "dedupe_within = false", r"dedupe_within stands in \[truth\]; it belongs at the top"),
        ("[source.fields]", "[source.fields]\ndedupe_within = false", r"write dedupe_within above the first \[\[sou"),
        ('id = "no"', "", r"id missing in \[\[source\]\] erp"),
        ('id = "no"', "id = 1", r"id in \[\[source\]\] erp is the value 1; write a text"),
        ('system = "crm"', "", r"system missing in \[\[source\]\]"),
        ('"erp.csv"', '"erp\\u0000.csv"', r"the text 'erp\\x00.csv'; write a text in quotes, without"),
        ('file = "truth.csv"', "", r"file missing in \[truth\]"),
        ('file = "truth.csv"', 'file = ["truth.csv"]', r"file in \[truth\] is the list"),
        (TRUTH, "", r"truth missing at the top; a table is expected, such as \[truth\]"),
        ('[truth]\nfile = "truth.csv"', "", "truth missing"),
        ('birth_date = "born"', 'birthdate = "born"', "'birthdate' of .*: .* no such field; did you mean 'birth_date'"),
        ('birth_date = "born"', 'city = "born"', "write it as a part, such as billing_address.city"),
        ('birth_date = "born"', 'birth_date = ["born"]', r"'birth_date' of source 'crm': the list \['born'\] is no co"),
        ('birth_date = "born"', "birth_date = 1815", "the value 1815 is no column"),
        ('birth_date = "born"', 'birth_date = ""', "the text '' is no column"),
        ('birth_date = "born"', '"birth_date.yaer" = "y"', "birth_date has no part 'yaer'; did you mean 'year'"),
        ('birth_date = "born"', '"email.host" = "y"', "email has no parts; map it whole"),
        ("billing_address.city", "billing_address.citty", "billing_address has no part 'citty'; did you mean 'city'"),
        ("birth_date =", 'billing_address = "all"\nbirth_date =', "and its whole cannot both be given"),
        ("birth_date =", 'billing_address.city = "x"\nbirth_date =', "it stands there twice"),
        ("[truth]", "[truth", "dataset.toml: .* closed"),
        ('"born"', '"born', "dataset.toml: .* closed"),
    ],
)  # fmt: skip
def test_it_says_which_key_is_wrong_and_what_to_write(tmp_path, old, new, message):
    with pytest.raises(FolderError, match=message):
        settled(tmp_path, (old, new))


@pytest.mark.parametrize("source", ["", "source = []\n", 'source = "crm.csv"\n', "source = [1]\n"])
def test_it_wants_sources(tmp_path, source):
    (tmp_path / "dataset.toml").write_text(f'domain = "customer"\n{source}{TRUTH}', encoding="utf-8")
    with pytest.raises(FolderError, match=r"\[\[source\]\]"):
        described(tmp_path)


def test_it_names_the_line_that_is_not_utf_8(tmp_path):
    (tmp_path / "dataset.toml").write_bytes(f"# a set\n# Müller\n{TRUE}".encode("latin-1"))
    with pytest.raises(FolderError, match=r"dataset\.toml, line 2: not UTF-8 .*; save it as UTF-8"):
        described(tmp_path)


def test_it_names_what_cannot_be_read(tmp_path):
    (tmp_path / "dataset.toml").mkdir()
    with pytest.raises(FolderError, match=r"dataset\.toml cannot be read: Is a directory"):
        described(tmp_path)


def test_it_wants_the_folder_and_not_the_file(tmp_path):
    settled(tmp_path)
    with pytest.raises(FolderError, match=r"a labelled folder is described by a dataset\.toml"):
        described(tmp_path / "dataset.toml")
