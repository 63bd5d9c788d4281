"""What a contract is worth to each party, whether it is ready, and its files."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import numpy as np
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from bundlinje.contracts.readiness import readiness
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, acting, limit, seat_of
from bundlinje.web.api.answers import answers, file_answer
from bundlinje.web.api.routes.terms import not_valued
from bundlinje.web.audit.log import log
from bundlinje.web.cases.exchange import TYPES
from bundlinje.web.contracts import consent, distribution, files, store
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.judging import Judged, judge
from bundlinje.web.language import current

router = Router(tags=["contracts"])
#: A percentage point of a distribution that is told beside its mean.
LOW, HIGH = 0.05, 0.95
ReportKind = Literal["docx", "pdf", "html"]
FileKind = Literal["pdf", "docx", "html", "xlsx", "yaml"]
#: A revision of the terms; above, there is none.
Version = Annotated[int, Field(ge=1, le=2**31 - 1)] | None


class PartyEnds(Schema):
    """What one party ends with over the draws [currency].

    `counted` is `net` (what a purse saves less what it pays, in present value as in the case),
    `cash` (what is received less what is paid) or `in-hand` (what the provider has at the end).
    """

    party: str
    label: str
    counted: Literal["net", "cash", "in-hand"]
    expected: float | None
    mean: float
    p5: float
    p95: float
    p_loss: float


class EndsAnswer(Schema):
    """What each party ends with, as beside the form of the terms."""

    revision: int
    currency: str
    draws: int
    parties: list[PartyEnds]
    warnings: list[str]


class ValuationAnswer(Schema):
    """The valuation as `bundlinje contract value --json` prints it; see docs/contract-file.md."""

    model_config = ConfigDict(extra="allow")

    format: Literal["bundlinje.valuation/1"]
    contract: dict[str, str]
    currency: str
    warnings: list[str]
    point: dict[str, Any]
    uncertainty: dict[str, Any] | None


class ReadyPoint(Schema):
    """One thing that a contract needs: what it is about, where it stands, and why."""

    about: str
    level: Literal["ready", "doubtful", "missing"]
    finding: str


@router.get(
    "/contracts/{uuid:contract_id}/ends",
    response=answers(EndsAnswer, 404, 409),
    auth=Token("contracts:read"),
)
def read_ends(request: HttpRequest, contract_id: UUID, version: Version = None) -> dict[str, Any]:
    """Return what each party ends with: its mean, the 5 % and 95 % of the draws, and its risk.

    By the revision `version`, else the newest.
    """
    contract = seat_of(request, contract_id).contract
    revision = store.revision_of(contract, str(version or contract.revision))
    valuation = _valuation(judge(contract, revision.document))
    return {
        "revision": revision.number,
        "currency": valuation.contract.currency,
        "draws": 0 if valuation.chances is None else valuation.chances.draws,
        "parties": _ends(valuation),
        "warnings": [warning.to(current()) for warning in valuation.warnings],
    }


def _ends(valuation: Valuation) -> list[dict[str, Any]]:
    found = []
    for party, what, draws, mean in distribution.figures(valuation):
        net = what is distribution.NET
        point = valuation.point.payers.get(party) if net else None
        low, high = np.quantile(draws, (LOW, HIGH))
        found.append(
            {
                "party": party,
                "label": distribution.label_of(valuation, party, what, current()),
                "counted": "net" if net else "in-hand" if party == "provider" else "cash",
                "expected": None if point is None else point.net,
                "mean": mean,
                "p5": float(low),
                "p95": float(high),
                "p_loss": float((draws < distribution.LOSS).mean()),
            }
        )
    return found


@router.get(
    "/contracts/{uuid:contract_id}/valuation",
    response=answers(ValuationAnswer, 404, 409),
    auth=Token("contracts:read"),
)
def read_valuation(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return a contract's value to everyone in it, as `bundlinje contract value` (the owner)."""
    contract = seat_of(request, contract_id, Act.FILES).contract
    return _valuation(judge(contract)).to_dict(current())


@router.get(
    "/contracts/{uuid:contract_id}/readiness",
    response=answers(list[ReadyPoint], 404, 409),
    auth=Token("contracts:read"),
)
def read_readiness(
    request: HttpRequest, contract_id: UUID, version: Version = None
) -> list[dict[str, Any]]:
    """List what is in place, doubtful and missing before there can be a contract (the owner).

    By the revision `version`, else the newest. It follows from the terms: nothing is ticked.
    """
    contract = seat_of(request, contract_id, Act.FILES).contract
    document = store.revision_of(contract, str(version or contract.revision)).document
    valuation = _valuation(judge(contract, document))
    return [point.to_dict(current()) for point in readiness(valuation)]


@router.get(
    "/contracts/{uuid:contract_id}/agreement/{kind}",
    response=answers(None, 404, 409),
    auth=Token("contracts:read"),
    openapi_extra=file_answer(*(TYPES[kind] for kind, _ in files.AGREEMENT_FILES)),
)
def agreement_file(
    request: HttpRequest, contract_id: UUID, kind: ReportKind, version: Version = None
) -> HttpResponse:
    """Return the agreement's text in Word, as PDF or as a web page.

    Of the revision `version`, else of what waits for consent, holds, or is newest.
    """
    seat = seat_of(request, contract_id)
    limit(request, "download")
    revision = store.revision_of(seat.contract, str(version or consent.shown(seat.contract)))
    judged = judge(seat.contract, revision.document)
    if judged.contract is None:
        raise not_valued(judged.problems)
    response = files.agreement_file(seat.contract, judged, kind, current())
    log(signed_in(request), "download", "contract", contract_id, acting(seat, Act.SEE).id,
        kind=kind)  # fmt: skip
    return response


@router.get(
    "/contracts/{uuid:contract_id}/files/{kind}",
    response=answers(None, 404, 409),
    auth=Token("contracts:read"),
    openapi_extra=file_answer(*(TYPES[kind] for kind, _ in files.VALUE_FILES)),
)
def contract_file(
    request: HttpRequest, contract_id: UUID, kind: FileKind, version: Version = None
) -> HttpResponse:
    """Return the contract file (yaml), or for the owner a report of its value or the workbook.

    Of the revision `version`, else the newest.
    """
    # What is agreed to is for everyone who is asked to agree; the case's numbers are the owner's.
    act = Act.SEE if kind == "yaml" else Act.FILES
    seat = seat_of(request, contract_id, act)
    contract = seat.contract
    limit(request, "download")
    document = store.revision_of(contract, str(version or contract.revision)).document
    judged = judge(contract, document)
    if kind != "yaml":
        _valuation(judged)
    response = files.value_file(contract, judged, document, kind, current())
    log(signed_in(request), "download", "contract", contract_id, acting(seat, act).id, kind=kind)
    return response


def _valuation(judged: Judged) -> Valuation:
    if judged.valuation is None:
        raise not_valued(judged.problems)
    return judged.valuation
