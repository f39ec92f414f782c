"""What a domain is: its fields, how they are standardised, who owns them, and how two records are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from apps.domains.values import is_filled
from apps.matching.standardise import CLEANERS, Cleaner, Hints
from apps.matching.types import NO_TABLES, MatchSpec, Tables
from apps.survivorship.survive import Survivor, compile_rules
from apps.survivorship.types import FieldRule, OnEmpty

Values = Mapping[str, Any]


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
class Form:
    """Comparison strings made of a few fields, and of nothing else in the record.

    `make` gets the filled, valid values of `reads`. With `either` the fields stand for one another: it gets one at a
    time, and the first of which it makes something is the one that counts. `doubtful` is for a form of one field at a
    time whose values are worth comparing though they fail their validation. A batch makes forms once per distinct
    combination of values, not once per record.
    """

    reads: tuple[str, ...]
    make: Callable[[Values], dict[str, str]]
    either: bool = False
    doubtful: bool = False

    def of(self, values: Values) -> dict[str, str]:
        """The comparison strings of one record; none where it has none of the fields."""
        if values.keys().isdisjoint(self.reads):
            return {}
        held = {name: values[name] for name in self.reads if name in values}
        if not self.either or len(held) == 1:
            return self.make(held)
        tried = (self.make({name: value}) for name, value in held.items())
        return next((made for made in tried if any(made.values())), {})


@dataclass(frozen=True, slots=True)
class Standardised:
    """A record in canonical values, and per field what is wrong with a value that fails its validation."""

    values: dict[str, Any]
    problems: dict[str, str]

    def take(self, name: str, clean: Cleaner, given: Any, hints: Hints) -> None:
        """Add what a system gave for a field, in canonical form."""
        if given is None or given == "":  # most fields of most records: not worth a cleaner's time
            self.values[name] = None
            return
        self.values[name], problem = clean(given, hints)
        if problem:
            self.problems[name] = problem


@dataclass(frozen=True, eq=False)
class Domain:
    """One kind of thing in the world, declared in one file.

    `hints_of` reads the country from raw values, of the fields (or parts of them) in `hinting`; `derive` completes
    canonical values of the fields in `derived` in place; `forms` turn canonical values into comparison strings, each of
    them made by one form; `caption` names a record in a line; `tables` are what a rulebook knows of the population,
    `left_out` what it says of comparisons and fields that there are no more, and why that is not followed.
    """

    name: str
    plural: str
    fields: tuple[Field, ...]
    spec: MatchSpec
    hints_of: Callable[[Values], Hints]
    derive: Callable[[dict[str, Any]], None]
    forms: tuple[Form, ...]
    caption: Callable[[Values], str]
    hinting: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    version: int = field(default=0)
    tables: Tables = NO_TABLES
    left_out: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {declared.name: declared for declared in self.fields}

    @cached_property
    def _cleaners(self) -> tuple[tuple[str, Cleaner], ...]:
        return tuple((declared.name, CLEANERS[declared.kind]) for declared in self.fields)

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
        hints, record = self.hints_of(raw), Standardised({}, {})
        for name, clean in self._cleaners:
            if name in raw:
                record.take(name, clean, raw[name], hints)
        self.derive(record.values)
        return record

    def standardise_all(self, raws: Sequence[Values]) -> list[Standardised]:
        """The same of many records, field by field: one kind of work at a time is a fifth faster."""
        pages = [(raw, self.hints_of(raw), Standardised({}, {})) for raw in raws]
        for name, clean in self._cleaners:
            for raw, hints, record in pages:
                if name in raw:
                    record.take(name, clean, raw[name], hints)
        for _, _, record in pages:
            self.derive(record.values)
        return [record for _, _, record in pages]

    def features(self, values: Values, problems: Mapping[str, str]) -> dict[str, str]:
        """The comparison strings of a record, in the forms its comparisons read."""
        sound, filled = _Held.of(values, problems)
        made: dict[str, str] = {}
        for form in self.forms:
            made |= form.of(filled if form.doubtful else sound)
        return {name: text for name, text in made.items() if text}

    def features_all(self, records: Iterable[tuple[Values, Mapping[str, str]]]) -> list[dict[str, str]]:
        """The same of many records, each its values and problems; form by form."""
        held = [_Held.of(values, problems) for values, problems in records]
        made: list[dict[str, str]] = [{} for _ in held]
        for form in self.forms:
            for record, texts in zip(held, made, strict=True):
                texts.update(form.of(record.for_(form)))
        return [{name: text for name, text in texts.items() if text} for texts in made]


class _Held(NamedTuple):
    """What a record has to be compared by: its filled values that are valid, and all that are filled."""

    sound: Values
    filled: Values

    @classmethod
    def of(cls, values: Values, problems: Mapping[str, str]) -> _Held:
        filled = {n: v for n, v in values.items() if (v if type(v) is str else v is not None and is_filled(v))}
        return cls({n: v for n, v in filled.items() if n not in problems} if problems else filled, filled)

    def for_(self, form: Form) -> Values:
        return self.filled if form.doubtful else self.sound
