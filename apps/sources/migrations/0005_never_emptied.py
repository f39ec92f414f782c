"""TRUNCATE is refused: it would empty a table, or its history, without a trace."""

from django.db import migrations

from apps.history.triggers import TrackHistory


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_candidates_from_the_index"), ("history", "0002_change_sets_stay")]

    operations = [TrackHistory(name) for name in ("SourceSystem", "SourceRecord")]
