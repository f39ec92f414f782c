"""What every kind of value promises."""

from __future__ import annotations

import functools
import gc
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.matching.standardise import CLEANERS, HINTED, Clean, Hints
from apps.matching.standardise.types import CACHE_SIZE
from tests.matching.standardise.cases import any_text

KINDS = sorted(CLEANERS)
HINTS = st.builds(Hints, st.sampled_from([None, "NZ", "DE", "US", "GB", "NL", "CH", "FR", "BE", "ZA", "nowhere"]))
# Alphabets near the values of the kinds find more than letters from everywhere.
NEAR = st.text("0123456789 .,-+/()xX@&:'eEuroNLDEGBCHkgml€ß\u00d7\n", max_size=24)
LIKE = st.from_regex(r"\A(?:[A-Z]{2})?[0-9]{2,14}[A-Z]?[ -]?[0-9]{0,3}\Z")
SCALARS = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | any_text(15) | NEAR | LIKE
RAW = (
    SCALARS
    | st.lists(SCALARS, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["size", "unit", "count", "id", "decimal", "year", "month", "day", "cleared", "lines", "country"]
        ),
        SCALARS,
        max_size=3,
    )
)


def test_it_knows_every_kind_of_the_dictionary() -> None:
    assert len(KINDS) == 28


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=RAW, hints=HINTS)
def test_it_changes_nothing_the_second_time(kind: str, raw: object, hints: Hints) -> None:
    found = CLEANERS[kind](raw, hints)
    assert isinstance(found, Clean)
    assert found.value is not None or not found.problem
    json.dumps(found.value)
    assert CLEANERS[kind](found.value, hints).value == found.value


@pytest.mark.parametrize("kind", sorted(set(KINDS) - HINTED))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=RAW, hints=HINTS)
def test_it_reads_a_kind_that_needs_no_hint_the_same_wherever_it_stands(kind: str, raw: object, hints: Hints) -> None:
    assert CLEANERS[kind](raw, hints) == CLEANERS[kind](raw, Hints())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [None, "", "  ", "-", "N/A", "?", {"cleared": True}])
def test_it_takes_emptiness_of_every_spelling_for_nothing(kind: str, raw: object) -> None:
    assert CLEANERS[kind](raw, Hints()) == Clean(None)


@pytest.mark.parametrize("kind", ["address", "measure", "pack_size"])
def test_it_hands_out_objects_that_may_be_changed(kind: str) -> None:
    first = CLEANERS[kind]("12 x 1 kg" if kind == "pack_size" else "12 kg", Hints()).value
    assert isinstance(first, dict)
    first.clear()
    assert CLEANERS[kind]("12 x 1 kg" if kind == "pack_size" else "12 kg", Hints()).value


def test_it_loads_no_heavy_library_at_start_up() -> None:
    heavy = ["phonenumbers", "tldextract", "nameparser", "email_validator", "cleanco", "pycountry", "stdnum", "django"]
    program = f"import apps.matching.standardise, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_keeps_memory_flat_however_many_values_pass() -> None:
    for number in range(3 * CACHE_SIZE):
        for kind in ("text", "choice", "organisation_name", "email"):
            CLEANERS[kind](f"value{number}", Hints())
    remembered = [held for held in gc.get_objects() if type(held) is functools._lru_cache_wrapper]
    ours = [held.cache_info() for held in remembered if held.__module__.startswith("apps.matching.standardise")]
    assert len(ours) > 10
    assert max(info.currsize for info in ours if info.maxsize) <= CACHE_SIZE
