"""What went wrong, told to a program: one object for every error, in the language asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text
from bundlinje.web.cases.form.wording import Said
from bundlinje.web.cases.models import Revision
from bundlinje.web.cases.store import ConflictError
from bundlinje.web.language import current

#: The addresses whose errors are told this way.
PREFIX = "/api/v1/"
MEDIA_TYPE = "application/problem+json"

#: For each status: the name of the kind of error, and what it says where nothing else is known.
KINDS: Mapping[int, tuple[str, Text]] = {
    400: ("malformed", Text("Det sendte kan ikke læses.", "What was sent cannot be read.")),
    401: (
        "no-token",
        Text(
            "Send en adgangsnøgle, der gælder: Authorization: Bearer bundlinje_…",
            "Send a token that works: Authorization: Bearer bundlinje_…",
        ),
    ),
    403: ("not-allowed", Text("Din rolle giver ikke lov.", "Your role does not allow it.")),
    404: ("not-found", Text("Det findes ikke.", "There is no such thing.")),
    405: ("no-such-method", Text("Adressen tager ikke den metode.", "Not a method here.")),
    409: ("conflict", Text("Det passer ikke med, hvad der står nu.", "It does not fit what is.")),
    413: ("too-large", Text("Det sendte er for stort.", "What was sent is too large.")),
    415: ("wrong-type", Text("Det sendte har forkert type.", "What was sent has a wrong type.")),
    422: ("invalid", Text("Det sendte kan ikke bruges.", "What was sent cannot be used.")),
    429: ("too-often", Text("Det går for hurtigt. Vent lidt.", "That is too fast. Wait a little.")),
    500: ("failed", Text("Noget gik galt hos os.", "Something went wrong here.")),
}


class OneProblem(Schema):
    """One thing that is wrong: what, where, and what was expected."""

    what: str
    where: str = ""
    expected: str = ""


class Clash(Schema):
    """A change by someone else that stands in the way."""

    revision: int
    who: str
    when: str
    paths: list[str]


class ProblemAnswer(Schema):
    """What every refusal says (RFC 9457); `type` names the kind of error and stays the same."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[OneProblem] = Field(default_factory=list)
    changes: list[Clash] = Field(default_factory=list)


class RefusedError(Exception):
    """The request is refused; becomes a `ProblemAnswer`."""

    def __init__(
        self,
        status: int,
        detail: Text | None = None,
        kind: str = "",
        problems: Iterable[OneProblem] = (),
        changes: Sequence[Revision] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.detail = detail or KINDS[status][1]
        self.kind = kind or KINDS[status][0]
        self.problems = list(problems)
        self.changes = [clash(one) for one in changes]
        self.headers = dict(headers or {})
        super().__init__(self.detail.en)

    def answer(self) -> HttpResponse:
        """Return the answer that says it."""
        said = ProblemAnswer(
            type=self.kind,
            title=KINDS.get(self.status, KINDS[500])[1].to(current()),
            status=self.status,
            detail=self.detail.to(current()),
            problems=self.problems,
            changes=self.changes,
        )
        response = HttpResponse(
            json.dumps(said.dict(), ensure_ascii=False), status=self.status, content_type=MEDIA_TYPE
        )
        for name, value in self.headers.items():
            response[name] = value
        return response


def clash(revision: Revision) -> Clash:
    """Return a change as a conflict tells it."""
    return Clash(
        revision=revision.number,
        who=str(revision.author or ""),
        when=revision.when.isoformat(),
        paths=[str(path) for path in revision.paths],
    )


def told(problems: Iterable[Problem | Said]) -> list[OneProblem]:
    """Return problems of an input, each with its place: a path, or a line or cell of a file."""
    return [
        OneProblem(
            what=problem.message.to(current()),
            where=":".join(part for part in (_line(problem), problem.key) if part),
        )
        for problem in problems
    ]


def _line(problem: Problem | Said) -> str:
    return str(problem.line or "") if isinstance(problem, Problem) else ""


def invalid(what: Text, where: str = "", expected: Text | None = None) -> RefusedError:
    """Return a refusal of one thing that was sent."""
    said = expected.to(current()) if expected else ""
    return RefusedError(422, what, problems=[
        OneProblem(what=what.to(current()), where=where, expected=said)
    ])  # fmt: skip


def of_input(error: InputError, status: int = 422, kind: str = "") -> RefusedError:
    """Return the refusal of an input with everything that is wrong in it."""
    first = error.problems[0].message
    return RefusedError(status, first, kind, told(error.problems))


def of_conflict(error: ConflictError) -> RefusedError:
    """Return the refusal of a change that someone else's stands in the way of."""
    names = ", ".join(dict.fromkeys(str(one.author or "–") for one in error.theirs))
    paths = ", ".join(dict.fromkeys(str(path) for one in error.theirs for path in one.paths[:5]))
    detail = Text(
        f"{names} har ændret det siden ({paths}). Intet er gemt. Hent det igen, og prøv igen.",
        f"{names} changed it since ({paths}). Nothing was saved. Get it again, and try again.",
    )
    return RefusedError(409, detail, changes=error.theirs)


def as_problems(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer as the API does also where Django or another middleware refuses before it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(PREFIX) or response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        status = response.status_code if response.status_code in KINDS else 500
        told = RefusedError(status).answer()
        for name in ("Allow", "Retry-After"):
            if name in response:
                told[name] = response[name]
        return told

    return answer


#: What the reader of requests finds wrong, by the name it gives it.
_FOUND: Mapping[str, Text] = {
    "missing": Text("Mangler.", "Missing."),
    "extra_forbidden": Text("Ukendt felt.", "Unknown field."),
    "string_type": Text("Skal være en tekst.", "Must be a text."),
    "int_type": Text("Skal være et helt tal.", "Must be a whole number."),
    "int_parsing": Text("Skal være et helt tal.", "Must be a whole number."),
    "int_from_float": Text("Skal være et helt tal.", "Must be a whole number."),
    "float_type": Text("Skal være et tal.", "Must be a number."),
    "float_parsing": Text("Skal være et tal.", "Must be a number."),
    "finite_number": Text("Skal være et endeligt tal.", "Must be a finite number."),
    "bool_type": Text("Skal være true eller false.", "Must be true or false."),
    "bool_parsing": Text("Skal være true eller false.", "Must be true or false."),
    "list_type": Text("Skal være en liste.", "Must be a list."),
    "dict_type": Text("Skal være et objekt.", "Must be an object."),
    "model_type": Text("Skal være et objekt.", "Must be an object."),
    "model_attributes_type": Text("Skal være et objekt.", "Must be an object."),
    "literal_error": Text("Ikke et af valgene.", "None of the choices."),
    "uuid_parsing": Text("Skal være et id.", "Must be an id."),
    "uuid_type": Text("Skal være et id.", "Must be an id."),
    "date_from_datetime_parsing": Text("Skal være en dato.", "Must be a date."),
    "string_pattern_mismatch": Text("Har ikke den rigtige form.", "Is not of the right form."),
    "string_too_long": Text("Er for lang.", "Is too long."),
    "string_too_short": Text("Er for kort.", "Is too short."),
    "too_long": Text("Er for lang.", "Is too long."),
    "too_short": Text("Er for kort.", "Is too short."),
    "greater_than": Text("Er for lille.", "Is too small."),
    "greater_than_equal": Text("Er for lille.", "Is too small."),
    "less_than_equal": Text("Er for stor.", "Is too large."),
}
_UNUSABLE = Text("Kan ikke bruges.", "Cannot be used.")


def of_request(errors: Iterable[Mapping[str, Any]]) -> RefusedError:
    """Return the refusal of a request whose parts are not what the description says."""
    found = []
    for error in errors:
        # The place begins with where it was sent (query, body) and what our code calls it.
        place = [str(part) for part in error.get("loc", ())]
        where = ".".join(place[2:] if place[:1] == ["body"] and len(place) > 2 else place[1:])
        what = _FOUND.get(str(error.get("type")), _UNUSABLE)
        limits = [str(value) for value in error.get("ctx", {}).values()
                  if isinstance(value, str | int | float)]  # fmt: skip
        found.append(OneProblem(what=what.to(current()), where=where, expected=", ".join(limits)))
    first = found[0] if found else OneProblem(what=_UNUSABLE.to(current()))
    said = f"{first.where}: {first.what}" if first.where else first.what
    return RefusedError(422, Text(said, said), problems=found)
