"""Make cells fit what stands in them: headings over their figures, widths, and heights of rows.

Programs do not do it by themselves when a workbook is opened, and a text that is cut or a number
shown as ### is lost on whoever reads a print.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from functools import cache

from bundlinje.reports.workbook.cells import Book, Cell, Sheet
from bundlinje.reports.workbook.styles import STYLES, is_number

#: Letters a unit of width holds, by what is put in it; a unit is a digit of the usual 11 points.
_LETTERS, _BOLD_LETTERS = 1.1, 1.0
#: Points of a line of 10-point text, and around the lines of a row.
_LINE, _AROUND = 13.0, 3.0
#: The highest row that Excel knows. [points]
_HIGHEST = 409.0
#: The widest that a column gets for its numbers, and the air beside them.
_WIDEST, _AIR = 36.0, 3.0
#: Rows below a heading in which its first figure is looked for.
_BELOW = 5
_POINTS = 10.0


def fit(book: Book) -> None:
    """Fit every sheet to its cells."""
    for sheet in book.sheets:
        _align_headings(sheet)
        _widen(sheet)
        _heighten(sheet)


def _align_headings(sheet: Sheet) -> None:
    for (row, col), cell in list(sheet.cells.items()):
        if cell.style != "header" or cell.value in (None, ""):
            continue
        below = (sheet.cells.get((row + at, col)) for at in range(1, _BELOW + 1))
        first = next((c for c in below if c and not c.style.startswith("header")), None)
        if first is not None and is_number(first.style):
            sheet.cells[row, col] = dataclasses.replace(cell, style="header_number")


def _widen(sheet: Sheet) -> None:
    for (_, col), cell in sheet.cells.items():
        if col in sheet.hidden_columns or cell.value is None or isinstance(cell.value, bool):
            continue
        known = sheet.widths.get(col, 0.0)
        if (needed := _width(cell)) > known:
            sheet.widths[col] = max(known, min(needed, _WIDEST))


def _width(cell: Cell) -> float:
    """Return the width that a number, or the longest word of a heading, needs; else 0."""
    look = STYLES[cell.style]
    size = float(look.get("font_size", _POINTS)) / _POINTS * (1.1 if "bold" in look else 1.0)
    if isinstance(cell.value, str):
        heading = cell.style in ("header", "header_number")
        return size * max(map(len, cell.value.split()), default=0) + _AIR if heading else 0.0
    if not is_number(cell.style):
        return 0.0
    return size * len(shown(float(cell.value or 0), look["num_format"])) + _AIR


@cache
def shown(value: float, number_format: str) -> str:
    """Return about what a number looks like in a format: its length is what counts."""
    if number_format == "General":
        return f"{value:.10g}"
    if value == 0 and "–" in number_format:
        return "–"
    head = number_format.partition(";")[0]
    decimals = re.search(r"\.([0#]+)", head)
    count = len(decimals[1]) if decimals else 0
    if head.endswith("%"):
        return f"{100 * value:.{count}f}%"
    return f"{value:{',' if '#,##0' in head else ''}.{count}f}"


def _heighten(sheet: Sheet) -> None:
    ends = {(row, first): last for row, first, last in sheet.merged}
    heights: dict[int, float] = {}
    for (row, col), cell in sheet.cells.items():
        if isinstance(cell.value, str) and STYLES[cell.style].get("text_wrap"):
            columns = range(col, ends.get((row, col), col) + 1)
            width = sum(sheet.widths.get(one, 8.0) for one in columns)
            heights[row] = max(heights.get(row, 0.0), _height(cell, width))
    for row, height in heights.items():
        if height > _LINE + _AROUND:
            known = sheet.row_heights.get(row, 0.0)
            sheet.row_heights[row] = min(_HIGHEST, max(known, height))


def _height(cell: Cell, width: float) -> float:
    look = STYLES[cell.style]
    size = float(look.get("font_size", _POINTS)) / _POINTS
    letters = max(1, int(width * (_BOLD_LETTERS if "bold" in look else _LETTERS) / size))
    return lines(str(cell.value), letters) * _LINE * size + _AROUND


def lines(text: str, letters: int) -> int:
    """Return in how many lines a text stands where a line holds so many letters.

    A word that is longer than a line begins on a line of its own and is broken.
    """
    return sum(_lines(part.split(), letters) for part in text.splitlines() or [""])


def _lines(words: Sequence[str], letters: int) -> int:
    count, used = 1, 0
    for word in words:
        together = used + 1 + len(word) if used else len(word)
        if together > letters:
            whole, together = divmod(len(word) - 1, letters)
            count += whole + (used > 0)
            together += 1
        used = together
    return count
