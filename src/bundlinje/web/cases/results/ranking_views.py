"""Cases ranked under a budget: the page with its form, its charts and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.prioritising import MOST
from bundlinje.calculation.ranking import Ranking
from bundlinje.calculation.ranking import ranking as ranked
from bundlinje.calculation.result import Result
from bundlinje.reports.content import Report
from bundlinje.reports.ranking_report import ranking_report
from bundlinje.web.audit.log import log
from bundlinje.web.cases import store
from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.results.chosen import (
    NotChosenError,
    back_to_choosing,
    chosen_cases,
    result_of,
    without_result,
)
from bundlinje.web.cases.results.report_page import chart_answer, file_answer, page_of
from bundlinje.web.cases.results.reports import kept
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import words

LEAST = 2
#: The budget is for so many years where nothing else is asked.
YEARS = 4
FOLDED = ("metode",)


@dataclass(frozen=True)
class Asked:
    """What is asked: cases with their results, which are in operation, and the budget.

    `problem` is why the budget `typed` cannot be used; what is shown then is without it.
    """

    cases: list[Case]
    results: list[Result]
    running: list[bool]
    payer: str
    years: tuple[int, int]
    budget: float | None
    counted: str
    problem: Text | None = None
    typed: str = ""

    @property
    def query(self) -> str:
        """The same question as the end of an address."""
        parts = [("sag", str(case.id)) for case in self.cases]
        parts += [
            ("drift", str(case.id))
            for case, running in zip(self.cases, self.running, strict=True)
            if running
        ]
        parts += [("kasse", self.payer), ("fra", str(self.years[0])), ("til", str(self.years[1]))]
        parts += [("efter", self.counted), ("budget", self.budget_text)]
        return urlencode(parts)

    @property
    def budget_text(self) -> str:
        """The budget as it stands in its field."""
        return self.typed if self.budget is None else text_of(_whole(self.budget), False, current())

    @property
    def payers(self) -> list[tuple[str, Text]]:
        """The public purses of the cases."""
        found: dict[str, Text] = {}
        for result in self.results:
            for name in result.case.public_payers:
                found.setdefault(name, result.case.payers[name].label)
        return list(found.items())


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Show cases under a budget."""
    try:
        asked = _asked(request)
        report = report_of(asked)
    except NotChosenError as error:
        return back_to_choosing(request, words(error.message))
    except InputError as error:
        why = " ".join(problem.message.to(current()) for problem in error.problems)
        return back_to_choosing(request, why)
    page: dict[str, Any] = {
        **page_of(report, FOLDED),
        "title": report.title,
        "asked": asked,
        "rows": list(zip(asked.cases, asked.running, strict=True)),
        "charts_at": reverse("ranking-chart", args=["x"]).removesuffix("x/"),
        "charts_query": asked.query,
    }
    return render(request, "cases/ranking.html", page)


@login_required
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """Return one chart of a ranking."""
    return chart_answer(request, _report_or_404(request)[0], name)


@login_required
@require_safe
@limited("download")
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return a ranking as a file to save."""
    report, asked = _report_or_404(request)
    for case in asked.cases:
        log(request.user, "download", "case", case.id, case.organisation_id, kind=kind)
    return file_answer(report, kind)


def _report_or_404(request: HttpRequest) -> tuple[Report, Asked]:
    try:
        asked = _asked(request)
        return report_of(asked), asked
    except (NotChosenError, InputError):
        raise Http404 from None


def ranking_of(asked: Asked) -> Ranking:
    """Return the cases held against the budget.

    Raises:
        InputError: the cases cannot be held against each other.
    """
    question = asked.payer, asked.years, asked.budget, asked.counted
    return ranked(asked.results, asked.running, *question)


def report_of(asked: Asked) -> Report:
    """Return the report of a ranking.

    Raises:
        InputError: the cases cannot be held against each other.
    """
    question = asked.payer, asked.years, asked.budget, asked.counted

    def make() -> Report:
        return ranking_report(ranking_of(asked), current())

    return kept(f"ranking {question} {asked.running}", asked.results, current(), make)


def _asked(request: HttpRequest) -> Asked:
    """Read what is asked from an address.

    Raises:
        Http404: a case is not the person's to read.
        NotChosenError: too few or too many cases, or one without a result.
    """
    cases = chosen_cases(request, LEAST, MOST)
    already_running = set(request.GET.getlist("drift"))
    running = [str(case.id) in already_running for case in cases]
    results = []
    for case, already in zip(cases, running, strict=True):
        results.append(in_operation(case) if already else result_of(case))
    public = public_payers(results)
    payer, counted = request.GET.get("kasse", ""), request.GET.get("efter", TOTAL)
    if payer not in public:
        payer = public[0]
    typed = request.GET.get("budget", "")
    budget, problem = _budget(typed)
    return Asked(
        cases, results, running, payer, _years(request, results), budget,
        counted if counted in public else TOTAL, problem, typed.strip(),
    )  # fmt: skip


def public_payers(results: list[Result]) -> list[str]:
    """Return the public purses of cases, each once."""
    return list(dict.fromkeys(name for one in results for name in one.case.public_payers))


def in_operation(case: Case) -> Result:
    """Return what a case gives from now on: its set-up is paid already.

    Raises:
        NotChosenError: it has no result yet.
    """
    document = store.newest(case).document
    costs = [cost for cost in document.get("costs") or () if cost.get("kind") != "setup"]
    result = judge({**document, "costs": costs}, case.organisation_id).result
    if result is None:
        raise without_result(case)
    return result


def _years(request: HttpRequest, results: list[Result]) -> tuple[int, int]:
    first = min(result.case.start_year for result in results)
    asked = [request.GET.get(key, "") for key in ("fra", "til")]
    start = int(asked[0]) if asked[0].isdigit() and len(asked[0]) == 4 else first
    end = int(asked[1]) if asked[1].isdigit() and len(asked[1]) == 4 else start + YEARS - 1
    return start, max(start, end)


def _budget(text: str) -> tuple[float | None, Text | None]:
    try:
        value = number_from(text, False, current())
    except NotANumberError as error:
        return None, error.message
    if value is None:
        return None, None
    if not isinstance(value, int | float) or value < 0:
        return None, Text("Skriv budgettet som ét beløb.", "Write the budget as one amount.")
    return float(value), None


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value
