"""Comments on a case: threads of a field, a step or the whole case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import Body, answers
from bundlinje.web.api.problems import invalid
from bundlinje.web.cases import store
from bundlinje.web.cases.models import Case
from bundlinje.web.language import current
from bundlinje.web.sharing import comments
from bundlinje.web.sharing.models import LONGEST, Comment, May

router = Router(tags=["sharing"])
Path = Annotated[str, Field(max_length=300)]
Said = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class CommentAnswer(Schema):
    """What someone said of a case at a revision; the text is empty once it was erased."""

    id: int
    who: str
    when: datetime
    revision: int
    text: str


class ThreadAnswer(CommentAnswer):
    """A comment with its answers.

    `path` is that of a field, `step:` and a step's name, or empty for the whole case; `where` is
    the same in words, and `gone` says that the case has no such place any more.
    """

    path: str
    where: str
    gone: bool
    resolved: datetime | None
    resolved_by: str
    answers: list[CommentAnswer]


class CommentBody(Body):
    """What is said, and of what: a field's path, `step:` and a step, or empty for the case."""

    text: Said
    path: Path = ""


class AnswerBody(Body):
    """What is answered in a thread."""

    text: Said


@router.get(
    "/cases/{uuid:case_id}/comments",
    response=answers(list[ThreadAnswer], 404),
    auth=Token("comments"),
)
def list_comments(request: HttpRequest, case_id: UUID, open: bool = False) -> list[dict[str, Any]]:
    """List the threads of a case, the open first; with `open`, those only."""
    case = case_of(request, case_id, May.COMMENT)
    found = comments.threads(case)
    return [_thread(one) for one in found if not (open and one.first.resolved)]


@router.post(
    "/cases/{uuid:case_id}/comments",
    response=answers(ThreadAnswer, 404, status=201),
    auth=Token("comments"),
)
def write_comment(request: HttpRequest, case_id: UUID, body: CommentBody) -> Status[dict[str, Any]]:
    """Begin a thread on a field, a step or the whole case."""
    case = case_of(request, case_id, May.COMMENT)
    limit(request, "comment")
    if not comments.known_path(body.path, store.newest(case).document):
        raise invalid(
            Text("Sagen har intet sådant sted.", "The case has no such place."), "path",
            Text("et felts sti, step:trin eller tom", "a field's path, step:step or empty"),
        )  # fmt: skip
    return Status(201, _written(request, case, body.path, body.text, None))


@router.post(
    "/cases/{uuid:case_id}/comments/{int:comment}/answers",
    response=answers(ThreadAnswer, 404, status=201),
    auth=Token("comments"),
)
def answer_comment(
    request: HttpRequest, case_id: UUID, comment: int, body: AnswerBody
) -> Status[dict[str, Any]]:
    """Answer in a thread; one that was resolved is opened again."""
    case = case_of(request, case_id, May.COMMENT)
    limit(request, "comment")
    thread = _one(case, comment, thread=None)
    return Status(201, _written(request, case, thread.path, body.text, thread))


@router.post(
    "/cases/{uuid:case_id}/comments/{int:comment}/resolve",
    response=answers(ThreadAnswer, 404),
    auth=Token("comments"),
)
def resolve_comment(request: HttpRequest, case_id: UUID, comment: int) -> dict[str, Any]:
    """Settle a thread."""
    return _resolved(request, case_id, comment, True)


@router.post(
    "/cases/{uuid:case_id}/comments/{int:comment}/reopen",
    response=answers(ThreadAnswer, 404),
    auth=Token("comments"),
)
def reopen_comment(request: HttpRequest, case_id: UUID, comment: int) -> dict[str, Any]:
    """Open a thread again."""
    return _resolved(request, case_id, comment, False)


@router.delete(
    "/cases/{uuid:case_id}/comments/{int:comment}",
    response=answers(None, 404, status=204),
    auth=Token("comments"),
)
def erase_comment(request: HttpRequest, case_id: UUID, comment: int) -> Status[None]:
    """Erase the text of what one wrote oneself; that something stood there is kept."""
    case = case_of(request, case_id, May.COMMENT)
    comments.erase(_one(case, comment), signed_in(request))
    return Status(204, None)


def _resolved(request: HttpRequest, case_id: UUID, comment: int, resolved: bool) -> dict[str, Any]:
    case = case_of(request, case_id, May.COMMENT)
    limit(request, "comment")
    thread = _one(case, comment, thread=None)
    if (thread.resolved is not None) != resolved:
        comments.set_resolved(thread, signed_in(request), resolved)
    return _whole(case, thread)


def _written(
    request: HttpRequest, case: Case, path: str, text: str, thread: Comment | None
) -> dict[str, Any]:
    try:
        made = comments.write(case, signed_in(request), path, text, thread)
    except comments.CannotSayError as error:
        raise invalid(error.message, "text") from None
    return _whole(case, thread or made)


def _one(case: Case, comment: int, **more: Any) -> Comment:
    found = Comment.objects.filter(id=min(comment, 2**63 - 1), case=case, **more)
    one: Comment | None = found.select_related("case").first()
    if one is None:
        raise Http404
    return one


def _whole(case: Case, thread: Comment) -> dict[str, Any]:
    found = comments.threads(case, thread.path)
    return _thread(next(one for one in found if one.first.pk == thread.pk))


def _thread(one: comments.Thread) -> dict[str, Any]:
    first = one.first
    return {
        **_said(first),
        "path": first.path,
        "where": one.where.to(current()),
        "gone": one.gone,
        "resolved": first.resolved,
        "resolved_by": str(first.resolved_by or ""),
        "answers": [_said(answer) for answer in one.answers],
    }


def _said(one: Comment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "who": str(one.author or ""),
        "when": one.when,
        "revision": one.revision,
        "text": one.text,
    }
