from datetime import UTC, datetime, timedelta

import pytest

from apps.operations.words import ago, circuit_of
from apps.sync.queries import Health

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def target(**columns) -> Health:
    given = {
        "subscription_id": 1, "system": "erp", "domain": "customer", "waiting": 3, "in_flight": 0, "failed": 0,
        "oldest": None, "circuit": "closed", "open_until": None, "halted": "", "failures": 0, "last_success_at": None,
    }  # fmt: skip
    return Health(**(given | columns))


def test_it_says_that_a_target_answers():
    assert circuit_of(target(), "ERP", NOON).sentence == "ERP answers."
    assert circuit_of(target(), "ERP", NOON).tone == "good"


def test_it_says_since_when_a_target_is_away_what_waits_and_when_it_tries_again():
    away = target(
        circuit="open", waiting=7, open_until=NOON + timedelta(seconds=20), last_success_at=NOON - timedelta(hours=1)
    )
    assert circuit_of(away, "ERP", NOON).sentence == (
        "ERP unreachable since 2026-03-02 11:00 UTC; 7 changes are safe and waiting; next try in 20 s."
    )


def test_it_claims_no_date_where_a_target_never_answered():
    sentence = circuit_of(target(circuit="probing", waiting=1), "ERP", NOON).sentence
    assert sentence == "ERP unreachable; 1 change is safe and waiting; trying now."


def test_it_says_what_a_person_must_mend():
    stopped = circuit_of(target(circuit="halted", halted="the password is refused"), "ERP", NOON)
    assert stopped.tone == "bad"
    assert "stopped until somebody mends it: the password is refused" in stopped.sentence


def test_it_says_that_a_target_is_switched_off():
    assert "switched off for customer" in circuit_of(target(circuit="off"), "ERP", NOON).sentence


@pytest.mark.parametrize(
    ("span", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (7200, "2 h"), (200_000, "2 d"), (-5, "0 s")],
)
def test_it_names_a_span_in_its_largest_unit(span, words):
    assert ago(timedelta(seconds=span)) == words
