"""The application `api`."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.api"
    label = "api"

    def ready(self) -> None:
        """End a person's tokens when the password is changed."""
        from bundlinje.web.api import tokens

        tokens.listen()
