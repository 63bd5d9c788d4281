"""Cases in the browser: the list, the steps, and every change of a field."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.errors import InputError
from bundlinje.web.accounts.access import current_membership, current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.audit.log import log
from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.access import case_for, is_others, shared_with
from bundlinje.web.cases.answers import known_revision
from bundlinje.web.cases.form.paths import add_item, remove_item
from bundlinje.web.cases.form.steps import BY_SLUG, RESULT, STEPS, field_at
from bundlinje.web.cases.form.values import NotReadError, read
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import FieldPage, put_field, seen_revision, stands, step_page
from bundlinje.web.cases.results.result_page import result_page
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.sharing.copying import copy_to, tell_of_copy
from bundlinje.web.sharing.models import May
from bundlinje.web.templatetags.words import say

PAGE_LENGTH = 50


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the organisation's cases, those changed last first."""
    membership = current_membership(request)
    shared = shared_with(signed_in(request))
    if membership is None and not shared:
        return render(request, "accounts/no_organisation.html")
    asked = request.GET.get("q", "").strip()
    owner = None if membership is None else membership.organisation_id
    cases = store.listed(owner, asked)
    if asked:
        shared = shared.filter(title__icontains=asked)
    number = request.GET.get("side", "1")
    page = max(int(number), 1) if number.isdigit() else 1
    start = (page - 1) * PAGE_LENGTH
    found = list(cases[start : start + PAGE_LENGTH + 1])
    return render(
        request,
        "cases/list.html",
        {
            "cases": found[:PAGE_LENGTH],
            "words": asked,
            "chosen": request.GET.getlist("sag"),
            "page": page,
            "more": len(found) > PAGE_LENGTH,
            "shared": shared,
            "edits": membership is not None and membership.role >= Role.EDITOR,
        },
    )


@login_required
@require_POST
@limited("create")
def new(request: HttpRequest) -> HttpResponse:
    """Begin an empty case."""
    owner = current_organisation(request, Role.EDITOR)
    case = store.create(owner, signed_in(request), exchange.empty(timezone.localdate().year))
    return redirect("step", case.id, STEPS[0].slug)


@login_required
@require_POST
@limited("upload")
def upload(request: HttpRequest) -> HttpResponse:
    """Read a case file or a workbook; one that is wrong is refused with every error."""
    owner = current_organisation(request, Role.EDITOR)
    file = request.FILES.get("fil")
    if file is None:
        messages.error(request, say("Vælg en fil først.", "Choose a file first."))
        return redirect("cases")
    log(request.user, "upload", "organisation", owner.id, owner.id)
    try:
        document = exchange.read_file(str(file.name), file.read(), base_of(owner.id).knowledge)
    except InputError as error:
        problems = [problem.to(current()) for problem in error.problems]
        return render(
            request, "cases/refused.html", {"name": file.name, "problems": problems}, status=422
        )
    case = store.create(owner, signed_in(request), document)
    return redirect("step", case.id, RESULT)


@login_required
@require_safe
def open_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Go to the first step that lacks something, or to the result."""
    case = case_for(request.user, case_id)
    return redirect("step", case.id, stands(case).first_step)


@login_required
@require_safe
def facts(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Return what a list says of a case, calculated anew where that is needed."""
    case = case_for(request.user, case_id, listed=True)
    store.renew(case)
    page = {"case": case, "renewed": True, "from_others": is_others(signed_in(request), case)}
    return render(request, "cases/facts.html", page)


@login_required
@require_safe
def step(request: HttpRequest, case_id: UUID, step: str) -> HttpResponse:
    """Show one step of a case with its fields, or the result."""
    case = case_for(request.user, case_id)
    if step not in BY_SLUG and step != RESULT:
        raise Http404
    store.renew(case)
    return _step(request, case, step)


def _step(request: HttpRequest, case: Case, slug: str) -> HttpResponse:
    page = step_page(request, case, slug)
    if slug == RESULT:
        return render(request, "cases/result.html", {**page, **result_page(page, current())})
    return render(request, "cases/step.html", page)


@login_required
@require_POST
@limited("change")
def change(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Save what was typed in one field, and return the field and the panel."""
    case = case_for(request.user, case_id, Role.EDITOR)
    path, before = request.POST.get("path", ""), store.newest(case)
    found = field_at(path, before.document)
    if found is None:
        raise Http404
    section, field = found
    page = FieldPage(request, case, section, field)
    old = page.value_in(before.document)
    try:
        value = read(field, dict(request.POST.lists()), current(), old)
    except NotReadError as error:
        return page.refused(error.message)

    def put(document: store.Document) -> list[str]:
        return put_field(document, section, field, value)

    try:
        # Who was shown another's change of this field, and writes theirs again, knows of it.
        saved = store.save(case.id, signed_in(request), known_revision(request), put)
    except store.ConflictError as conflict:
        return page.in_conflict(conflict.newest, value)
    # The result that was noted when the case was read, before this change.
    return page.saved(saved, case.net_result)


@login_required
@require_POST
@limited("change")
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add an item to a list of the case, and show the step with it."""
    case = case_for(request.user, case_id, Role.EDITOR)
    slug, at = request.POST.get("step", ""), request.POST.get("adding", "0")
    if slug not in BY_SLUG:
        raise Http404
    made: list[str] = []

    def put(document: store.Document) -> list[str]:
        choices = BY_SLUG[slug].adding(document)
        chosen = choices[int(at) if at.isdigit() and int(at) < len(choices) else 0]
        made.append(add_item(document, chosen.list, dict(chosen.item)))
        return made

    store.save(case.id, signed_in(request), seen_revision(request), put)
    return redirect(f"/sager/{case.id}/{slug}/#{made[-1]}")


@login_required
@require_POST
@limited("change")
def remove(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take an item out of its list; it can be undone."""
    case = case_for(request.user, case_id, Role.EDITOR)
    path, slug = request.POST.get("path", ""), request.POST.get("step", "")

    def put(document: store.Document) -> list[str]:
        return [path] if remove_item(document, path) else []

    try:
        store.save(case.id, signed_in(request), seen_revision(request), put)
    except store.ConflictError:
        messages.error(request, _changed_meanwhile(say("En anden", "Someone else")))
    return redirect("step", case.id, slug if slug in BY_SLUG else STEPS[0].slug)


@login_required
@require_POST
@limited("change")
def undo(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Undo the last change, and show the step again."""
    case = case_for(request.user, case_id, Role.EDITOR)
    return _stepped(request, case, store.undo)


@login_required
@require_POST
@limited("change")
def redo(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the undoing back, and show the step again."""
    case = case_for(request.user, case_id, Role.EDITOR)
    return _stepped(request, case, store.redo)


def _stepped(request: HttpRequest, case: Case, step_to: store.Step) -> HttpResponse:
    try:
        step_to(case.id, signed_in(request), seen_revision(request))
    except store.ConflictError as conflict:
        messages.error(request, _changed_meanwhile(str(conflict.newest.author or "")))
    slug = request.POST.get("step", "")
    return redirect("step", case.id, slug if slug in BY_SLUG or slug == RESULT else STEPS[0].slug)


def _changed_meanwhile(who: str) -> str:
    return say(
        f"{who} har ændret sagen imens. Intet er fortrudt eller fjernet. Se efter, og prøv igen.",
        f"{who} changed the case meanwhile. Nothing is undone or removed. Look, and try again.",
    )


@login_required
@require_POST
def delete(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Remove a case from the lists; its history is kept."""
    case = case_for(request.user, case_id, May.OWN)
    store.remove(case, signed_in(request))
    messages.success(request, say(f"{case.title} er slettet.", f"{case.title} was deleted."))
    return redirect("cases")


@login_required
@require_POST
@limited("create")
def copy(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a copy in one's own organisation, of a case of its own or one that was shared."""
    case = case_for(request.user, case_id, Role.READER)
    owner = current_organisation(request, Role.EDITOR)
    revision = store.newest(case)
    made = copy_to(owner, signed_in(request), revision)
    tell_of_copy(request, made, revision)
    return redirect("step", made.id, STEPS[0].slug)


@login_required
@require_safe
@limited("download")
def download(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Return the case file or a report of it."""
    case = case_for(request.user, case_id)
    response = exchange.download(case, store.newest(case).document, kind, current())
    log(request.user, "download", "case", case.id, case.organisation_id, kind=kind)
    return response
