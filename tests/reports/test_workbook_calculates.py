"""Every formula of the workbook gives what the engine gives, as it is and after changes by hand."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data, case_from_text, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.steps import listed_years_after
from bundlinje.cli import main
from bundlinje.reports.workbook.build import workbook
from bundlinje.reports.workbook.cells import Book, Cell, column
from bundlinje.reports.workbook.render import render
from bundlinje.reports.workbook.spare import Spare
from tests.reports.filled import fill_in
from tests.reports.office import recalculated
from tests.reports.workbook_cases import CASES, EXAMPLES, case_data, example

NAMES = (*EXAMPLES, *CASES)
#: Also calculated as they were written, with every value in the file made wrong beforehand.
AS_WRITTEN = ("ips-job", *CASES)
#: Parts must agree within this share of the absolute flows, as everywhere in the calculation.
OF_FLOWS = 1e-9
#: LibreOffice stops its search for the internal rate at a step of 1e-7.
OF_THE_RATE = 1e-6


def case_of(name: str) -> Case:
    if name in CASES:
        return case_from_data(case_data(name), name, CASES[name][1])
    return case_from_text(example(name), name)


def book_of(case: Case, draws: int = 0, extra: int = 0) -> Book:
    return workbook(calculate(case, draws), "da", Spare(years=extra))


def absolute_flows(book: Book) -> float:
    sheet = next(s for s in book.sheets if s.key == "Pengestrømme")
    label = "Strømme uden fortegn, diskonteret i alt"
    row = next(row for (row, _), cell in sheet.cells.items() if cell.value == label)
    return max(float(sheet.cells[row, 4].value or 0), 1.0)


def differs(known: Cell, found: Any, flows: float) -> bool:
    value = known.value if known.value != "" else None
    found = found if found != "" else None
    if isinstance(value, str | None) or isinstance(found, str | None):
        return bool(value != found)
    if known.formula.startswith("IF(") and "IRR(" in known.formula:
        return abs(value - found) > OF_THE_RATE
    return bool(abs(value - found) > OF_FLOWS * max(flows, abs(value), abs(found)))


def assert_same(book: Book, file: Path, without: str = "") -> None:
    """Every formula of `book` has in `file` the value that the engine gives it."""
    saved = openpyxl.load_workbook(file, data_only=True, read_only=True)
    values = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in saved.worksheets}
    saved.close()
    flows, count = absolute_flows(book), 0
    wrong = []
    for sheet, (row, col), cell in book.formulas():
        if sheet.key == without:
            continue
        rows = values[sheet.name]
        found = rows[row][col] if row < len(rows) and col < len(rows[row]) else None
        count += 1
        assert not (isinstance(found, str) and found.startswith("#")), (sheet.name, row, col)
        if differs(cell, found, flows):
            wrong.append((f"{sheet.name}!{column(col)}{row + 1}", cell.value, found, cell.formula))
    assert not wrong, wrong[:5]
    assert count > 500


def change_by_hand(file: Path, book: Book) -> int:
    """Change every yellow number that may be changed alone; return how many."""
    edited = openpyxl.load_workbook(file)
    inputs = next(s for s in book.sheets if s.key == "Forudsætninger")
    sheet = edited[inputs.name]
    keys: dict[int, str] = {}
    count = 0
    for (row, col), cell in sorted(inputs.cells.items()):
        mark = inputs.cells.get((row, 0), Cell("")).value
        if isinstance(mark, str) and mark.startswith("#") and mark not in ("##", "#:"):
            keys = {c: str(k.value) for (r, c), k in inputs.cells.items() if r == row}
        value, key = cell.value, keys.get(col, "")
        if cell.formula or not isinstance(value, int | float) or isinstance(value, bool):
            continue
        if key.startswith("paid_by/") or key in ("share", "year", "group") or value == 0:
            continue
        if cell.style in ("input", "input_money", "input_factor"):
            sheet.cell(row + 1, col + 1).value = value * 1.02
        elif cell.style == "input_rate":
            sheet.cell(row + 1, col + 1).value = value * 0.98
        else:
            continue
        count += 1
    edited.save(file)
    return count


@pytest.fixture(scope="module")
def books() -> dict[str, Book]:
    return {name: book_of(case_of(name), 200) for name in NAMES}


@pytest.fixture(scope="module")
def saved(books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbooks as they are, changed by hand, and with a mistake, saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("workbooks")
    files = []
    for name, book in books.items():
        changed = folder / f"{name}-changed.xlsx"
        render(book, changed)
        assert change_by_hand(changed, book) > 5
        files.append(changed)
    for name in AS_WRITTEN:
        render(books[name], folder / "written.xlsx")
        poisoned(folder / "written.xlsx", folder / f"{name}.xlsx")
        files.append(folder / f"{name}.xlsx")
    files += [folder / "fejl.xlsx", folder / "udfyldt.xlsx"]
    _with_a_mistake(books["ips-job"], files[-2])
    assert main(["template", str(files[-1])]) == 0
    fill_in(files[-1])
    return recalculated(files, folder)


def _with_a_mistake(book: Book, file: Path) -> None:
    render(book, file)
    edited = openpyxl.load_workbook(file)
    sheet = edited["Forudsætninger"]
    keys = next(row for row in sheet.iter_rows() if row[0].value == "#costs")
    share = next(cell for cell in keys if str(cell.value).startswith("paid_by/"))
    sheet.cell(share.row + 2, share.column).value = 0.123
    edited.save(file)


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_every_formula_gives_what_the_engine_gives(
    name: str, books: dict[str, Book], saved: dict[str, Path]
) -> None:
    assert_same(books[name], saved[name])


@pytest.mark.parametrize("name", NAMES)
def test_changed_by_hand_it_still_gives_what_the_engine_gives(
    name: str, saved: dict[str, Path]
) -> None:
    changed = read_case(saved[f"{name}-changed"])
    original = case_of(name)
    assert calculate(changed, 0).point.net_result != calculate(original, 0).point.net_result
    # The same columns as the file that was changed. Its front has lines about draws, too.
    book = book_of(changed, 0, listed_years_after(original))
    assert_same(book, saved[f"{name}-changed"], without="Forside")


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_saved_by_libreoffice_it_reads_back_as_the_same_case(
    name: str, saved: dict[str, Path]
) -> None:
    known = calculate(case_of(name), 100).to_dict()
    found = calculate(read_case(saved[name]), 100).to_dict()
    assert found["point"] == known["point"]
    assert found["uncertainty"] == known["uncertainty"]


def test_shares_that_do_not_sum_turn_the_checks_red(saved: dict[str, Path]) -> None:
    sheets = openpyxl.load_workbook(saved["fejl"], data_only=True)
    texts = [str(cell.value) for row in sheets["Kontroller"].iter_rows() for cell in row]
    assert any(text.startswith("FEJL: se Kontroller, linje") for text in texts)
    assert any(
        str(c.value).startswith("FEJL") for row in sheets["Forside"].iter_rows() for c in row
    )


def test_rows_filled_in_by_hand_are_live_and_give_what_the_engine_gives(
    saved: dict[str, Path],
) -> None:
    sheets = openpyxl.load_workbook(saved["udfyldt"], data_only=True)
    point = calculate(read_case(saved["udfyldt"]), 0).point
    found = {row[1].value: row[2].value for row in sheets["Resultat"].iter_rows(max_col=3)}
    assert point.net_result != 0
    assert found["Nettoresultat, alle offentlige kasser"] == pytest.approx(point.net_result)
    assert found["Udgifter (netto for fortrængte)"] == pytest.approx(1_000_000)
    assert point.by_account["kommune/social"] == -1_000_000
    accounts = {row[0].value: row[2].value for row in sheets["Resultat"].iter_rows(max_col=3)}
    assert accounts["kommune/social"] == pytest.approx(-1_000_000)
    texts = [str(cell.value) for row in sheets["Kontroller"].iter_rows() for cell in row]
    assert "Alle kontroller er i orden" in texts


def poisoned(source: Path, target: Path) -> None:
    """Write a copy in which every number that a formula gives is wrong."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if "worksheets/sheet" in part.filename:
                content = re.sub(rb"(</f><v>)[-0-9.eE]+(</v>)", rb"\g<1>123.456\2", content)
            new.writestr(part, content)
