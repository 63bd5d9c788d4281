"""The application `audit`."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.audit"
    label = "audit"

    def ready(self) -> None:
        """Listen to what the sign-in library does."""
        from bundlinje.web.audit import signing

        signing.listen()
