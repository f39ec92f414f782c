"""What the commands have in common that list so many things of one domain, in words or as JSON."""

from __future__ import annotations

import json
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from apps import domains
from apps.golden.rules import ensure_rulebook
from apps.seams import live
from apps.sources import queries as sources

T = TypeVar("T")
Names = Mapping[UUID, str]


class Listing(BaseCommand, Generic[T]):
    """Lists what `found` finds; source records are told by name, as "crm:17". `nothing` is said where there is none."""

    nothing: str

    @abstractmethod
    def found(self, domain: str, most: int) -> Sequence[T]: ...

    @abstractmethod
    def records(self, each: T) -> Iterable[UUID]: ...

    @abstractmethod
    def plain(self, each: T, names: Names) -> dict[str, Any]: ...

    @abstractmethod
    def lines(self, each: T, names: Names) -> Iterator[str]: ...

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", choices=domains.names())
        parser.add_argument("--most", type=int, default=20, help="how many are listed (%(default)s)")
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["most"] < 1:
            raise CommandError("--most is one at least.")
        ensure_rulebook(options["domain"], now=live().now())
        found = self.found(options["domain"], options["most"])
        names = sources.called({record for each in found for record in self.records(each)})
        if options["json"]:
            self.stdout.write(json.dumps([self.plain(each, names) for each in found], indent=2, default=str))
            return
        for each in found:
            for line in self.lines(each, names):
                self.stdout.write(line)
        if not found:
            self.stdout.write(self.nothing)
