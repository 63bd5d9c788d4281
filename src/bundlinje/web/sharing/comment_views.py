"""Comment, answer, resolve: beside a field and in one list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.audit.log import log
from bundlinje.web.cases import store
from bundlinje.web.cases.access import case_for, may
from bundlinje.web.cases.models import Case
from bundlinje.web.limits import limited
from bundlinje.web.notices import telling
from bundlinje.web.sharing.around import around, open_threads
from bundlinje.web.sharing.comments import (
    CannotSayError,
    checked_text,
    known_path,
    place_of,
    places,
    threads,
)
from bundlinje.web.sharing.models import LONGEST, Comment, May
from bundlinje.web.templatetags.words import words


@login_required
@require_safe
def comments(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show every comment on a case."""
    case = case_for(request.user, case_id, May.COMMENT)
    page = {
        "case": case,
        "places": places(threads(case)),
        "longest": LONGEST,
        "here": "comments",
        **around(case, may(request.user, case) or May.READ),
    }
    return render(request, "sharing/comments.html", page)


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
    newest = store.newest(case)
    if thread is None and not known_path(path, newest.document):
        raise Http404
    try:
        text = checked_text(request.POST.get("tekst", ""))
    except CannotSayError as error:
        return _answer(request, case, path, error.message)
    with transaction.atomic():
        made = Comment.objects.create(
            case=case, thread=thread, path=path, revision=newest.number, text=text,
            author=signed_in(request),
        )  # fmt: skip
        if thread is not None and thread.resolved is not None:
            # An answer to what was settled opens it again, or nobody would see it.
            _set_resolved(request, case, thread, False)
        telling.commented(made, signed_in(request))
        log(request.user, "comment", "case", case.id, case.organisation_id, comment=made.pk)
    return _answer(request, case, path)


@login_required
@require_POST
@limited("comment")
def resolve(request: HttpRequest, case_id: UUID, comment: int) -> HttpResponse:
    """Settle a thread, or open it again."""
    case = case_for(request.user, case_id, May.COMMENT)
    thread = get_object_or_404(Comment, id=comment, case=case, thread=None)
    _set_resolved(request, case, thread, thread.resolved is None)
    return _answer(request, case, thread.path)


def _set_resolved(request: HttpRequest, case: Case, thread: Comment, resolved: bool) -> None:
    thread.resolved = timezone.now() if resolved else None
    thread.resolved_by = signed_in(request) if resolved else None
    thread.save(update_fields=["resolved", "resolved_by"])
    action = "resolve" if resolved else "reopen"
    log(request.user, action, "case", case.id, case.organisation_id, comment=thread.pk)


@login_required
@require_POST
def erase(request: HttpRequest, case_id: UUID, comment: int) -> HttpResponse:
    """Take away what one wrote oneself; that something stood there is kept."""
    case = case_for(request.user, case_id, May.COMMENT)
    found = get_object_or_404(Comment, id=comment, case=case)
    if found.author_id != signed_in(request).pk:
        raise PermissionDenied
    found.text = ""
    found.save(update_fields=["text"])
    log(request.user, "erase-comment", "case", case.id, case.organisation_id, comment=found.pk)
    return _answer(request, case, found.path)


def _answer(
    request: HttpRequest, case: Case, path: str, problem: Text | None = None
) -> HttpResponse:
    """Answer with the comments of the field, or the whole list where that was used."""
    if request.headers.get("HX-Request"):
        typed = request.POST.get("tekst", "") if problem is not None else ""
        return _beside(request, case, path, problem, typed)
    if problem is not None:
        messages.error(request, words(problem))
    return redirect(reverse("comments", args=[case.id]) + "#" + place_of(path))
