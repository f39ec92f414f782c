"""What is wrong with a labelled folder, in words that help to put it right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

ALIKE: Final = 0.72
"""As "left" and "left_id"; "sap.csv" and "erp.csv" are less alike."""


class FolderError(ValueError):
    """A folder that cannot be read as it stands; the message names the file, the line or key, and the remedy."""


def meant(name: str, known: Iterable[str]) -> str:
    """The remedy for a name that is not known: the one that is nearest, or all there are."""
    names = list(known)
    by_folded = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), by_folded, 1, ALIKE)
    if near:
        return f"did you mean {by_folded[near[0]]!r}?"
    return f"there are {', '.join(map(repr, names)) or 'none'}"


def unreadable(name: str, error: OSError) -> FolderError:
    return FolderError(f"{name} cannot be read: {error.strerror}; give a file that this user may read")


def not_utf_8(name: str, text: bytes) -> FolderError:
    """Says in which line a text stops being UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        return FolderError(f"{name}, line {line}: not UTF-8 ({error.reason}); save it as UTF-8")
    return FolderError(f"{name} is not UTF-8; save it as UTF-8")  # it was written to meanwhile
