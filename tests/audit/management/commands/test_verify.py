import json

import pytest
from django.core.management import CommandError, call_command

from tests.audit.tamper import tamper


def test_it_succeeds_and_lists_every_check(world, capsys):
    call_command("verify")
    assert "golden_is_recomputed" in capsys.readouterr().out


def test_it_fails_naming_the_first_violation(world, capsys):
    golden = world.golden("erp", "1002")
    tamper("DELETE FROM golden_xref WHERE golden_id = %s", [golden])
    with pytest.raises(CommandError, match=r"^live_record_in_one_live_golden: .*: it belongs to no live golden record"):
        call_command("verify")
    assert "1 violations" in capsys.readouterr().out


def test_it_prints_the_whole_result_as_json(world, capsys):
    call_command("verify", "--json")
    body = json.loads(capsys.readouterr().out)
    assert body["ok"] is True
    assert all(check["violations"] == [] for check in body["checks"])


def test_it_prints_json_also_when_it_fails(world, capsys):
    golden = world.golden("erp", "1002")
    tamper("DELETE FROM golden_xref WHERE golden_id = %s", [golden])
    with pytest.raises(CommandError):
        call_command("verify", "--json", "--only", "live_golden_has_members")
    (check,) = json.loads(capsys.readouterr().out)["checks"]
    assert check["violations"] == [
        {"invariant": "live_golden_has_members", "subject": str(golden), "message": "live, with no member"}
    ]


def test_it_refuses_a_name_that_no_invariant_has(db):
    with pytest.raises(CommandError, match="no invariant is called harmony"):
        call_command("verify", "--only", "harmony")
