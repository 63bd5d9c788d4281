"""What the pages of a case are made of: where it stands, its steps, fields and panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.calculation.case_file import PAYERS
from bundlinje.calculation.fit import LEVELS
from bundlinje.calculation.price_levels import DEFAULT_INDEX
from bundlinje.evidence.kinds import BY_PREFIX
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.web.cases import store
from bundlinje.web.cases.access import may
from bundlinje.web.cases.answers import FieldAnswer
from bundlinje.web.cases.answers import seen_revision as seen_revision
from bundlinje.web.cases.form.fields import Field, Kind, Section
from bundlinje.web.cases.form.mentions import mentions
from bundlinje.web.cases.form.paths import put, value_at
from bundlinje.web.cases.form.steps import (
    BY_SLUG,
    LAST_PRICES,
    RESULT,
    STEPS,
    field_at,
    step_of,
)
from bundlinje.web.cases.form.values import Entry, Shown, shown
from bundlinje.web.cases.judging import Judged, judge
from bundlinje.web.cases.models import Case, Revision
from bundlinje.web.cases.panel import panel
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.language import current
from bundlinje.web.sharing.around import around
from bundlinje.web.sharing.models import May

Document = dict[Any, Any]

#: So many calendar years are asked for people when a case is new.
FIRST_YEARS = 4
#: Letters of the longest choice in a field that shares its row.
LONGEST = 24
#: Kinds of fields that stand two in a row.
NARROW = (Kind.WHOLE, Kind.CHOICE, Kind.NUMBER, Kind.FLAG, Kind.YEARS)
#: Kinds of fields whose numbers may be uncertain.
UNCERTAIN = (Kind.NUMBER, Kind.PRICE, Kind.SERIES, Kind.PEOPLE)


@dataclass(frozen=True)
class Stands:
    """Where a case stands: its newest revision, what it says, and what that gives."""

    revision: Revision
    document: Document
    judged: Judged
    knowledge: Knowledge

    @property
    def first_step(self) -> str:
        """The first step where something is missing, or the result."""
        missing = panel(self.judged, self.document, None, current()).missing
        return missing[0].step if missing else RESULT


def stands(case: Case) -> Stands:
    """Return where a case stands."""
    revision = store.newest(case)
    document = revision.document
    owner = case.organisation_id
    return Stands(revision, document, judge(document, owner), base_of(owner).knowledge)


def step_page(request: HttpRequest, case: Case, slug: str) -> dict[str, Any]:
    """Return what the page of a step shows."""
    now = stands(case)
    chosen = BY_SLUG.get(slug)
    position = list(BY_SLUG).index(slug) if slug in BY_SLUG else len(STEPS)
    order = [*BY_SLUG, RESULT]
    allowed = may(request.user, case) or May.READ
    return {
        **side(now, None),
        "case": case,
        "step": chosen,
        "slug": slug,
        "position": position + 1,
        "previous": order[position - 1] if position else None,
        "next": order[position + 1] if position + 1 < len(order) else None,
        "sections": [] if chosen is None else _sections(chosen.sections(now.document), now),
        "adding": () if chosen is None else chosen.adding(now.document),
        "edits": allowed >= May.EDIT,
        **around(case, allowed, slug),
        "accounts": accounts(now.document),
        "rules": rules(now.knowledge),
        "fit_levels": list(LEVELS.items()),
        "result": now.judged.result,
    }


def side(now: Stands, before: float | None) -> dict[str, Any]:
    """Return what stands beside the form: the panel, the steps and what can be undone."""
    missing = {m.step: m for m in panel(now.judged, now.document, None, current()).missing}
    steps = [(step.slug, step.title, missing.get(step.slug)) for step in STEPS]
    return {
        "steps": [*steps, (RESULT, Text("Resultat", "Result"), None)],
        "panel": panel(now.judged, now.document, before, current()),
        "revision": now.revision,
        "can_undo": now.revision.undo_to is not None,
        "can_redo": now.revision.redo_to is not None,
        "undo_at": reverse("undo", args=[now.revision.case_id]),
        "redo_at": reverse("redo", args=[now.revision.case_id]),
    }


def _sections(sections: Sequence[Section], now: Stands) -> list[dict[str, Any]]:
    return [
        {
            "section": section,
            "name": name_of(section.path or str(at)),
            "fields": [field_page(now, section, f) for f in section.fields if not f.rare],
            "rare": [field_page(now, section, f) for f in section.fields if f.rare],
            "rare_used": any(
                stored(now.document, section, f) is not None
                or now.judged.problems_at(section.at(f.key))
                for f in section.fields
                if f.rare
            ),
        }
        for at, section in enumerate(sections)
    ]


def name_of(path: str) -> str:
    """Return the id of what a page calls the section at a path."""
    return "navn-" + path.replace(".", "-")


def stored(document: Document, section: Section, field: Field) -> Any:
    """Return what a document says in a field."""
    if field.kind is Kind.NOTE:
        notes = document.get("notes")
        return notes.get(section.note) if isinstance(notes, dict) else None
    return value_at(document, section.at(field.key))


def put_field(document: Document, section: Section, field: Field, value: Any) -> list[str]:
    """Set what a document says in a field; return the paths changed, none if it says so already."""
    if stored(document, section, field) == value:
        return []
    if field.key == "price_index.extend":
        _extend_index(document, value)
        return ["price_index"]
    if field.kind is not Kind.NOTE:
        put(document, section.at(field.key), value)
        if not document.get("budget", True):
            # Without a year and a price growth there is nothing to show.
            del document["budget"]
        return [section.at(field.key)]
    notes = document.setdefault("notes", {})
    if value is None:
        notes.pop(section.note, None)
    else:
        notes[section.note] = value
    return [f"notes.{section.note}"]


def _extend_index(document: Document, levels: Any) -> None:
    """Set the levels that a case gives its price index after the last year; None for none."""
    index = document.get("price_index")
    name = index.get("name") if isinstance(index, dict) else index or DEFAULT_INDEX
    document["price_index"] = name if levels is None else {"name": name, "extend": levels}


def field_page(
    now: Stands,
    section: Section,
    field: Field,
    typed: Shown | None = None,
    error: Text | None = None,
) -> dict[str, Any]:
    """Return what one field shows: what stands in it, or what was typed and why it is refused."""
    path = section.at(field.key)
    value = stored(now.document, section, field)
    problems = list(now.judged.problems_at(path))
    return {
        "id": "felt-" + path.replace(".", "-"),
        "path": path,
        "field": field,
        "kind": field.kind.value,
        "shown": typed or shown(field, value, current(), _years_of(field, now.document)),
        "problems": [error] if error is not None else problems,
        "remarks": now.judged.remarks_at(path, current()),
        "mentions": mentions(value, now.document, now.knowledge, current()),
        "uncertain": field.kind in UNCERTAIN,
        "wide": field.kind not in NARROW
        or any(len(label.da) > LONGEST for _, label in field.choices),
        "about": section.title,
        "finds": [(kind, BY_PREFIX[kind].title) for kind in field.knowledge],
        "item": section.path.partition(".")[2],
    }


def _years_of(field: Field, document: Document) -> list[int]:
    """Return the years that a field asks for one by one."""
    if field.key != "price_index.extend":
        return _people_years(document)
    level = document.get("price_year")
    this_year = timezone.localdate().year
    last = max(this_year, level if isinstance(level, int) and level <= this_year + 1 else 0)
    return list(range(LAST_PRICES + 1, last + 1))


def _people_years(document: Document) -> list[int]:
    first, horizon = document.get("start_year"), document.get("horizon")
    if not isinstance(first, int) or not isinstance(horizon, int):
        return []
    people = document.get("participants")
    last = (
        max((y for y in people if isinstance(y, int)), default=0) if isinstance(people, dict) else 0
    )
    count = max(min(FIRST_YEARS, horizon), min(last - first + 2, horizon))
    return list(range(first, first + max(count, 1)))


def accounts(document: Document) -> list[tuple[str, str]]:
    """Return the accounts that can pay: as they are written in a case, and what they are called."""
    own = document.get("payers")
    payers: dict[str, Any] = {payer.id: {} for payer in PAYERS}
    payers |= {str(name): payer for name, payer in own.items()} if isinstance(own, dict) else {}
    labels = {payer.id: payer.label.to(current()) for payer in PAYERS}
    listed: list[tuple[str, str]] = []
    for name, payer in payers.items():
        said = payer if isinstance(payer, dict) else {}
        label = str(said.get("label") or labels.get(name, name))
        departments = said.get("departments")
        parts = departments.items() if isinstance(departments, dict) else ()
        listed.append((name, label))
        listed += [(f"{name}/{part}", f"{label}: {title}") for part, title in parts]
    return listed


def rules(knowledge: Knowledge) -> list[tuple[str, Text]]:
    """Return the rules that can split a payment, by reference, with their names."""
    found = [knowledge.lookup(f"refund/{name}") for name in knowledge.ids("payer_rules")]
    return sorted(((rule.reference, rule.title) for rule in found), key=lambda pair: pair[1].da)


class FieldPage(FieldAnswer):
    """What is answered when one field of a case was changed."""

    template = "cases/changed.html"

    def __init__(self, request: HttpRequest, case: Case, section: Section, field: Field) -> None:
        super().__init__(request)
        self.case = case
        self.section = section
        self.field = field

    def value_in(self, document: Document) -> Any:
        """Return what a document says in the field."""
        return stored(document, self.section, self.field)

    def text_in(self, document: Document) -> str:
        """Return what a document says in the field, as it stands there."""
        return shown(self.field, self.value_in(document), current()).whole

    def page(self, before: float | None, again: bool, why: Text | None) -> dict[str, Any]:
        """Return the field with what the case gives now; `before` is the net result before."""
        now = stands(self.case)
        path = self.section.at(self.field.key)
        slug = step_of(path, now.document)
        typed = self._typed() if again else None
        found = field_at(path, now.document) if self.field.key == "label" else None
        heading = {"name": name_of(self.section.path), "heading": found[0].title} if found else {}
        return {
            "one": field_page(now, self.section, self.field, typed, why),
            **side(now, before),
            **heading,
            "case": self.case,
            "title": now.document.get("title") or store.UNTITLED,
            "edits": True,
            "accounts": accounts(now.document),
            "rules": rules(now.knowledge),
            "fit_levels": list(LEVELS.items()),
            "slug": slug,
            "step": BY_SLUG[slug],
        }

    def _typed(self) -> Shown:
        posted = self.request.POST
        values = [str(value) for value in posted.getlist("value")]
        names = [str(name) for name in (posted.getlist("account") or posted.getlist("year"))]
        several = self.field.kind in (Kind.SERIES, Kind.SHARES, Kind.PEOPLE, Kind.NAMES)
        labels = names or [str(at) for at in range(len(values))]
        entries = tuple(Entry(*pair) for pair in zip(labels, values, strict=False))
        return Shown(
            values[0] if values else "",
            entries if several else (),
            str(posted.get("price_year", "")),
            times=str(posted["times"]) if "times" in posted else None,
        )
