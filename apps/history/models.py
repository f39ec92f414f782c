"""Change sets, and the part that every history row has in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class ChangeSet(models.Model):
    """One business act: a pull page landed, a batch resolved, a merge, an override. Every history row names one.

    The actor's name is a copy, so that the story still reads well when the account is gone.
    """

    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=("kind", "-id"), name="changeset_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk} by {self.actor}"


class HistoryRow(models.Model):
    """What the trigger adds to each history row beside django-simple-history's own columns."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, db_constraint=False, related_name="+")

    class Meta:
        abstract = True


class TrackedHistory(HistoricalRecords):
    """History whose rows are written by the database's statement triggers, never by signals.

    The package's models, managers and diffs stay in use (`as_of`, `diff_against`, `prev_record`); COPY, `update()`
    and raw SQL are recorded like everything else. See `triggers.py`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            bases=[HistoryRow],
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(null=True),  # noqa: DJ001 - the package's own column is nullable
            **options,
        )

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Nothing: the trigger has written the row."""

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Nothing: the trigger has written the row."""
