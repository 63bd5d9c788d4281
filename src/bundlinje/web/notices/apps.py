"""The application `notices`."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.notices"
    label = "notices"

    def ready(self) -> None:
        """Send the e-mails that a request gave rise to when it has been answered."""
        from bundlinje.web.notices import outbox

        outbox.listen()
