"""Keep a target up to date for a domain."""

from __future__ import annotations

from apps.sync.models import Subscription


def subscribe(*, system_id: int, domain: str, creates: bool) -> None:
    """Subscribe a system to a domain; running it twice changes nothing."""
    Subscription.objects.get_or_create(system_id=system_id, domain=domain, defaults={"creates": creates})
