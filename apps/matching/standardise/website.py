"""Web sites: host and path without scheme and "www."; compared by the registered domain."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from apps.matching.standardise.text import from_text
from apps.matching.standardise.types import CACHE_SIZE, Clean, Hints

if TYPE_CHECKING:
    from tldextract import TLDExtract

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_WWW = re.compile(r"^(?:www\d?\.)+", re.IGNORECASE)
_HOST = re.compile(r"^(?:[^\W_]+(?:-+[^\W_]+)*\.)+[^\W\d_][\w-]*[^\W_](?::\d+)?$")
# A plain host in small letters, which all these read the same.
_PLAIN_HOST = r"(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)++[a-z]{2,24}"
_PLAIN = re.compile(rf"^(?:https?://)?(?:www\.)?((?!www\d?\.){_PLAIN_HOST})/?$", re.ASCII)
_IS_PLAIN_HOST = re.compile(_PLAIN_HOST, re.ASCII)
# A page here says nothing about who runs the host.
SHARED_HOSTS = frozenset({
    "facebook.com", "linkedin.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "tiktok.com",
    "pinterest.com", "google.com", "goo.gl", "bit.ly", "linktr.ee", "wikipedia.org", "yelp.com", "tripadvisor.com",
    "tripadvisor.co.nz", "etsy.com", "ebay.com", "amazon.com", "trademe.co.nz", "xing.com", "blogspot.com",
    "wordpress.com", "wixsite.com", "weebly.com", "squarespace.com", "github.io", "github.com", "medium.com",
})  # fmt: skip


@from_text("website")
def clean(text: str, hints: Hints) -> Clean:
    """Host in small letters, with the path when there is one; scheme, "www." and the last slash are dropped."""
    if plain := _PLAIN.match(text):
        return Clean(plain[1])
    address = _WWW.sub("", _SCHEME.sub("", text)).strip("/ ")
    host, slash, path = address.partition("/")
    host = host.lower().rstrip(".")
    if not _HOST.match(host) or _WWW.match(host) or _SCHEME.match(address):
        return Clean(text, f"“{text}” is not a web address: write it as example.com.")
    return Clean(f"{host}{slash}{path}".rstrip("/ "))


@lru_cache(maxsize=1)
def _extractor() -> TLDExtract:
    import tldextract  # most of a second to import: not at start-up

    # The suffix list that the package carries: no network, no disk. Private suffixes tell tenants of a host apart.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    """Public suffixes, also by rules such as "*.ck" and "!www.ck"."""
    return frozenset(_extractor().tlds)


def registered_domain(url: str) -> str:
    """The domain that somebody registered: "https://shop.acme.co.nz/x" and "bob@acme.co.nz" give "acme.co.nz".

    "" when there is none, and for hosts that many share (facebook.com), which identify nobody. A suffix that the list
    does not know counts as public with its last label: the default rule of publicsuffix.org.
    """
    domain = url if _IS_PLAIN_HOST.fullmatch(url) and _is_registered(url) else _extracted(url)
    return "" if domain in SHARED_HOSTS else domain


def _is_registered(host: str) -> bool:
    """True for a plain host of one label in front of a public suffix: most are, and the extractor takes far longer."""
    known, behind = _suffixes(), host.partition(".")[2]
    return (behind in known or "." not in behind) and host not in known and f"*.{behind}" not in known


@lru_cache(maxsize=CACHE_SIZE)
def _extracted(url: str) -> str:
    found = _extractor()(url.strip().lower())
    label = found.subdomain.rpartition(".")[2]
    unlisted = f"{label}.{found.domain}" if label and not found.suffix else ""
    return found.top_domain_under_public_suffix or unlisted
