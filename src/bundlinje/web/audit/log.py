"""Write the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from bundlinje.web.accounts.models import User
from bundlinje.web.audit.models import Event


def log(
    who: User | AnonymousUser | None,
    action: str,
    what: str,
    which: object,
    organisation: UUID | None = None,
    **detail: Any,
) -> None:
    """Note what someone did, within the transaction that does it."""
    Event.objects.create(
        who=who if isinstance(who, User) else None,
        organisation_id=organisation,
        action=action,
        what=what,
        which=str(which),
        detail=detail,
    )
