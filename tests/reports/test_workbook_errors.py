"""Errors name the cell to change in the words of the sheet; Danish numbers and dates are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import read_case
from bundlinje.calculation.workbook_danish import date_of, number_of, with_points
from bundlinje.cli import main
from tests.reports.filled import fill_in

SHEET = "Forudsætninger"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("filled") / "sag.xlsx"
    assert main(["template", str(file)]) == 0
    fill_in(file)
    return file.read_bytes()


class Edited:
    """A filled-in workbook opened to be edited."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.book = openpyxl.load_workbook(file)
        self.sheet = self.book[SHEET]

    def cell(self, block: str, key: str) -> Any:
        """The cell of a key in the first row of a block, or of a field by its own key."""
        if block in ("case", "effect"):
            row = next(r for r in self.sheet.iter_rows() if r[1].value == key)
            return self.sheet.cell(row[0].row, 4)
        keys = next(r for r in self.sheet.iter_rows() if r[0].value == f"#{block}")
        return self.sheet.cell(keys[0].row + 2, next(c.column for c in keys if c.value == key))

    def save(self) -> Path:
        self.book.save(self.file)
        return self.file


@pytest.fixture
def edited(filled: bytes, tmp_path: Path) -> Edited:
    file = tmp_path / "sag.xlsx"
    file.write_bytes(filled)
    return Edited(file)


@pytest.mark.parametrize(
    ("block", "key", "value", "words"),
    [
        ("costs", "per", None, "Udgifter, team: Pr."),
        ("costs", "per", "pr. person", "Udgifter, team: Pr."),
        ("costs", "id", None, "Udgifter: Id"),
        ("consequences", "price.amount", None, "Konsekvenser, herberg: Enhedspris"),
        ("consequences", "transfer", "måske", "Konsekvenser, herberg: Overførsel"),
        ("participants", "year", 1825, "Deltagere, År"),
        ("participants", "number", None, "Deltagere, Antal"),
        ("case", "title", None, "Titel"),
        ("effect", "effect.without", None, "Succesrate uden indsats"),
        ("effect", "effect.difference", 0.2, "Effekt (i stedet for succesrate med)"),
    ],
)
def test_an_error_names_the_cell_to_change_in_the_words_of_the_sheet(
    edited: Edited, block: str, key: str, value: object, words: str
) -> None:
    cell = edited.cell(block, key)
    cell.value = value
    with pytest.raises(InputError) as caught:
        read_case(edited.save())
    found = [(problem.line, problem.key) for problem in caught.value.problems]
    assert (f"{SHEET}!{cell.coordinate}", words) in found


def test_a_price_of_the_knowledge_base_may_stand_in_the_price_cell(edited: Edited) -> None:
    edited.cell("consequences", "price.amount").value = "prices/herberg110_doegn"
    price = read_case(edited.save()).consequences[0].price
    assert price.amount.numbers[0].ref == "prices/herberg110_doegn"


def test_danish_numbers_in_text_cells_are_read(edited: Edited) -> None:
    edited.cell("consequences", "price.amount").value = "1.500,50"
    edited.cell("effect", "effect.without").value = "0,3"
    edited.cell("case", "rule_date").value = "1.3.2025"
    edited.cell("case", "discounting.rate").value = 0.03
    case = read_case(edited.save())
    assert case.consequences[0].price.amount.numbers[0].mean == 1500.5
    assert case.effects[""].without is not None
    assert case.effects[""].without.numbers[0].mean == 0.3


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,35", 0.35), ("1.234,5", 1234.5), ("1.234.567", 1234567), ("-12,25", -12.25),
     ("12,5 %", 0.125), ("0,125", 0.125), ("1.500", None), ("1,500", None), ("mange", None),
     ("1,2,3", None), ("2027", 2027), ("1.500 kr.", 1500),
     ("12,50 kr.", 12.5), ("-3", -3), ("6 år", None)],
)  # fmt: skip
def test_a_number_is_read_only_where_it_is_clear(text: str, value: float | None) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [("1.3.2025", "2025-03-01"), ("01-03-2025", "2025-03-01"), ("31.2.2025", "31.2.2025"),
     ("1. juli 2026", "2026-07-01"), ("4 May 2026", "2026-05-04"), ("1. jule 2026", "1. jule 2026"),
     ("3/1/2025", "3/1/2025"), ("2025-03-01", "2025-03-01")],
)  # fmt: skip
def test_a_date_is_read_only_where_it_is_clear(text: str, found: str) -> None:
    assert date_of(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("sd: 0,05", "sd: 0.05"), ("ci95: [0,4; 0,6]", "ci95: [0.4, 0.6]"),
     ("ci95: [0,4, 0,6]", "ci95: [0.4, 0.6]"), ("ci95: [0.4,0.6]", "ci95: [0.4,0.6]"),
     ("uniform: [1,2]", "uniform: [1,2]")],
)  # fmt: skip
def test_an_uncertainty_may_have_decimal_commas(text: str, found: str) -> None:
    assert with_points(text) == found
