"""The post office: letters, who gets them, and what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Subscription(models.Model):
    """One target that is kept up to date for one domain, its policy, and the state of its circuit.

    `field_modes` overrides the default of a field: send, send_if_empty, create_only or never. While the circuit is
    open (`open_until` in the future) rows wait untouched; `halted` names a systemic failure that a person must mend.
    """

    system = models.ForeignKey("sources.SourceSystem", models.PROTECT, related_name="subscriptions")
    domain = models.CharField(max_length=30)
    creates = models.BooleanField(default=True, help_text="may create records that the target lacks")
    field_modes = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    halted = models.CharField(max_length=300, blank=True)
    last_success_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("system", "domain"), name="subscription_once"),)

    def __str__(self) -> str:
        return f"{self.system_id}/{self.domain}"


class OutboxMessage(models.Model):
    """One state of one golden record, written in the transaction that made it. A full snapshot, never a delta."""

    domain = models.CharField(max_length=30)
    golden_id = models.UUIDField()
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    snapshot = models.JSONField()
    change_set = models.BigIntegerField()
    created_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("id",), condition=Q(dispatched_at=None), name="outbox_tray"),
            models.Index(fields=("golden_id", "-version"), name="outbox_of_golden"),
        )

    def __str__(self) -> str:
        return f"{self.golden_id} v{self.version}"


class Delivery(models.Model):
    """One letter to one target. A lane (target, golden record) has at most one waiting and one in flight."""

    class State(models.TextChoices):
        WAITING = "waiting"
        IN_FLIGHT = "in_flight"
        DELIVERED = "delivered"
        SUPERSEDED = "superseded"
        FAILED = "failed"

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="deliveries")
    golden_id = models.UUIDField()
    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="deliveries")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, help_text="who holds it; an acknowledgement with another claim is refused")
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    sent = models.JSONField(default=dict, help_text="external id → fields written")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subscription", "golden_id"), condition=Q(state="waiting"), name="delivery_one_waiting"
            ),
            models.UniqueConstraint(
                fields=("subscription", "golden_id"), condition=Q(state="in_flight"), name="delivery_one_in_flight"
            ),
        )
        indexes = (
            models.Index(fields=("subscription", "due_at"), condition=Q(state="waiting"), name="delivery_tray"),
            models.Index(fields=("claimed_until",), condition=Q(state="in_flight"), name="delivery_leases"),
            models.Index(fields=("golden_id", "-id"), name="delivery_of_golden"),
        )

    def __str__(self) -> str:
        return f"{self.golden_id} v{self.version} → {self.subscription_id}: {self.state}"


class Binding(models.Model):
    """A record that we created at a target: asked for (`external_id` empty), then known.

    It ties the record to its golden record when it comes home by a pull, and an unanswered creation is looked up by
    the golden id before it is tried again.
    """

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="bindings")
    golden_id = models.UUIDField()
    external_id = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subscription", "golden_id"), name="binding_one_per_golden"),
            models.UniqueConstraint(
                fields=("subscription", "external_id"), condition=~Q(external_id=""), name="binding_one_per_external_id"
            ),
        )

    def __str__(self) -> str:
        return f"{self.golden_id} ↔ {self.external_id or 'asked'}"
