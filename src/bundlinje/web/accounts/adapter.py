"""How sign-in is set up: by invitation only, and with a second factor where it is demanded."""

from __future__ import annotations

import base64
import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy

from bundlinje.web.accounts.models import User
from bundlinje.web.accounts.own_sign_in import uses_own_sign_in
from bundlinje.web.accounts.sealing import SealError, seal, unseal
from bundlinje.web.accounts.second_factor import demanded
from bundlinje.web.templatetags.words import say


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; the page of an invitation makes accounts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": lazy(
            lambda: say("E-mailadressen eller adgangskoden er forkert.",
                        "The e-mail address or the password is wrong."), str,
        )(),
    }  # fmt: skip

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody can sign up."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Return a refusal where an organisation's own sign-in is gone round, else None."""
        by_own = "sociallogin" in (how.get("signal_kwargs") or {})
        if not by_own and uses_own_sign_in(user):
            return render(request, "accounts/own_sign_in_only.html", status=403)
        found: HttpResponse | None = super().pre_login(request, user, **how)
        return found


class SecondFactorAdapter(DefaultMFAAdapter):
    """A second factor that an organisation demands cannot be switched off."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether the person may do without this second factor."""
        return not demanded(authenticator.user)

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was; of a lost key, one that no code fits."""
        try:
            return unseal(encrypted_text)
        except SealError:
            return base64.b32encode(secrets.token_bytes(20)).decode()
