"""One pair at a time, for the two comparisons that ask several features as one question: names and addresses.

To the bit what `persons.person_name` and `places.address` say of the pair in a batch.
"""

from __future__ import annotations

from math import nan

from rapidfuzz.distance import JaroWinkler

from apps.matching.persons import RATHER
from apps.matching.places import digits_of, directions_of, goes_on
from apps.matching.single import Texts, Weights, initial
from apps.matching.slips import same_but_for_a_slip
from apps.matching.standardise.given_names import are_two, is_short_form
from apps.matching.tokens import share_held


def person_name(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    g1, f1, g2, f2 = one[0], one[1], other[0], other[1]
    if not (g1 or f1) or not (g2 or f2):
        return nan
    same_family = f1 == f2 and f1 != ""
    if same_family and g1 == g2 and g1:
        return 11.0
    short = _short(one, other) or (is_short_form(g1, g2) and same_but_for_a_slip(f1, f2))
    if same_family and short:
        return 10.0
    if g1 == f2 and f1 == g2 and g1 and f1:
        return 9.0
    known = are_two(g1, g2)
    grade = _straight(one, other, short, known)
    if grade == 1.0 and not known and JaroWinkler.normalized_similarity(g1, g2, score_cutoff=RATHER) >= RATHER:
        grade = 6.0
    lone = not (g1 and f1) or not (g2 and f2)
    return max(grade, _crossing(one, other, lone)) if grade == 0.0 or (grade < 5.0 and lone) else grade


def _short(one: Texts, other: Texts) -> bool:
    """A short form of the given name, its first word, or the middle name by which one is called."""
    g1, g2 = one[0], other[0]
    c1, c2 = (one[2], other[2]) if len(one) > 2 else (g1, g2)
    if c1 and c1 == c2:
        return True
    if (" " in g1) != (" " in g2):
        first = g1.partition(" ")[0]
        if first and first == g2.partition(" ")[0]:
            return True
    return len(one) > 3 and ((g1 != "" and g1 == other[3]) or (g2 != "" and g2 == one[3]))


def _straight(one: Texts, other: Texts, short: bool, known: bool) -> float:
    """Given name with given name, family name with family name; or both swapped, with a slip."""
    g1, f1, g2, f2 = one[0], one[1], other[0], other[1]
    alike = same_but_for_a_slip
    given = short or (g1 == g2 and g1 != "") or (not known and alike(g1, g2))
    family = alike(f1, f2)
    if not given and not family and alike(g1, f2) and alike(f1, g2):
        return 8.0
    if not family:
        return 0.0 if not given else 8.0 if _is_double(one, other) else 2.0
    if given:
        return 8.0
    if not g1 or not g2:
        return 5.0
    return 7.0 if initial(g1, g2) else 1.0


def _is_double(one: Texts, other: Texts) -> bool:
    """The family name of one is middle and family name of the other."""
    return len(one) > 3 and (
        (other[3] != "" and one[1] == f"{other[3]} {other[1]}") or (one[3] != "" and other[1] == f"{one[3]} {one[1]}")
    )


def _crossing(one: Texts, other: Texts, lone: bool) -> float:
    """What a name says that stands alone on its side, or in the other's place."""
    g1, f1, g2, f2 = one[0], one[1], other[0], other[1]
    if (g1 and g1 in (g2, f2)) or (f1 and f1 == g2):
        return 4.0 if lone else 2.0
    alike = same_but_for_a_slip
    if alike(g1, g2) or alike(g1, f2) or alike(f1, g2):
        return 3.0 if lone else 2.0
    return 0.0


def address(one: Texts, other: Texts, floor: float, weights: Weights) -> float:
    (p1, n1, s1, c1), (p2, n2, s2, c2) = one, other
    postcode, number, street, city = bool(p1 and p2), bool(n1 and n2), bool(s1 and s2), bool(c1 and c2)
    if not (postcode or number or street or city):
        return nan
    same_postcode = postcode and p1 == p2
    same_number = number and n1 == n2
    unknown = not (postcode or city)
    same_city = city and not same_postcode and _same_city(c1, c2)
    place = same_postcode or same_city
    same_street = street and (same_number or place or unknown) and _same_street(s1, s2)
    if same_street and same_number and place:
        return 9.0
    if same_number and (same_postcode or (same_street and unknown)):
        return 8.0
    if same_street and not number and (place or unknown):
        return 7.0
    if same_street and same_number:
        return 6.0
    elsewhere = not same_street and (not same_number if number else street)
    if same_postcode and not elsewhere and (same_number or not number):
        return 5.0
    if same_street:
        return 4.0
    if same_postcode:
        return 2.0
    return (1.0 if elsewhere else 3.0) if same_city else 0.0


def _same_city(one: str, other: str) -> bool:
    return same_but_for_a_slip(one, other) or goes_on(one, other)


def _same_street(one: str, other: str) -> bool:
    if one == other:
        return True
    if not same_but_for_a_slip(one, other) and share_held(set(one.split()), set(other.split()), 2) < 1:
        return False
    return not any(_differ(told(one), told(other)) for told in (digits_of, directions_of))


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other
