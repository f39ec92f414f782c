import pytest

from apps.matching.engine import explain_pair
from apps.matching.explain import percent, reason_in_words, sentence
from apps.matching.types import Evidence
from tests.matching.examples import CUSTOMERS


def test_it_says_first_what_speaks_for_the_pair():
    left = {"organisation": "smith brothers", "vat_number": "NL123", "city": "delft"}
    right = {"organisation": "smith brother", "vat_number": "NL123", "city": "lyon"}
    evidence = explain_pair(CUSTOMERS, left, right).evidence
    assert sentence(evidence) == "vat_number: same, name 96 % similar, address: different"


def test_it_marks_a_veto():
    scored = explain_pair(CUSTOMERS, {"vat_number": "NL123"}, {"vat_number": "NL999"})
    assert scored.vetoed_by == "vat_number"
    assert sentence(scored.evidence) == "vat_number: different (forbids a join)"


def test_it_says_when_there_is_nothing_to_compare():
    assert sentence(explain_pair(CUSTOMERS, {}, {"city": "delft"}).evidence) == "nothing to compare"


@pytest.mark.parametrize(
    ("weight", "text"), [(0, "50 %"), (5, "97 %"), (3, "88.9 %"), (40, "over 99.9 %"), (-5000, "under 0.1 %")]
)
def test_it_never_claims_certainty(weight, text):
    assert percent(weight) == text


def test_it_words_the_reason_of_a_review():
    assert reason_in_words("veto", 5, "vat_number") == "would be 97 %, vetoed by vat_number"
    assert reason_in_words("margin", 5) == "the best and the second-best golden record are too close (97 %)"


def test_it_says_how_rare_the_answer_is_beside_it_whoever_was_asked():
    lines = [
        Evidence("phone:relatives", "same phone", 2.0, "1", "1"),
        Evidence("phone:rarity", "a common value", -1.0, "1", "1"),
    ]
    assert sentence(lines) == "same phone (a common value)"
