"""Numbers on the command line, refused with a reason where they cannot be."""

from __future__ import annotations

from argparse import ArgumentTypeError


def positive(text: str) -> int:
    """A number of things, 1 or more."""
    return _from(1, text)


def not_negative(text: str) -> int:
    """A number such as a seed, 0 or more."""
    return _from(0, text)


def share(text: str) -> float:
    """A part of a whole: more than 0, less than 1."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise ArgumentTypeError(f"{text!r} is no share between 0 and 1, such as 0.3")
    return number


def _from(least: int, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise ArgumentTypeError(f"{text!r} is no whole number from {least} up")
    return number
