"""Consent to marketing: granted, denied or unknown."""

from __future__ import annotations

from apps.matching.standardise.text import fold, from_text
from apps.matching.standardise.types import Clean, Hints

_YES = "granted yes y true t 1 on optin subscribed subscribe accepted agreed allowed given consented ja oui"
_NO = "denied no n false f 0 off optout unsubscribed unsubscribe refused declined withdrawn revoked nein nee non"
GRANTED = frozenset(_YES.split()) | {"opt in", "opted in", "double opt in"}
DENIED = frozenset(_NO.split()) | {
    "opt out",
    "opted out",
    "do not contact",
    "do not email",
    "no consent",
    "not granted",
}
UNKNOWN = frozenset({"unknown", "not set", "not asked", "pending", "none"})


@from_text("consent", repeats=True)
def clean(text: str, hints: Hints) -> Clean:
    """`granted`, `denied` or `unknown`; anything else is kept as written and reported."""
    said = fold(text)
    if said in GRANTED:
        return Clean("granted")
    if said in DENIED:
        return Clean("denied")
    if said in UNKNOWN:
        return Clean("unknown")
    return Clean(text, f"“{text}” says neither yes nor no: use granted, denied or unknown.")
