from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.roles import Role
from apps.sources.models import SourceSystem
from tests.cast import person
from tests.scenarios import World


def said(*words: str) -> str:
    out = StringIO()
    call_command("declare", *words, stdout=out)
    return out.getvalue()


def test_it_declares_and_tells_what_is_declared(world: World) -> None:
    person(Role.OPERATOR, "olga")
    assert said("erp", "--duplicate-free", "yes", "--by", "olga") == "erp: declared\n"
    assert said("erp", "--duplicate-free", "yes", "--by", "olga") == "erp: declared so already\n"
    assert SourceSystem.objects.get(code="erp").duplicate_free
    lines = dict(line.split(maxsplit=1) for line in said().splitlines())
    assert lines == {"crm": "may hold a thing twice", "erp": "holds each thing once"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere", "--duplicate-free", "yes", "--by", "olga"], "There is no system 'nowhere': crm, erp"),
        (["erp", "--by", "olga"], "--duplicate-free yes or no"),
        (["erp", "--duplicate-free", "yes", "--by", "stella"], "'stella' is no active user who may do this"),
    ],
)
def test_it_says_what_is_wrong(world: World, words: list[str], message: str) -> None:
    person(Role.OPERATOR, "olga")
    person(Role.STEWARD, "stella")
    with pytest.raises(CommandError, match=message):
        said(*words)
    assert not SourceSystem.objects.filter(duplicate_free=True).exists()
