"""What a person sees: what waits for them now, and what happened to what they still may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import memberships_of
from bundlinje.web.accounts.models import Role, User
from bundlinje.web.audit.models import Event
from bundlinje.web.cases.access import seen_by
from bundlinje.web.contracts.models import (
    Agreement,
    Contract,
    Part,
    Party,
    Settlement,
    Stage,
    Status,
)
from bundlinje.web.knowledge.models import OwnChange, Step
from bundlinje.web.notices.kinds import Kind
from bundlinje.web.notices.models import Addressed, Mail, Notice
from bundlinje.web.sharing.models import May

#: So long a notice is kept that has been read, and any.
READ_KEPT, KEPT = timedelta(days=90), timedelta(days=365)
#: What one who may only read a case does not see.
_TALK = (Kind.COMMENT, Kind.ANSWER, Kind.VERDICT)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person to act."""

    kind: Kind
    asks: Text
    title: str
    since: datetime | None
    address: str
    #: What it is about, as a notice has it; of an invitation itself, as its contract is not seen.
    about: Mapping[str, Any]


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits for a person, the oldest first."""
    found = [*_settlements(user), *_terms(user), *_records(user), *_invitations(user)]
    return sorted(found, key=lambda one: one.since or timezone.now())


def notices_of(user: User) -> QuerySet[Notice]:
    """Return what has happened, the newest first, as far as the person still may see it."""
    mine = memberships_of(user).values("organisation")
    parties = Party.objects.filter(organisation__in=mine).values("contract")
    visible = (
        (Q(case__isnull=False) & seen_by(user, at="case__") & ~Q(kind__in=_TALK))
        | (Q(case__isnull=False, kind__in=_TALK) & seen_by(user, May.COMMENT, at="case__"))
        | Q(record__organisation__in=mine)
        | Q(contract__isnull=False, contract__removed=None)
        & (Q(contract__organisation__in=mine) | Q(contract__in=parties))
    )
    found: QuerySet[Notice] = Notice.objects.filter(visible, user=user).select_related(
        "case", "contract", "record"
    )
    return found.order_by("-when", "-id")


def mark_read(found: QuerySet[Notice]) -> None:
    """Note that notices have been read now; what was read before stays as it is."""
    found.filter(read=None).update(read=timezone.now())


def count_for(user: User) -> int:
    """Return how much is unread or waits.

    It is asked on every page, and most people have nothing: what takes long to ask is asked only
    where a short question finds that there may be some.
    """
    mine = memberships_of(user)
    found: list[QuerySet[Any]] = [changes_for(user)]
    if Notice.objects.filter(user=user, read=None).exists():
        found.append(notices_of(user).filter(read=None))
    if Party.objects.filter(organisation__in=mine.values("organisation")).exists():
        found += [settlements_for(user), terms_for(user)]
    if mine.filter(role=Role.ADMINISTRATOR).exists():
        found.append(addressed_to(user))
    return sum(one.order_by().count() for one in found)


def settlements_for(user: User) -> QuerySet[Settlement]:
    """Return the settlements that wait for a person's approval: a payer's editor, not behind it."""
    paying = memberships_of(user).filter(role__gte=Role.EDITOR).values("organisation")
    parts = Q(contract__parties__part=Part.PAYER, contract__parties__organisation__in=paying)
    found: QuerySet[Settlement] = (
        Settlement.objects.filter(parts, status=Status.SUBMITTED, contract__removed=None)
        .exclude(submitted_by=user)
        .exclude(results__uploaded_by=user)
        .distinct()
    )
    return found


def terms_for(user: User) -> QuerySet[Party]:
    """Return the parties that a person may agree to proposed terms for, and that have not yet."""
    agreeing = memberships_of(user).filter(role__gte=Role.EDITOR).values("organisation")
    proposed = Q(contract__proposed__isnull=False, contract__removed=None) & (
        Q(contract__agreed=None) | ~Q(contract__proposed=F("contract__agreed"))
    )
    has_agreed = Agreement.objects.filter(
        contract=OuterRef("contract"),
        revision=OuterRef("contract__proposed"),
        organisation=OuterRef("organisation"),
    )
    # An organisation with several parts agrees once.
    same = Party.objects.filter(
        contract=OuterRef("contract"), organisation=OuterRef("organisation"), id__lt=OuterRef("id")
    )
    found: QuerySet[Party] = Party.objects.filter(
        proposed, ~Exists(has_agreed), ~Exists(same), organisation__in=agreeing
    ).exclude(contract__stage=Stage.ENDED)
    return found


def changes_for(user: User) -> QuerySet[OwnChange]:
    """Return the proposals of own records that wait for a person's review: others' newest."""
    editing = memberships_of(user).filter(role__gte=Role.EDITOR).values("organisation")
    later = OwnChange.objects.filter(record=OuterRef("record"), id__gt=OuterRef("id"))
    found: QuerySet[OwnChange] = OwnChange.objects.filter(
        ~Exists(later), step=Step.PROPOSED, record__organisation__in=editing
    ).exclude(who=user)
    return found


def addressed() -> QuerySet[Addressed]:
    """Return the invitations to contracts that still can be answered, each with whom it is for."""
    found: QuerySet[Addressed] = Addressed.objects.filter(
        invitation__expires__gt=timezone.now(), invitation__contract__removed=None
    )
    return found


def addressed_to(user: User) -> QuerySet[Addressed]:
    """Return the invitations to contracts that wait for a person, an administrator."""
    administers = memberships_of(user).filter(role=Role.ADMINISTRATOR).values("organisation")
    return addressed().filter(organisation__in=administers)


def old_notices(now: datetime) -> QuerySet[Notice]:
    """Return what nobody needs any more: read `READ_KEPT` ago, or a year old."""
    found: QuerySet[Notice] = Notice.objects.filter(
        Q(read__lt=now - READ_KEPT) | Q(when__lt=now - KEPT)
    )
    return found


def still_told(mail: Mail) -> bool:
    """Return whether what an e-mail is of still waits, or has not been read and may be seen."""
    user, about = mail.user, mail.about
    if mail.kind == Kind.SETTLEMENT_WAITS:
        return bool(settlements_for(user).filter(**about).exists())
    if mail.kind == Kind.TERMS_WAIT:
        return bool(terms_for(user).filter(**about).exists())
    if mail.kind == Kind.RECORD_WAITS:
        return bool(changes_for(user).filter(**about).exists())
    if mail.kind == Kind.INVITED:
        contract = {"invitation__contract": mail.contract_id}
        return bool(addressed_to(user).filter(**contract).exists())
    return bool(notices_of(user).filter(kind=mail.kind, read=None, **about).exists())


def _settlements(user: User) -> Iterator[Waiting]:
    for one in settlements_for(user).select_related("contract"):
        yield Waiting(
            Kind.SETTLEMENT_WAITS,
            Text("Godkend eller afvis en afregning", "Approve or reject a settlement"),
            one.contract.title,
            one.submitted,
            reverse("contract-results", args=[one.contract_id]) + "#venter-h",
            {"contract_id": one.contract_id},
        )


def _terms(user: User) -> Iterator[Waiting]:
    parties = list(terms_for(user).select_related("contract"))
    proposed = when_proposed(one.contract for one in parties)
    for one in parties:
        asked = proposed.get((str(one.contract_id), one.contract.proposed))
        yield Waiting(
            Kind.TERMS_WAIT,
            Text("Tag stilling til vilkårene i en kontrakt", "Decide on the terms of a contract"),
            one.contract.title,
            # Who joined later was not asked before.
            asked and max(asked, one.since),
            reverse("contract-agreement", args=[one.contract_id]) + "#enighed-h",
            {"contract_id": one.contract_id},
        )


def when_proposed(contracts: Iterable[Contract]) -> dict[tuple[str, int], datetime]:
    """Return when each revision of contracts was first proposed, as far back as the log is kept."""
    found = Event.objects.filter(
        what="contract", which__in=[str(one.pk) for one in contracts], action="propose"
    ).order_by("-when")
    return {(one.which, one.detail["revision"]): one.when for one in found}


def _records(user: User) -> Iterator[Waiting]:
    for one in changes_for(user).select_related("record"):
        yield Waiting(
            Kind.RECORD_WAITS,
            Text("Se en egen oplysning igennem", "Review an own record"),
            one.record.title,
            one.when,
            reverse("own-review", args=[one.record_id]),
            {"record_id": one.record_id},
        )


def _invitations(user: User) -> Iterator[Waiting]:
    for one in addressed_to(user).select_related("invitation__contract"):
        yield Waiting(
            Kind.INVITED,
            Text("Svar på en invitation til en kontrakt", "Answer an invitation to a contract"),
            one.invitation.contract.title,
            one.invitation.made,
            reverse("own-party-invitation", args=[one.pk]),
            {"invitation": one.pk},
        )
