"""An organisation's own records: listed, added, changed and taken out of use."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, limit, membership
from bundlinje.web.api.answers import Body, Number, answers
from bundlinje.web.api.problems import OneProblem, RefusedError, invalid, told
from bundlinje.web.knowledge import own_files, own_store
from bundlinje.web.knowledge.access import own_record_for
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.knowledge.own_forms import FORMS, SOURCE_ASKS
from bundlinje.web.knowledge.own_pages import NEEDED, form_column, is_needed
from bundlinje.web.knowledge.own_views import CONFLICT, OWN_PROPOSAL
from bundlinje.web.language import current

router = Router(tags=["own records"])
Kind = Literal["unit_prices", "effect_studies", "consequences", "rates", "profiles"]
Cells = Annotated[
    dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=2_000_000)]],
    Field(max_length=60),
]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
UNKNOWN = Text("Ukendt felt.", "Unknown field.")
NOT_A_NUMBER = Text(
    "Skal være et tal med decimalpunktum.", "Must be a number with a decimal point."
)
ONE_FILE = Text(
    "En forbrugsprofil er teksten i dens fil, og kilden står i den.",
    "A use profile is the text of its file, and the source stands in it.",
)
LONGEST = 5000
TOO_LONG = Text(f"Højst {LONGEST} tegn.", f"At most {LONGEST} characters.")
NUMBERS = ("number", "integer")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


class ProposalAnswer(Schema):
    """What is proposed of an own record and waits for someone else to review it."""

    who: str
    reason: str
    row: dict[str, str]
    source: dict[str, str]


class OwnRecordAnswer(Schema):
    """An own record: the cells of its row and its source by column, as the tables have them.

    `row` and `source` are those in use, or what was last proposed where it never was. `seen` is
    the number of its newest change, to be sent with the next one.
    """

    id: int
    reference: str
    kind: Kind
    title: str
    in_use: bool
    withdrawn: bool
    row: dict[str, str]
    source: dict[str, str]
    proposal: ProposalAnswer | None
    seen: int


class OwnChangeAnswer(Schema):
    """One step of an own record, and why it was taken."""

    when: datetime
    who: str
    reason: str
    step: Literal["proposed", "accepted", "refused", "withdrawn"]


class OwnRecordWhole(OwnRecordAnswer):
    """An own record with its changes, the newest first."""

    changes: list[OwnChangeAnswer]


class OwnRecordBody(Body):
    """What an own record is to say: cells by column (shares as 0.42), its source, and why.

    Of a profile the only cell is `file`, the text of its file, which names its source itself.
    """

    row: Cells
    source: Cells
    reason: Reason


class NewOwnRecord(OwnRecordBody):
    """A new own record of a kind."""

    kind: Kind


class ChangedOwnRecord(OwnRecordBody):
    """A change of an own record that was seen after its change `seen`."""

    seen: Number


class ReviewBody(Body):
    """Whether what is proposed, seen as the change `seen`, comes into use, and why."""

    seen: Number
    accepted: bool
    reason: Reason


class WithdrawnBody(Body):
    """Why an own record, seen after its change `seen`, is taken out of use."""

    seen: Number
    reason: Reason


@router.get("/own-records", response=answers(list[OwnRecordAnswer]), auth=Token("knowledge:read"))
def list_own_records(request: HttpRequest) -> list[dict[str, Any]]:
    """List the organisation's own records, those in use first."""
    owner = membership(request).organisation_id
    found = OwnRecord.objects.filter(organisation_id=owner)
    return [_answer(one) for one in found.order_by("withdrawn", "kind", "name")]


@router.get(
    "/own-records/{int:record}",
    response=answers(OwnRecordWhole, 404),
    auth=Token("knowledge:read"),
)
def read_own_record(request: HttpRequest, record: int) -> dict[str, Any]:
    """Return an own record with its changes."""
    return _whole(_own(request, record, Role.READER))


@router.post(
    "/own-records",
    response=answers(OwnRecordWhole, status=201),
    auth=Token("knowledge:write"),
)
def add_own_record(request: HttpRequest, body: NewOwnRecord) -> Status[Any]:
    """Propose a new own record; it is checked, and comes into use when someone accepts it."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "change")
    knowledge = base_of(owner.id).knowledge
    row = _completed(body.kind, body)
    row, source = _named(row, own_store.new_name(owner.id, body.kind, knowledge, row), body)
    _check(body.kind, row, source)
    made = own_store.add(owner, signed_in(request), body.kind, row, source, body.reason)
    return Status(201, _whole(made))


@router.put(
    "/own-records/{int:record}",
    response=answers(OwnRecordWhole, 404, 409),
    auth=Token("knowledge:write"),
)
def change_own_record(request: HttpRequest, record: int, body: ChangedOwnRecord) -> dict[str, Any]:
    """Propose what an own record is to say; until it is accepted, what is in use stays in use."""
    found = _own(request, record, Role.EDITOR)
    limit(request, "change")
    row, source = _named(_completed(found.kind, body), found.name, body, found.source.get("id"))
    _check(found.kind, row, source)
    try:
        own_store.change(found, signed_in(request), body.seen, row, source, body.reason)
    except own_store.ChangedMeanwhileError:
        raise RefusedError(409, CONFLICT) from None
    return _whole(found)


@router.post(
    "/own-records/{int:record}/review",
    response=answers(OwnRecordWhole, 404, 409),
    auth=Token("knowledge:write"),
)
def review_own_record(request: HttpRequest, record: int, body: ReviewBody) -> dict[str, Any]:
    """Take what someone else has proposed into use, or refuse it."""
    found = _own(request, record, Role.EDITOR)
    limit(request, "change")
    try:
        own_store.review(found, signed_in(request), body.seen, body.accepted, body.reason)
    except own_store.ChangedMeanwhileError:
        raise RefusedError(409, CONFLICT) from None
    except own_store.OwnProposalError:
        raise RefusedError(403, OWN_PROPOSAL, "own-proposal") from None
    return _whole(found)


@router.post(
    "/own-records/{int:record}/withdraw",
    response=answers(OwnRecordWhole, 404, 409),
    auth=Token("knowledge:write"),
)
def withdraw_own_record(request: HttpRequest, record: int, body: WithdrawnBody) -> dict[str, Any]:
    """Take an own record out of use; what it said is kept."""
    found = _own(request, record, Role.EDITOR)
    limit(request, "change")
    try:
        own_store.withdraw(found, signed_in(request), body.seen, body.reason)
    except own_store.ChangedMeanwhileError:
        raise RefusedError(409, CONFLICT) from None
    return _whole(found)


def _own(request: HttpRequest, record: int, role: Role) -> OwnRecord:
    return own_record_for(signed_in(request), min(record, 2**63 - 1), role)


def _completed(kind: str, body: OwnRecordBody) -> dict[str, str]:
    """Return the cells of a record with those that follow from the others, but for its id."""
    if kind != own_files.KIND:
        _check_columns(kind, body)
        return own_store.completed(kind, dict(body.row))
    if set(body.row) != {"file"} or body.source:
        raise invalid(ONE_FILE, "row", Text("file", "file"))
    return _file(lambda: own_files.typed_row(body.row["file"].encode(), ""))


def _named(
    row: dict[str, str], name: str, body: OwnRecordBody, source: str | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Return a record under its name, and its source."""
    if "file" in row:
        return _file(lambda: own_files.named(row, name)), {}
    place = source or f"{name}-kilde"
    return {"id": name, **row, "source": place}, {"id": place, **body.source}


def _file(read: Callable[[], dict[str, str]]) -> dict[str, str]:
    try:
        return read()
    except InputError as error:
        raise RefusedError(422, error.problems[0].message, problems=told(error.problems)) from None


def _check_columns(kind: str, body: OwnRecordBody) -> None:
    """Refuse cells that the form does not ask for, and say which of those it needs are missing."""
    form, wrong = FORMS[kind], []
    for asks, cells, place in ((form.asks, body.row, "row"), (SOURCE_ASKS, body.source, "source")):
        asked = {ask.name: ask for ask in asks}
        for name, cell in cells.items():
            if name not in asked:
                wrong.append(OneProblem(what=UNKNOWN.to(current()), where=f"{place}.{name}",
                                        expected=", ".join(asked)))  # fmt: skip
                continue
            if len(cell) > LONGEST:
                wrong.append(OneProblem(what=TOO_LONG.to(current()), where=f"{place}.{name}"))
                continue
            column = form_column(form, asked[name], place == "source")
            if column.type in NUMBERS and cell.strip() and not NUMBER.fullmatch(cell.strip()):
                wrong.append(OneProblem(what=NOT_A_NUMBER.to(current()),
                                        where=f"{place}.{name}", expected="0.42"))  # fmt: skip
        wrong += [
            OneProblem(what=NEEDED.to(current()), where=f"{place}.{name}")
            for name, ask in asked.items()
            if is_needed(form, ask, place == "source") and not cells.get(name, "").strip()
        ]
    if wrong:
        raise RefusedError(422, problems=wrong)


def _check(kind: str, row: dict[str, str], source: dict[str, str]) -> None:
    problems = own_store.faults(kind, row, source)
    if problems:
        raise RefusedError(422, problems[0].message, problems=told(problems))


def _answer(one: OwnRecord) -> dict[str, Any]:
    waiting = own_store.proposal_of(one)
    proposal = waiting and {
        "who": str(waiting.who or ""),
        "reason": waiting.reason,
        "row": own_store.typed(one.kind, waiting.row),
        "source": _without_id(waiting.source),
    }
    return {
        "id": one.pk,
        "reference": one.reference,
        "kind": one.kind,
        "title": one.title,
        "in_use": one.in_use,
        "withdrawn": one.withdrawn,
        "row": own_store.typed(one.kind, one.row),
        "source": _without_id(one.source),
        "proposal": proposal,
        "seen": own_store.newest_change(one),
    }


def _without_id(source: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in source.items() if name != "id"}


def _whole(one: OwnRecord) -> dict[str, Any]:
    changes = one.changes.order_by("-id").select_related("who")
    return {
        **_answer(one),
        "changes": [
            {
                "when": change.when,
                "who": str(change.who or ""),
                "reason": change.reason,
                "step": change.step,
            }
            for change in changes
        ],
    }
