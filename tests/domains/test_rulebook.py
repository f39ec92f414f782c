import pytest
from pydantic import ValidationError

from apps.domains import get
from apps.domains.rulebook import RulebookDocument, domain_under, laid_over
from apps.matching.types import NO_TABLES, SpecError


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
        domain_under("customer", 1, {"fields": {"shoe_size": {"owners": ["crm"]}}})


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
        domain_under("customer", 1, {"vetoes": vetoes})


def test_it_carries_what_is_known_of_the_population() -> None:
    tables = {"frequencies": {"family": {"smith": 0.01}}, "words": {"organisation": {"trading": 1.5}}}
    after = domain_under("customer", 5, {"tables": tables})
    assert after.tables.frequencies == tables["frequencies"]
    assert after.tables.token_weights == tables["words"]
    assert get("customer").tables == NO_TABLES
