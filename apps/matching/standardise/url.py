"""Web addresses that are followed as they are, such as the picture of a product."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import Clean, Hints


@from_text("url")
def clean(text: str, hints: Hints) -> Clean:
    """The address with scheme and host in small letters; a missing scheme is https. Only http and https are valid."""
    candidate = f"https:{text}" if text.startswith("//") else text if "://" in text else f"https://{text}"
    try:
        split = urlsplit(candidate)
        host = split.hostname or ""
    except ValueError:
        return _refused(text)
    if split.scheme not in {"http", "https"} or " " in candidate or "." not in host.strip("."):
        return _refused(text)
    return Clean(_rebuilt(split))


def _rebuilt(split: SplitResult) -> str:
    return split._replace(netloc=split.netloc.lower()).geturl()


def _refused(text: str) -> Clean:
    return Clean(text, f"“{text}” is not a web address: write it as https://example.com/picture.jpg.")
