"""Who may do what with a contract: its owner, and each party by its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from bundlinje.web.accounts.access import memberships_of
from bundlinje.web.accounts.models import Organisation, Role, User
from bundlinje.web.audit.log import log_look
from bundlinje.web.contracts.models import Contract, Part, Stage

#: The owner of a contract, beside the parts.
OWNER = "owner"
_ALL = (OWNER, *Part)


class Act(Enum):
    """What can be done with a contract."""

    SEE = "see"  # the terms, the agreement, the forecast, sums and the ledger
    CHANGE = "change"  # the terms, until the contract has ended; propose them to the parties
    STAGE = "stage"  # how far the contract is; delete it
    AGREE = "agree"  # to the terms that are proposed; take that back
    PAPER = "paper"  # note that a party that is not here signed on paper
    INVITE = "invite"  # organisations to parts
    FILES = "files"  # the contract file, reports and workbooks, with the numbers of the case
    LINES = "lines"  # the lines of a settlement, also of small groups
    RESULTS = "results"  # upload results, read the rows again, submit a settlement
    APPROVE = "approve"  # or reject a settlement
    DISPUTE = "dispute"


def _of(role: Role, *parts: str) -> Mapping[str, Role]:
    return dict.fromkeys(parts, role)


#: The least role that a member of each party must have.
RIGHTS: Mapping[Act, Mapping[str, Role]] = {
    Act.SEE: _of(Role.READER, *_ALL),
    Act.CHANGE: _of(Role.EDITOR, OWNER),
    Act.STAGE: _of(Role.EDITOR, OWNER),
    Act.AGREE: _of(Role.EDITOR, *Part),
    Act.PAPER: _of(Role.EDITOR, OWNER),
    Act.INVITE: _of(Role.ADMINISTRATOR, OWNER),
    Act.FILES: _of(Role.READER, OWNER),
    Act.LINES: _of(Role.READER, Part.PAYER, Part.PROVIDER),
    Act.RESULTS: _of(Role.EDITOR, Part.PAYER, Part.PROVIDER),
    Act.APPROVE: _of(Role.EDITOR, Part.PAYER),
    Act.DISPUTE: _of(Role.EDITOR, *Part),
}


@dataclass(frozen=True)
class Seat:
    """A person's place at a contract: for each organisation and part, the role there."""

    contract: Contract
    places: tuple[tuple[Organisation, str, Role], ...]

    def acting_for(self, act: Act) -> Organisation | None:
        """Return the organisation that the person may do something for, or None."""
        return next(iter(self.all_for(act)), None)

    def all_for(self, act: Act) -> tuple[Organisation, ...]:
        """Return every organisation that the person may do something for."""
        if act is Act.CHANGE and self.contract.stage == Stage.ENDED:
            return ()
        rights = RIGHTS[act]
        found = (
            organisation
            for organisation, part, role in self.places
            if part in rights and role >= rights[part]
        )
        return tuple(dict.fromkeys(found))

    def may(self, act: Act) -> bool:
        """Return whether the person may do something."""
        return self.acting_for(act) is not None

    @property
    def rights(self) -> dict[str, bool]:
        """What the person may do, by name, for templates."""
        return {act.value: self.may(act) for act in Act}


def seat_at(user: User | AnonymousUser, contract_id: UUID, act: Act = Act.SEE) -> Seat:
    """Return the place of someone who may do something with a contract; that it was is noted.

    Raises:
        Http404: no such contract, or the person belongs to no party of it.
        PermissionDenied: the person's parts and roles do not allow it.
    """
    contract = (
        Contract.objects.filter(id=contract_id, removed=None)
        .select_related("organisation", "case")
        .first()
    )
    places = () if contract is None else tuple(_places(user, contract))
    if contract is None or not places:
        raise Http404
    seat = Seat(contract, places)
    acting = seat.acting_for(act)
    if acting is None:
        raise PermissionDenied
    log_look(user, "contract", contract.id, acting.id)
    return seat


def _places(user: User | AnonymousUser, contract: Contract) -> list[tuple[Organisation, str, Role]]:
    parts = [(party.organisation_id, party.part) for party in contract.parties.all()]
    held = [(contract.organisation_id, OWNER), *parts]
    mine = {
        one.organisation_id: one
        for one in memberships_of(user).filter(
            organisation_id__in={organisation for organisation, _ in held}
        )
    }
    return [
        (mine[organisation].organisation, part, Role(mine[organisation].role))
        for organisation, part in held
        if organisation in mine
    ]


def contracts_of(organisation: Organisation) -> QuerySet[Contract]:
    """Return the contracts that an organisation owns or has a part in, changed last first."""
    theirs = Q(organisation=organisation) | Q(parties__organisation=organisation)
    found = Contract.objects.filter(theirs, removed=None).distinct()
    return found.select_related("organisation").order_by("-changed")
