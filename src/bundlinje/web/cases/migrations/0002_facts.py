"""What lists say of a case: its chance, from which knowledge base, and whether it is an example."""

from typing import Any

from django.db import migrations, models

from bundlinje.web.cases.packing import unpacked
from bundlinje.web.cases.store import own_records_in


def fill(apps: Any, editor: Any) -> None:
    """Note which own records each case uses; what it gives is calculated when it is listed."""
    case_model = apps.get_model("cases", "Case")
    revisions = apps.get_model("cases", "Revision").objects
    for case in case_model.objects.iterator():
        newest = revisions.filter(case=case).order_by("-number").first()
        if newest is not None and (used := own_records_in(unpacked(bytes(newest.packed)))):
            case_model.objects.filter(pk=case.pk).update(own_records=used)
    released = apps.get_model("sharing", "Release").objects.filter(example=True)
    case_model.objects.filter(pk__in=released.values("case")).update(example=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("sharing", "0001_initial")]

    operations = [
        migrations.AddField("case", "chance", models.FloatField(null=True)),
        migrations.AddField(
            "case", "judged_with", models.CharField(blank=True, default="", max_length=60)
        ),
        migrations.AddField("case", "own_records", models.TextField(blank=True, default="")),
        migrations.AddField("case", "example", models.BooleanField(default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
