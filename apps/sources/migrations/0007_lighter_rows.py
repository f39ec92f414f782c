"""Rows without indexes that nobody reads, and without checks for what the same transaction has just written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0006_one_index_for_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="landedrecord",
            name="record",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="landed",
                serialize=False,
                to="sources.sourcerecord",
            ),
        ),
        migrations.AlterField(
            model_name="sourcerecord",
            name="system",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="sources.sourcesystem",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsourcerecord",
            name="system",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sources.sourcesystem",
            ),
        ),
        *[
            operation
            for log in ("historicalsourcerecord", "historicalsourcesystem")
            for operation in (
                migrations.AlterField(model_name=log, name="history_date", field=models.DateTimeField()),
                migrations.AlterField(
                    model_name=log,
                    name="history_user",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            )
        ],
    ]
