"""A workbook opened to be edited, with its cells found by block, row and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

SHEET = "Forudsætninger"


class Edited:
    """A workbook opened to be edited, with cells found by block, row and key."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.book = openpyxl.load_workbook(file)
        self.sheet = self.book[SHEET]

    def cell(self, block: str, row: int | str, key: str) -> Any:
        """The cell of a key in the row numbered from 0, or with this id."""
        keys = next(r for r in self.sheet.iter_rows() if r[0].value == f"#{block}")
        col = next(cell.column for cell in keys if cell.value == key)
        if isinstance(row, str):
            first = keys[0].row + 2
            ids = [self.sheet.cell(first + at, 2).value for at in range(60)]
            row = ids.index(row)
        return self.sheet.cell(keys[0].row + 2 + row, col)

    def save(self) -> Path:
        self.book.save(self.file)
        return self.file
