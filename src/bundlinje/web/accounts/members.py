"""What administrators do with members and invitations, each noted in who did what."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from bundlinje.basics.texts import Text
from bundlinje.web.accounts import links
from bundlinje.web.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    User,
)
from bundlinje.web.audit.log import log


class LastAdministratorError(Exception):
    """The organisation would have no administrator; nothing was changed."""


class TakenError(Exception):
    """The name is empty, too long or another organisation's."""


#: What is told of it.
TAKEN = Text(
    "Navnet er tomt, for langt eller brugt af en anden organisation. Vælg et andet.",
    "The name is empty, too long or that of another organisation. Choose another.",
)
MOST_OF_NAME = 200


def is_address(email: str) -> bool:
    """Return whether a text is an e-mail address."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def named(typed: str, but: UUID | None = None) -> Organisation | None:
    """Return the organisation of a name, other than `but`, or None.

    Two of the same name cannot be told apart: better none than the wrong one.
    """
    found = list(Organisation.objects.filter(name__iexact=typed).exclude(id=but)[:2])
    return found[0] if len(found) == 1 else None


def is_free(name: str, but: UUID | None = None) -> bool:
    """Return whether a name can be an organisation's: there, not too long and no other's."""
    others = Organisation.objects.filter(name__iexact=name).exclude(id=but)
    return 0 < len(name) <= MOST_OF_NAME and not others.exists()


def rename(owner: Organisation, who: User, name: str, kind: OrganisationKind) -> None:
    """Change what an organisation is called, and what kind it is.

    Raises:
        TakenError: the name is empty, too long or another organisation's: others would be taken
            in by it. Nothing was changed.
    """
    if not is_free(name, owner.id):
        raise TakenError
    owner.name, owner.kind = name, kind.value
    with transaction.atomic():
        owner.save(update_fields=["name", "kind"])
        log(who, "rename", "organisation", owner.id, owner.id)


def invite(owner: Organisation, who: User, email: str, role: Role) -> str:
    """Return the path of a new invitation, to be sent; it replaces an older one."""
    token = links.invite(owner, email, role, who)
    log(who, "invite", "organisation", owner.id, owner.id, role=role.name)
    return f"/konto/invitation/{token}/"


def withdraw(owner: Organisation, who: User, email: str) -> bool:
    """Take an invitation back, so that its link no longer works; return whether there was one."""
    found = Invitation.objects.filter(organisation=owner, email=email)
    if not found.delete()[0]:
        return False
    log(who, "withdraw", "organisation", owner.id, owner.id)
    return True


def set_role(found: Membership, who: User, role: Role | None) -> None:
    """Change a member's role, or end the membership where it is None.

    Raises:
        LastAdministratorError: the member is the only administrator and would not be it.
    """
    with transaction.atomic():
        of_all = Membership.objects.select_for_update().filter(organisation=found.organisation_id)
        administrators = [one.pk for one in of_all if one.role == Role.ADMINISTRATOR]
        if administrators == [found.pk] and role != Role.ADMINISTRATOR:
            raise LastAdministratorError
        if role is None:
            log(who, "remove-member", "user", found.user_id, found.organisation_id)
            found.delete()
        else:
            found.role = role.value
            found.save()
            log(who, "role", "user", found.user_id, found.organisation_id, role=found.role)
