"""The result of a case: its charts, what moving a number gives, and copies with a change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.calculation.result import Result
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Organisation, Role
from bundlinje.web.cases import store
from bundlinje.web.cases.access import case_for, may
from bundlinje.web.cases.form.steps import RESULT
from bundlinje.web.cases.judging import Judged, judge, tried
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import Stands, stands, step_page
from bundlinje.web.cases.panel import panel
from bundlinje.web.cases.results.changes import FIELDS, NotChangedError, changed_copy
from bundlinje.web.cases.results.report_page import chart_answer
from bundlinje.web.cases.results.reports import report_of
from bundlinje.web.cases.results.result_page import result_page
from bundlinje.web.cases.results.sliders import (
    Moved,
    moved_document,
    problems_of,
    read_moved,
    sliders,
    with_moved,
)
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.sharing.models import May
from bundlinje.web.templatetags.words import say, words


@login_required
@require_safe
def chart(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Return one chart of the result."""
    case = case_for(request.user, case_id)
    return chart_answer(request, report_of(_result(stands(case)), current()), name)


@login_required
@require_POST
def slide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show what the case gives with some numbers moved; nothing is saved."""
    case = case_for(request.user, case_id)
    now = stands(case)
    result = _result(now)
    moved = _moved(request, result)
    page: dict[str, Any] = {"case": case, "problems": moved.refused, "moved": len(moved.values)}
    judged: Judged = now.judged
    before: float | None = None
    if moved.values and not moved.refused:
        try:
            judged = Judged(tried(with_moved(result.case, moved.values)))
            before = result.point.net_result
        except InputError as error:
            page["problems"] = problems_of(error)
    page |= {"panel": panel(judged, now.document, before, current()), "tried": before is not None}
    name = "cases/tried.html" if request.headers.get("HX-Request") else "cases/tried_page.html"
    return render(request, name, page, status=422 if page["problems"] else 200)


@login_required
@require_POST
@limited("change")
def keep(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Save the moved numbers as a new case, or in the case itself."""
    case = case_for(request.user, case_id, Role.EDITOR)
    now = stands(case)
    result = _result(now)
    moved = _moved(request, result)
    try:
        document = moved_document(result.case, moved.values, current())
    except InputError as error:
        moved = Moved({}, problems_of(error))
    if moved.refused or not moved.values:
        nothing = Text("Flyt et tal først.", "Move a number first.")
        messages.error(request, " ".join(words(why) for why in moved.refused or (nothing,)))
        return redirect("step", case.id, RESULT)
    if request.POST.get("hvor") == "sag":
        return _into_case(request, case, now.document, document)
    document["title"] = say(f"{case.title} (ændrede tal)", f"{case.title} (changed numbers)")
    return _beside(case, store.create(_maker(request, case), signed_in(request), document))


def _into_case(
    request: HttpRequest, case: Case, before: store.Document, document: store.Document
) -> HttpResponse:
    def put(newest: store.Document) -> tuple[str, ...]:
        if newest != before:
            # Saved by someone else since this request began: theirs is not to be undone.
            raise store.ConflictError(store.newest(case))
        paths = store.changed_paths(newest, document)
        newest.clear()
        newest.update(document)
        return paths

    seen: Any = request.POST.get("revision", "")
    try:
        store.save(case.id, signed_in(request), int(seen) if seen.isdigit() else 0, put)
        messages.success(
            request,
            say("Tallene er sat ind i sagen. Det kan fortrydes.",
                "The numbers are in the case now. It can be undone."),
        )  # fmt: skip
    except store.ConflictError:
        messages.error(
            request,
            say("En anden har lige ændret det samme. Se efter, og prøv igen.",
                "Someone else has just changed the same. Look, and try again."),
        )  # fmt: skip
    return redirect("step", case.id, RESULT)


@login_required
@require_POST
@limited("create")
def scenario(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a copy with one thing changed, and show the two side by side."""
    case = case_for(request.user, case_id, Role.EDITOR)
    found = _result(stands(case)).case
    try:
        document = changed_copy(found, case.title, request.POST.dict(), current())
    except NotChangedError as error:
        return _not_made(request, case, error)
    judged = judge(document, case.organisation_id)
    if judged.result is None:
        da, en = (" ".join(problem.message.to(name) for problem in judged.problems)
                  for name in LANGUAGES)  # fmt: skip
        field = FIELDS[request.POST["aendring"]]
        return _not_made(request, case, NotChangedError(Text(da, en), field))
    return _beside(case, store.create(_maker(request, case), signed_in(request), document))


def _not_made(request: HttpRequest, case: Case, error: NotChangedError) -> HttpResponse:
    """Say at the field itself, where the page opens, why no copy was made; what is typed stays."""
    page = step_page(request, case, RESULT)
    page |= result_page(page, current(), request.POST.dict())
    return render(request, "cases/result.html", {**page, "not_made": error}, status=422)


def _maker(request: HttpRequest, case: Case) -> Organisation:
    """Return whose a case made from this one is: its owner's, of one that was shared one's own."""
    if may(request.user, case) == May.OWN:
        owner: Organisation = case.organisation
        return owner
    return current_organisation(request, Role.EDITOR)


def _beside(case: Case, made: Case) -> HttpResponse:
    return redirect(f"{reverse('compare')}?sag={case.id}&sag={made.id}")


def _result(now: Stands) -> Result:
    if now.judged.result is None:
        raise Http404
    return now.judged.result


def _moved(request: HttpRequest, result: Result) -> Moved:
    posted = request.POST
    offered = sliders(result, current())
    return read_moved(offered, posted.getlist("navn"), posted.getlist("tal"), current())
