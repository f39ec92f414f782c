from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.sandbox.hubspot import seed as hubspot
from apps.sandbox.state import State
from apps.sources import queries as sources
from mdm.demo import PEOPLE, fill_sandbox


@pytest.fixture
def var_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def demo(*words: str) -> str:
    said = StringIO()
    call_command("demo", *words, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_it_fills_the_sandbox_and_connects_both_systems(var_dir: Path) -> None:
    said = demo("--customers", "20", "--products", "10", "--seed", "3")
    assert "20 customer and 10 product records (seed 3)" in said
    assert [(each.code, each.role) for each in sources.systems()] == [("crm", "crm"), ("erp", "erp")]
    assert set(User.objects.values_list("username", flat=True)) == set(PEOPLE)
    assert 10 < hubspot.count(State(var_dir / "sandbox.sqlite3")) < 30


@pytest.mark.django_db
def test_it_changes_nothing_the_second_time(var_dir: Path) -> None:
    demo("--customers", "20", "--products", "10")
    held = hubspot.count(State(var_dir / "sandbox.sqlite3"))
    assert "holds records already" in demo("--customers", "50", "--products", "10")
    assert hubspot.count(State(var_dir / "sandbox.sqlite3")) == held
    assert len(sources.systems()) == 2


def test_it_makes_the_same_world_of_the_same_seed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert fill_sandbox(tmp_path / name, 20, 10, 5)
    one, two = (
        [tuple(row) for row in State(tmp_path / name).all("SELECT * FROM hubspot_object ORDER BY type, id")]
        for name in ("one", "two")
    )
    assert one == two


def test_it_refuses_where_the_sandbox_is_not_allowed(settings: Settings) -> None:
    settings.SANDBOX_ALLOWED = False
    with pytest.raises(CommandError, match="no place here"):
        demo()


def test_it_refuses_a_negative_number(settings: Settings) -> None:
    with pytest.raises(CommandError, match="negative"):
        demo("--customers=-1")
