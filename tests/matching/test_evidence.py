from hypothesis import given, settings
from hypothesis import strategies as st

from apps.domains.customer_matching import SPEC
from apps.matching.columns import Columns
from apps.matching.engine import explain_pair
from apps.matching.evidence import evidence
from apps.matching.score import score_levels
from tests.matching.examples import CUSTOMERS, every_pair, features
from tests.matching.test_score import RARE


@settings(max_examples=50)
@given(st.lists(features, min_size=2, max_size=5))
def test_it_gives_evidence_that_adds_up_to_the_score_exactly(records):
    columns, (left, right) = Columns.of(records), every_pair(records)
    scored, _ = score_levels(CUSTOMERS, columns, left, right, RARE)
    for lines, weight in zip(evidence(CUSTOMERS, columns, left, right, RARE), scored.weight.tolist(), strict=True):
        assert sum(line.weight for line in lines) == weight


def test_it_tells_of_a_question_only_where_it_is_asked():
    namesakes = [{"organisation": "acme", "phone": "+6493001234"}] * 2
    strangers = [{"organisation": name, "phone": "+6493001234"} for name in ("acme", "globex")]
    told = [[line.comparison for line in explain_pair(SPEC, *pair).evidence] for pair in (namesakes, strangers)]
    assert ["phone" in lines for lines in told] == [False, True]
    assert ["phone:relatives" in lines for lines in told] == [True, False]
