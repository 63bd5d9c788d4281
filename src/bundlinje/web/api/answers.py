"""What operations share: how requests are read, pages of lists, and the refusals of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bundlinje.web.accounts.models import Role
from bundlinje.web.api.problems import ProblemAnswer

RoleName = Literal["reader", "editor", "administrator"]
PAGE_LENGTH = 50
#: A page of a list, from 1.
PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]


def _whole(value: Any) -> Any:
    """Return `2.0` as `2`: in JSON they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: Makes a whole number of a body of what JSON says is one; stands last, after its limits.
WHOLE = BeforeValidator(_whole)
#: A number of a revision or a change.
Number = Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
Words = Annotated[str, Field(max_length=200)]
#: An id in a body.
Id = Annotated[UUID, Field(strict=False)]


def _written_day(value: Any) -> Any:
    """Return a day as JSON writes it; a number is none."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("date_from_datetime_parsing", "2027-12-31")
    return value


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: A day in a body: `2027-12-31`.
Day = Annotated[date, Field(strict=False), BeforeValidator(_written_day)]


class Body(Schema):
    """What is sent: fields that are not known are refused, and a text is no number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Page(Schema):
    """Which page of a list this is, how long a page is, and how many there are in all."""

    page: int
    page_length: int
    total: int


def page_of(found: QuerySet[Any], page: int, line: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a page of a list, each of its rows as `line` tells it."""
    start = (page - 1) * PAGE_LENGTH
    items = [line(one) for one in found[start : start + PAGE_LENGTH]]
    return {"items": items, "page": page, "page_length": PAGE_LENGTH, "total": found.count()}


def role_named(name: str) -> Role:
    """Return the role of a name."""
    return Role[name.upper()]


def role_name(role: int) -> RoleName:
    """Return what a role is called here."""
    name: Any = Role(role).name.lower()
    return name


def answers(given: Any, *more: int, status: int = 200) -> dict[int, Any]:
    """Return what an operation answers: what it gives, and the refusals that can come instead.

    Those of a missing, wrong or overused token, and of a request that is not as described, can
    always come.
    """
    return {status: given} | dict.fromkeys(sorted({401, 403, 422, 429, *more}), ProblemAnswer)


#: What the description says of a request that is a file, and of an answer that is one.
def file_answer(*types: str) -> dict[str, Any]:
    """Return the description of an answer that is a file of one of these types."""
    binary = {"type": "string", "format": "binary"}
    # What a reader of the description would parse may be anything.
    parsed = ("application/yaml", "application/json")
    content = {kind: {"schema": {} if kind.startswith(parsed) else binary} for kind in types}
    return {"responses": {200: {"description": "The file", "content": content}}}
