"""Our own words in a source record: no opinion of its system, and no evidence of which thing the record is.

An echo stands per field: `sent` is what we gave, `held` what the target made of it, `said` the system's own last word,
where there was one under ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from apps.domains.values import is_filled

if TYPE_CHECKING:
    from apps.sources.records import Row

Values = Mapping[str, Any]
Echo = Mapping[str, Mapping[str, Any]]


def opinion(values: Values, echo: Echo) -> dict[str, Any]:
    """Values without our own echoes: a field still holding what we made it hold says nothing new."""
    ours = _ours(values, echo)
    return {name: value for name, value in values.items() if name not in ours}


def recognised_by(values: Values, problems: Mapping[str, str], echo: Echo) -> tuple[Values, Mapping[str, str]]:
    """What a record is found and compared by, and what is wrong with it: the system's last word on every field.

    What we write into a record does not tell which thing it is, nor does it unsay what told so before: a push changes
    no weight.
    """
    ours = _ours(values, echo)
    if not ours:
        return values, problems
    said = {name: echo[name]["said"] for name in ours if "said" in echo[name]}
    return opinion(values, echo) | said, {name: why for name, why in problems.items() if name not in ours}


def written(before: Row | None, sent: Values, held: Values) -> dict[str, Any]:
    """The echoes of a record after we wrote `sent` into it; it was `before` (None: we created it) and `held` is now."""
    echo = dict(before.echo) if before else {}
    for name, value in sent.items():
        echo[name] = {"sent": value, "held": held.get(name), **_last_word(before, name, held.get(name))}
    return echo


def standing(echo: Echo, values: Values) -> dict[str, Any]:
    """The echoes that nobody has written over since."""
    ours = _ours(values, echo)
    return {name: told for name, told in echo.items() if name in ours}


def _ours(values: Values, echo: Echo) -> set[str]:
    return {name for name, told in echo.items() if told["held"] == values.get(name)}


def _last_word(before: Row | None, name: str, held: Any) -> dict[str, Any]:
    """Valid values only. One that is there as we made it was pulled between our writing and our reading it back."""
    if before is None:
        return {}
    if told := before.echo.get(name):
        return {"said": told["said"]} if "said" in told else {}
    value = before.values.get(name)
    return {"said": value} if is_filled(value) and name not in before.problems and value != held else {}
