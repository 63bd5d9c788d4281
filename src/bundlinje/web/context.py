"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bundlinje.basics.version import __version__
from bundlinje.web.accounts.access import current_membership
from bundlinje.web.accounts.models import User
from bundlinje.web.language import current
from bundlinje.web.notices.seeing import count_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the language, the version and whom the signed-in person acts for."""
    # A request that failed before it was known whose it is still gets its error page.
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    membership = current_membership(request) if person else None
    return {
        "language": current(),
        "version": __version__,
        "membership": membership,
        "sends_email": settings.SENDS_EMAIL,
        # Asked for by pages that have a header, and by those alone.
        "notice_count": SimpleLazyObject(lambda: count_for(person) if person else 0),
    }
