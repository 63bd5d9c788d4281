"""The application `cases`."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.cases"
    label = "cases"
