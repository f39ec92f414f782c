"""The walls that imports can't show."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from apps.history.queries import tracked_models

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path.name for path in (ROOT / "apps").iterdir() if (path / "__init__.py").exists())
FORBIDDEN = {"services", "utils", "helpers", "common", "managers", "misc"}
GOLDEN = {"GoldenRecord", "Xref", "Link", "Override", "Rulebook", "CrowdedKey"}
WRITES = {"create", "bulk_create", "bulk_update", "update", "delete", "save", "get_or_create", "update_or_create"}


def sources(*places: str) -> Iterator[Path]:
    for place in places or ("apps", "mdm"):
        yield from (p for p in sorted((ROOT / place).rglob("*.py")) if "migrations" not in p.parts)


def floors() -> dict[str, int]:
    """How high each room lies, from the contract of the import linter."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c.get("exhaustive"))
    return {room.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def test_it_lets_foreign_keys_point_downward_only() -> None:
    height = floors()
    upward = [
        f"{field} → {field.related_model.__name__}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and model.__module__.startswith("apps.")
        and field.related_model.__module__.startswith("apps.")
        and model._meta.app_label != field.related_model._meta.app_label
        and height[model._meta.app_label] <= height[field.related_model._meta.app_label]
    ]
    assert upward == []


def golden_writes(path: Path) -> list[str]:
    """Calls such as `GoldenRecord.objects.filter(…).update(…)`, by line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            names = {part.id for part in ast.walk(node.func) if isinstance(part, ast.Name)}
            managers = {part.attr for part in ast.walk(node.func) if isinstance(part, ast.Attribute)}
            if names & GOLDEN and managers & {"objects", "history"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_it_has_one_writer_of_golden_tables() -> None:
    writer = ROOT / "apps/golden/writer.py"
    assert golden_writes(writer)
    assert [line for path in sources() if path != writer for line in golden_writes(path)] == []


def test_it_names_a_change_set_in_every_history_row() -> None:
    for model in tracked_models():
        assert model.history.model._meta.get_field("change_set").null is False


def test_it_runs_the_core_without_django() -> None:
    script = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "rest_framework", "celery", "simple_history", "psycopg", "httpx", "mdm"}:
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
import apps.matching.engine, apps.matching.cluster, apps.survivorship.survive, apps.domains, apps.domains.rulebook
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_it_keeps_pandas_below_three_and_uses_nothing_that_goes_away() -> None:
    """Version 3 changes what strings are; every warning is an error here, so that importing the one door is a test."""
    import pandas as pd

    from apps.matching import measure

    assert int(pd.__version__.split(".")[0]) < 3
    assert measure


@pytest.mark.parametrize("room", ROOMS)
def test_it_says_at_the_door_what_a_room_never_does(room: str) -> None:
    text = (ROOT / "apps" / room / "README.md").read_text()
    assert len(text.splitlines()) < 30
    assert "never" in text.lower()


def test_it_keeps_files_and_functions_small() -> None:
    large = []
    for path in sources():
        text = path.read_text()
        if len(text.splitlines()) > 400:
            large.append(str(path.relative_to(ROOT)))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 50:
                large.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert large == []


def test_it_has_no_file_that_is_called_anything_and_nothing() -> None:
    assert [str(path) for path in sources() if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN] == []


def test_it_has_a_migration_for_every_change_of_a_model(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_it_draws_no_wall_clock_inside_a_verb() -> None:
    """`seams.py` is the only door to the clock; Celery's side and the command line may ask `live()` for it."""
    allowed = {"apps/seams.py"}
    rooms = [f"apps/{room}" for room in ("golden", "sources", "history", "sync", "domains", "matching", "survivorship")]
    found = [
        str(path.relative_to(ROOT))
        for path in sources(*rooms)
        if any(
            call in path.read_text() for call in ("datetime.now(", "timezone.now(", "uuid4(", "uuid7(", "time.time(")
        )
    ]
    assert set(found) - allowed == set()
