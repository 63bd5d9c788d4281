"""Consent: each party agrees to one exact revision; what all have agreed to is what holds."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.contracts import store
from bundlinje.web.contracts.amending import as_amendment
from bundlinje.web.contracts.judging import contract_at
from bundlinje.web.contracts.models import Agreement, Contract, Stage
from bundlinje.web.contracts.party_names import names_in
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.notices import telling

Document = dict[Any, Any]


class Signer(NamedTuple):
    """Someone who must agree: an organisation here by its id, or a party's name on paper."""

    organisation: UUID | None
    name: str = ""


def holding(
    before: int | None, proposed: int | None, needed: Set[Signer], given: Set[Signer]
) -> int | None:
    """Return the revision that holds: the proposed one once all have agreed to it, else as before.

    `given` are those who agreed to the proposed revision.
    """
    return proposed if proposed is not None and needed and needed <= given else before


def in_force(contract: Contract) -> int:
    """Return the revision that all have agreed to, or what stands until there is one."""
    return contract.agreed or contract.revision


def shown(contract: Contract) -> int:
    """Return the revision that the agreement is of: what waits for consent, holds, or is newest."""
    return contract.proposed or contract.agreed or contract.revision


def digest_of(document: Document) -> str:
    """Return the SHA-256 of the contract file of a document, in hexadecimal."""
    return hashlib.sha256(yaml_text(document).encode()).hexdigest()


def needed(contract: Contract, document: Document) -> dict[Signer, str]:
    """Return everyone who must agree to a document, with what each is called."""
    parties = list(contract.parties.select_related("organisation").order_by("id"))
    found = {Signer(one.organisation_id): one.organisation.name for one in parties}
    here = {one.name for one in parties}
    labels = store.party_names(document)
    for name in names_in(document):
        if name not in here:
            found[Signer(None, name)] = labels.get(name, name)
    return found


def given(contract: Contract, revision: int) -> dict[Signer, Agreement]:
    """Return those who agreed to a revision, with what is noted of it."""
    listed = contract.agreements.filter(revision=revision).select_related("who")
    return {Signer(one.organisation_id, "" if one.organisation_id else one.name): one
            for one in listed}  # fmt: skip


@dataclass(frozen=True)
class Consent:
    """Where consent to a revision stands: who must agree, and what is noted of each who did."""

    revision: int
    digest: str
    signers: tuple[tuple[Signer, str, Agreement | None], ...]

    @property
    def missing(self) -> tuple[Signer, ...]:
        """Those who have not agreed."""
        return tuple(signer for signer, _, agreement in self.signers if agreement is None)


def consent_to(contract: Contract, revision: int) -> Consent:
    """Return where consent to a revision stands."""
    document = contract.revisions.get(number=revision).document
    have = given(contract, revision)
    listed = needed(contract, document)
    signers = tuple((signer, label, have.get(signer)) for signer, label in listed.items())
    return Consent(revision, digest_of(document), signers)


def open_stages(contract: Contract) -> tuple[Stage, ...]:
    """Return the stages that the owner may set: signed is reached by consent alone."""
    if contract.agreed is None:
        return (Stage.IDEA, Stage.NEGOTIATED, Stage.ENDED)
    return (Stage.SIGNED, Stage.RUNNING, Stage.ENDED)


def set_stage(contract: Contract, who: User, stage: Stage) -> None:
    """Say how far a contract has come.

    Raises:
        RefusedError: that stage follows from the parties' consent.
    """
    if stage not in open_stages(contract):
        raise RefusedError(
            Text("Det stadie følger af, om parterne har sagt ja til vilkårene. Se siden Aftale.",
                 "That stage follows from the parties' consent to the terms. See the agreement.")
        )  # fmt: skip
    with transaction.atomic():
        contract.stage = stage.value
        contract.save(update_fields=["stage", "changed"])
        log(who, "stage", "contract", contract.id, contract.organisation_id, kind=stage.value)


def propose(contract_id: UUID, revision: int, who: User, first: str = "") -> int:
    """Ask the parties to agree to the newest revision; return the one that is proposed.

    Where terms hold already, what is new of them can hold from the period `first` on: it is then
    saved as an amendment, so that what was paid stands.

    Raises:
        RefusedError: the terms have changed since, hold already, or cannot be read, or what is
            new cannot hold from a period on.
    """
    with transaction.atomic():
        contract = _locked(contract_id)
        if contract.revision != revision:
            raise RefusedError(CHANGED)
        if revision == contract.agreed:
            raise RefusedError(Text("De vilkår gælder allerede.", "Those terms hold already."))
        if contract.agreed is not None and first:
            before = contract.revisions.get(number=contract.agreed).document
            wanted = store.newest(contract).document
            made = as_amendment(before, wanted, first)
            revision = store.replace(contract_id, who, revision, made).number
            contract.refresh_from_db()
        try:
            contract_at(contract, revision)
        except InputError as error:
            wrong = error.problems[0]
            raise RefusedError(
                Text(f"Vilkårene har fejl, der skal rettes først. {wrong.message.da}",
                     f"The terms have errors that must be corrected first. {wrong.message.en}")
            ) from None  # fmt: skip
        contract.proposed = revision
        if contract.stage == Stage.IDEA:
            contract.stage = Stage.NEGOTIATED.value
        contract.save(update_fields=["proposed", "stage", "changed"])
        telling.terms_proposed(contract, who)
        log(who, "propose", "contract", contract.id, contract.organisation_id, revision=revision)
    return revision


def agree(contract_id: UUID, revision: int, who: User, organisation: Organisation) -> bool:
    """Note that an organisation agrees to the proposed revision; whether it holds now.

    Raises:
        RefusedError: it is not what is proposed now, or the contract has ended.
    """
    return _add(contract_id, revision, who, Signer(organisation.id))


def agree_on_paper(
    contract_id: UUID, revision: int, who: User, name: str, day: datetime.date
) -> bool:
    """Note that a party that is not here signed the proposed revision on paper; whether it holds.

    Raises:
        RefusedError: it is not what is proposed now, the party is here or not in the contract, or
            the day is to come.
    """
    if day > timezone.localdate():
        raise RefusedError(TO_COME)
    return _add(contract_id, revision, who, Signer(None, name), day)


def take_back(contract_id: UUID, revision: int, who: User, organisation: Organisation) -> None:
    """Take an organisation's yes to the proposed revision back, until all have agreed to it.

    Raises:
        RefusedError: all have agreed, it is not what is proposed now, or the contract has ended.
    """
    with transaction.atomic():
        contract = _locked(contract_id)
        if contract.agreed == revision:
            raise RefusedError(SIGNED)
        if contract.proposed != revision:
            raise RefusedError(CHANGED)
        theirs = contract.agreements.filter(revision=revision, organisation=organisation)
        if theirs.delete()[0]:
            log(who, "take-back", "contract", contract.id, organisation.id, revision=revision)
            telling.taken_back(contract, who)


def _add(
    contract_id: UUID, revision: int, who: User, signer: Signer, day: datetime.date | None = None
) -> bool:
    with transaction.atomic():
        contract = _locked(contract_id)
        if contract.proposed != revision:
            raise RefusedError(CHANGED)
        document = contract.revisions.get(number=revision).document
        if signer not in needed(contract, document):
            raise RefusedError(NO_PARTY)
        if signer not in given(contract, revision):
            Agreement.objects.create(
                contract=contract, revision=revision, digest=digest_of(document),
                organisation_id=signer.organisation, name=signer.name, on_paper=day, who=who,
            )  # fmt: skip
            acting = signer.organisation or contract.organisation_id
            action = "agree" if day is None else "agree-on-paper"
            log(who, action, "contract", contract.id, acting, revision=revision)
            telling.agreed(contract, who)
        return complete(contract, who)


def complete(contract: Contract, who: User) -> bool:
    """Let the proposed revision of a locked contract hold if all have agreed to it; whether."""
    if contract.proposed is None or contract.proposed == contract.agreed:
        return False
    document = contract.revisions.get(number=contract.proposed).document
    holds = holding(
        contract.agreed,
        contract.proposed,
        needed(contract, document).keys(),
        given(contract, contract.proposed).keys(),
    )
    if holds == contract.agreed:
        return False
    contract.agreed = holds
    if contract.stage in (Stage.IDEA, Stage.NEGOTIATED):
        contract.stage = Stage.SIGNED.value
    contract.save(update_fields=["agreed", "stage", "changed"])
    telling.signed(contract, who)
    log(who, "sign", "contract", contract.id, contract.organisation_id, revision=holds)
    return True


def bound(contract: Contract) -> set[UUID]:
    """Return the organisations that agreed to what holds, and so cannot be taken out of it."""
    if contract.agreed is None:
        return set()
    agreed: Iterable[Signer] = given(contract, contract.agreed)
    return {one.organisation for one in agreed if one.organisation is not None}


def _locked(contract_id: UUID) -> Contract:
    found: Contract = Contract.objects.select_for_update().get(id=contract_id)
    if found.stage == Stage.ENDED:
        raise RefusedError(ENDED)
    return found


ENDED = Text(
    "Kontrakten er afsluttet. Dens vilkår ændres ikke mere.",
    "The contract has ended. Its terms are no longer changed.",
)
TO_COME = Text("Datoen ligger i fremtiden.", "The date is in the future.")
SIGNED = Text(
    "Alle har sagt ja, så vilkårene gælder. Et ja kan ikke tages tilbage nu.",
    "All have agreed, so the terms hold. A yes cannot be taken back now.",
)
NO_PARTY = Text("Den part kan ikke sige ja her.", "That party cannot agree here.")
CHANGED = Text(
    "Ejeren har ændret vilkårene imens. Læs dem, og prøv igen.",
    "The owner changed the terms meanwhile. Read them, and try again.",
)
