"""Nobody deletes a change set: who did what, when and why stays."""

from django.db import migrations

from apps.history.triggers import CHANGE_SETS_STAY, FOUNDATION, KEEP_CHANGE_SETS


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FOUNDATION + KEEP_CHANGE_SETS, f"DROP TRIGGER IF EXISTS {CHANGE_SETS_STAY} ON history_changeset"
        )
    ]
