"""Invite organisations to a contract: by a link that works once, taken by one of their editors."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.members import named
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.contracts import consent
from bundlinje.web.contracts.models import INVITATION_LASTS, Contract, Party, PartyInvitation
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.notices import telling


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    contract: Contract, part: str, name: str, who: User, organisation: Organisation | None = None
) -> str:
    """Return the token of an invitation to take a part; it lasts 14 days and works once.

    Where an organisation is named, it waits for its administrators too.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = PartyInvitation.objects.create(
            digest=_digest(token),
            contract=contract,
            part=part,
            name=name,
            invited_by=who,
            expires=timezone.now() + INVITATION_LASTS,
        )
        if organisation is not None:
            telling.invited(made, organisation, who)
        log(who, "invite-party", "contract", contract.id, contract.organisation_id, kind=part)
    return token


def addressee(contract: Contract, name: str, who: User) -> Organisation | None:
    """Return the organisation that an invitation is for, by its full name; None without a name.

    Raises:
        RefusedError: there is none of that name; that someone tried is noted.
    """
    if not name.strip():
        return None
    found = named(name.strip())
    if found is None:
        log(who, "share-unknown", "contract", contract.id, contract.organisation_id)
        raise RefusedError(UNKNOWN)
    return found


UNKNOWN = Text(
    "Ingen organisation her hedder sådan. Skriv dens fulde navn, eller lad feltet stå tomt, og "
    "send linket.",
    "No organisation here has that name. Write its full name, or leave the field empty and send "
    "the link.",
)


def invitation_of(token: str) -> PartyInvitation | None:
    """Return the invitation of a token that still works, or None."""
    found: PartyInvitation | None = (
        PartyInvitation.objects.filter(
            digest=_digest(token), expires__gt=timezone.now(), contract__removed=None
        )
        .select_related("contract__organisation")
        .first()
    )
    return found


def accept(invitation: PartyInvitation, organisation: Organisation, who: User) -> bool:
    """Give an organisation the part, once; whether the invitation still was there."""
    with transaction.atomic():
        gone, _ = PartyInvitation.objects.filter(digest=invitation.digest).delete()
        if not gone:
            return False
        Party.objects.get_or_create(
            contract=invitation.contract,
            organisation=organisation,
            part=invitation.part,
            defaults={"name": invitation.name},
        )
        log(
            who, "join-contract", "contract", invitation.contract_id, organisation.id,
            kind=invitation.part,
        )  # fmt: skip
    return True


def rename(contract: Contract, party: int, name: str, who: User) -> None:
    """Say which of the contract's own parties an organisation is."""
    with transaction.atomic():
        if Party.objects.filter(contract=contract, id=party).update(name=name):
            log(who, "name-party", "contract", contract.id, contract.organisation_id)


def remove(contract: Contract, party: int, who: User) -> None:
    """Take a part away; what the organisation did stands.

    Raises:
        RefusedError: it has agreed to the terms that hold.
    """
    with transaction.atomic():
        locked = Contract.objects.select_for_update().get(id=contract.id)
        found = Party.objects.filter(contract=locked, id=party).first()
        if found is None:
            return
        if found.organisation_id in consent.bound(locked):
            raise RefusedError(BOUND)
        part = found.part
        found.delete()
        log(who, "remove-party", "contract", contract.id, contract.organisation_id, kind=part)
        consent.complete(locked, who)


BOUND = Text(
    "Parten har sagt ja til de vilkår, der gælder, og kan ikke fjernes.",
    "The party has agreed to the terms that hold, and cannot be removed.",
)
