from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.survivorship.judge import fill
from apps.survivorship.strategies import CONSENT_RANK
from apps.survivorship.survive import compile_rules, survive
from apps.survivorship.types import KEPT_NOTE, Outcome, is_filled
from tests.survivorship.builders import CLEARED, LATER, NOW, pin, rule, said

RULES = (
    rule("name", "owner_only", owners=("erp", "crm")),
    rule("phone", "owner_first", "newest"),
    rule("email", "owner_first(other)", on_empty="any"),
    rule("website", "newest", on_empty="clear"),
    rule("industry", "most_frequent", owners=()),
    rule("city", "with_winner_of(postcode)", "longest"),
    rule("postcode", "owner_first", owners=("erp",)),
    rule("limit", "highest", on_empty="any"),
    rule("tags", "owner_first", "collect"),
    rule("consent", "never_relax"),
    rule("tier", "hub_only"),
)
SURVIVOR = compile_rules(RULES)
FIELDS = [field_rule.field for field_rule in RULES]
BY_RECORD = ("name", "phone", "email", "website")

unhurried = settings(deadline=None)  # a busy machine is no defect
words = st.sampled_from(["a", "bb", "10", "9", "granted", "denied", 0, False])
cells = st.one_of(words, st.none(), st.just(""), st.just(CLEARED), st.just({"city": "x", "lines": []}))
rows = st.dictionaries(st.sampled_from(FIELDS), cells)


@st.composite
def contributions(draw, minimum=0):
    places = draw(st.lists(st.sampled_from(["crm", "erp", "shop"]), min_size=minimum, max_size=5))
    return [
        said(
            system,
            f"record-{number}",
            day=draw(st.one_of(st.none(), st.integers(1, 3))),
            problems={name: "fails" for name in draw(st.sets(st.sampled_from(FIELDS), max_size=3))},
            **draw(rows),
        )
        for number, system in enumerate(places)
    ]


@st.composite
def pins(draw):
    return [
        pin(
            draw(st.sampled_from(FIELDS)),
            draw(cells),
            number,
            lifetime=draw(st.sampled_from(["forever", "until_source_changes", "until_owner_changes", "until_date"])),
            until=draw(st.sampled_from([NOW, LATER])),
            base={"record-0": draw(cells)},
        )
        for number in range(draw(st.integers(0, 3)))
    ]


previous = st.one_of(st.none(), contributions(1).map(lambda made: SURVIVOR.survive(made, (), None, NOW)))


def as_json(outcome):
    return orjson.dumps([outcome.values, outcome.provenance])


def test_it_derives_a_golden_record_from_two_sources():
    crm = said("crm", name="Acme", phone="+31301234567", consent="granted")
    erp = said("erp", name="ACME BV", phone="+31300000000", consent="denied")
    outcome = survive(RULES, [crm, erp], (), None, NOW)
    assert outcome.values == {"name": "ACME BV", "phone": "+31301234567", "consent": "denied"}
    assert outcome.provenance["name"] == {
        "record": "erp-1",
        "system": "erp",
        "rule": "owner_only",
        "since": NOW.isoformat(),
    }


def test_it_leaves_out_fields_without_a_rule_and_overrides_of_them():
    assert survive(RULES, [said("crm", shoe_size="44")], [pin("shoe_size", "45")], None, NOW) == Outcome()


def test_it_takes_zero_and_no_for_values():
    outcome = survive([rule("open"), rule("count")], [said("crm", open=False, count=0)], (), None, NOW)
    assert outcome.values == {"open": False, "count": 0}


def test_it_remembers_the_order_of_roles_and_never_that_of_dates():
    survivor = compile_rules([rule("phone", "newest")])
    crm, erp = said("crm", phone="crm's", day=1), said("erp", phone="erp's", day=2)
    assert survivor.survive([crm, erp], (), None, NOW).values == {"phone": "erp's"}
    assert survivor.survive([replace(crm, business_at=NOW), erp], (), None, NOW).values == {"phone": "crm's"}


@unhurried
@given(contributions(), pins(), previous)
def test_it_does_not_depend_on_the_order_of_what_it_is_given(made, overrides, before):
    first = as_json(SURVIVOR.survive(made, overrides, before, NOW))
    for turned in list(permutations(made))[:6]:
        assert as_json(SURVIVOR.survive(turned, overrides[::-1], before, NOW)) == first


def test_it_follows_nobody_into_a_pinned_field_that_was_only_kept_from_before():
    gone_silent, other = said("erp", "record-0"), said("crm", "record-1", city="Utrecht")
    before = SURVIVOR.survive([said("erp", "record-0", postcode="1012")], (), None, NOW)
    first = SURVIVOR.survive([gone_silent, other], [pin("postcode", "3511")], before, NOW)
    assert first.values == {"postcode": "3511", "city": "Utrecht"}
    assert SURVIVOR.survive([gone_silent, other], [pin("postcode", "3511")], first, NOW) == first


@unhurried
@given(contributions(), pins(), previous)
def test_it_changes_nothing_when_derived_again_from_its_result(made, overrides, before):
    first = SURVIVOR.survive(made, overrides, before, NOW)
    assert as_json(SURVIVOR.survive(made, overrides, first, NOW)) == as_json(first)
    lasting = [override for override in overrides if override.lifetime != "until_date"]
    first = SURVIVOR.survive(made, lasting, before, NOW)
    assert as_json(SURVIVOR.survive(made, lasting, first, NOW + timedelta(days=99))) == as_json(first)


@unhurried
@given(contributions(), pins(), previous)
def test_it_invents_nothing(made, overrides, before):
    outcome = SURVIVOR.survive(made, overrides, before, NOW)
    for name, value in outcome.values.items():
        sources = [one.values.get(name) for one in made] + [one.value for one in overrides if one.field == name]
        kept = before.values.get(name) if before else None
        assert is_filled(value)
        assert value in sources or value == kept or (name == "tags" and all(part in sources for part in value))
        assert name in outcome.provenance


@unhurried
@given(contributions(), previous)
def test_it_lets_the_owner_dominate(made, before):
    outcome = SURVIVOR.survive(made, (), before, NOW)
    for name, owners in (("name", ("erp", "crm")), ("phone", ("crm",)), ("postcode", ("erp",))):
        for role in owners:
            words = [one for one in made if one.role == role and is_filled(one.values.get(name))]
            valid = [one.values[name] for one in words if name not in one.problems]
            if valid:
                assert outcome.values[name] in valid
            if valid or (not words and CLEARED in [one.values.get(name) for one in made if one.role == role]):
                break


@unhurried
@given(contributions(1))
def test_it_never_prefers_an_invalid_value_to_a_valid_one_that_counts(made):
    outcome = SURVIVOR.survive(made, (), None, NOW)
    by_id = {one.record_id: one for one in made}
    for name in ("phone", "email", "website", "industry", "postcode", "limit", "consent"):
        winner = by_id.get(outcome.provenance.get(name, {}).get("record"))
        if winner and name in winner.problems and name in outcome.values:
            assert not [one for one in made if is_filled(one.values.get(name)) and name not in one.problems]


@unhurried
@given(contributions(1))
def test_it_never_relaxes_a_valid_consent(made):
    outcome = SURVIVOR.survive(made, (), None, NOW)
    valid = [one.values.get("consent") for one in made if "consent" not in one.problems]
    if "denied" in valid:
        assert CONSENT_RANK[outcome.values["consent"]] == CONSENT_RANK["denied"]


@unhurried
@given(contributions(), previous)
def test_it_empties_only_what_an_owner_cleared(made, before):
    outcome = SURVIVOR.survive(made, (), before, NOW)
    for name, why in outcome.provenance.items():
        if name not in outcome.values:
            assert why["rule"] == "cleared_by_owner"
            assert CLEARED in [one.values.get(name) for one in made]


@unhurried
@given(contributions(), pins(), previous)
def test_it_decides_plain_fields_as_the_full_judgement_would(made, overrides, before):
    case, judged = SURVIVOR.case(made, overrides, before, NOW), Outcome()
    for plan in SURVIVOR.plans.values():
        fill(judged, plan.field, SURVIVOR.verdict(plan, case, judged))
    assert as_json(judged) == as_json(SURVIVOR.survive(made, overrides, before, NOW))


@unhurried
@given(contributions(1))
def test_it_keeps_values_only_with_a_note(made):
    first = SURVIVOR.survive(made, (), None, NOW)
    silent = [replace(one, values={}) for one in made]
    after = SURVIVOR.survive(silent, (), first, LATER)
    assert all(why["note"] == KEPT_NOTE for why in after.provenance.values())
    assert "website" not in after.values
