"""Which case a person may read, change or remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from bundlinje.web.accounts.access import require_role
from bundlinje.web.accounts.models import Role, User
from bundlinje.web.audit.log import log_look
from bundlinje.web.cases.models import Case


def case_for(user: User | AnonymousUser, case_id: UUID, role: Role = Role.READER) -> Case:
    """Return a case that the person may use in this role; that it was seen is noted.

    Raises:
        Http404: no such case, or not one of the person's organisations.
        PermissionDenied: the person's role is lower.
    """
    case = Case.objects.filter(id=case_id, removed=None).select_related("organisation").first()
    if case is None:
        raise Http404
    require_role(user, case.organisation_id, role)
    log_look(user, "case", case.id, case.organisation_id)
    return case
