"""Change sets."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
