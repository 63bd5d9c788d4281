"""Make, find and withdraw tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account import signals
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from bundlinje.web.accounts.models import Membership, Role, User
from bundlinje.web.accounts.own_sign_in import uses_own_sign_in
from bundlinje.web.api.models import ApiToken
from bundlinje.web.api.scopes import SCOPES
from bundlinje.web.audit.log import log

#: What every token begins with, so that one that was left somewhere is recognised.
PREFIX = "bundlinje_"
#: How many days a token may last.
LASTS = (30, 90, 365)
LONGEST_NAME = 80


def make(mine: Membership, name: str, scopes: Iterable[str], days: int) -> tuple[str, ApiToken]:
    """Return a new token of a member, as it is shown once, and what is kept of it."""
    token = PREFIX + secrets.token_urlsafe(32)
    wanted = set(scopes)
    with transaction.atomic():
        made = ApiToken.objects.create(
            digest=digest(token),
            user=mine.user,
            organisation=mine.organisation,
            name=name,
            scopes=[scope for scope in SCOPES if scope in wanted],
            expires=timezone.now() + timedelta(days=days),
        )
        log(mine.user, "token", "token", made.pk, mine.organisation_id)
    return token, made


def digest(token: str) -> str:
    """Return what is kept of a token; it has too many bits to be guessed from it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find(token: str) -> ApiToken | None:
    """Return the token that works, or None."""
    found: ApiToken | None = (
        ApiToken.objects.filter(
            digest=digest(token), withdrawn=None, expires__gt=timezone.now(), user__is_active=True
        )
        .select_related("user", "organisation")
        .first()
    )
    return found


def count_use(token: ApiToken, most: int) -> int | None:
    """Note that a token is used now; return how long to wait [s] if it is used too often."""
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    again = Case(When(last_used__gte=minute, then=F("used") + 1), default=1)
    ApiToken.objects.filter(pk=token.pk).update(used=again, last_used=now)
    token.refresh_from_db(fields=["used"])
    return 60 - now.second if token.used > most else None


def must_sign_in_again(user: User) -> bool:
    """Return whether a person's tokens rest until the next sign-in in a browser.

    Where an organisation's own account system decides who gets in, a token is no way round it: it
    works for as long after a sign-in as a session does.
    """
    if not uses_own_sign_in(user):
        return False
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return user.last_login is None or timezone.now() - user.last_login > lasts


def seen_by(mine: Membership) -> list[ApiToken]:
    """Return the tokens that a member may withdraw, those that work first.

    They are the member's own; an administrator sees those of every member.
    """
    found = ApiToken.objects.filter(organisation_id=mine.organisation_id)
    if mine.role < Role.ADMINISTRATOR:
        found = found.filter(user=mine.user)
    return sorted(found.select_related("user").order_by("-created"), key=lambda one: not one.works)


def withdraw(token: ApiToken, who: User) -> None:
    """End a token at once."""
    if token.withdrawn is None:
        token.withdrawn = timezone.now()
        token.save(update_fields=["withdrawn"])
        log(who, "withdraw-token", "token", token.pk, token.organisation_id)


def listen() -> None:
    """End a person's tokens when the password is changed, as the sessions are."""
    for signal in (signals.password_changed, signals.password_reset, signals.password_set):
        signal.connect(_ended, weak=False, dispatch_uid=f"{id(signal)}-tokens")


def _ended(*, user: Any = None, **_: Any) -> None:
    if isinstance(user, User):
        working = Q(withdrawn=None, expires__gt=timezone.now())
        for token in ApiToken.objects.filter(working, user=user):
            withdraw(token, user)
