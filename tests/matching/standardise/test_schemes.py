from __future__ import annotations

import pytest

from apps.matching.standardise import schemes

ALL = sorted(
    {scheme for offered in schemes.TAX.values() for scheme in offered}
    | {scheme for by_length in schemes.COMPANY.values() for scheme in by_length.values()},
    key=lambda scheme: scheme.label,
)


@pytest.mark.parametrize("scheme", ALL, ids=lambda scheme: scheme.module)
def test_it_finds_the_module_of_every_scheme(scheme: schemes.Scheme) -> None:
    assert schemes.reason("", scheme)


def test_it_names_a_failed_check_digit_before_other_reasons() -> None:
    assert "check digit" in schemes.first_problem("136695977", schemes.TAX["DE"])
    assert schemes.first_problem("136695976", schemes.TAX["DE"]) == ""
    assert schemes.first_problem("anything", ()) == ""
