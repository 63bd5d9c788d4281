"""Links that work once: to sign in, and to become a member."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
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


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_token(user: User) -> str:
    """Return a new token that signs `user` in once, within an hour."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires__lt=timezone.now()).delete()
    SignInLink.objects.create(
        digest=digest(token), user=user, expires=timezone.now() + SIGN_IN_LASTS
    )
    return token


def use_sign_in(token: str) -> User | None:
    """Return whom a token signs in, and use it up; None if it is unknown, used or too old."""
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update()
            .filter(digest=digest(token), expires__gt=timezone.now())
            .select_related("user")
            .first()
        )
        if link is None:
            return None
        user: User = link.user
        link.delete()
    return user if user.is_active else None


def password_path(user: User) -> str:
    """Return the path of a page where a person chooses a new password, once, within a day."""
    key = default_token_generator.make_token(user)
    uid = user_pk_to_url_str(user)
    return str(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key}))


def administered(user: User, members: Iterable[Membership]) -> frozenset[int]:
    """Return those of the members' people all of whose organisations `user` administers."""
    mine = Membership.objects.filter(user=user, role=Role.ADMINISTRATOR)
    people = {member.user_id for member in members} - {user.pk}
    elsewhere = (
        Membership.objects.filter(user__in=people)
        .exclude(organisation__in=mine.values("organisation"))
        .values_list("user", flat=True)
    )
    return frozenset(people - set(elsewhere))


def with_second_factor(members: Iterable[Membership]) -> frozenset[int]:
    """Return those of the members' people who sign in with a second factor."""
    people = [member.user_id for member in members]
    found = Authenticator.objects.filter(user__in=people, type=Authenticator.Type.TOTP)
    return frozenset(found.values_list("user", flat=True))


def invite(organisation: Organisation, email: str, role: Role, invited_by: User | None) -> str:
    """Return a new token by which the one with this address becomes a member; replaces older."""
    token = secrets.token_urlsafe(32)
    email = User.objects.normalize_email(email).lower()
    Invitation.objects.filter(organisation=organisation, email=email).delete()
    Invitation.objects.create(
        digest=digest(token),
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
        Invitation.objects.filter(digest=digest(token), expires__gt=timezone.now())
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
