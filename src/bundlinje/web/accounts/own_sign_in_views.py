"""Go to an organisation's own sign-in, come back from it, and sign out there too."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import logout as sign_out_here
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from bundlinje.web.accounts.own_sign_in import END, FAILED, NONCE, refused
from bundlinje.web.accounts.sealing import SealError, seal, unseal
from bundlinje.web.limits import limited_open


@require_safe
@never_cache
@limited_open("own-sign-in", reads=True)
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person to the organisation's own sign-in."""
    request.session.setdefault(NONCE, secrets.token_urlsafe(24))
    return _through(OAuth2LoginView, request, provider_id)


@require_safe
@never_cache
@limited_open("own-sign-in", reads=True)
def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in the one whom the organisation's own sign-in sends back."""
    response = _through(OAuth2CallbackView, request, provider_id)
    ended = getattr(request, "own_sign_in_end", None)
    if request.user.is_authenticated and ended is not None:
        # Kept in the session, sealed: it names the person to the system that made it.
        request.session[END] = seal(json.dumps(ended))
    return response


def _through(
    view: type[OAuth2LoginView | OAuth2CallbackView], request: HttpRequest, provider_id: str
) -> HttpResponse:
    try:
        asked = view.adapter_view(_Provider(request, provider_id))
        answered: HttpResponse = asked(request)
        return answered
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, SealError):
        return refused(request, FAILED)


class _Provider(OpenIDConnectOAuth2Adapter):
    """The organisation's system, which also says where one signs out of it."""

    def complete_login(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        """Return who signs in, and remember what signing out there takes."""
        found = super().complete_login(request, *args, **more)
        request.own_sign_in_end = {
            "name": self.get_provider().app.name,
            "client": self.get_provider().app.client_id,
            "address": self.openid_config.get("end_session_endpoint", ""),
            "token": more["response"].get("id_token", ""),
        }
        return found


@require_http_methods(["GET", "POST"])
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and of the organisation's own sign-in where one came by it.

    Where its system has no page for that, say that one is still signed in there.
    """
    sealed = request.session.get(END) if request.method == "POST" else None
    response: HttpResponse = sign_out_here(request)
    if sealed is None:
        return response
    try:
        ended = json.loads(unseal(sealed))
    except SealError:
        return response
    address = away(ended, request.build_absolute_uri(reverse("front")))
    page = render(request, "accounts/signed_out.html", {"name": ended["name"], "address": address})
    if address:
        # By the page and not the form: a form may only lead to pages here.
        page["Refresh"] = f"0; url={address}"
    return page


def away(ended: dict[str, str], back: str) -> str:
    """Return the address that signs one out of the organisation's system, or an empty text."""
    if not ended["address"].startswith(("https://", "http://")):
        return ""
    asked = urlencode(
        {
            "id_token_hint": ended["token"],
            "client_id": ended["client"],
            "post_logout_redirect_uri": back,
        }
    )
    return f"{ended['address']}{'&' if '?' in ended['address'] else '?'}{asked}"
