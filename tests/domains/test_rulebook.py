import pytest
from pydantic import ValidationError

from apps.domains import get
from apps.domains.rulebook import RulebookDocument, domain_under, fitting, laid_over, naming_levels
from apps.matching.types import NO_TABLES, SpecError


def read(document: dict[str, object]) -> RulebookDocument:
    return RulebookDocument.of(document)


def test_it_changes_what_the_document_names_and_nothing_else() -> None:
    document = {"fields": {"email": {"owners": ["erp", "crm"]}}, "thresholds": {"join": 8}, "prior": -7}
    before, after = get("customer"), domain_under("customer", 3, document)
    assert after.by_name["email"].owners == ("erp", "crm")
    assert after.by_name["email"].strategies == before.by_name["email"].strategies
    assert {f.name for f in after.fields if f != before.by_name[f.name]} == {"email"}
    assert (after.spec.thresholds.join, after.spec.thresholds.fuse) == (8, before.spec.thresholds.fuse)
    assert (after.spec.prior, after.version) == (-7, 3)


def test_it_is_the_default_where_the_document_is_empty() -> None:
    before, after = get("customer"), laid_over(get("customer"), RulebookDocument())
    assert after.fields == before.fields
    assert (after.spec.thresholds, after.spec.prior) == (before.spec.thresholds, before.spec.prior)
    assert after.spec.comparisons == before.spec.comparisons


def test_it_is_compiled_once() -> None:
    assert domain_under("customer", 1, {"prior": -8}) is domain_under("customer", 1, {"prior": -8})


def test_it_refuses_a_field_that_the_domain_does_not_have() -> None:
    with pytest.raises(LookupError, match="no field shoe_size"):
        laid_over(get("customer"), read({"fields": {"shoe_size": {"owners": ["crm"]}}}))


@pytest.mark.parametrize(
    "document",
    [
        {"colour": 1},
        {"fields": {"email": {"colour": 1}}},
        {"thresholds": {"luck": 1}},
        {"fields": {"email": {"on_empty": "?"}}},
    ],
)
def test_it_refuses_what_it_does_not_know(document: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        domain_under("customer", 1, document)


def test_it_refuses_a_strategy_that_nobody_knows() -> None:
    with pytest.raises(ValueError, match="luckiest"):
        assert domain_under("customer", 1, {"fields": {"email": {"strategies": ["luckiest"]}}}).survivor


def test_it_moves_vetoes() -> None:
    before = {c.name: [level.veto for level in c.levels] for c in get("customer").spec.comparisons}
    after = domain_under("customer", 4, {"vetoes": {"phone": [2], "vat_number": []}})
    found = {c.name: [level.veto for level in c.levels] for c in after.spec.comparisons}
    assert found["phone"] == [False, False, True]
    assert not any(found["vat_number"])
    assert {name for name in before if before[name] != found[name]} <= {"phone", "vat_number"}


@pytest.mark.parametrize("vetoes", [{"no such": [0]}, {"phone": [9]}])
def test_it_refuses_vetoes_of_what_is_not_compared(vetoes: dict[str, list[int]]) -> None:
    with pytest.raises(SpecError):
        laid_over(get("customer"), read({"vetoes": vetoes}))


def test_it_refuses_what_was_said_of_other_levels() -> None:
    document = {"weights": {"phone": [5, 4, -1]}, "levels": {"phone": ["same", "almost", "other"]}}
    with pytest.raises(SpecError, match="phone has other levels now: same phone, same phone, a code left out, "):
        laid_over(get("customer"), read(document))


def test_it_names_the_levels_that_a_document_is_about() -> None:
    named = naming_levels(
        get("customer"), read({"weights": {"name": [9, 8, 7, 1, 0, -1, -2]}, "vetoes": {"phone": []}})
    )
    assert named.levels.keys() == {"name", "phone"}
    assert named.levels["name"][:2] == ("same name", "name from 90 % similar")
    assert fitting(get("customer"), named).left_out == {}


def test_it_leaves_out_what_is_said_of_comparisons_that_have_changed() -> None:
    """As after an upgrade: one is no more, one has fewer levels, one as many others; the fourth is as it was."""
    document = {
        "weights": {"fax": [3, -1], "address": [7, -4], "vat_number": [12, 3, -1, -2], "suffix": [1, -2]},
        "vetoes": {"vat_number": [], "country": []},
        "levels": {"vat_number": ["same", "almost", "nearly", "other"], "suffix": ["same suffix", "senior and junior"]},
        "prior": -8.0,
        "thresholds": {"join": 6.5},
    }
    before, after = get("customer"), domain_under("customer", 2, document)
    assert after.left_out.keys() == {"fax", "address", "vat_number"}
    assert after.left_out["fax"] == "no such comparison: fax"
    assert after.left_out["address"] == "address has 10 levels, 2 weights were given"
    was = {c.name: c for c in before.spec.comparisons}
    now = {c.name: c for c in after.spec.comparisons}
    assert {name for name in now if now[name] != was[name]} == {"suffix", "country"}
    assert [level.weight for level in now["suffix"].levels] == [1, -2]
    assert not any(level.veto for level in now["country"].levels)
    assert (after.spec.prior, after.spec.thresholds.join) == (-8, 6.5)


def test_it_leaves_out_rules_of_fields_that_are_no_more() -> None:
    after = domain_under("customer", 2, {"fields": {"shoe_size": {"owners": ["crm"]}, "phone": {"owners": ["erp"]}}})
    assert after.left_out == {"field shoe_size": "customer has no field shoe_size"}
    assert after.by_name["phone"].owners == ("erp",)


def test_it_leaves_nothing_out_of_what_fits() -> None:
    document = read(
        {"weights": {"suffix": [1, -2]}, "fields": {"phone": {"owners": ["erp"]}}, "vetoes": {"phone": [2]}}
    )
    found = fitting(get("customer"), document)
    assert (found.document, found.left_out) == (document, {})


def test_it_goes_on_refusing_how_sure_one_must_be_where_that_cannot_mean_anything() -> None:
    """A guess would join what nobody wanted joined."""
    with pytest.raises(SpecError, match="thresholds"):
        domain_under("customer", 2, {"thresholds": {"join": 3.0, "keep": 8.0}, "weights": {"fax": [1, -1]}})


def test_keep_means_both_where_a_document_says_nothing_of_cohere() -> None:
    """Documents from before the two were told apart."""
    one = domain_under("customer", 2, {"thresholds": {"keep": 1.0}}).spec.thresholds
    both = domain_under("customer", 2, {"thresholds": {"keep": 1.0, "cohere": 3.0}}).spec.thresholds
    assert ((one.keep, one.cohere), (both.keep, both.cohere)) == ((1.0, 1.0), (1.0, 3.0))


def test_it_carries_what_is_known_of_the_population() -> None:
    tables = {"frequencies": {"family": {"smith": 0.01}}, "words": {"organisation": {"trading": 1.5}}}
    after = domain_under("customer", 5, {"tables": tables})
    assert after.tables.frequencies == tables["frequencies"]
    assert after.tables.token_weights == tables["words"]
    assert get("customer").tables == NO_TABLES
