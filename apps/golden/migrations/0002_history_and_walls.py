from django.db import migrations

from apps.history.triggers import TrackHistory

# A source record belongs to exactly one *live* golden record. The pair (id, is live) is referenced, so that retiring a
# golden record that still has members, or crossing a record to a retired one, fails at commit.
LIVE_ONLY = """
ALTER TABLE golden_goldenrecord ADD COLUMN is_live boolean GENERATED ALWAYS AS (status = 'live') STORED;
ALTER TABLE golden_goldenrecord ADD CONSTRAINT golden_id_and_live UNIQUE (id, is_live);
ALTER TABLE golden_xref ADD COLUMN golden_is_live boolean GENERATED ALWAYS AS (true) STORED;
ALTER TABLE golden_xref ADD CONSTRAINT xref_golden_is_live FOREIGN KEY (golden_id, golden_is_live)
  REFERENCES golden_goldenrecord (id, is_live) DEFERRABLE INITIALLY DEFERRED;
"""
UNDO = """
ALTER TABLE golden_xref DROP CONSTRAINT xref_golden_is_live, DROP COLUMN golden_is_live;
ALTER TABLE golden_goldenrecord DROP CONSTRAINT golden_id_and_live, DROP COLUMN is_live;
"""


class Migration(migrations.Migration):
    dependencies = [("golden", "0001_initial")]

    operations = [
        migrations.RunSQL(LIVE_ONLY, UNDO),
        *[TrackHistory(name) for name in ("Rulebook", "GoldenRecord", "Xref", "Link", "Override")],
    ]
