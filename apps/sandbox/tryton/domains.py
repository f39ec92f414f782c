"""Tryton's domains as SQL: clauses joined by AND, nested lists, ["OR", ...], and dotted paths through relations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from apps.sandbox.tryton.models import MODELS, Field, Model
from apps.sandbox.tryton.notation import stored, unknown

COMPARISONS: Final = {"=": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
Compiled = tuple[str, list[Any]]


def where(model: Model, domain: Sequence[Any], *, active_only: bool) -> Compiled:
    """The condition of a search. Inactive records are left out unless the domain asks about them itself."""
    sql, parameters = _compile(model, domain)
    if active_only and "active" in model.columns and not _mentions_active(domain):
        sql = f"({sql}) AND {model.table}.active = 1"
    return sql, parameters


def _mentions_active(domain: Sequence[Any]) -> bool:
    return any(each[0] == "active" if _is_clause(each) else _mentions_active(each) for each in domain if _is_list(each))


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _is_clause(value: Any) -> bool:
    return _is_list(value) and len(value) >= 3 and isinstance(value[0], str) and value[0] not in ("AND", "OR")


def _compile(model: Model, domain: Sequence[Any]) -> Compiled:
    if _is_clause(domain):
        return _clause(model, domain[0], domain[1], domain[2])
    joiner = "AND"
    parts, parameters = [], []
    for each in domain:
        if each in ("AND", "OR"):
            joiner = each
            continue
        sql, values = _compile(model, each)
        parts.append(f"({sql})")
        parameters += values
    return f" {joiner} ".join(parts) or "1", parameters


def _clause(model: Model, path: str, operator: str, value: Any) -> Compiled:
    name, _, rest = path.partition(".")
    if name not in model.fields:
        raise unknown(name)
    each = model.fields[name]
    if each.via:
        template = MODELS["product.template"]
        sql, values = _clause(template, f"{each.via}.{rest}" if rest else each.via, operator, value)
        found = f"SELECT id FROM {template.table} WHERE {sql}"  # noqa: S608 - names come from the models
        return f"{model.table}.template IN ({found})", values
    if rest or each.kind in ("one2many", "many2many"):
        return _through(model, name, each, (rest or "id", operator, value))
    return _compare(_column(model, name), operator, value)


def _through(model: Model, name: str, each: Field, clause: tuple[str, str, Any]) -> Compiled:
    target = MODELS[each.relation]
    sql, values = _clause(target, *clause)
    found = f"SELECT id FROM {target.table} WHERE {sql}"  # noqa: S608 - names come from the models
    if each.kind == "many2one":
        return f"{model.table}.{name} IN ({found})", values
    if each.kind == "one2many":
        found = f"SELECT {each.inverse} FROM {target.table} WHERE {sql}"  # noqa: S608
        return f"{model.table}.id IN ({found})", values
    link = f"SELECT origin FROM tryton_link WHERE model = ? AND field = ? AND target IN ({found})"  # noqa: S608
    return f"{model.table}.id IN ({link})", [model.name, name, *values]


def _column(model: Model, name: str) -> str:
    if name == "last_modified_at":
        return f"coalesce({model.table}.write_date, {model.table}.create_date)"
    return f'{model.table}."{name}"'


def _compare(column: str, operator: str, value: Any) -> Compiled:
    if operator in ("in", "not in"):
        values = [stored(each) for each in value]
        return f"{column} {operator.upper()} ({', '.join('?' * len(values))})", values
    if operator in ("ilike", "like", "not ilike"):
        negation = "NOT " if operator.startswith("not") else ""
        return f"{column} {negation}LIKE ? ESCAPE '\\'", [value]
    if operator not in COMPARISONS:
        raise unknown(operator)
    if value is None:
        return f"{column} IS {'NOT ' if operator == '!=' else ''}NULL", []
    return f"{column} {COMPARISONS[operator]} ?", [stored(value)]


def order_by(model: Model, order: Sequence[Any] | None) -> str:
    """The SQL order of [["name", "ASC"], ...], by id at the end."""
    terms = []
    for name, direction in order or ():
        if name not in model.fields:
            raise unknown(name)
        terms.append(f"{_column(model, name)} {'DESC' if str(direction).upper().startswith('DESC') else 'ASC'}")
    return ", ".join([*terms, f"{model.table}.id"])
