"""What the pages of a contract are made of: its form, its parties' distributions, its tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bundlinje.basics.texts import Text
from bundlinje.web.cases.answers import FieldAnswer
from bundlinje.web.cases.store import newest
from bundlinje.web.contracts import consent, store
from bundlinje.web.contracts.access import Act, Seat
from bundlinje.web.contracts.case_words import now, references, words_of
from bundlinje.web.contracts.distribution import HEIGHT, WIDTH, party_rows
from bundlinje.web.contracts.judging import Judged, judge
from bundlinje.web.contracts.models import STAGE_NAMES, Contract, Revision
from bundlinje.web.contracts.term_fields import Document, Shown, TermField, TermSection
from bundlinje.web.contracts.term_words import amendments_in, said_of, words_at
from bundlinje.web.contracts.terms import indexed, sections
from bundlinje.web.contracts.typed import in_words, shown, typed
from bundlinje.web.language import current

#: The pages of a contract: address, what it is called, and what one must be allowed to see it.
TABS = (
    ("contract", Text("Vilkår", "Terms"), Act.SEE),
    ("contract-agreement", Text("Aftale", "Agreement"), Act.SEE),
    ("contract-value", Text("Værdi", "Value"), Act.FILES),
    ("contract-versions", Text("Historik", "History"), Act.SEE),
    ("contract-results", Text("Resultater", "Outcomes"), Act.SEE),
    ("contract-ledger", Text("Hovedbog", "Ledger"), Act.SEE),
    ("contract-parties", Text("Parter", "Parties"), Act.SEE),
)


def frame(seat: Seat, tab: str) -> dict[str, Any]:
    """Return what every page of a contract shows."""
    contract = seat.contract
    return {
        "contract": contract,
        "may": seat.rights,
        "tab": tab,
        "tabs": [(name, title) for name, title, act in TABS if seat.may(act)],
        "stages": [
            (stage.value, name)
            for stage, name in STAGE_NAMES.items()
            if stage in consent.open_stages(contract) or stage == contract.stage
        ],
    }


def terms_page(seat: Seat) -> dict[str, Any]:
    """Return what the page of the terms shows."""
    contract = seat.contract
    revision = store.newest(contract)
    document = revision.document
    judged = judge(contract, document)
    costs = costs_of(contract)
    return {
        **frame(seat, "contract"),
        **side(revision, judged, None),
        "followed": [words_of(name) for name in references(judged.case)],
        "amendments": amendments_in(document, current()),
        "sections": [
            {
                "section": section,
                "fields": [field_page(one, document, judged, costs) for one in section.fields],
                "note": _note(section, document),
            }
            for section in sections(document)
        ],
    }


def costs_of(contract: Contract) -> dict[str, str]:
    """Return what the costs of a contract's case are called, by id."""
    listed = newest(contract.case).document.get("costs")
    return {
        str(one["id"]): str(one.get("label") or one["id"])
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and "id" in one
    }


def _note(section: TermSection, document: Document) -> str:
    notes = document.get("notes")
    return str(notes.get(section.note) or "") if section.note and isinstance(notes, dict) else ""


def side(revision: Revision, judged: Judged, before: Judged | None) -> dict[str, Any]:
    """Return what stands beside the form: each party's distribution, and what is wrong."""
    valuation = judged.valuation
    earlier = None if before is None else before.valuation
    rows = [] if valuation is None else party_rows(valuation, current(), earlier)
    return {
        "revision": revision,
        "rows": rows,
        "chart": (WIDTH, HEIGHT),
        "draws": 0 if valuation is None or valuation.chances is None else valuation.chances.draws,
        "problems": said_problems(judged, revision.document),
        "warnings": () if valuation is None else valuation.warnings,
        "can_undo": revision.undo_to is not None,
        "can_redo": revision.redo_to is not None,
        "undo_at": reverse("undo-contract", args=[revision.contract_id]),
        "redo_at": reverse("redo-contract", args=[revision.contract_id]),
    }


def said_problems(judged: Judged, document: Document) -> list[tuple[Text, Text]]:
    """Return what is wrong with a document in the form's words: where, and what."""
    return [
        (words_at(problem.key, document), said_of(problem, document)) for problem in judged.problems
    ]


def field_page(
    one: TermField,
    document: Document,
    judged: Judged,
    costs: Mapping[str, str],
    again: Shown | None = None,
    why: Text | None = None,
) -> dict[str, Any]:
    """Return what one field shows: what stands there, or what was typed and why it is refused.

    `costs` are what the case's costs are called, by id.
    """
    wrong = judged.problems_at(one.path, indexed(one.path, document))
    problems = tuple(said_of(problem, document) for problem in wrong)
    value = one.value(document)
    stands = again or shown(one, value, current())
    chosen = stands.text.split(", ") if one.kind == "names" and stands.text else []
    named = {**costs, **{id: id for id in chosen if id not in costs}}
    return {
        "named": [(id, name, id in chosen) for id, name in named.items()],
        "field": one,
        "shown": replace(stands, problems=(why,) if why else problems),
        "from_case": now(judged.case, value, one.percent, current()),
    }


class TermAnswer(FieldAnswer):
    """What is answered when one field of a contract was changed."""

    template = "contracts/changed.html"

    def __init__(self, request: HttpRequest, seat: Seat, one: TermField) -> None:
        super().__init__(request)
        self.seat, self.one = seat, one

    def text_in(self, document: Document) -> str:
        """Return what a document says in the field, as it stands there."""
        value = self.one.value(document)
        return "" if value is None else in_words(self.one, value, current())

    def page(self, before: Judged | None, again: bool, why: Text | None) -> dict[str, Any]:
        """Return the field with what each party ends with now; `before` is the value before."""
        revision = store.newest(self.seat.contract)
        document = revision.document
        judged = judge(self.seat.contract, document)
        entered = typed(self.one, dict(self.request.POST.lists())) if again else None
        return {
            **frame(self.seat, "contract"),
            **side(revision, judged, before),
            "one": field_page(
                self.one, document, judged, costs_of(self.seat.contract), entered, why
            ),
        }
