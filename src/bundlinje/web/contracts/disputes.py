"""Disputes: noted with who, when and what; they change nothing that was settled."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.contracts.models import Contract, Dispute, DisputeNote, Settlement
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.cpr import looks_like_cpr
from bundlinje.web.notices import telling

LONGEST = 2000
NO_TEXT = Text(
    "Skriv, hvad det handler om, uden CPR-numre og navne på borgere.",
    "Write what it is about, without CPR numbers and names of people.",
)


def listed(contract: Contract) -> list[dict[str, Any]]:
    """Return the disputes of a contract with their notes, open ones first."""
    found = contract.disputes.select_related("settlement", "raised_for").prefetch_related(
        "notes__who", "notes__organisation"
    )
    return [
        {"dispute": one, "notes": sorted(one.notes.all(), key=lambda note: note.pk)}
        for one in found.order_by("-open", "-id")
    ]


def raise_one(
    contract: Contract,
    settlement: Settlement | None,
    who: User,
    organisation: Organisation,
    text: str,
) -> Dispute:
    """Note a new dispute.

    Raises:
        RefusedError: the text is empty or holds what looks like a CPR number.
    """
    said = _said(text)
    with transaction.atomic():
        dispute: Dispute = Dispute.objects.create(
            contract=contract, settlement=settlement, raised_for=organisation
        )
        DisputeNote.objects.create(dispute=dispute, who=who, organisation=organisation, text=said)
        telling.disputed(contract, who)
        log(who, "dispute", "contract", contract.id, organisation.id)
    return dispute


def add_note(
    dispute: Dispute, who: User, organisation: Organisation, text: str, closes: bool
) -> None:
    """Add a note; one that closes the dispute is for those who raised it.

    Raises:
        RefusedError: the text cannot be used, the dispute is closed, or others raised it.
    """
    said = _said(text)
    with transaction.atomic():
        locked = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
        if not locked.open:
            raise RefusedError(Text("Uenigheden er afsluttet.", "The dispute is closed."))
        if closes and locked.raised_for_id != organisation.id:
            raise RefusedError(
                Text("Kun den organisation, der rejste den, kan afslutte den.",
                     "Only the organisation that raised it can close it.")
            )  # fmt: skip
        DisputeNote.objects.create(
            dispute=locked, who=who, organisation=organisation, text=said, closes=closes
        )
        if closes:
            locked.open = False
            locked.save(update_fields=["open"])
        telling.disputed(locked.contract, who)
        log(who, "dispute", "contract", locked.contract_id, organisation.id)


def _said(text: str) -> str:
    said = text.strip()
    if not said or looks_like_cpr(said):
        raise RefusedError(NO_TEXT)
    return said[:LONGEST]
