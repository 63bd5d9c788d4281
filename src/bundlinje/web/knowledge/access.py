"""Which own record a person may read or change."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from bundlinje.web.accounts.access import require_role
from bundlinje.web.accounts.models import Role, User
from bundlinje.web.knowledge.models import OwnRecord


def own_record_for(user: User | AnonymousUser, record: int, role: Role) -> OwnRecord:
    """Return an own record that the person may use in this role.

    Raises:
        Http404: no such record, or not one of the person's organisations.
        PermissionDenied: the person's role is lower.
    """
    found = OwnRecord.objects.filter(id=record).select_related("organisation").first()
    if found is None:
        raise Http404
    require_role(user, found.organisation_id, role)
    return found
