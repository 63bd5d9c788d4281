"""Organisations can demand that their members sign in with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bundlinje.web.accounts.models import Membership, User
from bundlinje.web.accounts.own_sign_in import uses_own_sign_in
from bundlinje.web.templatetags.words import say

#: What one may use before the second factor is set up: the account itself, and what is open to all.
#: The API looks at the person of the token and not at who is signed in.
_OPEN = ("account_", "mfa_", "api-1:")
_ALSO_OPEN = ("language", "health")


def demanded(user: User) -> bool:
    """Return whether one of the person's organisations demands a second factor."""
    found: bool = Membership.objects.filter(user=user, organisation__second_factor=True).exists()
    return found


def lacks(user: User) -> bool:
    """Return whether a second factor is demanded that the person has not set up.

    Where the organisation has its own sign-in, that asks for what the organisation wants.
    """
    return (
        demanded(user)
        and not uses_own_sign_in(user)
        and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    )


class SecondFactor:
    """Sends members who lack a second factor that is demanded to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return the way to the set-up page, or None where the view may answer."""
        match = request.resolver_match
        name = str(match.view_name if match else "")
        if name.startswith(_OPEN) or name in _ALSO_OPEN:
            return None
        if not isinstance(request.user, User) or not lacks(request.user):
            return None
        # The set-up asks for the password first, so there must be one.
        page = "mfa_activate_totp" if request.user.has_usable_password() else "account_set_password"
        if request.headers.get("HX-Request"):
            # htmx would put the page in place of the field.
            response = HttpResponse(status=204)
            response["HX-Redirect"] = reverse(page)
            return response
        messages.error(
            request,
            say("Din organisation kræver totrinsbekræftelse. Slå den til for at komme videre.",
                "Your organisation demands two-step verification. Switch it on to go on."),
        )  # fmt: skip
        return redirect(page)
