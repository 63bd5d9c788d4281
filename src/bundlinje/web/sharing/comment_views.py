"""Comment, answer, resolve: beside a field and in one list."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.cases import store
from bundlinje.web.cases.access import case_for, may
from bundlinje.web.cases.models import Case
from bundlinje.web.limits import limited
from bundlinje.web.sharing.around import around, open_threads
from bundlinje.web.sharing.comments import (
    CannotSayError,
    known_path,
    place_of,
    places,
    set_resolved,
    threads,
    write,
)
from bundlinje.web.sharing.comments import erase as erase_own
from bundlinje.web.sharing.models import LONGEST, Comment, May


@login_required
@require_safe
def comments(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show every comment on a case."""
    return _all(request, case_for(request.user, case_id, May.COMMENT))


def _all(request: HttpRequest, case: Case, problem: Text | None = None) -> HttpResponse:
    """Show every comment; what was refused stands where it was typed."""
    page = {
        "case": case,
        "places": places(threads(case)),
        "longest": LONGEST,
        "here": "comments",
        "problem": problem,
        "typed": request.POST.get("tekst", ""),
        "answered": request.POST.get("svar", ""),
        **around(case, may(request.user, case) or May.READ),
    }
    return render(request, "sharing/comments.html", page, status=200 if problem is None else 422)


@login_required
@require_safe
def beside(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the comments on one field, to stand beside it."""
    case = case_for(request.user, case_id, May.COMMENT)
    return _beside(request, case, request.GET.get("path", ""))


def _beside(
    request: HttpRequest, case: Case, path: str, problem: Text | None = None, typed: str = ""
) -> HttpResponse:
    page = {
        "case": case,
        "path": path,
        "place": place_of(path),
        "threads": threads(case, path),
        "open_count": open_threads(case).filter(path=path).count(),
        "longest": LONGEST,
        "beside": True,
        "problem": problem,
        "typed": typed,
    }
    return render(request, "sharing/beside.html", page, status=200 if problem is None else 422)


@login_required
@require_POST
@limited("comment")
def comment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin a thread, or answer in one."""
    case = case_for(request.user, case_id, May.COMMENT)
    answered = request.POST.get("svar", "")
    thread: Comment | None = None
    if answered:
        if not answered.isdecimal() or len(answered) > 15:
            raise Http404
        thread = get_object_or_404(Comment, id=int(answered), case=case, thread=None)
    path = request.POST.get("path", "") if thread is None else thread.path
    if thread is None and not known_path(path, store.newest(case).document):
        raise Http404
    try:
        write(case, signed_in(request), path, request.POST.get("tekst", ""), thread)
    except CannotSayError as error:
        return _answer(request, case, path, error.message)
    return _answer(request, case, path)


@login_required
@require_POST
@limited("comment")
def resolve(request: HttpRequest, case_id: UUID, comment: int) -> HttpResponse:
    """Settle a thread, or open it again."""
    case = case_for(request.user, case_id, May.COMMENT)
    thread = get_object_or_404(Comment, id=comment, case=case, thread=None)
    set_resolved(thread, signed_in(request), thread.resolved is None)
    return _answer(request, case, thread.path)


@login_required
@require_POST
def erase(request: HttpRequest, case_id: UUID, comment: int) -> HttpResponse:
    """Take away what one wrote oneself; that something stood there is kept."""
    case = case_for(request.user, case_id, May.COMMENT)
    found = get_object_or_404(Comment, id=comment, case=case)
    erase_own(found, signed_in(request))
    return _answer(request, case, found.path)


def _answer(
    request: HttpRequest, case: Case, path: str, problem: Text | None = None
) -> HttpResponse:
    """Answer with the comments of the field, or the whole list where that was used."""
    if request.headers.get("HX-Request"):
        typed = request.POST.get("tekst", "") if problem is not None else ""
        return _beside(request, case, path, problem, typed)
    if problem is not None:
        return _all(request, case, problem)
    return redirect(reverse("comments", args=[case.id]) + "#" + place_of(path))
