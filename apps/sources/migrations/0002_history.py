from django.db import migrations

from apps.history.triggers import TrackHistory


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]

    operations = [TrackHistory("SourceSystem"), TrackHistory("SourceRecord")]
