"""The editor of one uncertain number, and own counts that become one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bundlinje.basics.numbers import Kind as NumberKind
from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.cases import store
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.form.fields import Field, Kind
from bundlinje.web.cases.form.spread import FORMS, editor, form_of, parts_of
from bundlinje.web.cases.form.steps import field_at
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.own_counts import OwnCounts, counted, read_counts
from bundlinje.web.cases.pages import put_field, seen_revision, stored
from bundlinje.web.language import current
from bundlinje.web.limits import limited

_KINDS = {
    "with": NumberKind.RATE,
    "without": NumberKind.RATE,
    "completion": NumberKind.RATE,
    "persistence": NumberKind.RATE,
    "difference": NumberKind.DIFFERENCE,
    "amount": NumberKind.MONEY,
    "price": NumberKind.MONEY,
    "participants": NumberKind.PEOPLE,
    "factor": NumberKind.FACTOR,
}


_UNIT = Field("unit", Text("Enhed", "Unit"))


@login_required
@require_safe
def spread(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the editor of a number with its distribution, for what is typed so far."""
    case = case_for(request.user, case_id, Role.EDITOR)
    field, value = _number(case, request.GET.get("path", ""), request.GET.get("cell", ""))
    language = current()
    parts = parts_of(value, field.percent, language)
    typed = {
        key: request.GET[key] for key in ("mean", "low", "mode", "high", "sd") if key in request.GET
    }
    page = {
        "case": case,
        "path": request.GET.get("path", ""),
        "cell": request.GET.get("cell", ""),
        "forms": FORMS,
        "editor": editor(
            request.GET.get("form") or form_of(value),
            {**parts, **typed},
            field.percent,
            _KINDS.get(field.key, NumberKind.QUANTITY),
            language,
        ),
    }
    return render(request, "cases/spread.html", page)


def _number(case: Case, path: str, cell: str) -> tuple[Field, Any]:
    document = store.newest(case).document
    found = field_at(path, document)
    if found is None or found[1].kind not in (Kind.NUMBER, Kind.PRICE, Kind.SERIES, Kind.PEOPLE):
        raise Http404
    section, field = found
    value = stored(document, section, field)
    if field.kind is Kind.PRICE and isinstance(value, dict):
        value = value.get("amount")
    if field.kind is Kind.SERIES:
        listed = value if isinstance(value, list) else [value]
        value = listed[int(cell)] if cell.isdigit() and int(cell) < len(listed) else None
    if field.kind is Kind.PEOPLE:
        value = value.get(int(cell)) if isinstance(value, dict) and cell.isdigit() else None
    return field, value


@login_required
@require_http_methods(["GET", "POST"])
@limited("change")
def own_counts(request: HttpRequest, case_id: UUID, item: str) -> HttpResponse:
    """Build the change of a consequence from own counts before and after."""
    case = case_for(request.user, case_id, Role.EDITOR)
    document = store.newest(case).document
    path = f"consequences.{item}"
    found = field_at(f"{path}.quantity", document)
    if found is None:
        raise Http404
    section, field = found
    typed = OwnCounts.of(request.POST if request.method == "POST" else {})
    unit = str(stored(document, section, _UNIT) or "")
    read = read_counts(typed, unit, current()) if request.method == "POST" else None
    if read is not None and read.estimate is not None and "brug" in request.POST:
        estimate = read.estimate

        def put(document: store.Document) -> list[str]:
            paths = put_field(document, section, field, counted(estimate))
            per = next(f for f in section.fields if f.key == "per")
            note = next(f for f in section.fields if f.kind is Kind.NOTE)
            paths += put_field(document, section, per, "participant")
            return paths + put_field(document, section, note, estimate.note(current()))

        store.save(case.id, signed_in(request), seen_revision(request), put)
        return redirect(f"/sager/{case.id}/konsekvenser/#{path}")
    page = {
        "case": case,
        "item": item,
        "label": section.title,
        "unit": unit,
        "typed": typed,
        "read": read,
        "note": read.estimate.note(current()) if read is not None and read.estimate else "",
        "revision": store.newest(case),
    }
    status = 422 if read is not None and read.problems else 200
    return render(request, "cases/own_counts.html", page, status=status)
