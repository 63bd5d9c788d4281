"""Write the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from bundlinje.web.accounts.models import User
from bundlinje.web.audit.models import Event

#: Someone who looks at the same again within this time is not noted again.
ONE_LOOK = timedelta(minutes=30)


def log(
    who: User | AnonymousUser | None,
    action: str,
    what: str,
    which: object,
    organisation: UUID | None = None,
    *,
    purpose: str = "",
    **detail: Any,
) -> None:
    """Note what someone did, and by which token, within the transaction that does it."""
    if isinstance(who, User) and who.acts_by is not None:
        detail["token"] = who.acts_by
    Event.objects.create(
        who=who if isinstance(who, User) else None,
        organisation_id=organisation,
        action=action,
        what=what,
        which=str(which),
        detail=detail,
        purpose=purpose,
    )


def log_look(
    user: User | AnonymousUser, what: str, which: object, organisation: UUID, action: str = "open"
) -> None:
    """Note that someone looked at a thing, once for a while of work on it."""
    since = timezone.now() - ONE_LOOK
    looked = Event.objects.filter(
        who=user if isinstance(user, User) else None,
        action=action,
        when__gt=since,
        what=what,
        which=str(which),
    )
    token = user.acts_by if isinstance(user, User) else None
    mine = looked.filter(detail__token=token) if token else looked.exclude(detail__has_key="token")
    if not mine.exists():
        log(user, action, what, which, organisation)
