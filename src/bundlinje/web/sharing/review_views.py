"""The critical reading of a case: a checklist, a draft of it, and a verdict that stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.cases.access import case_for, may
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import seen_revision
from bundlinje.web.limits import limited
from bundlinje.web.sharing.around import around, given_reviews
from bundlinje.web.sharing.checklist import ANSWERS, QUESTIONS, known
from bundlinje.web.sharing.models import LONGEST, VERDICTS, May, Review
from bundlinje.web.sharing.reviewing import (
    LONGEST_NOTE,
    OwnCaseError,
    UnfinishedError,
    has_written,
    save,
)
from bundlinje.web.templatetags.words import say, words


@login_required
@require_safe
def review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the verdicts on a case, and the checklist to those who may give one."""
    case = case_for(request.user, case_id, May.COMMENT)
    return _page(request, case, None)


def _page(
    request: HttpRequest, case: Case, typed: Review | None, status: int = 200, **more: Any
) -> HttpResponse:
    user = signed_in(request)
    draft = typed or Review.objects.filter(case=case, author=user, given=None).first()
    number = case.revision if typed is None else typed.revision
    document = case.revisions.get(number=number).document
    facts = known(judge(document, case.organisation_id).result)
    answers = draft.answers if draft else {}
    page = {
        "case": case,
        "here": "review",
        **around(case, may(request.user, case) or May.READ),
        "reviews": [_told(one) for one in given_reviews(case)],
        "questions": [(one, facts.get(one.key, []), answers.get(one.key, {})) for one in QUESTIONS],
        "answer_names": list(ANSWERS.items()),
        "verdict_names": [(one.value, name) for one, name in VERDICTS.items()],
        "draft": draft,
        "reads": number,
        "own": has_written(user, case),
        "longest": LONGEST,
        "longest_note": LONGEST_NOTE,
        **more,
    }
    return render(request, "sharing/review.html", page, status=status)


def _told(given: Review) -> dict[str, Any]:
    """Return a review with its answers beside the questions that were asked."""
    answers = [
        (question, ANSWERS.get(answer.get("svar", "")), answer.get("note", ""))
        for question in QUESTIONS
        if (answer := given.answers.get(question.key))
    ]
    return {"given": given, "answers": answers}


@login_required
@require_POST
@limited("review")
def save_review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Save the checklist as a draft, or give the verdict, which then stays as it is."""
    case = case_for(request.user, case_id, May.COMMENT)
    user = signed_in(request)
    giving = request.POST.get("gem") == "afgiv"
    try:
        save(
            case, user, seen_revision(request), _answers(request),
            request.POST.get("konklusion", ""), request.POST.get("begrundelse", ""), giving,
        )  # fmt: skip
    except OwnCaseError as error:
        return _page(request, case, None, 403, problem=words(error.message))
    except UnfinishedError as error:
        return _page(request, case, error.read, 422, problem=words(error.message))
    done = ("Vurderingen er afgivet.", "The review is given.") if giving else (
        "Kladden er gemt. Kun du ser den.", "The draft is saved. Only you see it.")  # fmt: skip
    messages.success(request, say(*done))
    return redirect("review", case.id)


def _answers(request: HttpRequest) -> dict[str, dict[str, str]]:
    found = {}
    for question in QUESTIONS:
        answer = request.POST.get(f"svar-{question.key}", "")
        note = request.POST.get(f"note-{question.key}", "").strip()
        if answer in ANSWERS or note:
            found[question.key] = {"svar": answer if answer in ANSWERS else "", "note": note}
    return found
