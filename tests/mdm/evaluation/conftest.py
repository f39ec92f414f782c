from pathlib import Path

import pytest

SETTINGS = """\
domain = "customer"
dedupe_within = {within}

[[source]]
system = "crm"
file = "crm.csv"
id = "id"
[source.fields]
kind = "=person"
full_name = "{{first}} {{last}}"
birth_date = "born"
"billing_address.city" = "town"

[[source]]
system = "erp"
file = "erp.csv"
id = "no"
[source.fields]
kind = "=person"
full_name = "name"
birth_date = "born"

[truth]
file = "truth.csv"
complete = true
"""
CRM = """\
id,first,last,born,town
1,Ada,Lovelace,1815-12-10,London
2,Grace,Hopper,1906-12-09,New York
3,Alan,Turing,1912-06-23,
"""
ERP = """\
no,name,born
1,Ada Lovelace,1815-12-10
2,Hopper Grace,1906-12-09
3,Kurt Gödel,1906-04-28
"""
TRUTH = """\
left_system,left_id,right_system,right_id
crm,1,erp,1
erp,2,crm,2
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three people in each of two sources free of duplicates; two of them are the same."""
    (tmp_path / "dataset.toml").write_text(SETTINGS.format(within="false"))
    for name, text in (("crm.csv", CRM), ("erp.csv", ERP), ("truth.csv", TRUTH)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path
