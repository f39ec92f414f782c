import pytest

from mdm.evaluation.mapping import Mapped
from mdm.evaluation.table import Table
from mdm.evaluation.wrong import FolderError


@pytest.fixture
def table(tmp_path):
    (tmp_path / "x.csv").write_text("no,street,{odd}\n", encoding="utf-8")
    return Table(tmp_path / "x.csv")


def test_it_fills_columns_templates_and_constants(table):
    mapped = Mapped({"kind": "=person", "billing_address.street": "{no} {street}", "phone": "no"}, table)
    assert mapped(["7", "Mill Lane", ""]) == {
        "kind": "person", "billing_address": {"street": "7 Mill Lane"}, "phone": "7"
    }  # fmt: skip
    assert mapped(["", "Mill Lane", ""]) == {"kind": "person", "billing_address": {"street": "Mill Lane"}}


def test_it_makes_nothing_of_a_template_whose_columns_are_empty(table):
    assert Mapped({"name": "No. {no}, {street}"}, table)(["", " ", "x"]) == {}


def test_it_takes_a_column_that_is_named_in_braces(table):
    assert Mapped({"name": "{odd}"}, table)(["", "", "x"]) == {"name": "x"}


@pytest.mark.parametrize("template", ["{no {street}", "{no} {street", "no}", "{}", "{{no}}"])
def test_it_names_a_template_whose_braces_are_odd(table, template):
    with pytest.raises(FolderError, match=r"dataset\.toml, name: .* has a brace without its other half"):
        Mapped({"name": template}, table)


def test_it_names_a_column_that_is_not_there(table):
    with pytest.raises(FolderError, match="no column 'streat', wanted by name; did you mean 'street'"):
        Mapped({"name": "{no} {streat}"}, table)
