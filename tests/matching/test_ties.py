import pytest

from apps.matching.ties import Restraint, Tie, coherence


@pytest.mark.parametrize(("held", "expected"), [("every", -3.0), ("half", 7.0)])
def test_it_measures_the_worst_tie_or_the_better_half(held, expected):
    assert coherence([Tie(worst=weight) for weight in (8.0, -3.0, 6.0)], held) == expected


def test_it_restrains_a_new_unit_in_two_steps():
    restraint = Restraint()
    assert restraint.tighten(1, old=False, place=(1, 0))
    assert not restraint.allows(1, 2)
    assert restraint.tighten(2, old=False, place=(1, 0))
    assert restraint.allows(1, 2)
    assert restraint.tighten(1, old=False, place=(2, 0))
    assert not restraint.allows(1, 2)
    assert not restraint.tighten(1, old=False, place=(3, 0))


def test_it_keeps_a_published_unit_from_fusing_only():
    restraint = Restraint()
    assert restraint.tighten(1, old=True, place=(1, 0))
    assert restraint.no_fuse == {1}
    assert restraint.allows(1, 2)
