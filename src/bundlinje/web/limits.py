"""How often something may be done: counted in the log that every worker shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bundlinje.web.accounts.models import User
from bundlinje.web.audit.models import Event

View = Callable[..., HttpResponse]

#: For each action of the log: at most so many by one person within so long.
LIMITS = {
    "change": (240, timedelta(minutes=1)),
    "create": (60, timedelta(minutes=10)),
    "upload": (30, timedelta(minutes=10)),
    "download": (60, timedelta(minutes=10)),
    "export": (10, timedelta(hours=1)),
    "invite": (30, timedelta(hours=1)),
    "submit": (60, timedelta(minutes=10)),
    "propose": (60, timedelta(minutes=10)),
    "agree-on-paper": (60, timedelta(minutes=10)),
    "agree": (60, timedelta(minutes=10)),
    "take-back": (60, timedelta(minutes=10)),
    "dispute": (30, timedelta(minutes=10)),
    "invite-party": (30, timedelta(hours=1)),
    "join-contract": (30, timedelta(hours=1)),
    "password-link": (10, timedelta(hours=1)),
    "token": (20, timedelta(hours=1)),
    "share": (60, timedelta(hours=1)),
    # Whoever tries addresses finds out which have an account.
    "share-unknown": (10, timedelta(hours=1)),
    "make-link": (30, timedelta(hours=1)),
    "comment": (60, timedelta(minutes=10)),
    "review": (120, timedelta(minutes=10)),
    "release": (20, timedelta(hours=1)),
    "actual": (60, timedelta(minutes=10)),
}


def too_often(who: User, action: str) -> timedelta | None:
    """Return how long a person must wait who has done an action too often, or None.

    What is counted is what the log says was done, so that counting costs no write.
    """
    most, within = LIMITS[action]
    since = timezone.now() - within
    done = Event.objects.filter(who=who, action=action, when__gt=since).count()
    return within if done >= most else None


def limited(action: str) -> Callable[[View], View]:
    """Refuse a view to a signed-in person who has done the action too often.

    A page that is only read is never refused, save the downloads.
    """
    reads = action == "download"

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if isinstance(request.user, User) and (request.method == "POST" or reads):
                wait = too_often(request.user, action)
                if wait is not None:
                    return too_many(request, wait)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def limited_open(action: str, reads: bool = False) -> Callable[[View], View]:
    """Refuse a view that needs no sign-in to an address that has posted to it too often.

    With `reads`, also to one that has read it too often. How often stands in the setting
    `ACCOUNT_RATE_LIMITS`; the sign-in library counts.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not ratelimit.consume(
                request, app="allauth.account", action=action, limit_get=reads
            ):
                return too_many(request)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def too_many(request: HttpRequest, within: timedelta = timedelta(minutes=10)) -> HttpResponse:
    """Answer that it went too fast, and when to try again."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(int(within.total_seconds()))
    return response
