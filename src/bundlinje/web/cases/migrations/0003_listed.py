"""An index in the order of the list, so that a page of it is read and nothing is sorted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_data"),
        ("cases", "0002_facts"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="cases_case_organis_0f3cc7_idx",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("organisation"),
                models.OrderBy(models.F("changed"), descending=True),
                models.F("id"),
                condition=models.Q(("removed", None)),
                name="cases_listed",
            ),
        ),
    ]
