"""The ways a value can win. Each is one pure function; its docstring is what the steward's screen shows.

A strategy ranks one contribution's value for one field: the lowest rank wins, equal ranks leave the choice to the next
strategy of the chain, and None means that this value does not count at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from apps.survivorship.types import Contribution

Rank: TypeAlias = float | Decimal

CONSENT_RANK: Final = {"denied": 0, "unknown": 1, "granted": 2}
_SPEC = re.compile(r"([a-z_]+)(?:\(([a-z0-9_]+(?:\s*,\s*[a-z0-9_]+)*)\))?")


class UnknownStrategy(ValueError):
    """A rule names a strategy that does not exist, or gives it arguments that it can't use."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What a strategy may look at besides the value: the owners in line, all filled values, and the leader.

    `leader` is the source record that won the field which this one follows; empty where none did.
    """

    owners: tuple[str, ...]
    filled: Sequence[Any] = ()
    leader: str = ""


Strategy: TypeAlias = Callable[[Contribution, Any, Contest, tuple[str, ...]], Rank | None]


def owner_only(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """Only the owner's value counts. With several owners, the first in line goes first."""
    return contest.owners.index(who.role) if who.role in contest.owners else None


def owner_first(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The owner's value wins; if the owner has none, the others in line are asked.

    Without arguments every other system comes after the owners, all alike; with arguments only the listed ones do.
    """
    line = contest.owners + arguments
    if who.role in line:
        return line.index(who.role)
    return None if arguments else len(line)


def newest(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The value from the record that its own system changed last wins; a record without that date comes last."""
    return -who.business_at.timestamp() if who.business_at else float("inf")


def most_frequent(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The value that most source records agree on wins."""
    return -sum(1 for other in contest.filled if other == value)


def longest(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The value with the most characters wins, all parts of an address or a list together."""
    return -_characters(value)


def highest(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The highest number wins; a value that is no number comes last."""
    number = _number(value)
    return float("inf") if number is None else -number


def lowest(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The lowest number wins; a value that is no number comes last."""
    number = _number(value)
    return float("inf") if number is None else number


def collect(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """All different values are kept, as a list; one that fails its check only if no other passes."""
    return 0


def with_winner_of(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The value comes from the record that won the other field, so that both always travel together.

    Where no record won the other field, every record counts alike.
    """
    return 0 if not contest.leader or who.record_id == contest.leader else None


def never_relax(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """The most restrictive consent wins, whoever says so: denied before unknown before granted.

    A word outside these three counts as unknown.
    """
    return CONSENT_RANK.get(value, CONSENT_RANK["unknown"]) if isinstance(value, str) else CONSENT_RANK["unknown"]


def hub_only(who: Contribution, value: Any, contest: Contest, arguments: tuple[str, ...]) -> Rank | None:
    """No system's value counts; only a steward can set it here."""
    return None


REGISTRY: Final[dict[str, Strategy]] = {
    strategy.__name__: strategy
    for strategy in (
        owner_only,
        owner_first,
        newest,
        most_frequent,
        longest,
        highest,
        lowest,
        collect,
        with_winner_of,
        never_relax,
        hub_only,
    )
}
# These never look at the value, so their order of the records is found once per golden record and serves many fields.
BY_RECORD: Final = frozenset({"owner_only", "owner_first", "newest"})
# And these look at the role only, so records of the same roles always stand in the same order.
BY_ROLE: Final = frozenset({"owner_only", "owner_first"})
# And these let every value count; the leader's, where one leads. owner_first only if it names nobody else.
EXCLUDES_NOBODY: Final = frozenset(
    {"owner_first", "newest", "most_frequent", "longest", "highest", "lowest", "with_winner_of", "never_relax"}
)
_ARGUMENTS: Final = {"owner_first": range(100), "with_winner_of": range(1, 2)}


@dataclass(frozen=True, slots=True)
class Step:
    """One strategy of a chain, ready to use: `text` as written in the rule, its name, arguments and function."""

    text: str
    name: str
    arguments: tuple[str, ...]
    strategy: Strategy

    def rank(self, who: Contribution, value: Any, contest: Contest) -> Rank | None:
        """Rank one value by this strategy; None where it does not count."""
        return self.strategy(who, value, contest, self.arguments)


def parse(text: str) -> Step:
    """Read a strategy as written in a rule, such as "newest" or "with_winner_of(postcode)".

    Raises UnknownStrategy.
    """
    found = _SPEC.fullmatch(text.strip())
    if not found or found[1] not in REGISTRY:
        raise UnknownStrategy(f"{text!r} is not a strategy; known are {', '.join(sorted(REGISTRY))}")
    name = found[1]
    arguments = tuple(part.strip() for part in found[2].split(",")) if found[2] else ()
    if len(arguments) not in _ARGUMENTS.get(name, range(1)):
        raise UnknownStrategy(f"{text!r} has the wrong number of arguments")
    return Step(f"{name}({', '.join(arguments)})" if arguments else name, name, arguments, REGISTRY[name])


def _characters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_characters(part) for part in value.values())
    if isinstance(value, list | tuple):
        return sum(_characters(part) for part in value)
    return 0 if value is None else len(str(value))


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str | int | Decimal) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
