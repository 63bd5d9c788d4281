"""Contracts: the list, a new one, and its terms changed field by field or by a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.errors import InputError
from bundlinje.web.accounts.access import current_membership, current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.audit.log import log
from bundlinje.web.cases import store as documents
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.answers import known_revision, seen_revision
from bundlinje.web.cases.form.values import NotReadError
from bundlinje.web.cases.judging import judge as judge_case
from bundlinje.web.cases.models import Case
from bundlinje.web.contracts import consent, files, items, store
from bundlinje.web.contracts.access import Act, Seat, contracts_of, seat_at
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.models import PART_NAMES, STAGE_NAMES, Part, Party, Stage
from bundlinje.web.contracts.pages import TermAnswer, frame, terms_page
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.contracts.starting import TEMPLATES, first_terms
from bundlinje.web.contracts.term_words import ITEMS
from bundlinje.web.contracts.terms import field_of
from bundlinje.web.contracts.typed import read
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say, words


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the contracts that the organisation owns or has a part in."""
    membership = current_membership(request)
    if membership is None:
        return render(request, "accounts/no_organisation.html")
    organisation = membership.organisation
    found = list(contracts_of(organisation)[:500])
    parts: dict[UUID, list[str]] = {}
    mine = Party.objects.filter(organisation=organisation, contract__in=found)
    for party in mine:
        parts.setdefault(party.contract_id, []).append(PART_NAMES[Part(party.part)].to(current()))
    return render(
        request,
        "contracts/list.html",
        {
            "contracts": [(one, ", ".join(parts.get(one.id, []))) for one in found],
            "edits": membership.role >= Role.EDITOR,
        },
    )


@login_required
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Show the cases and templates that a contract can begin with."""
    return _new(request, request.GET.get("sag", ""), "")


def _new(request: HttpRequest, case: str, structure: str, problem: str = "") -> HttpResponse:
    owner = current_organisation(request, Role.EDITOR)
    page = {
        "cases": Case.objects.filter(organisation=owner, removed=None).order_by("-changed")[:200],
        "structures": list(TEMPLATES.items()),
        "case_chosen": case,
        "structure": structure,
        "problem": problem,
    }
    return render(request, "contracts/new.html", page, status=422 if problem else 200)


@login_required
@require_POST
@limited("create")
def make(request: HttpRequest) -> HttpResponse:
    """Make a contract of a template; it starts with what the case gives."""
    owner = current_organisation(request, Role.EDITOR)
    chosen, asked = request.POST.get("skabelon", ""), request.POST.get("sag", "")
    case = case_for(request.user, _uuid(asked))
    if case.organisation_id != owner.id:
        raise Http404
    if chosen not in TEMPLATES:
        return _new(request, asked, "", say("Vælg en skabelon.", "Choose a template."))
    result = judge_case(documents.newest(case).document, owner.id).result
    if result is None:
        lacks = say("Sagen mangler svar. Gør den færdig.", "The case lacks answers. Finish it.")
        return _new(request, asked, chosen, lacks)
    made = store.create(owner, signed_in(request), case, first_terms(chosen, result.case))
    return redirect("contract", made.id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@login_required
@require_safe
def terms(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show the terms as a form, with each party's distribution beside it."""
    return render(request, "contracts/terms.html", terms_page(seat_at(request.user, contract_id)))


@login_required
@require_POST
@limited("change")
def change(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Save what was typed in one field, and return the field and the parties' distributions."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    contract = seat.contract
    before = store.newest(contract).document
    found = field_of(request.POST.get("path", ""), before)
    if found is None:
        raise Http404
    one = found[1]
    answer = TermAnswer(request, seat, one)
    try:
        value = read(one, dict(request.POST.lists()), current())
    except NotReadError as error:
        return answer.refused(error.message)
    judged = judge(contract, before)

    def put(document: documents.Document) -> list[str]:
        return one.set(document, value)

    try:
        saved = store.save(contract.id, signed_in(request), known_revision(request), put)
    except documents.ConflictError as conflict:
        return answer.in_conflict(conflict.newest)
    return answer.saved(saved, judged)


@login_required
@require_POST
@limited("change")
def add_item(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Add a party, an outcome, a payment or a loan, to be filled in."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    kind = request.POST.get("hvad", "")
    if kind not in [name for adding in items.ADDING.values() for name, _ in adding]:
        raise Http404
    judged = judge(seat.contract)
    delivery = 0.0
    if judged.valuation is not None:
        delivery = float(judged.valuation.point.table.delivery.sum()) / 100
    return _change_items(
        request, seat, lambda document: items.add(document, kind, judged.case, delivery)
    )


@login_required
@require_POST
@limited("change")
def remove_item(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Take a party, an outcome, a payment, a loan or a coming change out of the terms."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    path = request.POST.get("path", "")
    if path == "amendments":
        return _change_items(request, seat, items.without_last_amendment)
    if path.partition(".")[0] not in ITEMS:
        raise Http404
    return _change_items(request, seat, lambda document: items.remove(document, path))


def _change_items(
    request: HttpRequest, seat: Seat, change: Callable[[documents.Document], list[str]]
) -> HttpResponse:
    contract = seat.contract
    try:
        saved = store.save(contract.id, signed_in(request), seen_revision(request), change)
    except RefusedError as error:
        messages.error(request, words(error.message))
        return redirect("contract", contract.id)
    except documents.ConflictError as conflict:
        _say_conflict(request, conflict)
        return redirect("contract", contract.id)
    paths = contract.revisions.get(number=saved.number).paths
    at = "felt-" + "".join(c if c.isalnum() else "-" for c in paths[0]) if paths else ""
    return redirect(f"{reverse('contract', args=[contract.id])}#{at}")


def _say_conflict(request: HttpRequest, conflict: documents.ConflictError) -> None:
    who = str(conflict.newest.author or "")
    messages.error(
        request,
        say(f"{who} har ændret vilkårene imens. Intet er gemt. Se efter, og prøv igen.",
            f"{who} changed the terms meanwhile. Nothing is saved. Look, and try again."),
    )  # fmt: skip


@login_required
@require_POST
@limited("change")
def undo(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Undo the last change of the terms."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    return _stepped(request, seat.contract.id, documents.undo)


@login_required
@require_POST
@limited("change")
def redo(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Take the undoing back."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    return _stepped(request, seat.contract.id, documents.redo)


def _stepped(request: HttpRequest, contract: UUID, step_to: Callable[..., Any]) -> HttpResponse:
    try:
        step_to(contract, signed_in(request), seen_revision(request), store.CONTRACTS)
    except documents.ConflictError as conflict:
        _say_conflict(request, conflict)
    return redirect("contract", contract)


@login_required
@require_POST
@limited("change")
def stage(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Say how far the contract has come."""
    seat = seat_at(request.user, contract_id, Act.STAGE)
    chosen = request.POST.get("stadie", "")
    contract = seat.contract
    if chosen not in list(Stage):
        raise Http404
    try:
        consent.set_stage(contract, signed_in(request), Stage(chosen))
    except RefusedError as error:
        messages.error(request, words(error.message))
        return redirect("contract", contract_id)
    name = STAGE_NAMES[Stage(chosen)].to(current())
    messages.success(request, say(f"Stadiet er nu: {name}.", f"The stage is now: {name}."))
    return redirect("contract", contract_id)


@login_required
@require_POST
@limited("upload")
def upload(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Put the terms of a contract file in place; one that is wrong is refused with every error."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    contract, file = seat.contract, request.FILES.get("fil")
    if file is None:
        messages.error(request, say("Vælg en fil først.", "Choose a file first."))
        return redirect("contract", contract_id)
    log(request.user, "upload", "contract", contract.id, contract.organisation_id)
    try:
        document = files.read_terms(contract, str(file.name), file.read())
    except InputError as error:
        problems = [problem.to(current()) for problem in error.problems]
        page = {**frame(seat, "contract"), "name": file.name, "problem_list": problems}
        return render(request, "contracts/refused.html", page, status=422)
    try:
        store.replace(contract.id, signed_in(request), seen_revision(request), document)
    except documents.ConflictError as conflict:
        _say_conflict(request, conflict)
        return redirect("contract", contract_id)
    messages.success(request, say("Filens vilkår gælder nu.", "The file's terms now stand."))
    return redirect("contract", contract_id)


@login_required
@require_POST
def delete(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Remove a contract from the lists; one that has settlements stays."""
    seat = seat_at(request.user, contract_id, Act.STAGE)
    contract = seat.contract
    try:
        store.remove(contract, signed_in(request))
    except store.SettledError as error:
        messages.error(request, words(error.message))
        return redirect("contract", contract_id)
    messages.success(
        request, say(f"{contract.title} er slettet.", f"{contract.title} was deleted.")
    )
    return redirect("contracts")
