"""Build the workbook of a result, sheet by sheet."""

from __future__ import annotations

from pathlib import Path

from bundlinje.basics.texts import Language
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.result import Result
from bundlinje.reports.workbook import inputs_case, inputs_items
from bundlinje.reports.workbook.cells import Book
from bundlinje.reports.workbook.inputs import InputSheet, left
from bundlinje.reports.workbook.render import render
from bundlinje.reports.workbook.sources import sources_sheet
from bundlinje.reports.workbook.spare import Spare


def write_workbook(result: Result, path: Path, language: Language = "da") -> None:
    """Write the result of a case as a workbook that calculates itself.

    Raises:
        InputError: the file cannot be written.
    """
    render(workbook(result, language), path)


def workbook(result: Result, language: Language = "da", spare: Spare = Spare()) -> Book:
    """Return the workbook of a result as plain data."""
    book = Book(language, result.case.title)
    inputs = InputSheet(book, result.case, spare)
    sheet = inputs.sheet
    sheet.text(0, 0, form.MARK, "mark")
    sheet.text(0, 1, book.say("Forudsætninger", "Assumptions"), "title")
    inputs.row = 3
    inputs_case.case_block(inputs)
    inputs_case.participants_block(inputs)
    inputs_case.effect_block(inputs)
    inputs_items.costs_block(inputs)
    _, baselines = inputs_items.consequences_block(inputs)
    inputs_items.outcomes_block(inputs)
    inputs_case.baselines_block(inputs, baselines)
    inputs_case.named_blocks(inputs)
    inputs_case.payers_block(inputs)
    inputs_case.index_block(inputs)
    inputs.finish()
    sources_sheet(book, inputs)
    inputs_case.more_block(inputs, left(inputs.rest))
    return book
