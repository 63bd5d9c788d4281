"""What a person may do, decided in one place: the role in the organisation that owns a thing."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from bundlinje.web.accounts.models import Membership, Organisation, Role, User

#: The session's key of the organisation that a person with several acts for.
CURRENT = "organisation"


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in person, in a view that asks for sign-in."""
    assert isinstance(request.user, User)
    return request.user


def membership_in(user: User | AnonymousUser, organisation: UUID) -> Membership | None:
    """Return the person's membership of an organisation, or None."""
    found: Membership | None = memberships_of(user).filter(organisation_id=organisation).first()
    return found


def memberships_of(user: User | AnonymousUser) -> QuerySet[Membership]:
    """Return the memberships that a person acts by: all, or by a token that of its organisation."""
    if not isinstance(user, User):
        return Membership.objects.none()
    mine: QuerySet[Membership] = Membership.objects.filter(user=user)
    if user.acts_for is not None:
        mine = mine.filter(organisation_id=user.acts_for)
    return mine.select_related("organisation")


def require_role(user: User | AnonymousUser, organisation: UUID, role: Role) -> Membership:
    """Return the membership of someone who may act in a role.

    Raises:
        Http404: not a member; that the organisation or thing exists is not told.
        PermissionDenied: a member of a lower role.
    """
    membership = membership_in(user, organisation)
    if membership is None:
        raise Http404
    if membership.role < role:
        raise PermissionDenied
    return membership


def current_membership(request: HttpRequest) -> Membership | None:
    """Return the membership that the person acts by: the one chosen, else the oldest."""
    cached: Membership | None = getattr(request, "_membership", None)
    if cached is not None:
        return cached
    mine = Membership.objects.filter(user=request.user).select_related("organisation")
    chosen = request.session.get(CURRENT)
    found = mine.filter(organisation_id=chosen).first() if chosen else None
    membership: Membership | None = found or mine.order_by("since", "id").first()
    request._membership = membership
    return membership


def current_organisation(request: HttpRequest, role: Role) -> Organisation:
    """Return the organisation that the person acts for, if it is in this role.

    Raises:
        Http404: the person is a member of none.
        PermissionDenied: a member of a lower role.
    """
    membership = current_membership(request)
    if membership is None:
        raise Http404
    organisation: Organisation = require_role(
        request.user, membership.organisation_id, role
    ).organisation
    return organisation
