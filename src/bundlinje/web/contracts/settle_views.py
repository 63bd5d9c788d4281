"""Results uploaded, settlements submitted and approved, the ledger and disputes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.contracts.contract import Contract as Terms
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.audit.log import log
from bundlinje.web.audit.views import purpose_of
from bundlinje.web.contracts import disputes, files, results, settling, tables
from bundlinje.web.contracts.access import Act, Seat, seat_at
from bundlinje.web.contracts.aggregates import sums
from bundlinje.web.contracts.consent import in_force
from bundlinje.web.contracts.expected import PaymentHeld, held_against
from bundlinje.web.contracts.judging import contract_at, judge
from bundlinje.web.contracts.looking import must_say_why, say_why
from bundlinje.web.contracts.models import Contract, Dispute, Results, Settlement, Status
from bundlinje.web.contracts.pages import frame
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.contracts.term_items import items
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say, words


@login_required
@require_safe
def results_page(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show results, what they give, and the settlements; sums only to who may see no more."""
    return _page(request, seat_at(request.user, contract_id))


def _page(request: HttpRequest, seat: Seat, status: int = 200, **more: Any) -> HttpResponse:
    contract = seat.contract
    page = {**frame(seat, "contract-results"), **_approved(contract)}
    page["held"] = held(contract)
    page["asks_why"] = must_say_why(seat, signed_in(request))
    if seat.may(Act.LINES) and not page["asks_why"]:
        page |= _lines_page(request, seat)
    acting = seat.acting_for(Act.DISPUTE)
    page["disputes"] = [
        {**one, "ours": acting is not None and one["dispute"].raised_for_id == acting.id}
        for one in disputes.listed(contract)
    ]
    page["settlement_files"] = files.SETTLEMENT_FILES
    page["disputable"] = contract.settlements.exclude(status=Status.REJECTED.value)
    return render(request, "contracts/results.html", {**page, **more}, status=status)


@login_required
@require_POST
def why(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Note why one looks at rows about people, and show them."""
    seat = seat_at(request.user, contract_id, Act.LINES)
    purpose = purpose_of(request)
    if purpose:
        say_why(seat, signed_in(request), purpose)
    return redirect("contract-results", contract_id)


def held(contract: Contract) -> list[PaymentHeld]:
    """Return what was expected by the terms that hold beside what was approved."""
    document = contract.revisions.get(number=in_force(contract)).document
    valuation = judge(contract, document).valuation
    approved = contract.settlements.filter(status=Status.APPROVED.value).order_by("number")
    return [] if valuation is None else held_against(valuation, sums(approved)[0])


def _approved(contract: Contract) -> dict[str, Any]:
    """Return what everyone at the contract may see of what was approved."""
    found, held_back = tables.approved_sums(contract)
    return {"sums": found, "held_back": held_back}


def _lines_page(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    contract = seat.contract
    problems: list[str] = []
    made = None
    try:
        made = settling.draft(contract)
    except InputError as error:
        problems = [problem.to(current()) for problem in error.problems]
    standing = settling.waiting(contract)
    names = tables.payment_names(seat.contract)
    ready = made is not None and standing is None and bool(made.new)
    newest = contract.results.select_related("uploaded_by").order_by("-number").first()
    shown = contract.settlements.select_related("submitted_by", "decided_by", "results")
    return {
        "measured": [
            (str(one["id"]), str(one.get("label") or one["id"]))
            for one in items(contract.revisions.get(number=in_force(contract)).document, "metrics")
            if not one.get("blend")
        ],
        "uploaded": newest,
        "doubts": _doubts(contract, newest if standing is None else standing.results),
        "draft": made,
        "draft_lines": _lines(made.new, names) if made is not None else [],
        "ready": ready,
        "waiting": standing,
        "waiting_lines": [] if standing is None else _lines(standing.document["new"], names),
        "terms_changed": standing is not None and standing.terms != in_force(contract),
        "may_decide": standing is not None and settling.may_decide(standing, request.user),
        "settlements": shown.order_by("-submitted"),
        "settle_problems": problems,
    }


def _doubts(contract: Contract, uploaded: Results | None) -> list[Text]:
    """Return what is doubtful in the results that wait to be settled or approved."""
    try:
        terms = contract_at(contract, in_force(contract))
        read = None if uploaded is None else results.rows_of(uploaded, terms)
    except InputError:
        return []  # That they do not fit the terms is said where they are settled.
    return [] if read is None else results.doubts(read, terms, timezone.localdate())


def _lines(lines: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            **line,
            "name": names.get(str(line["payment"]), line["payment"]),
            "payers": ", ".join(map(str, line["by_payer"])),
        }
        for line in lines
    ]


def _terms(seat: Seat) -> Terms:
    """Return the terms that hold.

    Raises:
        Http404: they are wrong, so that nothing can be settled by them.
    """
    try:
        return contract_at(seat.contract, in_force(seat.contract))
    except InputError:
        raise Http404 from None


@login_required
@require_safe
@limited("download")
def results_template(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return an empty results file to fill in."""
    seat = seat_at(request.user, contract_id, Act.RESULTS)
    content = tables.results_form(_terms(seat), current())
    log(request.user, "download", "contract", contract_id, _org(seat, Act.RESULTS), kind="skema")
    return files.answer(f"resultater {seat.contract.title}", "csv", content)


def _org(seat: Seat, act: Act) -> UUID:
    organisation = seat.acting_for(act)
    assert organisation is not None, "the seat was given for the act"
    found: UUID = organisation.id
    return found


@login_required
@require_POST
@limited("upload")
def upload(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Read results to date; what is wrong is said row by row, and nothing is kept."""
    seat = seat_at(request.user, contract_id, Act.RESULTS)
    file = request.FILES.get("fil")
    if file is None:
        messages.error(request, say("Vælg en fil først.", "Choose a file first."))
        return redirect("contract-results", contract_id)
    organisation = seat.acting_for(Act.RESULTS)
    assert organisation is not None
    content = file.read()
    log(request.user, "upload", "contract", contract_id, organisation.id)
    try:
        terms = contract_at(seat.contract, in_force(seat.contract))
        read = results.read_file(str(file.name), content, terms)
    except InputError as error:
        problems = [problem.to(current()) for problem in error.problems]
        return _page(request, seat, 422, upload_problems=problems, upload_name=file.name)
    results.keep(seat.contract, read, content, signed_in(request), organisation, terms)
    messages.success(
        request,
        say(f"{len(read.rows)} rækker er hentet ind.", f"{len(read.rows)} rows were read."),
    )
    return redirect("contract-results", contract_id)


@login_required
@require_safe
@limited("download")
def rows(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return the rows that were uploaded last, to those who settle by them."""
    seat = seat_at(request.user, contract_id, Act.RESULTS)
    if must_say_why(seat, signed_in(request)):
        return redirect("contract-results", contract_id)
    newest = seat.contract.results.order_by("-number").first()
    if newest is None or not newest.packed:
        raise Http404
    read = results.rows_of(newest, _terms(seat))
    assert read is not None
    content = tables.rows_file(read, current())
    log(request.user, "download", "contract", contract_id, _org(seat, Act.RESULTS), kind="rows")
    return files.answer(f"resultater {seat.contract.title}", "csv", content)


def _try(request: HttpRequest, act: Callable[[], object], done: Text) -> HttpResponse | None:
    """Do something that may be refused, and say what came of it."""
    try:
        act()
    except RefusedError as error:
        messages.error(request, words(error.message))
        return None
    except InputError as error:
        messages.error(request, " ".join(problem.to(current()) for problem in error.problems[:5]))
        return None
    messages.success(request, words(done))
    return None


@login_required
@require_POST
@limited("submit")
def submit(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Submit what the newest results give, for another person to approve."""
    seat = seat_at(request.user, contract_id, Act.RESULTS)
    organisation = seat.acting_for(Act.RESULTS)
    assert organisation is not None
    _try(
        request,
        lambda: settling.submit(seat.contract, signed_in(request), organisation),
        Text("Afregningen er indsendt og venter på godkendelse.",
             "The settlement was submitted and waits for approval."),
    )  # fmt: skip
    return redirect("contract-results", contract_id)


@login_required
@require_POST
@limited("submit")
def approve(request: HttpRequest, contract_id: UUID, settlement: int) -> HttpResponse:
    """Approve a settlement that another person submitted."""
    seat = seat_at(request.user, contract_id, Act.APPROVE)
    organisation = seat.acting_for(Act.APPROVE)
    assert organisation is not None
    get_object_or_404(Settlement, contract=seat.contract, id=settlement)
    _try(
        request,
        lambda: settling.approve(contract_id, settlement, signed_in(request), organisation),
        Text("Afregningen er godkendt og står i hovedbogen.",
             "The settlement was approved and stands in the ledger."),
    )  # fmt: skip
    return redirect("contract-results", contract_id)


@login_required
@require_POST
@limited("submit")
def reject(request: HttpRequest, contract_id: UUID, settlement: int) -> HttpResponse:
    """Reject a settlement that another person submitted, with a reason."""
    seat = seat_at(request.user, contract_id, Act.APPROVE)
    organisation = seat.acting_for(Act.APPROVE)
    assert organisation is not None
    get_object_or_404(Settlement, contract=seat.contract, id=settlement)
    reason = request.POST.get("begrundelse", "").strip()
    if not reason or results.looks_like_cpr(reason):
        messages.error(request, words(disputes.NO_TEXT))
        return redirect("contract-results", contract_id)
    _try(
        request,
        lambda: settling.reject(contract_id, settlement, signed_in(request), organisation, reason),
        Text("Afregningen er afvist.", "The settlement was rejected."),
    )
    return redirect("contract-results", contract_id)


@login_required
@require_safe
@limited("download")
def settlement_file(request: HttpRequest, contract_id: UUID, kind: str) -> HttpResponse:
    """Return the report or workbook of the settlement that waits or would be submitted."""
    from bundlinje.reports.contract.writing import write_settlement

    seat = seat_at(request.user, contract_id, Act.RESULTS)
    if must_say_why(seat, signed_in(request)):
        return redirect("contract-results", contract_id)
    try:
        settled = settling.standing(seat.contract)
    except InputError:
        settled = None
    if settled is None or kind not in dict(files.SETTLEMENT_FILES):
        raise Http404
    content = files.written(kind, lambda path: write_settlement(settled, path, current()))
    log(request.user, "download", "contract", contract_id, _org(seat, Act.RESULTS), kind=kind)
    return files.answer(f"afregning {seat.contract.title}", kind, content)


@login_required
@require_safe
def ledger(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show what was approved for payment: line by line, or as sums of no small group."""
    seat = seat_at(request.user, contract_id)
    page = {**frame(seat, "contract-ledger"), **_approved(seat.contract)}
    page["holds"] = settling.ledger_holds(seat.contract)
    if seat.may(Act.LINES):
        names = tables.payment_names(seat.contract)
        entries = seat.contract.ledger.order_by("number").select_related(
            "settlement__submitted_by", "settlement__decided_by"
        )
        page["entries"] = [
            (entry, names.get(entry.line["payment"], entry.line["payment"])) for entry in entries
        ]
        page["total"] = sum(entry.amount for entry, _ in page["entries"])
    return render(request, "contracts/ledger.html", page)


@login_required
@require_safe
@limited("download")
def ledger_file(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return the ledger as CSV, as much of it as the person may see."""
    seat = seat_at(request.user, contract_id)
    content = tables.ledger_file(seat.contract, seat.may(Act.LINES), current())
    log(request.user, "download", "contract", contract_id, _org(seat, Act.SEE), kind="hovedbog")
    return files.answer(f"hovedbog {seat.contract.title}", "csv", content)


@login_required
@require_POST
@limited("dispute")
def dispute(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Note that one disagrees; settlements and the ledger stand as they are."""
    seat = seat_at(request.user, contract_id, Act.DISPUTE)
    about = request.POST.get("afregning", "")
    settlement = None
    if about:
        settlement = get_object_or_404(
            Settlement, contract=seat.contract, id=int(about) if about.isdigit() else 0
        )
    organisation = seat.acting_for(Act.DISPUTE)
    assert organisation is not None
    text = request.POST.get("tekst", "")
    try:
        disputes.raise_one(seat.contract, settlement, signed_in(request), organisation, text)
    except RefusedError as error:
        return _page(
            request, seat, 422, dispute_problem=error.message, dispute_text=text, about=about
        )
    messages.success(request, say("Uenigheden er noteret.", "The dispute is noted."))
    return redirect("contract-results", contract_id)


@login_required
@require_POST
@limited("dispute")
def dispute_note(request: HttpRequest, contract_id: UUID, dispute: int) -> HttpResponse:
    """Add to a dispute, or say that it is settled."""
    seat = seat_at(request.user, contract_id, Act.DISPUTE)
    found = get_object_or_404(Dispute, contract=seat.contract, id=dispute)
    organisation = seat.acting_for(Act.DISPUTE)
    assert organisation is not None
    _try(
        request,
        lambda: disputes.add_note(
            found, signed_in(request), organisation, request.POST.get("tekst", ""),
            request.POST.get("afslut") == "1",
        ),
        Text("Det er noteret.", "It is noted."),
    )  # fmt: skip
    return redirect("contract-results", contract_id)
