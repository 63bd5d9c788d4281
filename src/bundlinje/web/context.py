"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from bundlinje.basics.version import __version__
from bundlinje.web.accounts.access import current_membership
from bundlinje.web.language import current


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the language, the version and whom the signed-in person acts for."""
    # A request that failed before it was known whose it is still gets its error page.
    user = getattr(request, "user", None)
    membership = current_membership(request) if user and user.is_authenticated else None
    return {
        "language": current(),
        "version": __version__,
        "membership": membership,
        "sends_email": settings.SENDS_EMAIL,
    }
