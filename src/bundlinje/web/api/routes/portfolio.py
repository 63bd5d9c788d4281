"""The contracts that the organisation invests in: how far each has come, and the fund's money."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, limit, membership
from bundlinje.web.api.answers import Body, answers, file_answer
from bundlinje.web.api.problems import RefusedError
from bundlinje.web.audit.log import log
from bundlinje.web.cases.exchange import TYPES
from bundlinje.web.contracts import files, fund, fund_views
from bundlinje.web.contracts.models import Contract, Fund
from bundlinje.web.language import current

router = Router(tags=["contracts"])
FileKind = Literal["pdf", "docx", "html", "xlsx"]


class FundBody(Body):
    """What a fund has earmarked [DKK], and whether what comes back is used again."""

    capital: Annotated[float, Field(ge=0.01, lt=fund.MOST, allow_inf_nan=False)]
    recycles: bool


class FundAnswer(Schema):
    """What a fund has earmarked [DKK], and whether what comes back is used again."""

    capital: float
    recycles: bool


class HeldContract(Schema):
    """A contract that the organisation invests in, and why it does not count, if it does not."""

    id: UUID
    title: str
    stage: str
    left_out: str


class PortfolioAnswer(Schema):
    """The fund's contracts, and `value` as `bundlinje contract portfolio --json` prints it.

    `fund` is null until it is said what is earmarked: all that is committed is then counted on.
    `value` is null where no contract counts.
    """

    fund: FundAnswer | None
    chances: dict[str, float]
    contracts: list[HeldContract]
    value: dict[str, Any] | None
    problems: list[str]


@router.get("/portfolio", response=answers(PortfolioAnswer), auth=Token("contracts:read"))
def read_portfolio(request: HttpRequest) -> dict[str, Any]:
    """Return the contracts that the organisation invests in, and its money in them over time."""
    owner = membership(request).organisation
    found = fund.fund_page(owner)
    why = {contract.id: text.to(current()) for contract, text in found.left_out}
    held: list[Contract] = [one for _, some in found.pipeline for one in some]
    kept = Fund.objects.filter(organisation=owner).first()
    return {
        "fund": None if kept is None else _fund(kept),
        "chances": {stage.value: chance for stage, chance in fund.CHANCES.items()},
        "contracts": [
            {"id": one.id, "title": one.title, "stage": one.stage, "left_out": why.get(one.id, "")}
            for one in held
        ],
        "value": None if found.value is None else found.value.to_dict(current()),
        "problems": [text.to(current()) for text in found.problems],
    }


@router.put("/portfolio", response=answers(FundAnswer), auth=Token("contracts:write"))
def earmark(request: HttpRequest, body: FundBody) -> dict[str, Any]:
    """Save what the fund has earmarked, and whether what comes back is used again."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "change")
    fund.earmark(owner, signed_in(request), body.capital, body.recycles)
    return _fund(Fund.objects.get(organisation=owner))


@router.get(
    "/portfolio/files/{kind}",
    response=answers(None, 409),
    auth=Token("contracts:read"),
    openapi_extra=file_answer(*(TYPES[kind] for kind in fund_views.FILES)),
)
def portfolio_file(request: HttpRequest, kind: FileKind) -> HttpResponse:
    """Return the portfolio's report or workbook."""
    from bundlinje.reports.contract.writing import write_portfolio

    owner = current_organisation(request, Role.READER)
    limit(request, "download")
    value = fund.fund_page(owner).value
    if value is None:
        raise RefusedError(
            409,
            Text("Ingen kontrakt tæller med endnu.", "No contract counts yet."),
            "incomplete",
        )
    content = files.written(kind, lambda path: write_portfolio(value, path, current()))
    log(signed_in(request), "download", "organisation", owner.id, owner.id, kind=kind)
    return files.answer("portefølje", kind, content)


def _fund(kept: Fund) -> dict[str, Any]:
    return {"capital": float(kept.capital), "recycles": kept.recycles}
