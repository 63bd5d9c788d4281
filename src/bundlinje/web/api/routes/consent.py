"""The parties' consent: where it stands, proposing terms, agreeing, and signatures on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, acting, limit, seat_of
from bundlinje.web.api.answers import Body, Day, Number, answers
from bundlinje.web.api.problems import RefusedError, invalid
from bundlinje.web.contracts import consent
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.models import Agreement, Contract
from bundlinje.web.contracts.refusing import RefusedError as NotDoneError

router = Router(tags=["contracts"])
Name = Annotated[str, Field(max_length=100)]


class SignerAnswer(Schema):
    """Someone who must agree: an organisation here, or a party by the `name` of the terms.

    `when` and `who` say when it was noted that it agreed and by whom; `on_paper` is the day on
    the paper of a party that is not here.
    """

    organisation: UUID | None
    name: str
    called: str
    agreed: bool
    on_paper: date | None
    when: datetime | None
    who: str


class ConsentAnswer(Schema):
    """Where consent stands: the revision that `holds`, and who agrees to which.

    `revision` is what the parties are asked to agree to, or else what holds; `digest` is the
    SHA-256 of its contract file; `waits` says whether someone has yet to agree. `newest` may say
    something else, which is not proposed. It is a record, and no legal signature.
    """

    holds: int | None
    revision: int | None
    digest: str
    waits: bool
    signers: list[SignerAnswer]
    newest: int


class ProposeBody(Body):
    """The newest revision of the terms; where some hold, `first` is the period of the change.

    What is new is then an amendment from that period on; without it, it holds from the beginning.
    """

    revision: Number
    first: Name = ""


class AgreeBody(Body):
    """The revision that is agreed to."""

    revision: Number


class TakeBackBody(Body):
    """The revision that is no longer agreed to."""

    revision: Number


class PaperBody(AgreeBody):
    """The party by its name in the terms (`name` of who must agree), and the day on the paper."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    date: Day


@router.get(
    "/contracts/{uuid:contract_id}/consent",
    response=answers(ConsentAnswer, 404),
    auth=Token("contracts:read"),
)
def read_consent(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return which revision holds, and who has agreed to the one that is proposed."""
    return _whole(seat_of(request, contract_id).contract)


@router.post(
    "/contracts/{uuid:contract_id}/consent/propose",
    response=answers(ConsentAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def propose_terms(request: HttpRequest, contract_id: UUID, body: ProposeBody) -> dict[str, Any]:
    """Ask the parties to agree to the newest revision (the owner)."""
    seat = seat_of(request, contract_id, Act.CHANGE)
    limit(request, "propose")
    who = signed_in(request)
    _done(lambda: consent.propose(contract_id, body.revision, who, body.first))
    return _now(seat.contract)


@router.post(
    "/contracts/{uuid:contract_id}/consent/agree",
    response=answers(ConsentAnswer, 404, 409),
    auth=Token("contracts:approve"),
)
def agree_to_terms(request: HttpRequest, contract_id: UUID, body: AgreeBody) -> dict[str, Any]:
    """Agree to the proposed revision for the token's organisation (any party)."""
    seat = seat_of(request, contract_id, Act.AGREE)
    limit(request, "agree")
    who, organisation = signed_in(request), acting(seat, Act.AGREE)
    _done(lambda: consent.agree(contract_id, body.revision, who, organisation))
    return _now(seat.contract)


@router.post(
    "/contracts/{uuid:contract_id}/consent/take-back",
    response=answers(ConsentAnswer, 404, 409),
    auth=Token("contracts:approve"),
)
def take_yes_back(request: HttpRequest, contract_id: UUID, body: TakeBackBody) -> dict[str, Any]:
    """Take the yes of the token's organisation back, until all have agreed (any party)."""
    seat = seat_of(request, contract_id, Act.AGREE)
    limit(request, "take-back")
    who, organisation = signed_in(request), acting(seat, Act.AGREE)
    _done(lambda: consent.take_back(contract_id, body.revision, who, organisation))
    return _now(seat.contract)


@router.post(
    "/contracts/{uuid:contract_id}/consent/paper",
    response=answers(ConsentAnswer, 404, 409),
    auth=Token("contracts:approve"),
)
def note_paper(request: HttpRequest, contract_id: UUID, body: PaperBody) -> dict[str, Any]:
    """Note that a party that is not here signed the proposed revision on paper (the owner)."""
    seat = seat_of(request, contract_id, Act.PAPER)
    limit(request, "agree-on-paper")
    who = signed_in(request)
    _done(lambda: consent.agree_on_paper(contract_id, body.revision, who, body.name, body.date))
    return _now(seat.contract)


def _done(act: Callable[[], Any]) -> None:
    """Do what the pages do, and tell why it is not done as the API tells it."""
    try:
        act()
    except NotDoneError as error:
        if error.message is consent.TO_COME:
            raise invalid(error.message, "date") from None
        if error.message is consent.NO_PARTY:
            raise invalid(error.message, "name") from None
        kinds = {consent.CHANGED: "conflict", consent.ENDED: "ended"}
        raise RefusedError(409, error.message, kinds.get(error.message, "consent")) from None


def _now(contract: Contract) -> dict[str, Any]:
    contract.refresh_from_db()
    return _whole(contract)


def _whole(contract: Contract) -> dict[str, Any]:
    shown = contract.proposed or contract.agreed
    found = None if shown is None else consent.consent_to(contract, shown)
    return {
        "holds": contract.agreed,
        "revision": shown,
        "digest": "" if found is None else found.digest,
        "waits": found is not None and contract.proposed != contract.agreed,
        "signers": [] if found is None else [_signer(*one) for one in found.signers],
        "newest": contract.revision,
    }


def _signer(signer: consent.Signer, label: str, noted: Agreement | None) -> dict[str, Any]:
    return {
        **signer._asdict(),
        "called": label,
        "agreed": noted is not None,
        "on_paper": None if noted is None else noted.on_paper,
        "when": None if noted is None else noted.when,
        "who": "" if noted is None else str(noted.who or ""),
    }
