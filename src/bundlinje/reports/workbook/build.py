"""Build the workbook of a result, sheet by sheet."""

from __future__ import annotations

from pathlib import Path

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Case
from bundlinje.calculation.point import break_even_parts
from bundlinje.calculation.result import Result
from bundlinje.calculation.steps import listed_years_after, steps_of
from bundlinje.reports.workbook import inputs_case, inputs_items, inputs_more
from bundlinje.reports.workbook.cells import Book
from bundlinje.reports.workbook.changes import changes_sheet
from bundlinje.reports.workbook.checks import checks_sheet
from bundlinje.reports.workbook.costs import costs_sheet
from bundlinje.reports.workbook.drawn import sensitivity_sheet, uncertainty_sheet
from bundlinje.reports.workbook.flows import flows_sheet
from bundlinje.reports.workbook.frame import Frame, Item
from bundlinje.reports.workbook.front import front_sheet
from bundlinje.reports.workbook.inputs import (
    ID,
    LABEL,
    MARKS,
    MORE,
    NOTE,
    PRICE_YEAR,
    SOURCES,
    SPREAD,
    UNIT,
    VALUE,
    InputSheet,
    Table,
    left,
)
from bundlinje.reports.workbook.people import people_sheet
from bundlinje.reports.workbook.prices import prices_sheet
from bundlinje.reports.workbook.render import render
from bundlinje.reports.workbook.results import results_sheet
from bundlinje.reports.workbook.rules import rules_sheet
from bundlinje.reports.workbook.sources import sources_sheet
from bundlinje.reports.workbook.spare import USUAL, Spare

#: Items times years with a column; each is about fifteen formulas.
MAX_ITEM_YEARS = 20_000


def write_workbook(
    result: Result, path: Path, language: Language = "da", spare: Spare = USUAL
) -> None:
    """Write the result of a case as a workbook that calculates itself.

    Raises:
        InputError: the file cannot be written, or the case is too large for a workbook.
    """
    render(workbook(result, language, spare), path)


def workbook(result: Result, language: Language = "da", spare: Spare = USUAL) -> Book:
    """Return the workbook of a result as plain data."""
    case = result.case
    extra = max(listed_years_after(case), spare.years)
    _check_size(case, case.horizon + extra)
    book = Book(language, case.title)
    inputs = InputSheet(book, case, spare)
    sheet = inputs.sheet
    sheet.text(0, 0, form.MARK, "mark")
    _lay_out(inputs)
    inputs_case.case_block(inputs)
    participants = inputs_case.participants_block(inputs)
    effect_rows = inputs_case.effect_block(inputs)
    costs = inputs_items.costs_block(inputs)
    consequences, baselines = inputs_items.consequences_block(inputs)
    outcomes = inputs_items.outcomes_block(inputs)
    levels = inputs_more.baselines_block(inputs, baselines)
    inputs_more.named_blocks(inputs)
    payers = inputs_more.payers_block(inputs)
    index = inputs_more.index_block(inputs)
    inputs.finish()
    frame = Frame(
        book=book,
        result=result,
        steps=steps_of(case, extra),
        inputs=inputs,
        costs=_items(costs, case.costs),
        consequences=_items(consequences, case.consequences),
        outcomes=_items(outcomes, case.outcomes),
        participants=participants,
        effect_rows=effect_rows,
        payers=payers,
        index=index,
        baselines=levels,
        per_kind=break_even_parts(case),
    )
    prices_sheet(frame)
    people_sheet(frame)
    changes_sheet(frame)
    rules_sheet(frame)
    costs_sheet(frame)
    flows_sheet(frame)
    results_sheet(frame)
    sources_sheet(book, inputs)
    inputs_more.more_block(inputs, left(inputs.rest))
    sensitivity_sheet(frame)
    uncertainty_sheet(frame)
    checks_sheet(frame)
    front_sheet(frame)
    book.sheets.sort(key=lambda sheet: _ORDER.index(sheet.key))
    return book


#: The sheets in the order in which they are read, by their Danish names.
_ORDER = (
    "Forside",
    "Forudsætninger",
    "Udgifter",
    "Deltagere og effekt",
    "Konsekvenser",
    "Priser og kasser",
    "Regler",
    "Pengestrømme",
    "Resultat",
    "Følsomhed",
    "Usikkerhed",
    "Kilder",
    "Kontroller",
)


def _check_size(case: Case, years: int) -> None:
    """Refuse a case whose workbook no spreadsheet program would be pleasant to use with.

    Raises:
        InputError: there are more item-years than `MAX_ITEM_YEARS`.
    """
    size = (len(case.items) + len(case.outcomes)) * years
    if size > MAX_ITEM_YEARS:
        raise input_error(
            f"sagen er for stor til et regneark: {size} rækker gange år, højst {MAX_ITEM_YEARS}. "
            "Brug et andet rapportformat, eller del sagen op.",
            f"the case is too large for a workbook: {size} rows times years, at most "
            f"{MAX_ITEM_YEARS}. Use another report format or divide the case.",
            key="report",
        )


def _lay_out(inputs: InputSheet) -> None:
    """Put the title of the sheet of inputs and its widths."""
    sheet, say = inputs.sheet, inputs.book.say
    sheet.text(0, ID, say("Forudsætninger", "Assumptions"), "title")
    about = say(
        "Gule celler kan ændres, og arket regner videre. Violette gælder først, når arket læses "
        "ind igen. Skriv nye rækker i de tomme gule rækker. Usikkerhed skrives som sd: 0.05, "
        "ci95: [0.55, 0.75] eller low: 10, mode: 12, high: 20.",
        "Yellow cells may be changed and the workbook recalculates. Violet ones count when the "
        "workbook is read back. Write new rows in the empty yellow ones. Uncertainty is written "
        "as sd: 0.05, ci95: [0.55, 0.75] or low: 10, mode: 12, high: 20.",
    )
    sheet.text(1, ID, about, "about_wrapped")
    sheet.merged.append((1, ID, NOTE))
    for col in range(LABEL, MORE):
        sheet.put(1, col, None, "about_wrapped")
    sheet.widths = dict.fromkeys(range(MORE, 60), 13.0) | {
        MARKS: 2, ID: 19, LABEL: 40, VALUE: 16, SPREAD: 24, UNIT: 13, PRICE_YEAR: 8, SOURCES: 22,
        NOTE: 46,
    }  # fmt: skip
    sheet.hidden_columns.add(MARKS)
    sheet.frozen = (2, VALUE)
    sheet.wide = True
    inputs.row = 2


def _items(table: Table, known: object) -> list[Item]:
    items = list(known)  # type: ignore[call-overload]
    prepared = [None] * (len(table.every_row) - len(items))
    rows = zip(table.every_row, [*items, *prepared], strict=True)
    return [Item(item, table, row) for row, item in rows]
