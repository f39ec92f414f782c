"""What the browser loads comes from here, is what the manifest says, and asks nobody else."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
FILES = json.loads((VENDOR / "MANIFEST.json").read_text())["files"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["path"])
def test_it_keeps_vendored_files_as_the_manifest_says(entry):
    assert hashlib.sha256((VENDOR / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (VENDOR / entry["licence_file"]).is_file()


def test_it_names_every_vendored_file_in_the_manifest():
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.suffix in (".js", ".css")}
    assert present == {entry["path"] for entry in FILES}


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_it_loads_no_font_or_sheet_from_elsewhere(path):
    text = path.read_text()
    assert "@import" not in text
    assert "@font-face" not in text
    assert "sourceMappingURL" not in text
    assert [
        url for url in re.findall(r"url\(([^)]{1,40})", text) if not url.strip("'\"").startswith(("data:", "#"))
    ] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_it_has_no_inline_script_or_handler_and_no_foreign_address(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"(src|href)=[\"']https?:", text)


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_it_builds_error_pages_without_a_request_and_says_what_is_safe(name):
    page = render_to_string(name)
    for words in ("What happened:", "What is safe:", "What to do:"):
        assert words in page
