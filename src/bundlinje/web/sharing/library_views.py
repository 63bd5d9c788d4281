"""The library of released cases, open to all; what their owners decide about it."""

from __future__ import annotations

import math
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bundlinje.calculation.result import Result
from bundlinje.web.accounts.access import current_membership, current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.form.number_text import NotANumberError, number_from
from bundlinje.web.cases.form.steps import RESULT
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import stands
from bundlinje.web.cases.results.report_page import chart_answer
from bundlinje.web.cases.results.reports import report_of
from bundlinje.web.language import current
from bundlinje.web.limits import limited, limited_open
from bundlinje.web.sharing.around import around
from bundlinje.web.sharing.copying import copy_to, tell_of_copy
from bundlinje.web.sharing.library import (
    LONGEST_SUMMARY,
    WrongActualError,
    expectations,
    held,
    note_actual,
    release,
    released,
    released_cases,
    take_away,
    withdraw,
)
from bundlinje.web.sharing.models import Actual, May, Release
from bundlinje.web.sharing.shown import report_context
from bundlinje.web.templatetags.words import say, words

PAGE_LENGTH = 50


@require_safe
@limited_open("open-case", reads=True)
def library(request: HttpRequest) -> HttpResponse:
    """List the released cases."""
    asked_for = request.GET.get("q", "").strip()
    found = released_cases(asked_for)
    asked = request.GET.get("side", "1")
    page = max(int(asked), 1) if asked.isdigit() and len(asked) < 6 else 1
    start = (page - 1) * PAGE_LENGTH
    listed = list(found[start : start + PAGE_LENGTH + 1])
    known = set(Actual.objects.filter(case__release__in=listed).values_list("case_id", flat=True))
    return render(
        request,
        "sharing/library.html",
        {
            "releases": [(one, one.case_id in known) for one in listed[:PAGE_LENGTH]],
            "words": asked_for,
            "page": page,
            "more": len(listed) > PAGE_LENGTH,
        },
    )


@require_safe
@limited_open("open-case", reads=True)
def library_case(request: HttpRequest, release: UUID) -> HttpResponse:
    """Show the released version of a case, and what really came of it."""
    found, result = _released(release)
    membership = current_membership(request) if request.user.is_authenticated else None
    page = {
        "released": found,
        "case": found.case,
        **report_context(result, reverse("library-chart", args=[found.id, "x"])),
        "held": [one for one in held(found.case, result) if one.actuals],
        "expected_by": result.case,
        "copies": membership is not None and membership.role >= Role.EDITOR,
    }
    return render(request, "sharing/library_case.html", page)


@require_safe
@limited_open("open-case", reads=True)
def library_chart(request: HttpRequest, release: UUID, name: str) -> HttpResponse:
    """Return one chart of a released case."""
    _, result = _released(release)
    return chart_answer(request, report_of(result, current()), name)


def _released(release: UUID) -> tuple[Release, Result]:
    found = released(release)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
@limited("create")
def library_copy(request: HttpRequest, release: UUID) -> HttpResponse:
    """Copy a released case to one's own organisation."""
    owner = current_organisation(request, Role.EDITOR)
    found, _ = _released(release)
    revision = found.of
    made = copy_to(owner, signed_in(request), revision)
    tell_of_copy(request, made, revision)
    return redirect("step", made.id, RESULT)


@login_required
@require_safe
def releasing(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show whether a case is released, and what was noted of how it went."""
    return _page(request, case_for(request.user, case_id, May.OWN))


def _page(request: HttpRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    result = stands(case).judged.result
    released = Release.objects.filter(case=case).first()
    page = {
        "case": case,
        "here": "releasing",
        "released": released,
        "summary": "" if released is None else released.summary,
        "typed": {},
        **around(case, May.OWN),
        "result": result,
        "held": [] if result is None else held(case, result),
        "expected_by": None if result is None else result.case,
        "any_actual": case.actuals.exists(),
        "today": timezone.localdate().isoformat(),
        **more,
    }
    return render(request, "sharing/releasing.html", page, status=status)


@login_required
@require_POST
@limited("release")
def publish(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let everyone read the case as it is now."""
    case = case_for(request.user, case_id, May.OWN)
    result = stands(case).judged.result
    summary = request.POST.get("resume", "").strip()
    problem = ""
    if result is None:
        problem = say("Sagen har intet resultat endnu.", "The case has no result yet.")
    elif request.POST.get("sikker") != "1":
        problem = say(
            "Bekræft, at sagen må læses af alle og ikke handler om enkelte borgere.",
            "Confirm that everyone may read the case and that it is not about single persons.",
        )
    elif len(summary) > LONGEST_SUMMARY:
        problem = say("Resuméet må have 600 tegn.", "The summary may have 600 characters.")
    if problem or result is None:
        return _page(request, case, 422, problem=problem, summary=summary)
    release(case, signed_in(request), result, summary)
    messages.success(request, say("Sagen står i biblioteket.", "The case is in the library."))
    return redirect("releasing", case.id)


@login_required
@require_POST
def unpublish(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a case out of the library at once."""
    case = case_for(request.user, case_id, May.OWN)
    withdraw(case, signed_in(request))
    messages.success(
        request, say("Sagen står ikke længere i biblioteket.", "The case left the library.")
    )
    return redirect("releasing", case.id)


@login_required
@require_POST
@limited("actual")
def add_actual(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Note what really came of something that the case expects."""
    case = case_for(request.user, case_id, May.OWN)
    result = stands(case).judged.result
    choices = {} if result is None else {one.key: one for one in expectations(result)}
    chosen = choices.get(request.POST.get("hvad", ""))
    if chosen is None:
        raise Http404
    source = request.POST.get("kilde", "").strip()
    value, when = _number(request.POST.get("tal", "")), _day(request.POST.get("dato", ""))
    try:
        note_actual(case, signed_in(request), chosen, value, source, when)
    except WrongActualError as error:
        wrong, typed = words(error.message), request.POST.dict()
        return _page(request, case, 422, problem=wrong, typed=typed)
    messages.success(request, say("Gemt.", "Saved."))
    return redirect("releasing", case.id)


def _number(text: str) -> float | None:
    try:
        found = number_from(text, False, current())
    except NotANumberError:
        return None
    fits = isinstance(found, int | float) and math.isfinite(found)
    return float(found) if fits else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@login_required
@require_POST
@limited("change")
def remove_actual(request: HttpRequest, case_id: UUID, actual: int) -> HttpResponse:
    """Take a noted figure away."""
    case = case_for(request.user, case_id, May.OWN)
    found = get_object_or_404(Actual, pk=actual, case=case)
    take_away(found, signed_in(request))
    messages.success(request, say("Tallet er fjernet.", "The figure is removed."))
    return redirect("releasing", case.id)
