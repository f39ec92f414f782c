"""Example tables: raw value, country of the record, expected value, a piece of the expected problem."""

from __future__ import annotations

from hypothesis import strategies as st

from apps.matching.standardise import CLEANERS, JSON, Hints

# Any character at all, surrogates and controls too; made from numbers, as the table of characters is slow to build.
_ANY = st.integers(0, 0x10FFFF).map(chr) | st.sampled_from("aZé09 .,-/\n\u200b\u0301ßİŉﬁμ\u0131")


def any_text(max_size: int = 30) -> st.SearchStrategy[str]:
    """Text of any characters."""
    return st.lists(_ANY, max_size=max_size).map("".join)


def expect(kind: str, raw: object, country: str | None, value: JSON, problem: str = "") -> None:
    """The cleaner gives this value, mentions this problem (none when empty), and leaves its own answer alone."""
    clean, hints = CLEANERS[kind], Hints(country)
    found = clean(raw, hints)
    assert found.value == value
    assert problem in found.problem
    assert bool(found.problem) == bool(problem)
    assert clean(found.value, hints).value == found.value
