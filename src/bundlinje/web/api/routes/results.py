"""What a case gives: the result, the panel, its files, and trying other numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.calculation.result import Result
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import WHOLE, Body, answers, file_answer
from bundlinje.web.api.problems import RefusedError, invalid, of_input, told
from bundlinje.web.api.routes.cases import CaseAnswer, made
from bundlinje.web.audit.log import log
from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.form.number_text import text_of
from bundlinje.web.cases.judging import Judged, judge, tried
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.panel import panel
from bundlinje.web.cases.results.changes import NotChangedError, changed_copy
from bundlinje.web.cases.results.sliders import Slider, moved_document, sliders, with_moved
from bundlinje.web.language import current
from bundlinje.web.sharing.models import May

router = Router(tags=["results"])
FileKind = Literal["yaml", "json", "html", "pdf", "docx", "xlsx"]
Amount = Annotated[float, Field(allow_inf_nan=False)]


class AboutCase(Schema):
    """Which case a result is of; `sha256` is that of its content."""

    id: str
    title: str
    sha256: str


class PointAnswer(Schema):
    """The point result [DKK, discounted]; the other fields are in docs/method.md."""

    model_config = ConfigDict(extra="allow")

    net_result: float
    net_result_per_participant: float | None
    net_result_realisable: float
    society: float
    costs: float
    consequences: float
    benefit_cost_ratio: float | None
    irr: float | None
    by_payer: dict[str, float]
    by_account: dict[str, float]
    by_year: dict[str, float]
    by_item: dict[str, float]
    payback_year: dict[str, int | None]
    outcomes: dict[str, float]


class ResultAnswer(Schema):
    """The result as `bundlinje calculate --json` prints it."""

    format: Literal["bundlinje.result/1"]
    case: AboutCase
    software: str
    knowledge_base: str
    rule_date: str | None
    conventions: dict[str, Any]
    warnings: list[str]
    point: PointAnswer
    uncertainty: dict[str, Any] | None


class PanelLine(Schema):
    """One purse and its net result as text."""

    label: str
    amount: str
    negative: bool


class PanelMissing(Schema):
    """How many answers a step of the form lacks, and what is wrong in it."""

    step: str
    title: str
    count: int
    wrong: list[str]


class PanelAnswer(Schema):
    """What stands beside the form: texts in the language asked for, or what is missing."""

    net: str
    interval: str
    chance: str
    lines: list[PanelLine]
    missing: list[PanelMissing]


class SliderAnswer(Schema):
    """An input that moves the net result much; numbers in its own unit, shares 0–1."""

    input: str
    label: str
    about: str
    share: bool
    low: float
    high: float
    step: float
    value: float


class TryBody(Body):
    """Inputs and what to try them at; the inputs are those that `sliders` lists."""

    values: Annotated[dict[str, Amount], Field(min_length=1, max_length=20)]


class TriedAnswer(Schema):
    """What the case gives with the inputs tried, and how far its net result moved [DKK]."""

    result: ResultAnswer
    moved: float


class LaterBody(Body):
    """The same people complete so many years later."""

    kind: Literal["later"]
    years: Annotated[int, Field(ge=1, le=20), WHOLE]


class ScaledBody(Body):
    """So many times as many participants."""

    kind: Literal["scaled"]
    times: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class PaidInsteadBody(Body):
    """Another purse pays a share of what one pays of the intervention."""

    kind: Literal["paid-instead"]
    giver: Annotated[str, Field(max_length=100)]
    taker: Annotated[str, Field(max_length=100)]
    share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class InputsBody(TryBody):
    """Inputs set to other values."""

    kind: Literal["inputs"]


ScenarioBody = Annotated[
    LaterBody | ScaledBody | PaidInsteadBody | InputsBody, Field(discriminator="kind")
]


@router.get(
    "/cases/{uuid:case_id}/result",
    response=answers(ResultAnswer, 404, 409),
    auth=Token("cases:read"),
)
def read_result(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Return what a case gives, as `bundlinje calculate --json`; 409 while something is missing."""
    result = result_or_refusal(case_of(request, case_id))
    return HttpResponse(result.to_json(current()), content_type="application/json")


@router.get(
    "/cases/{uuid:case_id}/panel", response=answers(PanelAnswer, 404), auth=Token("cases:read")
)
def read_panel(request: HttpRequest, case_id: UUID) -> PanelAnswer:
    """Return the net result with its interval in words, or what is missing in which step."""
    case = case_of(request, case_id)
    document = store.newest(case).document
    found = panel(judge(document, case.organisation_id), document, None, current())
    return PanelAnswer(
        net=found.net,
        interval=found.interval,
        chance=found.chance,
        lines=[
            PanelLine(label=one.label, amount=one.amount, negative=one.negative)
            for one in found.lines
        ],
        missing=[
            PanelMissing(
                step=one.step,
                title=one.step_title.to(current()),
                count=one.count,
                wrong=[text.to(current()) for text in one.wrong],
            )
            for one in found.missing
        ],
    )


@router.get(
    "/cases/{uuid:case_id}/files/{kind}",
    response=answers(None, 404, 409),
    auth=Token("cases:read"),
    openapi_extra=file_answer(*exchange.TYPES.values()),
)
def read_file(
    request: HttpRequest, case_id: UUID, kind: FileKind, short: bool = False
) -> HttpResponse:
    """Return the case file (yaml), the result (json), a report (html, pdf, docx) or a workbook.

    `short` is the report on one page. 409 while something is missing, save for the case file.
    """
    case = case_of(request, case_id)
    limit(request, "download")
    if kind != "yaml":
        result_or_refusal(case)
    name = f"{kind}-kort" if short and kind in ("html", "pdf", "docx") else kind
    response = exchange.download(case, store.newest(case).document, name, current())
    log(signed_in(request), "download", "case", case.id, case.organisation_id, kind=name)
    return response


@router.get(
    "/cases/{uuid:case_id}/sliders",
    response=answers(list[SliderAnswer], 404, 409),
    auth=Token("cases:read"),
)
def list_sliders(request: HttpRequest, case_id: UUID) -> list[SliderAnswer]:
    """List the inputs that move the net result most and can be set alone."""
    offered = sliders(result_or_refusal(case_of(request, case_id)), current())
    return [
        SliderAnswer(
            input=one.name,
            label=one.label.to(current()),
            about=one.about.to(current()),
            share=one.percent,
            low=one.low,
            high=one.high,
            step=one.step,
            value=one.value,
        )
        for one in offered
    ]


@router.post(
    "/cases/{uuid:case_id}/try",
    response=answers(TriedAnswer, 404, 409),
    auth=Token("cases:read"),
)
def try_inputs(request: HttpRequest, case_id: UUID, body: TryBody) -> dict[str, Any]:
    """Return what a case gives with inputs set to other values; nothing is saved."""
    result = result_or_refusal(case_of(request, case_id))
    _check_offered(result, body.values)
    try:
        other = tried(with_moved(result.case, body.values))
    except InputError as error:
        raise of_input(error) from None
    moved = other.point.net_result - result.point.net_result
    return {"result": other.to_dict(current()), "moved": moved}


@router.post(
    "/cases/{uuid:case_id}/scenarios",
    response=answers(CaseAnswer, 404, 409, status=201),
    auth=Token("cases:write"),
)
def make_scenario(
    request: HttpRequest, case_id: UUID, body: ScenarioBody, response: HttpResponse
) -> Status[Any]:
    """Make a copy of a case with one thing changed, to be held against it."""
    case = case_of(request, case_id, May.OWN)
    limit(request, "create")
    result = result_or_refusal(case)
    try:
        document = _scenario(case, result, body)
    except NotChangedError as error:
        raise invalid(error.message) from None
    except InputError as error:
        raise of_input(error) from None
    judged: Judged = judge(document, case.organisation_id)
    if judged.result is None:
        raise RefusedError(422, judged.problems[0].message, problems=told(judged.problems))
    return made(store.create(case.organisation, signed_in(request), document), response)


def _scenario(case: Case, result: Result, body: Any) -> store.Document:
    language = current()
    if isinstance(body, InputsBody):
        _check_offered(result, body.values)
        document = moved_document(result.case, body.values, language)
        name = Text(f"{case.title} (ændrede tal)", f"{case.title} (changed numbers)")
        return {**document, "title": name.to(language)}
    # The form of the pages, which writes numbers as people do.
    if isinstance(body, LaterBody):
        form = {"aendring": "senere", "aar": str(body.years)}
    elif isinstance(body, ScaledBody):
        form = {"aendring": "omfang", "gange": text_of(body.times, False, language)}
    else:
        share = text_of(body.share, True, language)
        form = {"aendring": "betaler", "andel": share, "fra": body.giver, "til": body.taker}
    return changed_copy(result.case, case.title, form, language)


def _check_offered(result: Result, values: dict[str, float]) -> None:
    offered: list[Slider] = sliders(result, current())
    names = [one.name for one in offered]
    for name in values:
        if name not in names:
            raise invalid(
                Text("Tallet kan ikke flyttes alene.", "This input cannot be set alone."),
                f"values.{name}", Text(", ".join(names), ", ".join(names)),
            )  # fmt: skip


def result_or_refusal(case: Case) -> Result:
    """Return what a case gives as it stands.

    Raises:
        RefusedError: it has no result yet; with what is missing or wrong.
    """
    judged = judge(store.newest(case).document, case.organisation_id)
    if judged.result is None:
        raise RefusedError(
            409,
            Text(f"{case.title} mangler svar og har intet resultat endnu.",
                 f"{case.title} needs answers and has no result yet."),
            "incomplete",
            told(judged.problems),
        )  # fmt: skip
    return judged.result
