"""What needs a person. Every task stands on a fact below; deleted, it would be opened again from that fact."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q


class StewardTask(models.Model):
    """One question for a steward: are these golden records the same thing? Of a single one: is it one thing still?

    `goldens` are the ids in question, sorted; `links` the suggested links behind it. A claim is a courtesy that ends by
    itself; the version check at the decision is the law.
    """

    class Kind(models.TextChoices):
        MATCH = "match"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MATCH)
    domain = models.CharField(max_length=30)
    goldens = models.JSONField()
    links = models.JSONField()
    weight = models.FloatField(help_text="strongest suggested match weight, in bits")
    reason = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    change_set = models.BigIntegerField(null=True, help_text="the change set of the decision, to undo it")
    deferred_until = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("domain", "goldens"), condition=Q(closed_at=None), name="task_one_open_per_question"
            ),
        )
        indexes = (models.Index(fields=("domain", "-weight", "id"), condition=Q(closed_at=None), name="task_queue"),)

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}: {self.title}"

    @property
    def golden_ids(self) -> list[UUID]:
        return [UUID(key) for key in self.goldens]

    @property
    def is_about_one(self) -> bool:
        """True where it is asked whether a source record still belongs to its golden record."""
        return len(self.goldens) == 1
