"""Which case a person may read, comment, change or share; decided here for every page."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Q, QuerySet
from django.http import Http404

from bundlinje.web.accounts.access import membership_in, memberships_of
from bundlinje.web.accounts.models import Role, User
from bundlinje.web.audit.log import log_look
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing.models import May, Share

#: What members of the owning organisation may; a reader there is a colleague, who may comment.
_OF_MEMBERS = {Role.READER: May.COMMENT, Role.EDITOR: May.OWN, Role.ADMINISTRATOR: May.OWN}
#: The most that members of an organisation may by what was shared with it.
_OF_RECEIVERS = {Role.READER: May.COMMENT, Role.EDITOR: May.EDIT, Role.ADMINISTRATOR: May.EDIT}
#: What a page needs that asks for a role.
_NEEDED = {Role.READER: May.READ, Role.EDITOR: May.EDIT, Role.ADMINISTRATOR: May.OWN}


def case_for(
    user: User | AnonymousUser, case_id: UUID, need: May | Role = May.READ, listed: bool = False
) -> Case:
    """Return a case that the person may use so; that it was seen is noted.

    `listed` where only what a list says of it is shown, which is no looking at the case.

    Raises:
        Http404: no such case, or neither of the person's organisations nor shared with them.
        PermissionDenied: the person may less.
    """
    case = Case.objects.filter(id=case_id, removed=None).select_related("organisation").first()
    if case is None:
        raise Http404
    found = may(user, case)
    if found is None:
        raise Http404
    if found < (_NEEDED[need] if isinstance(need, Role) else need):
        raise PermissionDenied
    if needs_second_factor(user, case):
        raise PermissionDenied
    if not listed:
        log_look(user, "case", case.id, case.organisation_id)
    return case


def may(user: User | AnonymousUser, case: Case) -> May | None:
    """Return what a person may do with a case, None where not even see it."""
    if not isinstance(user, User):
        return None
    membership = membership_in(user, case.organisation_id)
    found = [] if membership is None else [_OF_MEMBERS[Role(membership.role)]]
    shares = Share.objects.filter(_received_by(user), case=case)
    roles = dict(memberships_of(user).values_list("organisation_id", "role"))
    for share in shares:
        level = May(share.level)
        if share.organisation_id is not None:
            level = min(level, _OF_RECEIVERS[Role(roles[share.organisation_id])])
        found.append(level)
    return max(found, default=None)


def is_others(user: User, case: Case) -> bool:
    """Return whether a case belongs to an organisation that the person is no member of."""
    return membership_in(user, case.organisation_id) is None


def needs_second_factor(user: User | AnonymousUser, case: Case) -> bool:
    """Return whether the owner demands a second factor that the receiver of a share lacks.

    Members are sent to set it up before they come here.
    """
    if not case.organisation.second_factor or membership_in(user, case.organisation_id):
        return False
    set_up = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return not set_up.exists()


def shared_with(user: User) -> QuerySet[Case]:
    """Return the cases shared with a person or the person's organisations; not their own."""
    mine = memberships_of(user).values("organisation")
    received = Share.objects.filter(_received_by(user)).values("case")
    return (
        Case.objects.filter(id__in=received, removed=None)
        .exclude(organisation__in=mine)
        .select_related("organisation")
        .order_by("-changed")
    )


def seen_by(user: User, need: May = May.READ, at: str = "") -> Q:
    """Return what finds the cases that a person may read, or comment: own ones and shared ones.

    `at` is where the case stands in the rows that are searched, as `case__`. It asks of each row
    and gathers no cases: an organisation may have a hundred thousand.
    """
    own = Q(**{f"{at}organisation__in": memberships_of(user).values("organisation")})
    received = Share.objects.filter(_received_by(user), level__gte=need).values("case")
    set_up = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    open_to = Q(**{f"{at}organisation__second_factor": False}) | Q(Exists(set_up))
    shared = Q(**{f"{at}id__in": received}) & open_to
    return (own | shared) & Q(**{f"{at}removed": None})


def _received_by(user: User) -> Q:
    """Return what finds the shares a person acts by; a token has those of its organisation only."""
    theirs = Q(organisation__in=memberships_of(user).values("organisation"))
    return theirs if user.acts_for is not None else theirs | Q(user=user)
