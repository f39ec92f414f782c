from __future__ import annotations

from apps.golden import linked
from apps.golden.judge import judge
from apps.history.recording import Actor
from apps.stewardship.models import StewardTask
from apps.stewardship.open_tasks import SETTLED, open_tasks, title
from tests.stewardship.world import KAURI_OTHER, seams


def judged(world, verdict):
    links = linked.open_links("customer")
    pairs = [(link.left_id, link.right_id) for link in links]
    return judge(pairs=pairs, verdict=verdict, reason="seen", actor=Actor("Ana"), seams=seams())


def test_it_opens_one_task_for_a_question_and_nothing_the_second_time(world):
    assert open_tasks(seams=seams()).opened == 1
    assert open_tasks(seams=seams()) == type(open_tasks(seams=seams()))(0, 0, 0)
    task = StewardTask.objects.get()
    assert task.goldens == sorted(str(world.golden(*key)) for key in (("erp", "1001"), ("crm", "c-1")))
    assert task.title == "Kauri Timber Limited, Utrecht ↔ Kauri Timbers Ltd, Utrecht"


def test_it_closes_a_task_whose_question_was_answered_elsewhere(world):
    task = world.task()
    judged(world, "different")
    assert open_tasks(seams=seams()).closed == 1
    task.refresh_from_db()
    assert (task.outcome, task.closed_at is None) == (SETTLED, False)


def test_it_asks_anew_when_a_third_record_joins_the_question(world):
    first = world.task()
    world.say("crm", "c-2", KAURI_OTHER)
    second = world.task()
    first.refresh_from_db()
    assert first.closed_at is not None
    assert len(second.goldens) == 3


def test_it_needs_no_more_statements_for_many_questions(world, django_assert_max_num_queries):
    for number in range(4):
        place = {
            "street": "Kade",
            "house_number": str(number),
            "city": "Breda",
            "postcode": f"48{number}1 AB",
            "country": "NL",
        }
        world.say(
            "erp", f"7{number}", {"kind": "organisation", "name": f"Alder{number} Works", "billing_address": place}
        )
        world.say(
            "crm", f"x{number}", {"kind": "organisation", "name": f"Alder{number} Work Ltd", "billing_address": place}
        )
    with django_assert_max_num_queries(30):
        assert open_tasks(seams=seams()).opened >= 4


def test_it_names_a_question_by_its_records_each_once():
    assert title(["A", "B", "A"]) == "A ↔ B"
    assert title(["A", "B", "C", "D", "E"]) == "A ↔ B ↔ C and 2 more"
    assert len(title(["x" * 400, "y"])) == 300
