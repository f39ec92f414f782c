"""How a row becomes raw values of a domain's fields: a column, a template over columns in braces, or `=constant`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from mdm.evaluation.table import Cells, Table
from mdm.evaluation.wrong import FolderError

Fill = Callable[[Cells], str]

_IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")


class Mapped:
    """Makes raw values of rows of one table. Raises `FolderError` for a template that fits no row of it."""

    def __init__(self, fields: Mapping[str, str], table: Table) -> None:
        self._fills = [(*field.partition(".")[::2], _fill(text, table, field)) for field, text in fields.items()]

    def __call__(self, cells: Cells) -> dict[str, Any]:
        """One row as raw values; what is empty stays away."""
        values: dict[str, Any] = {}
        for name, part, fill in self._fills:
            if not (text := fill(cells).strip()):
                continue
            if part:
                values.setdefault(name, {})[part] = text
            else:
                values[name] = text
        return values


def _fill(template: str, table: Table, field: str) -> Fill:
    if template.startswith("="):
        constant = template[1:]
        return lambda cells: constant
    if template not in table.columns and ("{" in template or "}" in template):
        return _filled(template, table, field)
    place = table.place(template, field)
    return lambda cells: cells[place]


def _filled(template: str, table: Table, field: str) -> Fill:
    """Columns and the text between them; nothing where all the columns are empty."""
    between = _IN_BRACES.split(template)
    texts, columns = between[::2], between[1::2]
    if any("{" in text or "}" in text for text in texts) or not all(columns):
        raise FolderError(f"dataset.toml, {field}: {template!r} has a brace without its other half; write {{column}}")
    places = [table.place(column, field) for column in columns]

    def fill(cells: Cells) -> str:
        if not any(cells[place].strip() for place in places):
            return ""
        held = [cells[place] for place in places]
        return texts[0] + "".join(cell + text for cell, text in zip(held, texts[1:], strict=True))

    return fill
