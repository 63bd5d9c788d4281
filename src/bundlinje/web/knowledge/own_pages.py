"""What the form of an own record shows, and what was posted from it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bundlinje.basics.errors import Problem
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case_file import PAYERS
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.schema import EMPTY, Column, columns
from bundlinje.web.cases.form.number_text import NotANumberError
from bundlinje.web.cases.store import using
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.knowledge.own_forms import (
    SOURCE_ASKS,
    Ask,
    OwnForm,
    Row,
    percent_of,
    read_cell,
    typed_of,
)

SOURCE = "kilde."
#: So many cases that use a record are listed by name.
MOST_USED = 20
NEEDED = Text("Skal udfyldes.", "Must be filled in.")


@dataclass
class Posted:
    """What a form said: the cells, and what is wrong by the name of the field."""

    row: Row
    source: Row
    reason: str
    errors: dict[str, Text] = field(default_factory=dict)

    def add(self, problems: Sequence[Problem]) -> list[Text]:
        """Put problems at their fields; return those that belong to none of the form."""
        elsewhere = []
        for problem in problems:
            name = problem.key
            if problem.file.endswith("sources.csv"):
                name = SOURCE + name
            if name in self.errors:
                continue
            if name in self.row or name.removeprefix(SOURCE) in self.source:
                self.errors[name] = problem.message
            else:
                elsewhere.append(problem.message)
        return elsewhere


@dataclass(frozen=True)
class Shown:
    """One field as it is shown; `options` are (value, label), `parts` (payer, label, share)."""

    name: str
    label: Text
    help: Text
    type: str
    value: str
    required: bool
    error: Text | None
    options: tuple[tuple[str, Text], ...] = ()
    parts: tuple[tuple[str, Text, str], ...] = ()
    rare: bool = False

    @property
    def id(self) -> str:
        """The field's id on the page."""
        return "f-" + self.name.replace(".", "-")


def posted_of(form: OwnForm, posted: Mapping[str, Any], language: Language) -> Posted:
    """Return what was posted; numbers that cannot be read and what is missing are errors."""
    found = Posted({}, {}, " ".join(str(posted.get("begrundelse", "")).split())[:2000])
    for asks, prefix, cells in ((form.asks, "", found.row), (SOURCE_ASKS, SOURCE, found.source)):
        for ask in asks:
            column = _column(form, ask, prefix)
            try:
                cells[ask.name] = read_cell(ask, column, posted, prefix, language)
            except NotANumberError as error:
                found.errors[prefix + ask.name] = error.message
                cells[ask.name] = str(posted.get(prefix + ask.name, ""))
            else:
                if not cells[ask.name] and _is_needed(ask, column):
                    found.errors[prefix + ask.name] = NEEDED
    if not found.reason:
        found.errors["begrundelse"] = NEEDED
    return found


def fields_of(
    form: OwnForm, row: Row, source: Row, errors: Mapping[str, Text], language: Language
) -> tuple[list[Shown], list[Shown]]:
    """Return the fields of a record and of its source, with what stands in them."""
    own = [_shown(form, ask, "", row, errors, language) for ask in form.asks]
    page = [_shown(form, ask, SOURCE, source, errors, language) for ask in SOURCE_ASKS]
    return own, page


def is_needed(form: OwnForm, ask: Ask, of_source: bool) -> bool:
    """Return whether a question of a form, or of its source, must be answered."""
    return _is_needed(ask, form_column(form, ask, of_source))


def form_column(form: OwnForm, ask: Ask, of_source: bool) -> Column:
    """Return the column of the record, or of its source, that a question fills."""
    return _column(form, ask, SOURCE if of_source else "")


def _is_needed(ask: Ask, column: Column) -> bool:
    # The other texts of a required column are filled in where they are left out.
    filled = ask.name in ("intervention_text", "target_group_text", "target_group_da", "title_en")
    return ask.required or (column.required and not filled)


def _column(form: OwnForm, ask: Ask, prefix: str) -> Column:
    return columns(KINDS["sources"].record)[ask.name] if prefix else form.column(ask.name)


def _shown(
    form: OwnForm, ask: Ask, prefix: str, cells: Row, errors: Mapping[str, Text], language: Language
) -> Shown:
    column, cell = _column(form, ask, prefix), cells.get(ask.name, "")
    error = errors.get(prefix + ask.name)
    kind = "percent" if ask.percent else "long" if ask.long else column.type
    options: tuple[tuple[str, Text], ...] = ()
    if column.codes:
        options = tuple(column.codes.items())
    elif column.type == "ref":
        named = [(one.id, one.title) for one in shared().all(column.refers)]
        options = tuple(sorted(named, key=lambda pair: pair[1].to(language).lower()))
    parts: tuple[tuple[str, Text, str], ...] = ()
    if column.type == "shares":
        shares = dict(zip(cell.split()[::2], cell.split()[1::2], strict=False))
        parts = tuple(
            (
                payer.id,
                payer.label,
                percent_of(float(shares[payer.id]), language) if payer.id in shares else "",
            )
            for payer in PAYERS
        )
    return Shown(
        prefix + ask.name,
        ask.label or column.label,
        ask.help,
        kind,
        typed_of(ask, column, cell, language) if error is None else cell,
        _is_needed(ask, column),
        error,
        options,
        parts,
        ask.rare,
    )


def row_of(record: Any, form: OwnForm) -> Row:
    """Return the cells of a shared record, to begin an own one from."""
    row: Row = {}
    for ask in form.asks:
        value = getattr(record, ask.name)
        if value == EMPTY[form.column(ask.name).type]:
            continue
        if isinstance(value, tuple):
            row[ask.name] = " ".join(value)
        elif isinstance(value, datetime.date | str | int):
            row[ask.name] = str(value)
        elif isinstance(value, float):
            row[ask.name] = f"{value:.12g}"
    return row


def used_by(found: OwnRecord | None) -> dict[str, Any]:
    """Return what a page says of the cases that use an own record, which are few by name."""
    used = [] if found is None else list(using(found.organisation_id, found.reference))
    return {"used": used[:MOST_USED], "used_more": max(len(used) - MOST_USED, 0)}
