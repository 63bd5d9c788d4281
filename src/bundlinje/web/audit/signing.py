"""Note what happens in the sign-in library: signing in and out, passwords, the second factor."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out, user_login_failed

from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log

_logger = logging.getLogger("bundlinje.web.sign-in")


def listen() -> None:
    """Connect what the library says to the log."""
    for signal, action in (
        (account.user_logged_in, "sign-in"),
        (user_logged_out, "sign-out"),
        (account.password_set, "password"),
        (account.password_changed, "password"),
        (account.password_reset, "password"),
        (mfa.authenticator_added, "second-factor-on"),
        (mfa.authenticator_removed, "second-factor-off"),
        (mfa.authenticator_reset, "recovery-codes"),
    ):
        signal.connect(_noting(action), weak=False, dispatch_uid=f"{id(signal)}-{action}")
    user_login_failed.connect(_failed, dispatch_uid="sign-in-failed")
    mfa.authentication_failed.connect(_failed, dispatch_uid="second-factor-failed")


def _noting(action: str) -> Any:
    def note(*, user: Any = None, **_: Any) -> None:
        if isinstance(user, User):
            log(user, action, "user", user.pk)

    return note


def _failed(**_: Any) -> None:
    """Count that a sign-in failed; whose it was, and what was typed, is not kept."""
    _logger.warning("sign-in failed")
    log(None, "sign-in-failed", "site", "")
