import runpy
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

COMPLETE = {
    "DATABASE_URL": "postgres://u:p@h/d",
    "SECRET_KEY": "k",
    "FIELD_ENCRYPTION_KEY": "f",
    "ALLOWED_HOSTS": "mdm.example",
}


def load(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> dict[str, Any]:
    for name in (*COMPLETE, "SANDBOX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "mdm.settings.base")  # it reads the environment when it is loaded
    return runpy.run_module("mdm.settings.prod")


def test_it_starts_when_everything_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, COMPLETE)
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert settings["SANDBOX_ALLOWED"] is False
    assert not any(app.startswith("apps.sandbox") for app in settings["INSTALLED_APPS"])


@pytest.mark.parametrize("missing", COMPLETE)
def test_it_refuses_to_start_without(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=missing):
        load(monkeypatch, {key: value for key, value in COMPLETE.items() if key != missing})


def test_it_refuses_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="SANDBOX is set"):
        load(monkeypatch, COMPLETE | {"SANDBOX": "1"})
