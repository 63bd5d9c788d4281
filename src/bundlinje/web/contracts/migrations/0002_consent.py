"""Agreements; a contract that was signed without any goes back to what can be agreed to."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def unsign(apps: Any, schema_editor: Any) -> None:
    """Say that contracts are negotiated which nobody has agreed to here."""
    contracts = apps.get_model("contracts", "Contract").objects
    contracts.filter(stage__in=("signed", "running")).update(stage="negotiated")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_data"),
        ("contracts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unsign, migrations.RunPython.noop),
        migrations.AddField(
            model_name="contract",
            name="agreed",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="contract",
            name="proposed",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("on_paper", models.DateField(null=True)),
                ("when", models.DateTimeField(auto_now_add=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="contracts.contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("on_paper", None)),
                        fields=("contract", "revision", "organisation"),
                        name="one_agreement",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("on_paper__isnull", False)),
                        fields=("contract", "revision", "name"),
                        name="one_paper",
                    ),
                ],
            },
        ),
    ]
