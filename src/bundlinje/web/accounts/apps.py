"""The application `accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.accounts"
    label = "accounts"
