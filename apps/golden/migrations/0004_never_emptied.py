"""TRUNCATE is refused: it would empty a table, or its history, without a trace."""

from django.db import migrations

from apps.history.triggers import TrackHistory


class Migration(migrations.Migration):
    dependencies = [("golden", "0003_lighter_writes"), ("history", "0002_change_sets_stay")]

    operations = [TrackHistory(name) for name in ("Rulebook", "GoldenRecord", "Xref", "Link", "Override")]
