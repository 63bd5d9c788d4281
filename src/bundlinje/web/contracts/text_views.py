"""The agreement, the readiness check, the value report, and a contract's files."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bundlinje.contracts.readiness import DOUBTFUL, LEVELS, MISSING, READY, readiness
from bundlinje.web.audit.log import log
from bundlinje.web.cases.results.report_page import chart_answer, page_of
from bundlinje.web.contracts import files, store
from bundlinje.web.contracts.access import Act, seat_at
from bundlinje.web.contracts.consent import shown
from bundlinje.web.contracts.consent_views import consent_page
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.models import Contract, Revision
from bundlinje.web.contracts.pages import frame, said_problems
from bundlinje.web.language import current
from bundlinje.web.limits import limited


@login_required
@require_safe
def agreement(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show the agreement's text, and for the owner what is missing before there can be one."""
    seat = seat_at(request.user, contract_id)
    revision = _revision(request, seat.contract)
    judged = judge(seat.contract, revision.document)
    report = files.agreement_of(judged, current())
    page = {
        **frame(seat, "contract-agreement"),
        **consent_page(seat),
        "wrong": bool(judge(seat.contract, store.newest(seat.contract).document).problems),
        "files": files.AGREEMENT_FILES,
        "revision": revision,
    }
    if report is not None:
        page |= page_of(report)
    page["problems"] = said_problems(judged, revision.document)
    if seat.may(Act.FILES) and judged.valuation is not None:
        points = readiness(judged.valuation)
        order = (MISSING, DOUBTFUL, READY)
        page["readiness"] = [
            (point, LEVELS[point.level]) for level in order for point in points
            if point.level == level
        ]  # fmt: skip
    return render(request, "contracts/agreement.html", page)


def _revision(request: HttpRequest, contract: Contract) -> Revision:
    """Return the version that is asked for, else what waits for consent, holds, or is newest."""
    asked = request.GET.get("version", "")
    return store.revision_of(contract, asked or str(shown(contract)))


@login_required
@require_safe
@limited("download")
def agreement_file(request: HttpRequest, contract_id: UUID, kind: str) -> HttpResponse:
    """Return the agreement in Word, as PDF or as a web page."""
    seat = seat_at(request.user, contract_id)
    judged = judge(seat.contract, _revision(request, seat.contract).document)
    response = files.agreement_file(seat.contract, judged, kind, current())
    organisation = seat.acting_for(Act.SEE)
    assert organisation is not None
    log(request.user, "download", "contract", contract_id, organisation.id, kind=kind)
    return response


@login_required
@require_safe
def value(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show what the contract is worth to everyone in it, as a page."""
    seat = seat_at(request.user, contract_id, Act.FILES)
    document = store.newest(seat.contract).document
    judged = judge(seat.contract, document)
    page = {**frame(seat, "contract-value"), "files": files.VALUE_FILES}
    if judged.valuation is not None:
        page |= page_of(files.value_of(judged, current()))
        address = reverse("contract-chart", args=[contract_id, "x"])
        page["charts_at"] = address.removesuffix("x/")
    page["problems"] = said_problems(judged, document)
    return render(request, "contracts/value.html", page)


@login_required
@require_safe
def chart(request: HttpRequest, contract_id: UUID, name: str) -> HttpResponse:
    """Return one chart of the value."""
    seat = seat_at(request.user, contract_id, Act.FILES)
    return chart_answer(request, files.value_of(judge(seat.contract), current()), name)


@login_required
@require_safe
@limited("download")
def file(request: HttpRequest, contract_id: UUID, kind: str) -> HttpResponse:
    """Return the contract file, a report of the value, or the workbook."""
    # What is agreed to is for everyone who is asked to agree; the case's numbers are the owner's.
    act = Act.SEE if kind == "yaml" else Act.FILES
    seat = seat_at(request.user, contract_id, act)
    contract, organisation = seat.contract, seat.acting_for(act)
    assert organisation is not None
    asked = request.GET.get("version", "") or str(contract.revision)
    document = store.revision_of(contract, asked).document
    response = files.value_file(contract, judge(contract, document), document, kind, current())
    log(request.user, "download", "contract", contract_id, organisation.id, kind=kind)
    return response
