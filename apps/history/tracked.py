"""What a model says to be recorded: `history = TrackedHistory()`."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


def history_of(model: type[models.Model]) -> Any:
    """The model of a tracked model's history rows, which the package puts there as `history.model`."""
    tracked: Any = model
    return tracked.history.model


class HistoryRow(models.Model):
    """What the trigger adds to each history row beside django-simple-history's own columns."""

    change_set = models.ForeignKey("history.ChangeSet", models.PROTECT, db_constraint=False, related_name="+")

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
            history_change_reason_field=models.TextField(null=True),
            **options,
        )

    def _get_history_user_fields(self) -> dict[str, Any]:
        """Without an index: the person behind a row is asked of its change set."""
        fields: dict[str, Any] = super()._get_history_user_fields()
        fields["history_user"].db_index = False
        return fields

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Nothing: the trigger has written the row."""

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Nothing: the trigger has written the row."""
