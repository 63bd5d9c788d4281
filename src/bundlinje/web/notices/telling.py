"""Tell people of what happened; called within the transaction that does it.

A notice holds ids. The e-mail's row is written in the same transaction, so that a server that is
killed loses none, and it is sent when the request has been answered (`outbox`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases.models import Case
from bundlinje.web.contracts.models import Contract, Part, PartyInvitation, Settlement
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.notices import outbox
from bundlinje.web.notices.kinds import TOPIC_OF, Kind
from bundlinje.web.notices.models import Addressed, Mail, MailChoice, Notice
from bundlinje.web.sharing.models import Comment, Review, Share


def shared(share: Share, by: User) -> None:
    """Tell the person, or the organisation's members, that a case is shared with them."""
    if share.user_id is not None:
        _happened(Kind.SHARED, [share.user_id], by, case=share.case)
    else:
        _happened(Kind.SHARED_WITH_US, _members(Q(organisation=share.organisation_id)), by,
                  case=share.case)  # fmt: skip


def commented(comment: Comment, by: User) -> None:
    """Tell those in the thread of an answer, and those who work in the case of a comment."""
    case, thread = comment.case, comment.thread
    answered: set[int] = set()
    if thread is not None:
        said = Comment.objects.filter(Q(pk=thread.pk) | Q(thread=thread))
        answered = _ids(said.values_list("author_id", flat=True))
        _happened(Kind.ANSWER, answered, by, case=case)
    said = Comment.objects.filter(case=case)
    workers = _writers(case) | _ids(said.values_list("author_id", flat=True))
    _happened(Kind.COMMENT, workers - answered, by, case=case)


def reviewed(review: Review, by: User) -> None:
    """Tell those who wrote a case that a verdict was given on it."""
    _happened(Kind.VERDICT, _writers(review.case), by, case=review.case)


def record_proposed(record: OwnRecord, by: User) -> None:
    """Tell the organisation's other editors that a record waits for review."""
    editors = _members(Q(organisation=record.organisation_id, role__gte=Role.EDITOR))
    _waits(Kind.RECORD_WAITS, editors, by, record=record)


def record_reviewed(record: OwnRecord, writer: int | None, accepted: bool, by: User) -> None:
    """Tell the writer of a proposal what came of it."""
    kind = Kind.ACCEPTED if accepted else Kind.REFUSED
    _happened(kind, _ids([writer]), by, record=record)


def settlement_submitted(settlement: Settlement, by: User) -> None:
    """Tell those who may approve it: the payers' editors, save who uploaded its results."""
    paying = Q(organisation__in=_parties(settlement.contract, Part.PAYER), role__gte=Role.EDITOR)
    others = set(_members(paying)) - {settlement.results.uploaded_by_id}
    _waits(Kind.SETTLEMENT_WAITS, others, by, contract=settlement.contract)


def settlement_decided(settlement: Settlement, approved: bool, by: User) -> None:
    """Tell who submitted a settlement and who uploaded its results."""
    behind = _ids([settlement.submitted_by_id, settlement.results.uploaded_by_id])
    kind = Kind.APPROVED if approved else Kind.REJECTED
    _happened(kind, behind, by, contract=settlement.contract)


def terms_proposed(contract: Contract, by: User) -> None:
    """Tell those who may agree to the proposed terms, and whose organisation has not yet."""
    agreed = contract.agreements.filter(revision=contract.proposed, organisation__isnull=False)
    asked = Q(organisation__in=_parties(contract, *Part), role__gte=Role.EDITOR)
    people = _members(asked & ~Q(organisation__in=agreed.values("organisation")))
    _waits(Kind.TERMS_WAIT, people, by, contract=contract)


def agreed(contract: Contract, by: User) -> None:
    """Tell the editors of the owner and of every party that one has agreed to the terms."""
    _happened(Kind.AGREED, _sides(contract), by, contract=contract)


def taken_back(contract: Contract, by: User) -> None:
    """Tell the editors of the owner and of every party that one has taken its yes back."""
    _happened(Kind.TAKEN_BACK, _sides(contract), by, contract=contract)


def signed(contract: Contract, by: User) -> None:
    """Tell the editors of the owner and of every party that all have, and the terms hold."""
    _happened(Kind.SIGNED, _sides(contract), by, contract=contract)


def disputed(contract: Contract, by: User) -> None:
    """Tell the editors of the contract's owner and of every party."""
    _happened(Kind.DISPUTE, _sides(contract), by, contract=contract)


def invited(invitation: PartyInvitation, organisation: Organisation, by: User) -> None:
    """Say which organisation an invitation is for, and tell its administrators."""
    Addressed.objects.create(invitation=invitation, organisation=organisation)
    administrators = _members(Q(organisation=organisation, role=Role.ADMINISTRATOR))
    _waits(Kind.INVITED, administrators, by, contract=invitation.contract)


def _ids(found: Iterable[int | None]) -> set[int]:
    return {one for one in found if one is not None}


def _members(which: Q) -> set[int]:
    return set(Membership.objects.filter(which).values_list("user_id", flat=True))


def _writers(case: Case) -> set[int]:
    found = case.revisions.order_by().values_list("author_id", flat=True)
    return _ids(found.distinct())


def _parties(contract: Contract, *parts: Part) -> Any:
    return contract.parties.filter(part__in=parts).values("organisation")


def _sides(contract: Contract) -> set[int]:
    sides = Q(organisation=contract.organisation_id) | Q(organisation__in=_parties(contract, *Part))
    return _members(sides & Q(role__gte=Role.EDITOR))


def _happened(kind: Kind, people: Iterable[int], by: User, **about: Any) -> None:
    """Note what happened; what someone has not read of yet is counted, not told again."""
    told = set(people) - {by.pk}
    unread = Notice.objects.filter(user__in=told, kind=kind, read=None, **about)
    before = set(unread.values_list("user_id", flat=True))
    unread.update(times=F("times") + 1, when=timezone.now())
    new = [Notice(user_id=one, kind=kind, **about) for one in sorted(told - before)]
    Notice.objects.bulk_create(new)
    _mail(kind, told - before, about)


def _waits(kind: Kind, people: Iterable[int], by: User, **about: Any) -> None:
    _mail(kind, set(people) - {by.pk}, about)


def _mail(kind: Kind, people: set[int], about: dict[str, Any]) -> None:
    if not settings.SENDS_EMAIL or not people:
        return
    topic = TOPIC_OF[kind]
    chosen = dict(
        MailChoice.objects.filter(topic=topic.name, user__in=people).values_list(
            "user_id", "wanted"
        )
    )
    to = [one for one in sorted(people) if chosen.get(one, topic.mailed)]
    if to:
        Mail.objects.bulk_create([Mail(user_id=one, kind=kind, **about) for one in to])
        transaction.on_commit(outbox.soon)
