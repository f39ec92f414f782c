from __future__ import annotations

import random
from dataclasses import dataclass
from uuid import UUID

from apps.stewardship.questions import LARGEST, questions_of


@dataclass(frozen=True)
class Suggested:
    id: UUID
    left_id: UUID
    right_id: UUID
    weight: float
    reason: str = "alike"


def key(number: int) -> UUID:
    return UUID(int=number)


def suggested(number: int, left: int, right: int, weight: float = 1.0) -> Suggested:
    return Suggested(key(1000 + number), key(left), key(right), weight)


HOME = {key(number): key(100 + number) for number in range(1, 60)}


def test_it_asks_once_about_records_that_hang_together():
    found = questions_of([suggested(1, 1, 2, 3.0), suggested(2, 2, 3, 5.0)], HOME)
    assert [(q.goldens, q.weight) for q in found] == [((key(101), key(102), key(103)), 5.0)]
    assert found[0].links == (key(1002), key(1001))


def test_it_asks_nothing_about_a_link_without_a_home():
    assert questions_of([suggested(2, 1, 9)], {key(1): key(101)}) == []


def test_it_asks_of_a_link_inside_one_golden_record_whether_that_is_one_still():
    home = {key(1): key(101), key(2): key(101), key(3): key(102)}
    links = [suggested(1, 1, 2), suggested(2, 1, 3)]
    found = {question.goldens: question.links for question in questions_of(links, home)}
    assert found == {(key(101),): (links[0].id,), (key(101), key(102)): (links[1].id,)}


def test_it_never_asks_about_more_than_fit_on_a_screen_and_loses_no_link():
    links = [suggested(n, n, n + 1, weight=float(n % 7)) for n in range(1, 40)]
    found = questions_of(links, HOME)
    assert max(len(q.goldens) for q in found) <= LARGEST
    assert sorted(link for q in found for link in q.links) == sorted(link.id for link in links)


def test_it_does_not_depend_on_the_order_of_the_links():
    links = [suggested(n, 1 + n % 9, 11 + n % 13, weight=float(n % 4)) for n in range(1, 30)]
    shuffled = random.Random(3).sample(links, len(links))
    assert questions_of(links, HOME) == questions_of(shuffled, HOME)
