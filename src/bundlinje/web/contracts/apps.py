"""The application `contracts`."""

from __future__ import annotations

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.contracts"
    label = "contracts"
