"""Cases side by side, on common draws: the page, its charts and its files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language
from bundlinje.calculation.comparison import Comparison
from bundlinje.calculation.comparison import compare as compared
from bundlinje.reports.comparison_report import comparison_report
from bundlinje.reports.content import Report
from bundlinje.web.audit.log import log
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.results.chosen import (
    NotChosenError,
    back_to_choosing,
    chosen_cases,
    result_of,
)
from bundlinje.web.cases.results.report_page import chart_answer, file_answer, page_of
from bundlinje.web.cases.results.reports import kept
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say, words

#: So many cases fit side by side.
LEAST, MOST = 2, 4
FOLDED = ("forbehold",)


@login_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show cases side by side."""
    try:
        cases = chosen_cases(request, LEAST, MOST)
        report = report_of(cases, current())
    except NotChosenError as error:
        return back_to_choosing(request, words(error.message))
    except InputError as error:
        return back_to_choosing(request, _refused(error))
    page = {
        **page_of(report, FOLDED),
        "title": report.title,
        "cases": cases,
        "charts_at": reverse("comparison-chart", args=["x"]).removesuffix("x/"),
        "charts_query": _query(cases),
    }
    return render(request, "cases/comparison.html", page)


@login_required
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """Return one chart of a comparison."""
    return chart_answer(request, _report_or_404(request), name)


@login_required
@require_safe
@limited("download")
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return a comparison as a file to save."""
    report = _report_or_404(request)
    for case in chosen_cases(request, LEAST, MOST):
        log(request.user, "download", "case", case.id, case.organisation_id, kind=kind)
    return file_answer(report, kind)


def _report_or_404(request: HttpRequest) -> Report:
    try:
        return report_of(chosen_cases(request, LEAST, MOST), current())
    except (NotChosenError, InputError):
        raise Http404 from None


def _query(cases: list[Case]) -> str:
    return urlencode([("sag", str(case.id)) for case in cases])


def _refused(error: InputError) -> str:
    why = " ".join(problem.message.to(current()) for problem in error.problems[:3])
    return say(f"Sagerne kan ikke sammenlignes endnu: {why}", f"Not comparable yet: {why}")


def comparison_of(cases: list[Case]) -> Comparison:
    """Return cases held against the first of them, on common draws.

    Raises:
        NotChosenError: a case has no result yet.
        InputError: the cases cannot be held against each other.
    """
    return compared([result_of(case).case for case in cases], settings.DRAWS)


def report_of(cases: list[Case], language: Language) -> Report:
    """Return the report of a comparison.

    Raises:
        NotChosenError: a case has no result yet.
        InputError: the cases cannot be held against each other.
    """

    def make() -> Report:
        return comparison_report(comparison_of(cases), language)

    return kept("comparison", [result_of(case) for case in cases], language, make)
