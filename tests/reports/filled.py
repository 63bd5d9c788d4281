"""An empty workbook filled in, as a person does it: only cells below the headings."""

from __future__ import annotations

from pathlib import Path

import openpyxl


def fill_in(file: Path) -> None:
    """Fill in people, effect, a cost of a new account and two consequences."""
    book = openpyxl.load_workbook(file)
    sheet = book["Forudsætninger"]
    rows = {row[1].value: row[0].row for row in sheet.iter_rows() if row[1].value}
    blocks = {row[0].value: row[0].row for row in sheet.iter_rows() if row[0].value}

    def write(block: str, at: int, values: dict[str, object]) -> None:
        keys = {str(c.value): c.column for c in sheet[blocks[block]] if c.value}
        for key, value in values.items():
            sheet.cell(blocks[block] + at, keys[key]).value = value

    sheet.cell(rows["effect.without"], 4).value = 0.3
    sheet.cell(rows["effect.with"], 4).value = 0.5
    sheet.cell(rows["effect.with"], 5).value = "ci95: [0.4, 0.6]"
    write("#participants", 2, {"number": 20})
    write("#costs", 1, {"paid_by/?1": "kommune/social"})
    write("#costs", 2, {"id": "team", "label": "Team", "amount": 50000, "per": "pr. deltager",
                        "kind": "drift", "paid_by/?1": 1})  # fmt: skip
    write("#consequences", 2, {"id": "herberg", "price.amount": 1500, "quantity.0": -60,
                               "quantity.1": -30, "paid_by/kommune": 0.5,
                               "paid_by/stat": 0.5})  # fmt: skip
    book.save(file)
