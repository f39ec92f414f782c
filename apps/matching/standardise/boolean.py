"""Yes or no."""

from __future__ import annotations

from apps.matching.standardise.text import fold, from_text
from apps.matching.standardise.types import Clean, Hints

TRUE = frozenset({"true", "t", "yes", "y", "1", "on", "ja", "oui"})
FALSE = frozenset({"false", "f", "no", "n", "0", "off", "nein", "nee", "non"})


@from_text("boolean", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """JSON true or false; anything else is kept as written and reported."""
    said = fold(text)
    if said in TRUE:
        return Clean(True)
    if said in FALSE:
        return Clean(False)
    return Clean(text, f"“{text}” is neither yes nor no: use true or false.")
