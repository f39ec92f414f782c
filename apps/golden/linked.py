"""Reads over links: what is held, asked and said about pairs of source records, and which keys propose nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from apps.golden.models import CrowdedKey, Link
from apps.golden.queries import record_ids_of
from apps.golden.words import Origin, Verdict
from apps.history.bulk import id_array


def open_links(domain: str = "") -> list[Link]:
    """Suggested links that wait for a person, the strongest first."""
    found = Link.objects.filter(verdict=Verdict.SUGGESTED, superseded_at=None).order_by("-weight", "id")
    return list(found.filter(domain=domain) if domain else found)


def count_open_links(domain: str) -> int:
    """How many suggested links wait for a person."""
    return Link.objects.filter(domain=domain, verdict=Verdict.SUGGESTED, superseded_at=None).count()


def links_among(record_ids: Iterable[UUID]) -> list[Link]:
    """The standing links with both ends among these records."""
    ids = _array(record_ids)
    return list(Link.objects.filter(left_id__in=ids, right_id__in=ids, superseded_at=None))


def held(golden_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these golden records that have an open review item: nothing is created for them until it is settled."""
    home = record_ids_of(golden_ids)
    return {home[record] for record in asked_about(home)}


def said_by_stewards(record_ids: Iterable[UUID]) -> list[Link]:
    """The standing links of stewards with one end or both among these source records."""
    return list(_touching(record_ids).filter(origin=Origin.STEWARD))


def stewards_links(link_ids: Iterable[UUID]) -> list[Link]:
    """Those of these links that a steward laid and that stand, in the order of their pairs."""
    found = Link.objects.filter(pk__in=list(link_ids), origin=Origin.STEWARD, superseded_at=None)
    return list(found.order_by("left_id", "right_id"))


def verdicts(domain: str, now: datetime) -> list[Link]:
    """What stewards said of pairs of a domain's source records, as far as it holds now."""
    said = Link.objects.filter(domain=domain, origin=Origin.STEWARD, superseded_at=None)
    return list(said.filter(Q(until=None) | Q(until__gt=now)).order_by("left_id", "right_id"))


def asked_about(record_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these source records that an open review item is about."""
    ids = set(record_ids)
    return {record for link in questions_about(ids) for record in (link.left_id, link.right_id)} & ids


def questions_about(record_ids: Iterable[UUID]) -> list[Link]:
    """The open review items with one end or both among these records."""
    return list(_touching(record_ids).filter(verdict=Verdict.SUGGESTED))


def crowded_keys(domain: str, keys: Iterable[int]) -> dict[int, int]:
    """Those of these blocking keys that were skipped as crowded, and how many records share each."""
    return dict(CrowdedKey.objects.filter(domain=domain, key__in=list(keys)).values_list("key", "size"))


def _touching(record_ids: Iterable[UUID]) -> QuerySet[Link]:
    ids = _array(record_ids)
    return Link.objects.filter(Q(left_id__in=ids) | Q(right_id__in=ids), superseded_at=None)


def _array(ids: Iterable[UUID]) -> RawSQL:
    """Many ids as one parameter: a placeholder each would cost more than the query."""
    return RawSQL("SELECT unnest(%s::uuid[])", [id_array(ids)])
