"""Rows without indexes that nobody reads, and without checks for what the same transaction has just read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def unchecked(to: str, *, db_index: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=db_index,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("golden", "0004_never_emptied"),
        ("sources", "0007_lighter_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *[
            migrations.AlterField(model_name=model, name=name, field=unchecked(to, db_index=name in ("left", "right")))
            for model, name, to in (
                ("goldenrecord", "rulebook", "golden.rulebook"),
                ("link", "rulebook", "golden.rulebook"),
                ("link", "left", "sources.sourcerecord"),
                ("link", "right", "sources.sourcerecord"),
            )
        ],
        migrations.AlterField(
            model_name="goldenrecord",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="golden.goldenrecord",
            ),
        ),
        migrations.AddIndex(
            model_name="goldenrecord",
            index=models.Index(
                condition=models.Q(("merged_into", None), _negated=True),
                fields=["merged_into"],
                name="golden_merged_into",
            ),
        ),
        *[
            operation
            for log in (
                "historicalgoldenrecord",
                "historicallink",
                "historicaloverride",
                "historicalrulebook",
                "historicalxref",
            )
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
