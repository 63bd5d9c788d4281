"""Write a workbook's cells to an .xlsx file with XlsxWriter."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.files import whole_file
from bundlinje.reports.workbook.cells import Book, Cell, Sheet
from bundlinje.reports.workbook.fit import fit
from bundlinje.reports.workbook.styles import LOOKS

#: When every workbook says that it was made, so that the same result gives the same bytes.
_ALWAYS = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
#: What one cell of a workbook holds at most.
MAX_TEXT = 32_767
#: The longest formula that Excel reads.
MAX_FORMULA = 8_192


class _Exact(float):
    """A number that is written with all its digits; XlsxWriter alone would keep sixteen."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def render(book: Book, path: Path) -> None:
    """Write the workbook whole or not at all.

    Raises:
        InputError: the file cannot be written, XlsxWriter is absent, or a text is too long.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise input_error(
            "regnearket kræver pakken XlsxWriter. Installer med: pip install 'bundlinje[all]'.",
            "the workbook needs the package XlsxWriter. Install with: pip install "
            "'bundlinje[all]'.",
            file=str(path),
        ) from None
    with whole_file(path) as temporary:
        options = {
            "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
        }  # fmt: skip
        workbook = xlsxwriter.Workbook(str(temporary), options)
        # What a program shows before it calculates is the engine's; it recalculates on changes.
        workbook.set_calc_mode("auto")
        workbook.set_properties({"title": book.title, "comments": "Bundlinje", "created": _ALWAYS})
        formats = {name: workbook.add_format(look) for name, look in LOOKS.items()}
        red = workbook.add_format({"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True})
        fit(book)
        for sheet in book.sheets:
            _sheet(workbook.add_worksheet(sheet.name), sheet, formats, red, path)
        for name, target in book.names.items():
            workbook.define_name(name, f"={target}")
        workbook.close()


def _sheet(target: Any, sheet: Sheet, formats: dict[str, Any], red: Any, path: Path) -> None:
    target.hide_gridlines(2)
    target.set_tab_color(_TABS[sheet.colour])
    target.set_zoom(90)
    target.freeze_panes(*sheet.frozen)
    for col, width in sheet.widths.items():
        hidden = {"hidden": True} if col in sheet.hidden_columns else {}
        target.set_column(col, col, width, None, hidden)
    for row in sheet.hidden_rows:
        target.set_row(row, None, None, {"hidden": True})
    for row, height in sheet.row_heights.items():
        target.set_row(row, height)
    for (row, _), cell in sheet.cells.items():
        if cell.style == "title":
            target.set_row(row, sheet.row_heights.get(row, 26))
    merged = {(row, first) for row, first, _ in sheet.merged}
    for row, first, last in sheet.merged:
        cell = sheet.cells[row, first]
        target.merge_range(row, first, row, last, None, formats[cell.style])
    for (row, col), cell in sheet.cells.items():
        _write(target, row, col, cell, formats[cell.style], sheet, path)
        if (row, col) in sheet.links:
            target.write_url(row, col, sheet.links[row, col], formats[cell.style], str(cell.value))
    assert merged <= set(sheet.cells)
    for (row, col), (last_row, last_col), words in sheet.choices:
        target.data_validation(
            row, col, last_row, last_col,
            {"validate": "list", "source": words, "ignore_blank": True, "error_type": "stop"},
        )  # fmt: skip
    for (row, col), (last_row, last_col), criteria in sheet.red_unless:
        target.conditional_format(
            row, col, last_row, last_col, {"type": "formula", "criteria": criteria, "format": red}
        )
    if sheet.landscape:
        target.set_landscape()
    if sheet.wide:
        target.set_paper(8)
        target.set_print_scale(80)
        target.print_across()
        target.repeat_columns(0, sheet.frozen[1] - 1)
    else:
        target.set_paper(9)
        target.fit_to_pages(1, 0)
    target.set_h_pagebreaks(sheet.breaks)
    target.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    target.set_footer("&L&8&A&R&8&P / &N")
    if sheet.frozen[0]:
        target.repeat_rows(0, sheet.frozen[0] - 1)


def _write(
    target: Any, row: int, col: int, cell: Cell, style: Any, sheet: Sheet, path: Path
) -> None:
    value = cell.value
    if cell.formula:
        if len(cell.formula) >= MAX_FORMULA:
            raise _too_long_formula(path)
        shown = _Exact(value) if isinstance(value, float) else value
        target.write_formula(row, col, f"={cell.formula}", style, _cached(shown))
    elif value is None:
        target.write_blank(row, col, None, style)
    elif isinstance(value, bool):
        target.write_boolean(row, col, value, style)
    elif isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise _too_long(path, sheet, row, col)
        target.write_string(row, col, value, style)
    else:
        target.write_number(row, col, _Exact(value), style)


def _cached(value: Any) -> Any:
    return "" if value is None else value


def _too_long(path: Path, sheet: Sheet, row: int, col: int) -> InputError:
    from bundlinje.reports.workbook.cells import column

    return input_error(
        f"teksten til {sheet.name}!{column(col)}{row + 1} er længere end de {MAX_TEXT} tegn, som "
        "en celle kan have. Forkort den i sagen.",
        f"the text for {sheet.name}!{column(col)}{row + 1} is longer than the {MAX_TEXT} "
        "characters that a cell can hold. Shorten it in the case.",
        file=str(path),
    )


def _too_long_formula(path: Path) -> InputError:
    return input_error(
        "sagen er for stor til et regneark med formler: en formel bliver længere end Excel kan "
        "læse. Del puljer med mange poster op, eller brug et andet rapportformat.",
        "the case is too large for a workbook with formulas: a formula gets longer than Excel can "
        "read. Divide pools of many items, or use another report format.",
        file=str(path),
    )


_TABS = {
    "front": "#1F3864",
    "input": "#E0B93B",
    "calc": "#7F9DB9",
    "result": "#2F5C8A",
    "drawn": "#8A8A8A",
    "source": "#B8C7DB",
    "check": "#5A9E6F",
}
