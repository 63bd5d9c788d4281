"""What is sent and told of a document with a history: a case's, or the terms of a contract."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Header, Schema
from pydantic import BeforeValidator, Field

from bundlinje.web.api.answers import Body, Number, Page
from bundlinje.web.api.problems import OneProblem
from bundlinje.web.templatetags.words import words

#: So many places can be changed at once.
MOST = 200
IF_MATCH: Any = Header(  # type: ignore[type-arg]
    None, alias="If-Match", description="The revision seen, as `ETag` gave it"
)
#: A text in the language asked for, of nothing an empty one.
Told = Annotated[str, BeforeValidator(lambda said: words(said) if said else "")]
#: A revision that is asked for.
Asked = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[4, 7])]


class DocumentAnswer(Schema):
    """The content of a file, and what is missing or wrong in it.

    `others` are those whose changes came in between the revision that was seen and this one.
    """

    revision: int
    document: dict[str, Any]
    changed_by: str
    can_undo: bool
    can_redo: bool
    problems: list[OneProblem]
    others: list[str] = Field(default_factory=list)


class RevisionLine(Schema):
    """One change, with the paths that it touched."""

    number: int
    when: datetime
    who: str
    paths: list[str]


class HistoryAnswer(Page):
    """A page of the changes of a document, the newest first."""

    items: list[RevisionLine]


class RevisionAnswer(RevisionLine):
    """One change, and the whole document after it."""

    document: dict[str, Any]


class OneChange(Body):
    """One change: `path` is written with points, items of a list by their id.

    `set` puts `value` there (null takes it away), `add` puts an item last in a list (`costs`,
    `consequences`, `outcomes`; of terms `metrics`, `payments`, `periods`, `tranches`), `remove`
    takes it away.
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


class BackBody(Body):
    """The revision to go back to, and the newest one, which must have been seen."""

    number: Annotated[Number, Field(examples=[4])]
    revision: Annotated[Number | None, Field(examples=[7])] = None


class GoAnswer(Schema):
    """What one person changed in one go: the revisions `first` to `last`.

    `changed` names what in words; `more` is how many things are not named.
    """

    who: str
    begun: datetime
    ended: datetime
    first: int
    last: int
    changed: list[Told]
    more: int


class VersionsAnswer(Schema):
    """Goes, the newest first; where there are more, `before` is what to ask for next."""

    items: list[GoAnswer]
    before: int | None


class DifferenceLine(Schema):
    """One thing that differs, in words; `item` says that a whole item was added or removed."""

    what: Annotated[Told, Field(examples=["Pris pr. person"])]
    before: Annotated[str, Field(examples=["20.000 kr."])]
    after: Annotated[str, Field(examples=["25.000 kr."])]
    item: Told


class MoneyLine(Schema):
    """An amount before and after, in words."""

    what: Annotated[Told, Field(examples=["Kommune"])]
    before: Annotated[str, Field(examples=["1.200.000 kr."])]
    after: Annotated[str, Field(examples=["950.000 kr."])]
    change: Annotated[str, Field(examples=["−250.000 kr."])]


class DifferenceAnswer(Schema):
    """What differs between two revisions, in words and in money.

    `money` is of a case its net result and each public purse, and of terms what each party ends
    with on average. Both are calculated with today's knowledge base and rules, terms on the case
    as it is; it is empty where one of them has no result.
    """

    first: int
    second: int
    differences: list[DifferenceLine]
    money: list[MoneyLine]
