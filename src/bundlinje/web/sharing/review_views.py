"""The critical reading of a case: a checklist, a draft of it, and a verdict that stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.access import case_for, may
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import seen_revision
from bundlinje.web.limits import limited
from bundlinje.web.notices import telling
from bundlinje.web.sharing.around import around
from bundlinje.web.sharing.checklist import ANSWERS, QUESTIONS, known
from bundlinje.web.sharing.models import LONGEST, VERDICTS, May, Review, Verdict
from bundlinje.web.templatetags.words import say, words

#: Letters of the note to one question.
LONGEST_NOTE = 1000


def has_written(user: User, case: Case) -> bool:
    """Return whether a person made or changed the case, and so cannot be its critical reader."""
    return bool(case.revisions.filter(author=user).exists())


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
        "reviews": [_told(one) for one in _given(case)],
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


def _given(case: Case) -> Any:
    return case.reviews.exclude(given=None).select_related("author").order_by("-given")


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
    if has_written(user, case):
        problem = say(
            "Du har selv skrevet i sagen og kan ikke være dens kritiske læser. Bed en kollega.",
            "You have written in the case and cannot be its critical reader. Ask a colleague.",
        )
        return _page(request, case, None, 403, problem=problem)
    seen = seen_revision(request)
    number = seen if 1 <= seen <= case.revision else case.revision
    read = Review.objects.filter(case=case, author=user, given=None).first()
    read = read or Review(case=case, author=user)
    read.revision, read.answers = number, _answers(request)
    asked = request.POST.get("konklusion", "")
    read.verdict = asked if asked in set(Verdict) else ""
    read.reason = request.POST.get("begrundelse", "").strip()
    giving = request.POST.get("gem") == "afgiv"
    problem = _problem(read, giving)
    if problem:
        return _page(request, case, read, 422, problem=problem)
    with transaction.atomic():
        read.given = timezone.now() if giving else None
        read.save()
        log(user, "review", "case", case.id, case.organisation_id, revision=number)
        if giving:
            telling.reviewed(read, user)
            detail = {"review": read.pk, "revision": number}
            log(user, "verdict", "case", case.id, case.organisation_id, **detail)
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


def _problem(read: Review, giving: bool) -> str:
    if len(read.reason) > LONGEST or any(
        len(answer["note"]) > LONGEST_NOTE for answer in read.answers.values()
    ):
        return say(
            f"En begrundelse må have {LONGEST} tegn, en note {LONGEST_NOTE}.",
            f"A reason may have {LONGEST} characters, a note {LONGEST_NOTE}.",
        )
    if not giving:
        return ""
    open_ones = [words(one.asks) for one in QUESTIONS
                 if not read.answers.get(one.key, {}).get("svar")]  # fmt: skip
    if open_ones:
        listed = " ".join(open_ones)
        return say(f"Der mangler svar på: {listed}", f"These are not answered: {listed}")
    noted = read.answers
    silent = [words(one.asks) for one in QUESTIONS
              if noted[one.key]["svar"] == "nej" and not noted[one.key]["note"]]  # fmt: skip
    if silent:
        listed = " ".join(silent)
        return say(f"Skriv i en note, hvad der ikke er i orden: {listed}",
                   f"Say in a note what is not in order: {listed}")  # fmt: skip
    if not read.verdict or not read.reason:
        return say("Vælg en konklusion, og begrund den.", "Choose a verdict and give the reason.")
    return ""
