"""Own records come into use when someone else than their author has accepted them."""

from typing import Any

from django.db import migrations, models


def _accepted(apps: Any, schema: Any) -> None:
    """Keep in use what was in use before anything was reviewed."""
    record, change = (
        apps.get_model("knowledge", "OwnRecord"),
        apps.get_model("knowledge", "OwnChange"),
    )
    record.objects.filter(withdrawn=False).update(in_use=True)
    change.objects.filter(withdrawn=True).update(step="withdrawn")


def _as_before(apps: Any, schema: Any) -> None:
    apps.get_model("knowledge", "OwnChange").objects.filter(step="withdrawn").update(withdrawn=True)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        migrations.AddField("ownrecord", "in_use", models.BooleanField(default=False)),
        migrations.AddField(
            "ownchange",
            "step",
            models.CharField(
                choices=[
                    ("proposed", "PROPOSED"),
                    ("accepted", "ACCEPTED"),
                    ("refused", "REFUSED"),
                    ("withdrawn", "WITHDRAWN"),
                ],
                default="accepted",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(_accepted, _as_before),
        migrations.RemoveField("ownchange", "withdrawn"),
    ]
