"""The blocks of inputs below the items: named numbers, levels for rules, payers, index years."""

from __future__ import annotations

from typing import Any

from bundlinje.basics.reading import Reader
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import tree_of
from bundlinje.calculation import workbook_format as form
from bundlinje.reports.workbook.inputs import (
    ID,
    LABEL,
    MORE,
    NOTE,
    SPREAD,
    VALUE,
    Column,
    InputSheet,
    Table,
    take,
)

_ID = Column("id", Text("Id", "Id"))
_LABEL = Column("label", Text("Betegnelse", "Label"))
_NOTE = Column("note", Text("Note", "Note"), "input_note")
_EMPTY = Column("", Text("", ""), "blank")


def _spread(key: str) -> Column:
    return Column(f"{key}{form.SPREAD}", Text("Usikkerhed", "Uncertainty"), "input_spread")


def named_blocks(inputs: InputSheet) -> None:
    """Put the named numbers, certain and uncertain, and those that are drawn jointly."""
    say = inputs.book.say
    parameters = take(inputs.rest, "parameters") or {}
    columns = [
        _ID,
        Column("", Text("Betegnelse", "Label"), "label"),
        Column("value", Text("Værdi", "Value"), "input"),
        _spread("value"),
        Column("", Text("Enhed", "Unit"), "blank"),
        _EMPTY,
        _EMPTY,
        _NOTE,
    ]
    table = inputs.table(
        form.PARAMETERS, say("Navngivne tal", "Named numbers"),
        say("Bruges flere steder: skriv =ref: NAVN i cellen Usikkerhed ved siden af et tal.",
            "Used in several places: write ref: NAME in the Uncertainty cell beside a number.")
        .replace("=ref", "ref"),
        columns, len(parameters), inputs.spare.parameters,
    )  # fmt: skip
    for row, (name, number) in zip(table.every_row, parameters.items(), strict=False):
        inputs.sheet.text(row, ID, name, "input_text")
        inputs.number(row, VALUE, SPREAD, number, Reader().spread(tree_of(number), name).mean)
        inputs.note(row, f"parameters.{name}")
        inputs.named[name] = row, VALUE
        inputs.book.name(f"Tal_{name}", f"Number_{name}", inputs.sheet.at(row, VALUE))
    groups = take(inputs.rest, "joint") or []
    if not groups:
        return
    columns[3] = Column("cov", Text("Kovarianser (række)", "Covariances (row)"), "input_spread")
    columns[5] = Column("group", Text("Gruppe", "Group"), "input_year")
    joint = inputs.table(
        form.JOINT, say("Tal, der svinger sammen", "Numbers that vary together"),
        say("Middelværdi og kovarianser; hver gruppe er fælles normalfordelt.",
            "Mean and covariances; every group is jointly normal."),
        columns, sum(len(group["names"]) for group in groups), 0,
    )  # fmt: skip
    rows = iter(joint.every_row)
    for at, group in enumerate(groups, 1):
        for name, mean, cov in zip(group["names"], group["mean"], group["cov"], strict=True):
            row = next(rows)
            inputs.sheet.text(row, ID, name, "input_text")
            inputs.put(row, VALUE, mean)
            inputs.sheet.text(row, SPREAD, form.flow_text(cov), "input_spread")
            inputs.put(row, joint.columns["group"], at)
            inputs.note(row, f"parameters.{name}")
            inputs.named[name] = row, VALUE
            inputs.book.name(f"Tal_{name}", f"Number_{name}", inputs.sheet.at(row, VALUE))


def payers_block(inputs: InputSheet) -> Table:
    """Put the payers: those that every case has, and the case's own."""
    say, case = inputs.book.say, inputs.case
    written = take(inputs.rest, "payers") or {}
    table = inputs.table(
        form.PAYERS, say("Kasser", "Payers"),
        say("Offentlig: tom betyder ja, undtagen for borger og andre.",
            "Public: empty means yes, except for citizen and others."),
        [
            _ID, _LABEL, _EMPTY,
            Column("departments", Text("Forvaltninger (id: navn)", "Departments (id: name)")),
            Column("public", Text("Offentlig", "Public"), choices=form.FLAGS),
            _EMPTY, _EMPTY, _EMPTY,
        ],
        len(case.payers), inputs.spare.payers,
    )  # fmt: skip
    for row, payer in zip(table.every_row, case.payers.values(), strict=False):
        table.rows[payer.id] = row
        inputs.sheet.text(row, ID, payer.id, "input_text")
        given = written.pop(payer.id, None)
        if isinstance(given, str):
            given = {"label": given}
        if not isinstance(given, dict):
            continue
        label, public, departments = (
            given.pop(key, None) for key in ("label", "public", "departments")
        )
        if label is not None:
            inputs.sheet.text(row, LABEL, label, "input_text")
        if public is not None:
            inputs.put(row, table.columns["public"], inputs.word(public))
        if departments:
            text = form.map_text(departments)
            inputs.sheet.text(row, table.columns["departments"], text, "input_text")
    return table


def index_block(inputs: InputSheet) -> Table:
    """Put the index years that are the user's own."""
    say = inputs.book.say
    own = take(inputs.rest, "price_index", "extend") or {}
    table = inputs.table(
        form.INDEX, say("Egne indeksår", "Own index years"),
        say("År, som prisindekset mangler, eller hele indekset, hvis der ikke er valgt et navn.",
            "Years that the price index lacks, or all of it where no name is chosen."),
        [
            Column("year", Text("År", "Year"), "input_year"),
            Column("", Text("Betegnelse", "Label"), "label"),
            Column("value", Text("Indeks", "Index"), "input"),
            _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY,
        ],
        len(own), inputs.spare.index_years,
    )  # fmt: skip
    for row, (year, value) in zip(table.every_row, own.items(), strict=False):
        inputs.put(row, ID, int(year))
        inputs.put(row, VALUE, value)
    return table


def baselines_block(inputs: InputSheet, given: dict[str, Any]) -> dict[str, list[int]]:
    """Put the levels without success that rules need; returns the rows by consequence."""
    say = inputs.book.say
    rows: list[tuple[str, Any, Any]] = []
    for item, level in given.items():
        for entry in level if isinstance(level, list) else [level]:
            pair = entry if isinstance(entry, list) else [None, entry]
            rows.append((item, *pair))
    table = inputs.table(
        form.BASELINES, say("Niveau uden succes (til regler)", "Level without success (for rules)"),
        say("Én række, en række pr. år, eller en fordeling med andele, der giver 1.",
            "One row, a row a year, or a distribution with shares that sum to 1."),
        [
            _ID,
            Column("", Text("Betegnelse", "Label"), "label"),
            Column("level", Text("Niveau pr. år", "Level a year"), "input"),
            Column("share", Text("Andel af borgerne", "Share of people"), "input_rate"),
            _EMPTY, _EMPTY, _EMPTY, _EMPTY,
        ],
        len(rows), inputs.spare.baselines,
    )  # fmt: skip
    for row in table.every_row[len(rows) :]:
        # A level that is added counts when the workbook is read back.
        for col, style in ((ID, "structure"), (VALUE, "structure"), (SPREAD, "structure_rate")):
            inputs.sheet.put(row, col, None, style)
    places: dict[str, list[int]] = {}
    for row, (item, share, level) in zip(table.every_row, rows, strict=False):
        inputs.sheet.text(row, ID, item, "input_text")
        inputs.put(row, VALUE, level)
        if share is not None:
            inputs.put(row, SPREAD, share)
        places.setdefault(item, []).append(row)
    return places


def more_block(inputs: InputSheet, left: dict[str, Any]) -> None:
    """Put what has no cell of its own, as the YAML that it is."""
    rows = remaining(left)
    if not rows:
        return
    say = inputs.book.say
    table = inputs.table(
        form.MORE, say("Andet", "More"),
        say("Dele af sagen uden egne celler, som YAML.", "Parts of the case without own cells."),
        [Column("key", Text("Sti", "Path"), "input_text"), _EMPTY,
         Column("value", Text("Indhold (YAML)", "Content (YAML)"))],
        len(rows), 0,
    )  # fmt: skip
    for row, (path, value) in zip(table.every_row, rows, strict=True):
        inputs.sheet.text(row, ID, path, "input_text")
        for col in range(VALUE + 1, MORE):
            inputs.sheet.put(row, col, None, "input_text")
        inputs.sheet.text(row, VALUE, form.flow_text(value), "input_text")
        inputs.sheet.merged.append((row, VALUE, NOTE))


def remaining(data: Any, path: str = "") -> list[tuple[str, Any]]:
    """Return what is left by the path it is put at: four keys deep at most."""
    if isinstance(data, dict) and data and path.count(".") < 3:
        found = []
        for key, value in data.items():
            found += remaining(value, f"{path}.{key}" if path else str(key))
        return found
    return [(path, data)] if path else []
