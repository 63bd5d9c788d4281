"""Changes of a case: by paths, whole, undone and done again."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import Body, Number, answers
from bundlinje.web.api.changing import apply, as_kept, refuse_new_problems
from bundlinje.web.api.problems import RefusedError, of_conflict
from bundlinje.web.api.routes.cases import CaseAnswer, seen_revision, whole
from bundlinje.web.cases import store
from bundlinje.web.cases.models import Case

router = Router(tags=["cases"])
#: So many places can be changed at once.
MOST = 200
IF_MATCH: Any = Header(  # type: ignore[type-arg]
    None, alias="If-Match", description="The revision seen, as `ETag` gave it"
)


class OneChange(Body):
    """One change: `path` is written with points, items of a list by their id.

    `set` puts `value` there (null takes it away), `add` puts an item last in a list (`costs`,
    `consequences`, `outcomes`), `remove` takes it away.
    """

    path: Annotated[str, Field(min_length=1, max_length=300, examples=["costs.team.amount"])]
    op: Literal["set", "add", "remove"] = "set"
    value: Any = None


class ChangesBody(Body):
    """Changes that are saved together or not at all, and the revision that they were made from."""

    changes: Annotated[list[OneChange], Field(min_length=1, max_length=MOST)]
    revision: Number | None = None


class DocumentBody(Body):
    """A whole document, and the revision that it was made from."""

    document: dict[str, Any]
    revision: Number | None = None


@router.patch(
    "/cases/{uuid:case_id}/document",
    response=answers(CaseAnswer, 404, 409, 413),
    auth=Token("cases:write"),
)
def change_case(
    request: HttpRequest,
    case_id: UUID,
    body: ChangesBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> Any:
    """Change a case by paths.

    What others changed since the revision that was seen is kept; where it is the same that is
    changed, nothing is saved. A change that makes something wrong is refused.
    """
    case = case_of(request, case_id, Role.EDITOR)
    limit(request, "change")
    seen = seen_revision(request, case, body.revision)
    changes = [(one.op, one.path, as_kept({"value": one.value})["value"]) for one in body.changes]

    def put(document: store.Document) -> list[str]:
        before = copy.deepcopy(document)
        paths = [apply(document, *change) for change in changes]
        if document == before:
            return []
        refuse_new_problems(before, document, paths, case.organisation_id)
        return list(dict.fromkeys(paths))

    return _saved(case, response, lambda: store.save(case.id, signed_in(request), seen, put))


@router.put(
    "/cases/{uuid:case_id}/document",
    response=answers(CaseAnswer, 404, 409, 413),
    auth=Token("cases:write"),
)
def replace_case(
    request: HttpRequest,
    case_id: UUID,
    body: DocumentBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> Any:
    """Replace the whole document of a case, of which the newest revision must have been seen."""
    case = case_of(request, case_id, Role.EDITOR)
    limit(request, "change")
    seen = seen_revision(request, case, body.revision)
    document = as_kept(body.document)
    before = store.newest(case).document
    paths = store.changed_paths(before, document)
    refuse_new_problems(before, document, paths, case.organisation_id)
    return _saved(case, response, lambda: store.replace(case, signed_in(request), seen, document))


@router.post(
    "/cases/{uuid:case_id}/undo",
    response=answers(CaseAnswer, 404, 409),
    auth=Token("cases:write"),
)
def undo(
    request: HttpRequest, case_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> Any:
    """Undo the last change, if nobody else has changed the case since the revision seen."""
    case = case_of(request, case_id, Role.EDITOR)
    limit(request, "change")
    seen = seen_revision(request, case, None) if if_match else store.newest(case).number
    return _saved(case, response, lambda: store.undo(case.id, signed_in(request), seen))


@router.post(
    "/cases/{uuid:case_id}/redo",
    response=answers(CaseAnswer, 404, 409),
    auth=Token("cases:write"),
)
def redo(
    request: HttpRequest, case_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> Any:
    """Take the last undoing back, if nobody else has changed the case since the revision seen."""
    case = case_of(request, case_id, Role.EDITOR)
    limit(request, "change")
    seen = seen_revision(request, case, None) if if_match else store.newest(case).number
    return _saved(case, response, lambda: store.redo(case.id, signed_in(request), seen))


def _saved(case: Case, response: HttpResponse, save: Any) -> dict[str, Any]:
    return whole(case, response, saved_or_refusal(save).others)


def saved_or_refusal(save: Callable[[], store.Saved | None]) -> store.Saved:
    """Return what was saved.

    Raises:
        RefusedError: someone else's change stands in the way, or there is nothing to undo.
    """
    try:
        saved = save()
    except store.ConflictError as error:
        raise of_conflict(error) from None
    if saved is None:
        raise RefusedError(
            409,
            Text("Der er intet at fortryde eller gentage.", "There is nothing to undo or redo."),
            "nothing-to-do",
        )
    return saved
