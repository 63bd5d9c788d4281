"""Go to an organisation's own sign-in, and come back from it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as library
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from bundlinje.web.accounts.own_sign_in import FAILED, NONCE, refused
from bundlinje.web.accounts.sealing import SealError
from bundlinje.web.limits import limited_open


@require_safe
@never_cache
@limited_open("own-sign-in", reads=True)
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person to the organisation's own sign-in."""
    request.session.setdefault(NONCE, secrets.token_urlsafe(24))
    return _through(library.login, request, provider_id)


@require_safe
@never_cache
@limited_open("own-sign-in", reads=True)
def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in the one whom the organisation's own sign-in sends back."""
    return _through(library.callback, request, provider_id)


def _through(
    view: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider_id: str
) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (RequestException, SealError):
        return refused(request, FAILED)
