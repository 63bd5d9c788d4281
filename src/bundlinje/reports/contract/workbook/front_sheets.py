"""The front, the sheet of draws and the sheet of checks of a contract's workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bundlinje.basics.texts import Text
from bundlinje.reports.content import Report, Section, Table
from bundlinje.reports.workbook.cells import Book, Sheet

_WHAT, _FOUND, _STATUS = range(3)


@dataclass(frozen=True)
class Check:
    """Something that must be 0: what it is, and the formula of how far it is off."""

    what: Text
    formula: str


def checks_sheet(book: Book, checks: Sequence[Check]) -> str:
    """Put the checks and return the cell that says whether all is in order."""
    say = book.say
    sheet = book.sheet("Kontroller", "Checks", "check")
    sheet.widths = {_WHAT: 70, _FOUND: 24, _STATUS: 14}
    sheet.text(0, 0, say("Kontroller", "Checks"), "title")
    about = say(
        "Hver linje skal give 0. Ellers bliver den rød.",
        "Every line must give 0. Otherwise it turns red.",
    )
    sheet.text(1, 0, about, "about")
    heads = [say("Kontrol", "Check"), say("Afvigelse", "Deviation"), say("Status", "Status")]
    sheet.heading(3, heads, 0)
    wrong = say("FEJL", "ERROR")
    for at, check in enumerate(checks):
        row = 4 + at
        found = sheet.at(row, _FOUND)
        sheet.text(row, _WHAT, check.what.to(book.language), "label")
        sheet.formula(row, _FOUND, check.formula, 0.0, "number")
        status = f'IF(ISERROR({found}),"{wrong}",IF({found}=0,"OK","{wrong}"))'
        sheet.formula(row, _STATUS, status, "OK", "check")
    last = 4 + len(checks) - 1
    good = say("Alle kontroller er i orden", "All checks are in order")
    bad = say("FEJL: se de røde linjer", "ERROR: see the red lines")
    statuses = sheet.in_column(_STATUS, 4, last)
    formula = f'IF(COUNTIF({statuses},"OK")={len(checks)},"{good}","{bad}")'
    sheet.text(last + 1, _WHAT, say("Samlet", "In all"), "total_text")
    sheet.formula(last + 1, _FOUND, formula, good, "total_text")
    sheet.red_unless.append(((4, _STATUS), (last, _STATUS), '=$C5<>"OK"'))
    sheet.red_unless.append(((last + 1, _FOUND), (last + 1, _FOUND), f'=$B${last + 2}<>"{good}"'))
    return sheet.at(last + 1, _FOUND)


def front_sheet(
    book: Book, report: Report, figures: Sequence[tuple[str, str, float]], checks: str
) -> Sheet:
    """Put the front: the report's answer, the figures as formulas, and how cells are used."""
    say = book.say
    sheet = book.sheet("Forside", "Front", "front")
    sheet.widths = {0: 3, 1: 58, 2: 22, 3: 22}
    sheet.landscape = False
    sheet.text(0, 1, report.title, "title")
    row = 2
    for block in report.introduction:
        for text in _texts(block):
            _across(sheet, row, text)
            row += 1
    row += 1
    for label, formula, value in figures:
        sheet.text(row, 1, label, "label")
        sheet.formula(row, 2, formula, value, "number")
        row += 1
    sheet.text(row, 1, say("Kontroller", "Checks"), "label")
    good = say("Alle kontroller er i orden", "All checks are in order")
    sheet.formula(row, 2, checks, good, "check")
    sheet.red_unless.append(((row, 2), (row, 2), f'=$C${row + 1}<>"{good}"'))
    row += 2
    for style, text in (
        ("input", say("Kan ændres: arket regner videre.",
                      "May be changed: the workbook recalculates.")),
        ("given", say("Værdi fra Bundlinje.", "A value of Bundlinje.")),
        ("calc", say("Formel.", "Formula.")),
    ):  # fmt: skip
        sheet.put(row, 2, None, style)
        sheet.text(row, 1, text, "label")
        row += 1
    _across(sheet, row + 1, report.citation)
    return sheet


def _across(sheet: Sheet, row: int, text: str) -> None:
    """Put a text that wraps over the columns of the front, so that it prints on its width."""
    sheet.text(row, 1, text, "subtitle")
    sheet.merged.append((row, 1, 3))
    sheet.put(row, 2, None, "subtitle")
    sheet.put(row, 3, None, "subtitle")
    sheet.row_heights[row] = 16.0 * max(1, -(-len(text) // 88))


def _texts(block: object) -> list[str]:
    text = getattr(block, "text", None)
    if isinstance(text, str):
        return [text]
    entries = getattr(block, "entries", ())
    return ["".join(span.text for span in entry) for entry in entries]


def tables_sheet(
    book: Book, name: Text, title: Text, colour: str, sections: Sequence[Section]
) -> Sheet:
    """Put the tables of sections of a report as values."""
    sheet = book.sheet(name.da, name.en, colour)
    sheet.text(0, 0, title.to(book.language), "title")
    sheet.widths = {0: 46} | dict.fromkeys(range(1, 10), 17.0)
    row = 2
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Table):
                row = _table(sheet, block, row) + 1
    return sheet


def _table(sheet: Sheet, table: Table, row: int) -> int:
    sheet.text(row, 0, table.caption, "section")
    for col in range(1, len(table.columns)):
        sheet.put(row, col, None, "section")
    heads = [c.header + (f" ({c.unit})" if c.unit else "") for c in table.columns]
    sheet.heading(row + 1, heads, 0)
    sheet.row_heights[row + 1] = 32
    row += 2
    for cells in table.rows:
        for col, cell in enumerate(cells):
            if col == 0 or not isinstance(cell.raw, int | float):
                sheet.text(row, col, cell.text, "calc_text")
            else:
                share = cell.text.rstrip().endswith("%")
                sheet.put(row, col, float(cell.raw), "share" if share else "given_cents")
        row += 1
    return row
