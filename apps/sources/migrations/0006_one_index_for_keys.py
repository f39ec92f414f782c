"""Keys with one large index in the place of two: found by key and unique by it, and a small one by record."""

from django.db import migrations, models

ONE_INDEX = """
ALTER TABLE sources_blockingkey DROP CONSTRAINT sources_blockingkey_pkey;
DROP INDEX blockingkey_lookup;
CREATE UNIQUE INDEX blockingkey_lookup ON sources_blockingkey (key, record_id, rule) INCLUDE (domain);
"""
TWO_INDEXES = """
DROP INDEX blockingkey_lookup;
CREATE INDEX blockingkey_lookup ON sources_blockingkey (key) INCLUDE (record_id, domain);
ALTER TABLE sources_blockingkey ADD PRIMARY KEY (record_id, rule, key);
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0005_never_emptied")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ONE_INDEX, TWO_INDEXES)],
            state_operations=[
                migrations.RemoveIndex(model_name="blockingkey", name="blockingkey_lookup"),
                migrations.RemoveField(model_name="blockingkey", name="pk"),
                migrations.AddField(
                    model_name="blockingkey",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "key", "record_id", "rule", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="blockingkey", index=models.Index(fields=["record"], name="blockingkey_of_record")
        ),
    ]
