"""What an invariant is: a promise over the whole database, and how to find what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

# What one check reports at most: the first hundred tell the story, the millionth adds nothing.
MOST_REPORTED: Final = 100


@dataclass(frozen=True, slots=True)
class Violation:
    """One subject that breaks a promise. The message holds ids and counts, never a personal value."""

    invariant: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Invariant:
    """One promise. `count` says how many subjects it is about, `find` yields those that break it.

    `name` is stable: alerts and evidence refer to it.
    """

    name: str
    promise: str
    count: Callable[[], int]
    find: Callable[[datetime], Iterable[tuple[str, str]]]

    def violations(self, now: datetime) -> Iterator[Violation]:
        for subject, message in self.find(now):
            yield Violation(self.name, subject, message)


def by_sql(name: str, promise: str, *, count: str, broken: str) -> Invariant:
    """An invariant whose subjects and violations (subject, message) are one statement each."""

    def find(now: datetime) -> Iterator[tuple[str, str]]:
        yield from rows(f"{broken} LIMIT {MOST_REPORTED}")

    return Invariant(name, promise, count=lambda: scalar(count), find=find)


def rows(statement: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [(str(subject), message) for subject, message in cursor.fetchall()]


def scalar(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
