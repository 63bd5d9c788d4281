"""Write a workbook's cells to an .xlsx file with XlsxWriter."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.files import whole_file
from bundlinje.reports.workbook.cells import Book, Cell, Sheet

#: When every workbook says that it was made, so that the same result gives the same bytes.
_ALWAYS = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
#: What one cell of a workbook holds at most.
MAX_TEXT = 32_767
#: The longest formula that Excel reads.
MAX_FORMULA = 8_192

# A dash for nothing: empty rows are kept for what is added, and zeros would drown the figures.
_MONEY = '#,##0;[Red]-#,##0;"–"'
_TWO_DECIMALS = '#,##0.00;-#,##0.00;"–"'
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_INPUT = {"bg_color": "#FFF8DC", "border": 1, "border_color": "#D9C98A", "font_color": "#1F3864"}
# Dashed, so that violet differs from yellow in a grey print too.
_STRUCTURE = {**_INPUT, "bg_color": "#E4DAF0", "border": 3, "border_color": "#8E7CA8"}
_CALC = {"font_color": "#000000", "border": 1, "border_color": "#E3E3E3"}
_GIVEN = {**_CALC, "bg_color": "#EEF1F4", "font_color": "#555555"}
_FORMATS = {
    "": "#,##0.######",
    "_rate": "0.0##%",
    "_money": "#,##0.##",
    "_year": "0",
    "_factor": "0.0#####",
}

#: Every style by name; what is edited is yellow, what is only read back is violet.
STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrapped": {"text_wrap": True},
    "blank": {},
    "label": {"font_color": "#333333"},
    "unit": {"font_color": "#333333", "indent": 1},
    "key": {"font_color": "#8A8A8A", "font_size": 8},
    "mark": {"font_color": "#FFFFFF", "font_size": 8},
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3864"},
    "subtitle": {"font_size": 11, "font_color": "#555555", "text_wrap": True},
    "warning": {"bold": True, "font_color": "#9C0006", "bg_color": "#F8CBAD", "text_wrap": True},
    "section": {"bold": True, "font_size": 12, "font_color": "#FFFFFF", "bg_color": "#2F5C8A"},
    "about": {"italic": True, "font_color": "#555555"},
    "header": {
        "bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "border": 1,
        "border_color": "#B8C7DB", "valign": "vcenter",
    },
    "header_year": {
        "bold": True, "bg_color": "#DCE6F1", "num_format": "0", "border": 1,
        "border_color": "#B8C7DB", "align": "right",
    },
    "header_after": {
        "num_format": "0", "align": "right", "font_color": "#8A8A8A", "italic": True,
        "bg_color": "#F2F2F2", "border": 1, "border_color": "#D9D9D9",
    },
    "header_index": {
        "num_format": "0", "align": "right", "font_color": "#555555", "bg_color": "#F3F6FA",
        "border": 1, "border_color": "#E3E3E3",
    },
    "calc_text": _CALC,
    "input_text": {**_INPUT, "num_format": "@", "text_wrap": False},
    "input_wrapped": {**_INPUT, "num_format": "@", "text_wrap": True},
    "input_note": {**_INPUT, "num_format": "@", "text_wrap": True},
    "input_spread": {**_INPUT, "num_format": "@", "font_size": 9, "italic": True},
    "structure": {**_STRUCTURE, "num_format": "@"},
    "structure_rate": {**_STRUCTURE, "num_format": _FORMATS["_rate"]},
    **{f"input{kind}": {**_INPUT, "num_format": shown} for kind, shown in _FORMATS.items()},
    **{f"calc{kind}": {**_CALC, "num_format": shown} for kind, shown in _FORMATS.items()},
    **{f"given{kind}": {**_GIVEN, "num_format": shown} for kind, shown in _FORMATS.items()},
    "bare_money": {"num_format": _MONEY},
    "money": {**_CALC, "num_format": _MONEY},
    "number": {**_CALC, "num_format": _TWO_DECIMALS},
    "input_rest": {**_INPUT, "num_format": '"∞"', "align": "right"},
    "date": {**_CALC, "num_format": "dd-mm-yyyy", "align": "right"},
    "given_cents": {**_GIVEN, "num_format": "#,##0.00"},
    "total_cents": {
        "bold": True, "num_format": "#,##0.00", "top": 1, "bottom": 6, "bg_color": "#F3F6FA",
    },
    "units": {**_CALC, "num_format": _TWO_DECIMALS},
    "people": {**_CALC, "num_format": "#,##0.##"},
    "share": {**_CALC, "num_format": "0.0%"},
    "factor": {**_CALC, "num_format": "0.0000"},
    "year": {**_CALC, "num_format": "0", "align": "right"},
    "flag": {**_CALC, "num_format": "0", "font_color": "#8A8A8A"},
    "total": {
        "bold": True, "num_format": _MONEY, "top": 1, "bottom": 6, "bg_color": "#F3F6FA",
    },
    "total_text": {"bold": True, "top": 1, "bottom": 6, "bg_color": "#F3F6FA"},
    "figure": {"bold": True, "font_size": 14, "num_format": _MONEY, "font_color": "#1F3864"},
    "drawn": {**_GIVEN, "num_format": _MONEY},
    # Large numbers whole, small ones with what tells them apart.
    "drawn_number": {**_GIVEN, "num_format": "[>=100]#,##0;[<=-100]-#,##0;0.0###"},
    "drawn_share": {**_GIVEN, "num_format": "0%"},
    "check": {**_CALC, "bold": True},
    "link": {"font_color": "#1F5FA8", "underline": 1},
}  # fmt: skip


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
        formats = {name: workbook.add_format({**_FONT, **style}) for name, style in STYLES.items()}
        red = workbook.add_format({"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True})
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
        target.set_print_scale(55)
        target.repeat_columns(0, sheet.frozen[1] - 1)
    else:
        target.set_paper(9)
        target.fit_to_pages(1, 0)
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
