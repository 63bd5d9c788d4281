"""An organisation that is to be deleted, and what is tidied away in time."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from bundlinje.web.accounts.models import Invitation, Organisation, SignInLink, User
from bundlinje.web.audit.log import log
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts.models import Contract, Party, PartyInvitation, Stage
from bundlinje.web.notices import outbox
from bundlinje.web.notices.seeing import old_notices
from bundlinje.web.sharing.models import ShareLink

#: So long an organisation can still change its mind.
NOTICE = timedelta(days=14)


def binding(organisation: Organisation) -> list[str]:
    """Return the titles of its contracts that others are bound by: their ledger is theirs too."""
    theirs = Contract.objects.filter(
        organisation=organisation, removed=None, stage__in=(Stage.SIGNED, Stage.RUNNING)
    ).filter(parties__in=Party.objects.exclude(organisation=organisation))
    return sorted(set(theirs.values_list("title", flat=True)))


def close(organisation: Organisation, who: User, purpose: str) -> None:
    """Have an organisation deleted in `NOTICE`; until then all goes on as before."""
    with transaction.atomic():
        organisation.closes = timezone.now() + NOTICE
        organisation.save(update_fields=["closes"])
        log(who, "close", "organisation", organisation.id, organisation.id, purpose=purpose)


def stay(organisation: Organisation, who: User) -> None:
    """Do not delete the organisation after all."""
    with transaction.atomic():
        organisation.closes = None
        organisation.save(update_fields=["closes"])
        log(who, "stay", "organisation", organisation.id, organisation.id)


def delete(organisation: Organisation) -> None:
    """Delete an organisation with all it has, and its members who have no other.

    What is left is one line in the log, that something of this id was deleted.
    """
    with transaction.atomic():
        id = organisation.id
        members = list(organisation.memberships.values_list("user_id", flat=True))
        Event.objects.filter(organisation=organisation).delete()
        organisation.delete()
        alone = User.objects.filter(pk__in=members, memberships=None)
        Event.objects.filter(who__in=alone).delete()
        Event.objects.filter(what="user", which__in=[str(user.pk) for user in alone]).delete()
        alone.delete()
        log(None, "delete", "organisation", id)


def tidy() -> dict[str, int]:
    """Delete what is to go: organisations whose time is up, what has expired, old lines of the log.

    E-mails that wait are sent. Returns how many of each.
    """
    now = timezone.now()
    due = Organisation.objects.filter(closes__lte=now)
    closing = [one for one in due if not binding(one)]
    for one in closing:
        delete(one)
    call_command("clearsessions")
    gone = {
        "organisations": len(closing),
        "links": SignInLink.objects.filter(expires__lte=now).delete()[0]
        + Invitation.objects.filter(expires__lte=now).delete()[0]
        + PartyInvitation.objects.filter(expires__lte=now).delete()[0]
        + ShareLink.objects.filter(expires__lte=now).delete()[0],
        "notices": old_notices(now).delete()[0],
        "events": 0,
        "mails": outbox.send(),
    }
    if settings.AUDIT_DAYS:
        old = Event.objects.filter(when__lt=now - timedelta(days=settings.AUDIT_DAYS))
        gone["events"] = old.delete()[0]
    return gone
