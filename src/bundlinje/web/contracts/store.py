"""Make and keep contracts: their history is that of cases, their first revision a template."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from bundlinje.basics.texts import Language, Text
from bundlinje.web.accounts.models import Organisation, OrganisationKind, User
from bundlinje.web.audit.log import log
from bundlinje.web.cases import store as documents
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.packing import packed
from bundlinje.web.contracts.models import Contract, Part, Party, Revision

Document = dict[Any, Any]

UNTITLED = "Ny kontrakt"
CONTRACTS = documents.Kept(Contract, "contract", UNTITLED)
#: The part that an organisation takes in its own contracts.
OWN_PART = {
    OrganisationKind.MUNICIPALITY: Part.PAYER,
    OrganisationKind.AUTHORITY: Part.PAYER,
    OrganisationKind.FUND: Part.INVESTOR,
    OrganisationKind.PROVIDER: Part.PROVIDER,
}


def create(organisation: Organisation, author: User, case: Case, document: Document) -> Contract:
    """Return a new contract on a case, its owner in the part that its kind usually has."""
    part = OWN_PART[OrganisationKind(organisation.kind)]
    with transaction.atomic():
        contract: Contract = Contract.objects.create(
            organisation=organisation,
            case=case,
            title=documents.title_of(document, UNTITLED),
            revision=1,
        )
        Revision.objects.create(contract=contract, number=1, packed=packed(document), author=author)
        Party.objects.create(
            contract=contract, organisation=organisation, part=part, name=name_of(part, document)
        )
        log(author, "create", "contract", contract.id, organisation.id)
    return contract


def name_of(part: str, document: Document) -> str:
    """Return the id that a contract's document gives a part, or nothing where it has none."""
    if part == Part.PROVIDER:
        return "provider"
    if part == Part.PAYER:
        return next(iter(document.get("payers") or ()), "")
    if part == Part.INVESTOR:
        tranches = [one for one in document.get("tranches") or () if isinstance(one, dict)]
        # The one who bears the first loss comes last in the order of repayment.
        return str(tranches[-1].get("holder") or "") if tranches else ""
    return ""


def newest(contract: Contract) -> Revision:
    """Return the newest revision of a contract."""
    found: Any = documents.newest(contract)
    revision: Revision = found
    return revision


def revision_of(contract: Contract, text: str) -> Revision:
    """Return the revision of a number as it was asked for.

    Raises:
        Http404: there is none.
    """
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    found: Revision | None = (
        contract.revisions.filter(number=number).select_related("author").first()
    )
    if found is None:
        raise Http404
    return found


def save(contract_id: UUID, author: User, seen: int, change: documents.Change) -> documents.Saved:
    """Apply a change to the newest terms, as to a case.

    Raises:
        ConflictError: the same was changed by someone else since `seen`.
    """
    return documents.save(contract_id, author, seen, change, CONTRACTS)


def replace(contract_id: UUID, author: User, seen: int, document: Document) -> documents.Saved:
    """Put the terms of a file in place of the newest.

    Raises:
        ConflictError: someone else changed what the file changes since `seen`.
    """

    def change(standing: Document) -> tuple[str, ...]:
        paths = documents.changed_paths(standing, document)
        standing.clear()
        standing.update(document)
        return paths

    return save(contract_id, author, seen, change)


class SettledError(Exception):
    """The contract has been settled, and stays; says so."""

    message = Text(
        "Kontrakten er afregnet og kan ikke slettes. Sæt den til afsluttet.",
        "The contract has been settled and cannot be deleted. Set it to ended.",
    )


def remove(contract: Contract, who: User) -> None:
    """Take a contract out of the lists; its history is kept.

    Raises:
        SettledError: it has settlements.
    """
    with transaction.atomic():
        Contract.objects.select_for_update().get(id=contract.id)
        if contract.settlements.exists():
            raise SettledError
        contract.removed = timezone.now()
        contract.save(update_fields=["removed"])
        log(who, "delete", "contract", contract.id, contract.organisation_id)


def party_names(document: Document, language: Language = "da") -> dict[str, str]:
    """Return what each party of a contract's document is called, by id."""
    named = document.get("parties")
    return {str(id): str(label) for id, label in named.items()} if isinstance(named, dict) else {}
