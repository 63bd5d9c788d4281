"""The sheet of sources: the case's own, its notes, and what it takes from the knowledge base."""

from __future__ import annotations

from bundlinje.calculation import workbook_format as form
from bundlinje.reports.assumptions import record_note
from bundlinje.reports.workbook.cells import Book, Sheet
from bundlinje.reports.workbook.inputs import InputSheet, take

_FIELDS = ("title", "url", "accessed", "note")


def sources_sheet(book: Book, inputs: InputSheet) -> None:
    """Put the sources and the notes that do not stand beside an input."""
    say, case = book.say, inputs.case
    sheet = book.sheet("Kilder", "Sources", "source")
    sheet.widths = {0: 2, 1: 26, 2: 52, 3: 46, 4: 12, 5: 70}
    sheet.hidden_columns.add(0)
    sheet.text(0, 0, form.MARK, "mark")
    sheet.text(0, 1, say("Kilder og noter", "Sources and notes"), "title")
    own = take(inputs.rest, "sources") or {}
    headings = [
        say("Id", "Id"),
        say("Titel", "Title"),
        say("Adresse", "Address"),
        say("Læst", "Accessed"),
        say("Note", "Note"),
    ]
    row = _start(sheet, 2, form.SOURCES, say("Sagens kilder", "Sources of the case"),
                 ["id", *_FIELDS], headings)  # fmt: skip
    for name, source in own.items():
        sheet.text(row, 1, name, "input_text")
        for at, key in enumerate(_FIELDS):
            value = source.pop(key, None) if isinstance(source, dict) else None
            sheet.put(row, 2 + at, None if value is None else str(value), "input_text")
        row += 1
    inputs.rest["sources"] = {name: rest for name, rest in own.items() if rest}
    row = _empty(sheet, row, inputs.spare.sources, 5)
    row = _start(sheet, row + 1, form.NOTES, say("Andre noter", "Other notes"), ["key", "text"],
                 [say("Hører til", "Belongs to"), say("Note", "Note")])  # fmt: skip
    take(inputs.rest, "notes")
    for key, text in inputs.notes.items():
        sheet.text(row, 1, key, "input_text")
        # Unwrapped, a long note would make the printed sheet as wide as itself.
        sheet.text(row, 2, text, "input_wrapped")
        row += 1
    row = _empty(sheet, row, inputs.spare.notes, 2)
    known = {name: case.sources[name] for name in case.records if name in case.sources}
    if known:
        row += 1
        sheet.text(row, 0, form.END, "mark")
        title = say("Fra vidensdatabasen", "From the knowledge base")
        _band(sheet, row, title)
        sheet.heading(row + 1, headings)
        for at, (name, found) in enumerate(known.items(), row + 2):
            note = record_note(case, case.records[name], inputs.book.language)
            values = (name, found.title, found.url, found.accessed, note)
            for col, value in enumerate(values, 1):
                sheet.text(at, col, value, "wrapped")
    sheet.frozen = (1, 0)


def _start(
    sheet: Sheet, row: int, name: str, title: str, keys: list[str], headings: list[str]
) -> int:
    sheet.text(row, 0, form.END, "mark")
    _band(sheet, row, title)
    sheet.text(row + 1, 0, f"{form.BLOCK}{name}", "mark")
    for at, key in enumerate(keys, 1):
        sheet.text(row + 1, at, key, "mark")
    sheet.hidden_rows.add(row + 1)
    sheet.text(row + 2, 0, form.HEADINGS, "mark")
    sheet.heading(row + 2, headings)
    return row + 3


def _band(sheet: Sheet, row: int, title: str) -> None:
    for col in range(1, 2 + len(_FIELDS)):
        sheet.put(row, col, None, "section")
    sheet.text(row, 1, title, "section")


def _empty(sheet: Sheet, row: int, rows: int, columns: int) -> int:
    for at in range(row, row + rows):
        for col in range(1, columns + 1):
            sheet.put(at, col, None, "input_text")
    return row + rows
