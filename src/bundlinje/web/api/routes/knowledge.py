"""The knowledge base: open to all; with a token, the organisation's own records are in it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from bundlinje.basics.errors import InputError
from bundlinje.evidence.entries import FACETS
from bundlinje.evidence.evidence_map import evidence_map
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.sheets import as_json
from bundlinje.web.api.access import Token
from bundlinje.web.api.answers import Page, Words, answers
from bundlinje.web.api.problems import of_input
from bundlinje.web.knowledge import finding
from bundlinje.web.knowledge.base import Base, base_of, shared_base
from bundlinje.web.language import current

router = Router(tags=["knowledge"])
Facet = Annotated[str, Field(max_length=100)]


class KindAnswer(Schema):
    """A kind of record: the prefix of its references, and how many there are."""

    prefix: str
    title: str
    count: int


class RecordLine(Schema):
    """A record as a search finds it."""

    reference: str
    title: str
    summary: str
    kind: str
    grade: str
    may_be_used: str
    own: bool


class FoundAnswer(Page):
    """A page of what a search finds, the best first."""

    items: list[RecordLine]


class RecordAnswer(Schema):
    """A record with its source, as `bundlinje knowledge show --json` prints it."""

    reference: str
    record: dict[str, Any]
    may_be_used: Any
    warnings: Any
    source: dict[str, Any] | None


class MapCell(Schema):
    """The studies of a target group and an area; counts by code."""

    target_group: str
    outcome: str
    estimates: int
    sources: int
    designs: dict[str, int]
    directions: dict[str, int]
    uses: dict[str, int]
    studies: list[str]


class SearchQuery(Schema):
    """Words, and values of the filters."""

    q: Words = ""
    kind: Facet = ""
    target_group: Facet = ""
    outcome: Facet = ""
    grade: Facet = ""
    country: Facet = ""
    year: Facet = ""
    page: Annotated[int, Field(ge=1, le=99_999)] = 1


@router.get("/knowledge", response=answers(FoundAnswer), auth=Token("knowledge:read", open=True))
def search(request: HttpRequest, asked: Query[SearchQuery]) -> dict[str, Any]:
    """Search the knowledge base; filters that nothing has find nothing."""
    chosen = {name: value for name in FACETS if (value := getattr(asked, name))}
    found = finding.find(_base(request), finding.Query(asked.q, chosen, asked.page), current())
    items = [
        {
            "reference": one.reference,
            "title": one.record.title.to(current()),
            "summary": one.record.summary.to(current()),
            "kind": one.kind.to(current()),
            "grade": one.grade.to(current()),
            "may_be_used": one.record.may_be_used.to(current()),
            "own": one.own,
        }
        for one in found.lines
    ]
    length = finding.PAGE_LENGTH
    return {"items": items, "page": asked.page, "page_length": length, "total": found.total}


@router.get(
    "/knowledge/kinds",
    response=answers(list[KindAnswer]),
    auth=Token("knowledge:read", open=True),
)
def list_kinds(request: HttpRequest) -> list[KindAnswer]:
    """List the kinds of record."""
    counts = finding.counts_by_kind(_base(request))
    return [
        KindAnswer(prefix=kind.prefix, title=kind.title.to(current()), count=counts[kind.prefix])
        for kind in KINDS.values()
    ]


@router.get(
    "/knowledge/map",
    response=answers(list[MapCell]),
    auth=Token("knowledge:read", open=True),
)
def read_map(request: HttpRequest, target_group: Facet = "", country: Facet = "") -> Any:
    """Return the evidence map: for each target group and area, the studies and their direction."""
    knowledge = _base(request).knowledge
    if target_group:
        try:
            knowledge.lookup(f"target_groups/{target_group}")
        except InputError as error:
            raise of_input(error) from None
    groups = [target_group] if target_group else []
    cells = evidence_map(knowledge, groups, [country] if country else [])
    return [cell.to_dict() for cell in cells]


@router.get(
    "/knowledge/records/{prefix}/{name}",
    response=answers(RecordAnswer, 404),
    auth=Token("knowledge:read", open=True),
)
def read_record(request: HttpRequest, prefix: str, name: str) -> HttpResponse:
    """Return a record; where it is unknown, 404 with the nearest."""
    knowledge = _base(request).knowledge
    try:
        found = as_json(knowledge, knowledge.lookup(f"{prefix}/{name}"))
    except InputError as error:
        raise of_input(error, 404, "not-found") from None

    return HttpResponse(found, content_type="application/json")


def _base(request: HttpRequest) -> Base:
    mine = getattr(request, "_membership", None)
    return shared_base() if mine is None else base_of(mine.organisation_id)
