"""What a domain is: its fields, how they are standardised, who owns them, and how two records are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from apps.domains.values import is_filled
from apps.matching.standardise import CLEANERS, Hints
from apps.matching.types import MatchSpec
from apps.survivorship.survive import Survivor, compile_rules
from apps.survivorship.types import FieldRule, OnEmpty

Values = Mapping[str, Any]
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what kind of value it is, who owns it (roles, first in line) and how its value is chosen.

    `help` is what screens and the API schema say about it. `group` names fields that travel together.
    """

    name: str
    kind: str
    owners: tuple[str, ...]
    help: str
    strategies: tuple[str, ...] = ("owner_first",)
    on_empty: OnEmpty = "keep_last"
    personal: bool = False
    group: str = ""

    @property
    def label(self) -> str:
        return {"vat": "VAT", "gtin": "GTIN", "mpn": "MPN", "sku": "SKU"}.get(
            self.name.split("_")[0], self.name.split("_")[0].capitalize()
        ) + " ".join(["", *self.name.split("_")[1:]])

    @property
    def owner(self) -> str:
        """The role that is first in line: what it says is never overwritten there."""
        return self.owners[0] if self.owners else ""


@dataclass(frozen=True, slots=True)
class Standardised:
    """A record in canonical values, and per field what is wrong with a value that fails its validation."""

    values: dict[str, Any]
    problems: dict[str, str]


@dataclass(frozen=True, eq=False)
class Domain:
    """One kind of thing in the world, declared in one file.

    `hints_of` reads country and kind from raw values, `derive` completes canonical values in place, `form` turns
    canonical values into comparison strings, `caption` names a record in a line.
    """

    name: str
    plural: str
    fields: tuple[Field, ...]
    spec: MatchSpec
    hints_of: Callable[[Values], Hints]
    derive: Callable[[dict[str, Any]], None]
    form: Callable[[Values], dict[str, str]]
    caption: Callable[[Values], str]
    version: int = field(default=0)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {declared.name: declared for declared in self.fields}

    @cached_property
    def survivor(self) -> Survivor:
        """The field rules, compiled once."""
        return compile_rules(FieldRule(f.name, f.owners, f.strategies, f.on_empty, f.label) for f in self.fields)

    @cached_property
    def personal(self) -> frozenset[str]:
        """The fields that say something about a person: masked for those who may not see them."""
        return frozenset(f.name for f in self.fields if f.personal)

    def standardise(self, raw: Values) -> Standardised:
        """Bring a system's values to canonical form. Unknown keys are ignored; an absent key stays absent."""
        hints = self.hints_of(raw)
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for declared in self.fields:
            given = raw.get(declared.name, _ABSENT)
            if given is _ABSENT:
                continue
            if given is None or given == "":  # most fields of most records: not worth a cleaner's time
                values[declared.name] = None
                continue
            clean = CLEANERS[declared.kind](given, hints)
            values[declared.name] = clean.value
            if clean.problem:
                problems[declared.name] = clean.problem
        self.derive(values)
        return Standardised(values, problems)

    def features(self, values: Values, problems: Mapping[str, str]) -> dict[str, str]:
        """The comparison strings of a record: valid, filled values only, in the forms its comparisons read."""
        sound = {name: value for name, value in values.items() if is_filled(value) and name not in problems}
        return {name: text for name, text in self.form(sound).items() if text}
