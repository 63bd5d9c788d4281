"""The application `sharing`."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.sharing"
    label = "sharing"
