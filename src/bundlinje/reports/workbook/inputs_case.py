"""The blocks of inputs that are not items: the case, its people, effects and named numbers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Effect
from bundlinje.reports.workbook.inputs import (
    ID,
    LABEL,
    MORE,
    NOTE,
    SOURCES,
    SPREAD,
    UNIT,
    VALUE,
    Column,
    InputSheet,
    Table,
    take,
)
from bundlinje.reports.workbook.inputs_studies import StudyCells, studies_rows

_ID = Column("id", Text("Id", "Id"))
_LABEL = Column("label", Text("Betegnelse", "Label"))
_SOURCES = Column("evidence", Text("Kilder", "Sources"))
_NOTE = Column("note", Text("Note", "Note"), "input_note")
_EMPTY = Column("", Text("", ""), "blank")
_KEY = Column("key", Text("Nøgle", "Key"), "key")


def _spread(key: str) -> Column:
    return Column(f"{key}{form.SPREAD}", Text("Usikkerhed", "Uncertainty"), "input_spread")


def _fields() -> list[Column]:
    return [
        _KEY,
        Column("", Text("Betegnelse", "Label"), "label"),
        Column("value", Text("Værdi", "Value"), "input"),
        _spread("value"),
        Column("", Text("Enhed", "Unit"), "label"),
        Column("", Text("Prisår", "Price year"), "label"),
        _SOURCES,
        _NOTE,
    ]


_NO_UNIT = Text("", "")


@dataclass(frozen=True)
class _Field:
    key: str
    label: Text
    style: str = "input_text"
    unit: Text = _NO_UNIT


_CASE_FIELDS = (
    _Field("title", Text("Titel", "Title")),
    _Field("id", Text("Id", "Id")),
    _Field("description", Text("Beskrivelse", "Description")),
    _Field("target_group", Text("Målgruppe", "Target group")),
    _Field("intervention", Text("Indsats (id)", "Intervention (id)")),
    _Field("currency", Text("Valuta", "Currency")),
    _Field("price_year", Text("Prisniveau", "Price level"), "input_year", Text("år", "year")),
    _Field("start_year", Text("Første år", "First year"), "input_year", Text("år", "year")),
    _Field("horizon", Text("Antal år", "Number of years"), "input_year", Text("år", "years")),
    _Field("completion", Text("Gennemførelse (andel af dem, der starter)",
                              "Completion (share of starters)"), "input_rate",
           Text("andel", "share")),
    _Field("discounting.schedule", Text("Diskontering: rentetrappe", "Discounting: schedule"),
           "structure"),
    _Field("discounting.rate", Text("Diskontering: én fast rente", "Discounting: one rate"),
           "input_rate", Text("om året", "a year")),
    _Field("discounting.steps", Text("Diskontering: egne trin [[fra år, rente], …]",
                                     "Discounting: own steps [[from year, rate], …]"), "structure"),
    _Field("discounting.offset", Text("Diskontering: første års afstand",
                                      "Discounting: distance of the first year"), "input",
           Text("år", "years")),
    _Field("discounting.outcomes.schedule", Text("Resultater for borgerne: rentetrappe",
                                                 "Outcomes for people: schedule"), "structure"),
    _Field("discounting.outcomes.rate", Text("Resultater for borgerne: rente",
                                             "Outcomes for people: rate"), "input_rate",
           Text("om året", "a year")),
    _Field("discounting.outcomes.steps", Text("Resultater for borgerne: egne trin",
                                              "Outcomes for people: own steps"), "structure"),
    _Field("price_index.name", Text("Prisindeks", "Price index"), "structure"),
    _Field("budget.first_year", Text("Budgetvisning: første år", "Budget view: first year"),
           "input_year", Text("år", "year")),
    _Field("budget.price_growth", Text("Budgetvisning: prisstigning", "Budget view: price growth"),
           "input_rate", Text("om året", "a year")),
    _Field("rule_date", Text("Regler, som de står den", "Rules as they stand on"), "structure",
           Text("dato", "date")),
)  # fmt: skip


#: Texts that take a line of their own.
_LONG = ("title", "description", "target_group")


def case_block(inputs: InputSheet) -> None:
    """Put the fields of the case itself."""
    say, case, rest = inputs.book.say, inputs.case, inputs.rest
    take(rest, "format")
    index = rest.get("price_index")
    if isinstance(index, str):
        rest["price_index"] = {"name": index}
    elif isinstance(index, dict) and "name" not in index:
        rest["price_index"] = {"extend": index}
    found: dict[str, Any] = {field.key: take(rest, *field.key.split(".")) for field in _CASE_FIELDS}
    # Ids that follow from the file's name would change with it, and the draws with them.
    found["id"] = case.id
    if not any(found[f"discounting.{key}"] for key in ("schedule", "steps")) and (
        found["discounting.rate"] is None
    ):
        found["discounting.schedule"] = form.USUAL_SCHEDULE
    found["rule_date"] = _rule_date(inputs) if case.rules else None
    inputs.block(
        form.CASE, say("Sagen", "The case"),
        say("Titel, år, prisniveau og diskontering.", "Title, years, price level, discounting."),
        _fields(),
    )  # fmt: skip
    for field in _CASE_FIELDS:
        row, value = inputs.row, found[field.key]
        _label(inputs, row, field.key, field.label.to(inputs.book.language), field.style)
        inputs.sheet.text(row, UNIT, field.unit.to(inputs.book.language), "label")
        if field.key == "completion":
            inputs.number(row, VALUE, SPREAD, value, inputs.mean("completion"))
        elif value is not None:
            inputs.put(row, VALUE, value)
        if field.key in _LONG:
            inputs.sheet.merged.append((row, VALUE, NOTE))
            for col in range(VALUE + 1, NOTE + 1):
                inputs.sheet.put(row, col, None, "input_wrapped")
            cell = inputs.sheet.cells[row, VALUE]
            inputs.sheet.put(row, VALUE, cell.value, "input_wrapped")
        else:
            if field.style in ("input_text", "structure"):
                inputs.sheet.put(row, SPREAD, None, field.style)
                inputs.sheet.merged.append((row, VALUE, SPREAD))
            inputs.note(row, field.key)
        inputs.fields[field.key] = inputs.sheet.at(row, VALUE)
        inputs.row += 1
    inputs.row += 1


def _rule_date(inputs: InputSheet) -> str:
    """Return the date of the rules as it is written in the language of the workbook."""
    day = datetime.date.fromisoformat(inputs.case.rule_date)
    return inputs.book.say(f"{day.day}.{day.month}.{day.year}", day.isoformat())


def _label(inputs: InputSheet, row: int, key: str, label: str, style: str) -> None:
    inputs.sheet.text(row, ID, key, "key")
    inputs.sheet.text(row, LABEL, label, "label")
    inputs.sheet.put(row, VALUE, None, style)
    for col, empty in ((SPREAD, "input_spread"), (SOURCES, "blank"), (NOTE, "input_note")):
        inputs.sheet.put(row, col, None, empty)


def participants_block(inputs: InputSheet) -> Table:
    """Put participants by year, and by effect where an effect counts people of its own."""
    say = inputs.book.say
    given = [("participants", "", take(inputs.rest, "participants") or {})]
    for name in inputs.case.effects:
        if name:
            own = take(inputs.rest, "effects", name, "participants") or {}
            given.append((f"effects.{name}.participants", name, own))
        else:
            own = take(inputs.rest, "effect", "participants") or {}
            # The one effect of a case has no name; its own people stand under this key.
            given.append(("effect.participants", "effect", own))
    rows = [
        (path, effect, int(year), number)
        for path, effect, people in given
        for year, number in sorted(people.items(), key=lambda entry: int(entry[0]))
    ]
    table = inputs.table(
        form.PARTICIPANTS,
        say("Deltagere", "Participants"),
        say(
            "Antal, der gennemfører, år for år. Tilføj år i de tomme rækker.",
            "People who complete, year by year. Add years in the empty rows.",
        ),
        [
            Column("year", Text("År", "Year"), "input_year"),
            Column("", Text("Betegnelse", "Label"), "label"),
            Column("number", Text("Antal", "Number"), "input"),
            _spread("number"),
            Column("", Text("Enhed", "Unit"), "label"),
            Column("effect", Text("Kun effekten", "Only the effect")),
            _EMPTY,
            _NOTE,
        ],
        len(rows),
        inputs.spare.participants,
    )
    for row in table.every_row:
        inputs.sheet.text(row, LABEL, say("Gennemfører i året", "Complete in the year"), "label")
        inputs.sheet.text(row, UNIT, say("borgere", "people"), "label")
    for row, (path, effect, year, number) in zip(table.every_row, rows, strict=False):
        inputs.put(row, table.columns["year"], year)
        inputs.number(row, VALUE, SPREAD, number, inputs.mean(f"{path}.{year}"))
        if effect:
            inputs.sheet.text(row, table.columns["effect"], effect, "input_text")
        inputs.note(row, f"{path}.{year}")
        table.rows[f"{path}.{year}"] = row
    return table


@dataclass(frozen=True)
class EffectRows:
    """The row of every field of an effect, and how many years its persistence has cells for."""

    rows: dict[str, int]
    years: int
    studies: StudyCells | None


_RATES = (
    ("without", Text("Succesrate uden indsats", "Success rate without the intervention")),
    ("with", Text("Succesrate med indsats", "Success rate with the intervention")),
    ("difference", Text("Effekt (i stedet for succesrate med)", "Effect (instead of rate with)")),
)  # fmt: skip


def effect_block(inputs: InputSheet) -> dict[str, EffectRows]:
    """Put the effects; returns where every field stands by effect."""
    say, case = inputs.book.say, inputs.case
    longest = max([len(e.persistence.series.numbers) for e in case.effects.values()], default=1)
    years = longest + inputs.spare.profile_years
    columns = [
        *_fields(),
        *(Column(f"list.{i}", Text(f"År {i}", f"Year {i}"), "input_rate") for i in range(years)),
    ]
    inputs.block(
        form.EFFECT, say("Effekt", "Effect"),
        say(
            "Angiv succesrate uden og med, eller uden og effekten. Fastholdelsen er enten ét tal "
            "(andelen, der er tilbage fra år til år) eller en liste efter år.",
            "Give the rates without and with, or without and the effect. Persistence is one number "
            "(the share left from year to year) or a list by year.",
        ), columns,
    )  # fmt: skip
    return {name: _effect(inputs, effect, years) for name, effect in case.effects.items()}


def _effect(inputs: InputSheet, effect: Effect, years: int) -> EffectRows:
    language, sheet = inputs.book.language, inputs.sheet
    path = effect.path.split(".")
    named = f" ({effect.id})" if effect.id else ""
    rows: dict[str, int] = {}
    goal, row = take(inputs.rest, *path, "goal"), inputs.row
    _label(inputs, row, f"{effect.path}.goal", Text("Succesmål", "Goal").to(language) + named,
           "input_text")  # fmt: skip
    sheet.put(row, SOURCES, None, "input_text")
    sheet.put(row, SPREAD, None, "input_text")
    sheet.merged.append((row, VALUE, SPREAD))
    if goal is not None:
        inputs.put(row, VALUE, goal)
    evidence = take(inputs.rest, *path, "evidence")
    if evidence is not None:
        sheet.text(row, SOURCES, form.list_text(evidence), "input_text")
    inputs.note(row, effect.path)
    inputs.row += 1
    for key, label in _RATES:
        row = inputs.row
        _label(inputs, row, f"{effect.path}.{key}", label.to(language) + named, "input_rate")
        sheet.text(row, UNIT, Text("andel", "share").to(language), "label")
        number = take(inputs.rest, *path, key)
        rate = f"{effect.path}.{key}"
        inputs.number(row, VALUE, SPREAD, number, inputs.mean(rate))
        if number is None and rate in inputs.series:
            # The rate follows from something else in the case, and is shown but not read back.
            sheet.put(row, VALUE, inputs.mean(rate), "given_rate")
            follows = Text("(følger af sagen)", "(follows from the case)").to(language)
            sheet.text(row, SPREAD, follows, "input_spread")
        inputs.note(row, rate)
        inputs.fields[f"{effect.path}.{key}"] = sheet.at(row, VALUE)
        rows[key] = row
        inputs.row += 1
    studies = studies_rows(inputs, effect, named)
    if studies is not None and sheet.cells[rows["without"], VALUE].style == "input_rate":
        # What is pooled holds at this rate, and is pooled anew when the workbook is read back.
        cell = sheet.cells[rows["without"], VALUE]
        sheet.cells[rows["without"], VALUE] = replace(cell, style="structure_rate")
    row = inputs.row
    name = inputs.book.say("Fastholdelse af effekt", "Persistence of the effect") + named
    _label(inputs, row, f"{effect.path}.persistence", name, "input_rate")
    sheet.text(row, UNIT, Text("andel pr. år", "share a year").to(language), "label")
    for at in range(years):
        sheet.put(row, MORE + at, None, "input_rate")
    written = take(inputs.rest, *path, "persistence")
    series = effect.persistence.series
    if isinstance(written, list):
        cells = range(MORE, MORE + years)
        inputs.numbers(row, cells, SPREAD, written, series)
    else:
        inputs.number(row, VALUE, SPREAD, written, series.numbers[0].mean)
    inputs.note(row, f"{effect.path}.persistence")
    rows["persistence"] = row
    inputs.row += 2
    return EffectRows(rows, years, studies)
