"""Several cases: side by side, and ranked under a budget."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.prioritising import MOST as MOST_RANKED
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import answers, file_answer
from bundlinje.web.api.problems import invalid
from bundlinje.web.api.routes.results import ResultAnswer, result_or_refusal
from bundlinje.web.audit.log import log
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.results import comparison_views as comparison
from bundlinje.web.cases.results import ranking_views as ranking
from bundlinje.web.cases.results import report_page
from bundlinje.web.language import current

router = Router(tags=["results"])
ReportKind = Literal["html", "pdf", "docx"]
Compared = Annotated[
    list[UUID], Query(min_length=comparison.LEAST, max_length=comparison.MOST, alias="case")
]


class ComparisonAnswer(Schema):
    """Cases on common draws, and each one's difference from the first, by name."""

    format: Literal["bundlinje.comparison/1"]
    warnings: list[str]
    cases: list[ResultAnswer]
    difference: dict[str, Any]


class RankedCase(Schema):
    """A case under a budget: `cost` [DKK, fixed prices], `net_result` [DKK, discounted]."""

    id: str
    title: str
    running: bool
    cost: float
    net_result: float
    spread: dict[str, Any]
    per_krone: float | None


class RankingAnswer(Schema):
    """Cases under a budget, and the places in `cases` of the best combination."""

    format: Literal["bundlinje.ranking/1"]
    payer: str
    years: list[int]
    budget: float | None
    counted: str
    warnings: list[str]
    cases: list[RankedCase]
    chosen: list[int]
    in_best: list[float]
    same: float
    together: dict[str, Any]


class RankingQuery(Schema):
    """What is asked of a ranking; what is left out is as on the page."""

    case: Annotated[list[UUID], Field(min_length=ranking.LEAST, max_length=MOST_RANKED)]
    running: Annotated[list[UUID], Field(max_length=MOST_RANKED, default_factory=list)]
    payer: Annotated[str, Field(max_length=100)] = ""
    first: Annotated[int, Field(ge=1900, le=2200)] | None = None
    last: Annotated[int, Field(ge=1900, le=2200)] | None = None
    budget: Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)] | None = None
    counted: Annotated[str, Field(max_length=100)] = TOTAL


@router.get("/comparison", response=answers(ComparisonAnswer, 404, 409), auth=Token("cases:read"))
def compare(request: HttpRequest, case: Compared) -> HttpResponse:
    """Hold two to four cases against the first of them, as `bundlinje compare --json`."""
    cases = _cases(request, case, comparison.LEAST)
    found = comparison.comparison_of(cases)
    return HttpResponse(found.to_json(current()), content_type="application/json")


@router.get(
    "/comparison/files/{kind}",
    response=answers(None, 404, 409),
    auth=Token("cases:read"),
    openapi_extra=file_answer(*report_page.TYPES.values()),
)
def comparison_file(request: HttpRequest, kind: ReportKind, case: Compared) -> HttpResponse:
    """Return the report of a comparison."""
    limit(request, "download")
    cases = _cases(request, case, comparison.LEAST)
    report = comparison.report_of(cases, current())
    _log_download(request, cases, kind)
    return report_page.file_answer(report, kind)


@router.get("/ranking", response=answers(RankingAnswer, 404, 409), auth=Token("cases:read"))
def rank(request: HttpRequest, asked: Query[RankingQuery]) -> dict[str, Any]:
    """Hold cases against a budget, and find the combination that gives most within it.

    `running` are those of the cases that are in operation already, `payer` the purse that pays,
    `first` and `last` the years of the budget [DKK, fixed prices], `counted` the payer whose net
    result is made largest, or `total`.
    """
    return ranking.ranking_of(_asked(request, asked)).to_dict(current())


@router.get(
    "/ranking/files/{kind}",
    response=answers(None, 404, 409),
    auth=Token("cases:read"),
    openapi_extra=file_answer(*report_page.TYPES.values()),
)
def ranking_file(
    request: HttpRequest, kind: ReportKind, asked: Query[RankingQuery]
) -> HttpResponse:
    """Return the report of a ranking."""
    limit(request, "download")
    question = _asked(request, asked)
    report = ranking.report_of(question)
    _log_download(request, question.cases, kind)
    return report_page.file_answer(report, kind)


def _asked(request: HttpRequest, asked: RankingQuery) -> ranking.Asked:
    cases = _cases(request, asked.case, ranking.LEAST)
    running = [case.id in asked.running for case in cases]
    results = [result_or_refusal(case) for case in cases]
    results = [
        ranking.in_operation(case) if already else result
        for case, already, result in zip(cases, running, results, strict=True)
    ]
    public = ranking.public_payers(results)
    for name, value, valid in (
        ("payer", asked.payer or public[0], public),
        ("counted", asked.counted, [TOTAL, *public]),
    ):
        if value not in valid:
            listed = ", ".join(valid)
            raise invalid(
                Text("Ingen af sagerne har den kasse.", "None of the cases has this purse."),
                name, Text(listed, listed),
            )  # fmt: skip
    first = asked.first or min(result.case.start_year for result in results)
    last = asked.last or first + ranking.YEARS - 1
    if last < first:
        raise invalid(Text("Det sidste år ligger før det første.", "The last year is before the "
                           "first."), "last")  # fmt: skip
    return ranking.Asked(
        cases, results, running, asked.payer or public[0], (first, last), asked.budget,
        asked.counted,
    )  # fmt: skip


def _cases(request: HttpRequest, ids: list[UUID], least: int) -> list[Case]:
    """Return the cases asked for, each once, all of them with a result."""
    cases = [case_of(request, one) for one in dict.fromkeys(ids)]
    if len(cases) < least:
        raise invalid(
            Text(f"Vælg mindst {least} forskellige sager.", f"Choose at least {least} cases."),
            "case",
        )
    for case in cases:
        result_or_refusal(case)
    return cases


def _log_download(request: HttpRequest, cases: list[Case], kind: str) -> None:
    for case in cases:
        log(signed_in(request), "download", "case", case.id, case.organisation_id, kind=kind)
