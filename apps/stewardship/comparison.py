"""Several versions of one thing beside each other: what differs first, character by character. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal, TypeAlias

from apps.domains import Domain
from apps.domains.values import is_cleared, is_said
from apps.matching.standardise import text as texts
from apps.stewardship.display import MASK, empty_words, text

Mark: TypeAlias = Literal["differ", "similar", "only", "same", "void", "cleared"]

SIGNS: Final[dict[Mark, tuple[str, str]]] = {
    "differ": ("≠", "differs"),
    "similar": ("≈", "similar"),
    "only": ("+", "only here"),
    "same": ("=", "the same"),
    "void": ("∅", "empty"),
    "cleared": ("⌫", "cleared on purpose"),
}
ORDER: Final[dict[Mark, int]] = {"differ": 0, "similar": 1, "only": 2, "same": 3, "void": 4, "cleared": 4}
SIMILAR: Final = 0.75
"""From this ratio of equal characters on, two values are called similar."""
HIGHLIGHT: Final = 0.6
"""Below this ratio single characters say nothing, so the whole value counts as different."""
LONGEST: Final = 400
"""Characters compared one by one: difflib is quadratic, and nobody reads marks in a longer text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a value; `differs` where the reference says something else."""

    text: str
    differs: bool = False


class _Marked:
    """A mark, said as a sign and in words: no mark is told by its colour alone."""

    __slots__ = ()
    mark: Mark

    @property
    def sign(self) -> str:
        return SIGNS[self.mark][0]

    @property
    def words(self) -> str:
        return SIGNS[self.mark][1]


@dataclass(frozen=True, slots=True)
class Cell(_Marked):
    """One value of one record. `note` says which kind of empty it is."""

    column: str
    pieces: tuple[Piece, ...]
    mark: Mark
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Row(_Marked):
    """One field over all records, with the mark that says how far they agree."""

    field: str
    label: str
    mark: Mark
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One record of the comparison. `sources` names per field the system its value came from."""

    column: str
    values: Mapping[str, Any]
    sources: Mapping[str, str]
    counts: bool = True


def compare(domain: Domain, sides: Sequence[Side], *, personal: bool) -> list[Row]:
    """One row for each field that any side fills, the strongest differences first, then the domain's own order.

    A side that does not count (excluded by the steward) is shown and left out of the marks.
    """
    rows = [
        _row(field.name, field.label, sides, hidden=field.personal and not personal)
        for field in domain.fields
        if any(is_said(side.values.get(field.name)) for side in sides)
    ]
    return sorted(rows, key=lambda row: ORDER[row.mark])


def _row(field: str, label: str, sides: Sequence[Side], *, hidden: bool) -> Row:
    spoken = [text(side.values.get(field)) for side in sides]
    counted = [words for side, words in zip(sides, spoken, strict=True) if side.counts]
    mark = _row_mark(counted or spoken)
    cells = tuple(_cell(field, side, spoken, index, mark, hidden=hidden) for index, side in enumerate(sides))
    return Row(field, label, mark, cells)


def _row_mark(spoken: Sequence[str]) -> Mark:
    filled = [words for words in spoken if words]
    if not filled:
        return "void"
    if len(set(filled)) > 1:
        return "similar" if all(alike(filled[0], other) for other in filled[1:]) else "differ"
    return "only" if len(filled) < len(spoken) else "same"


def _cell(field: str, side: Side, spoken: Sequence[str], index: int, row: Mark, *, hidden: bool) -> Cell:
    words = spoken[index]
    if not words:
        mark: Mark = "cleared" if is_cleared(side.values.get(field)) else "void"
        return Cell(side.column, (), mark, empty_words(side.values, field))
    reference = next((other for other in spoken if other and other != words), words)
    mark = row if row != "void" else "same"
    pieces = (Piece(MASK),) if hidden else pieces_of(words, reference)
    return Cell(side.column, pieces, mark, source=side.sources.get(field, ""))


def alike(left: str, right: str) -> bool:
    """True for two texts that differ only in case, accents or punctuation, or in few characters."""
    if texts.fold(left) == texts.fold(right):
        return True
    return (
        SequenceMatcher(None, left[:LONGEST].casefold(), right[:LONGEST].casefold(), autojunk=False).ratio() >= SIMILAR
    )


def pieces_of(words: str, reference: str) -> tuple[Piece, ...]:
    """The text in stretches, those marked that the reference does not have; unmarked where nearly all differs."""
    if words == reference or len(words) > LONGEST:
        return (Piece(words),)
    matcher = SequenceMatcher(None, reference[:LONGEST], words, autojunk=False)
    if matcher.ratio() < HIGHLIGHT:
        return (Piece(words),)
    return tuple(
        Piece(words[start:end], tag != "equal") for tag, _, _, start, end in matcher.get_opcodes() if end > start
    )
