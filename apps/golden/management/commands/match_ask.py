"""`manage.py match_ask DOMAIN`: the pairs whose answers would teach the weights most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from apps.golden.management.listing import Listing, Names
from apps.golden.worth_asking import Question, worth_asking
from apps.seams import live


class Command(Listing[Question]):
    help = (
        "List the pairs of live records whose answers would teach the weights most: say of them on the review page or "
        "the record's page whether they are the same, then run match_train."
    )
    nothing = "Nothing is open: every pair is answered, forbidden, or far from the threshold."

    def found(self, domain: str, most: int) -> Sequence[Question]:
        return worth_asking(domain=domain, seams=live(), most=most)

    def records(self, each: Question) -> tuple[UUID, UUID]:
        return each.one, each.other

    def plain(self, each: Question, names: Names) -> dict[str, Any]:
        return asdict(each) | {"one": names[each.one], "other": names[each.other]}

    def lines(self, each: Question, names: Names) -> Iterator[str]:
        place = "in the queue" if each.waits else each.band
        yield f"{names[each.one]} {names[each.other]}  {each.weight:+.1f} bits, {place}; {each.alike:,} pairs look so"
