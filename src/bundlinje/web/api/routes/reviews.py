"""The critical reading of a case: its questions, one's own draft, and verdicts that stay."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import Body, Number, answers
from bundlinje.web.api.problems import RefusedError, invalid
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.language import current
from bundlinje.web.sharing import reviewing
from bundlinje.web.sharing.around import given_reviews
from bundlinje.web.sharing.checklist import QUESTIONS, known
from bundlinje.web.sharing.models import LONGEST, May, Review, Verdict

router = Router(tags=["sharing"])
AnswerName = Literal["in-order", "not-in-order", "not-relevant"]
VerdictName = Literal["recommended", "conditions", "not-recommended"]
#: What answers and verdicts are called where they are kept.
ANSWERS = {"in-order": "ja", "not-in-order": "nej", "not-relevant": "ikke"}
VERDICTS = {
    "recommended": Verdict.RECOMMENDED.value,
    "conditions": Verdict.CONDITIONS.value,
    "not-recommended": Verdict.NOT_RECOMMENDED.value,
}


class QuestionAnswer(Schema):
    """A question, and what the case itself knows of it."""

    key: str
    asks: str
    help: str
    known: list[str]


class Answered(Schema):
    """An answer to a question, and a note; null while it is not answered."""

    answer: AnswerName | None
    note: str


class ReviewAnswer(Schema):
    """A review of one revision of a case, its answers by question; `given` is null for a draft."""

    revision: int
    who: str
    answers: dict[str, Answered]
    verdict: VerdictName | None
    reason: str
    given: datetime | None


class ReviewsAnswer(Schema):
    """The questions about a case as it is now, one's own draft, and the verdicts given.

    `may_review` is false for those who wrote in the case.
    """

    revision: int
    may_review: bool
    questions: list[QuestionAnswer]
    draft: ReviewAnswer | None
    given: list[ReviewAnswer]


class AnsweredBody(Body):
    """An answer to a question, and a note, which what is not in order needs."""

    answer: AnswerName | None = None
    note: Annotated[str, Field(max_length=reviewing.LONGEST_NOTE)] = ""


class ReviewBody(Body):
    """The revision that was read, answers by question, the verdict and its reason."""

    revision: Number
    answers: Annotated[
        dict[Annotated[str, Field(max_length=40)], AnsweredBody], Field(max_length=40)
    ] = Field(default_factory=dict)
    verdict: VerdictName | None = None
    reason: Annotated[str, Field(max_length=LONGEST)] = ""


@router.get(
    "/cases/{uuid:case_id}/review", response=answers(ReviewsAnswer, 404), auth=Token("comments")
)
def read_reviews(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Return the questions with what the case knows of each, one's draft, and the verdicts."""
    case = case_of(request, case_id, May.COMMENT)
    who = signed_in(request)
    document = case.revisions.get(number=case.revision).document
    facts = known(judge(document, case.organisation_id).result)
    draft = Review.objects.filter(case=case, author=who, given=None).first()
    return {
        "revision": case.revision,
        "may_review": not reviewing.has_written(who, case),
        "questions": [
            {
                "key": one.key,
                "asks": one.asks.to(current()),
                "help": one.help.to(current()),
                "known": facts.get(one.key, []),
            }
            for one in QUESTIONS
        ],
        "draft": None if draft is None else _answer(draft),
        "given": [_answer(one) for one in given_reviews(case)],
    }


@router.put(
    "/cases/{uuid:case_id}/review", response=answers(ReviewAnswer, 404), auth=Token("comments")
)
def save_review(request: HttpRequest, case_id: UUID, body: ReviewBody) -> dict[str, Any]:
    """Save the review as a draft that only its writer sees; answers left out are taken away."""
    return _saved(request, case_of(request, case_id, May.COMMENT), body, giving=False)


@router.post(
    "/cases/{uuid:case_id}/review",
    response=answers(ReviewAnswer, 404, status=201),
    auth=Token("comments"),
)
def give_review(request: HttpRequest, case_id: UUID, body: ReviewBody) -> Status[dict[str, Any]]:
    """Give the verdict, which then stays as it is; every question must be answered."""
    case = case_of(request, case_id, May.COMMENT)
    return Status(201, _saved(request, case, body, giving=True))


def _saved(request: HttpRequest, case: Case, body: ReviewBody, giving: bool) -> dict[str, Any]:
    limit(request, "review")
    keys = [one.key for one in QUESTIONS]
    for key in body.answers:
        if key not in keys:
            listed = ", ".join(keys)
            raise invalid(
                Text("Ukendt spørgsmål.", "Unknown question."), f"answers.{key}",
                Text(listed, listed),
            )  # fmt: skip
    if not 1 <= body.revision <= case.revision:
        raise invalid(Text("Ukendt revision.", "Unknown revision."), "revision")
    kept = {
        key: {"svar": ANSWERS.get(one.answer or "", ""), "note": one.note.strip()}
        for key, one in body.answers.items()
    }
    verdict = VERDICTS.get(body.verdict or "", "")
    try:
        read = reviewing.save(
            case, signed_in(request), body.revision, kept, verdict, body.reason, giving
        )
    except reviewing.OwnCaseError as error:
        raise RefusedError(403, error.message, "own-case") from None
    except reviewing.UnfinishedError as error:
        raise invalid(error.message) from None
    return _answer(read)


def _answer(one: Review) -> dict[str, Any]:
    answered = {kept: name for name, kept in ANSWERS.items()}
    verdicts = {kept: name for name, kept in VERDICTS.items()}
    return {
        "revision": one.revision,
        "who": str(one.author or ""),
        "answers": {
            key: {"answer": answered.get(kept.get("svar", "")), "note": kept.get("note", "")}
            for key, kept in one.answers.items()
        },
        "verdict": verdicts.get(one.verdict),
        "reason": one.reason,
        "given": one.given,
    }
