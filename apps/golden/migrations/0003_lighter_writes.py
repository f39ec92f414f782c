"""Golden rows as they come: a row of two to four kilobytes is not compressed."""

from __future__ import annotations

from django.db import migrations

# To compress it, twice with its history, takes longer than to write it.
UP_TO = "ALTER TABLE {} SET (toast_tuple_target = 4096)"
AS_USUAL = "ALTER TABLE {} RESET (toast_tuple_target)"
TABLES = ("golden_goldenrecord", "golden_historicalgoldenrecord")


class Migration(migrations.Migration):
    dependencies = [("golden", "0002_history_and_walls")]

    operations = [migrations.RunSQL(UP_TO.format(table), AS_USUAL.format(table)) for table in TABLES]
