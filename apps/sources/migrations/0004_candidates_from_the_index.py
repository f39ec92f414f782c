from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_lighter_landing")]

    operations = [
        migrations.RemoveIndex(model_name="blockingkey", name="blockingkey_lookup"),
        migrations.AddIndex(
            model_name="blockingkey",
            index=models.Index(fields=["key"], include=("record", "domain"), name="blockingkey_lookup"),
        ),
    ]
