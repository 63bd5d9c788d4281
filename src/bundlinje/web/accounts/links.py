"""Links that work once: to sign in, and to become a member."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bundlinje.web.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    Role,
    SignInLink,
    User,
)

SIGN_IN_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=14)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_token(user: User) -> str:
    """Return a new token that signs `user` in once, within an hour."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires__lt=timezone.now()).delete()
    SignInLink.objects.create(
        digest=_digest(token), user=user, expires=timezone.now() + SIGN_IN_LASTS
    )
    return token


def use_sign_in(token: str) -> User | None:
    """Return whom a token signs in, and use it up; None if it is unknown, used or too old."""
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update()
            .filter(digest=_digest(token), expires__gt=timezone.now())
            .select_related("user")
            .first()
        )
        if link is None:
            return None
        user: User = link.user
        link.delete()
    return user if user.is_active else None


def invite(organisation: Organisation, email: str, role: Role, invited_by: User) -> str:
    """Return a new token by which the one with this address becomes a member; replaces older."""
    token = secrets.token_urlsafe(32)
    email = User.objects.normalize_email(email).lower()
    Invitation.objects.filter(organisation=organisation, email=email).delete()
    Invitation.objects.create(
        digest=_digest(token),
        organisation=organisation,
        email=email,
        role=role,
        invited_by=invited_by,
        expires=timezone.now() + INVITATION_LASTS,
    )
    return token


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation of a token; None if it is unknown, used or too old."""
    found: Invitation | None = (
        Invitation.objects.filter(digest=_digest(token), expires__gt=timezone.now())
        .select_related("organisation")
        .first()
    )
    return found


def accept(invitation: Invitation, user: User) -> Membership:
    """Make a person a member, and use the invitation up; a higher role is kept."""
    with transaction.atomic():
        membership: Membership
        membership, made = Membership.objects.get_or_create(
            user=user, organisation=invitation.organisation, defaults={"role": invitation.role}
        )
        if not made and membership.role < invitation.role:
            membership.role = invitation.role
            membership.save()
        invitation.delete()
    return membership
