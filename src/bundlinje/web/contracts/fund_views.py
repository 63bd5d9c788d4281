"""The fund's portfolio: the pipeline, what is to be called when, and its liquidity."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.reports.content import Report
from bundlinje.reports.contract.portfolio_report import portfolio_report
from bundlinje.web.accounts.access import current_membership, current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.audit.log import log
from bundlinje.web.cases.form.number_text import NotANumberError, number_from
from bundlinje.web.cases.results.report_page import chart_answer, page_of
from bundlinje.web.contracts import files
from bundlinje.web.contracts.fund import CHANCES, MOST, FundPage, earmark, fund_page
from bundlinje.web.contracts.models import STAGE_NAMES, Fund
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say

FILES = {kind: name for kind, name in files.VALUE_FILES if kind != "yaml"}


@login_required
@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show the contracts that the organisation invests in, and its money in them over time."""
    membership = current_membership(request)
    if membership is None:
        return render(request, "accounts/no_organisation.html")
    found = fund_page(membership.organisation)
    page: dict[str, Any] = {
        "found": found,
        "fund": Fund.objects.filter(organisation=membership.organisation).first(),
        "edits": membership.role >= Role.EDITOR,
        "chances": [(STAGE_NAMES[stage], chance * 100) for stage, chance in CHANCES.items()],
        "files": FILES.items(),
    }
    if found.value is not None:
        page |= page_of(portfolio_report(found.value, current()))
        address = reverse("portfolio-chart", args=["x"])
        page["charts_at"] = address.removesuffix("x/")
    return render(request, "contracts/portfolio.html", page)


def _found(request: HttpRequest) -> FundPage:
    return fund_page(current_organisation(request, Role.READER))


def _report(request: HttpRequest) -> Report:
    found = _found(request)
    if found.value is None:
        raise Http404
    return portfolio_report(found.value, current())


@login_required
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """Return one chart of the portfolio."""
    return chart_answer(request, _report(request), name)


@login_required
@require_safe
@limited("download")
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the portfolio's report or workbook."""
    from bundlinje.reports.contract.writing import write_portfolio

    value = _found(request).value
    if value is None or kind not in FILES:
        raise Http404
    content = files.written(kind, lambda path: write_portfolio(value, path, current()))
    owner = current_organisation(request, Role.READER)
    log(request.user, "download", "organisation", owner.id, owner.id, kind=kind)
    return files.answer("portefølje", kind, content)


@login_required
@require_POST
@limited("change")
def settings(request: HttpRequest) -> HttpResponse:
    """Save what the fund has earmarked, and whether what comes back is used again."""
    owner = current_organisation(request, Role.EDITOR)
    try:
        capital = number_from(request.POST.get("kapital", ""), False, current())
    except NotANumberError:
        capital = None
    if not isinstance(capital, int | float) or not 0 < capital < MOST:
        messages.error(request, say("Skriv et beløb i kroner.", "Write an amount in kroner."))
        return redirect("portfolio")
    earmark(owner, signed_in(request), float(capital), request.POST.get("igen") == "1")
    return redirect("portfolio")
