"""Seal the second factors' secrets, which the library keeps as they are by itself."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from bundlinje.web.accounts.sealing import seal, unseal


def _each(apps: Any, change: Callable[[str], str]) -> None:
    for one in apps.get_model("mfa", "Authenticator").objects.all():
        for key in ("secret", "seed"):
            if key in one.data:
                one.data[key] = change(one.data[key])
        one.save(update_fields=["data"])


def _seal(apps: Any, schema: Any) -> None:
    _each(apps, seal)


def _unseal(apps: Any, schema: Any) -> None:
    _each(apps, unseal)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_own_sign_in"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(_seal, _unseal)]
