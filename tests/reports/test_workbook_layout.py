"""What a person sees on screen and paper: no number as ###, no text cut, headings over figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.calculation.engine import calculate
from bundlinje.cli import main
from bundlinje.reports.workbook.build import write_workbook
from tests.reports.filled import fill_in
from tests.reports.office import printed
from tests.reports.workbook_cases import case_data, example

EXAMPLES = ("ips-job", "hjemloeshed-housing-first", "skole-ekstra-voksen")
#: Letters of 10 points that a unit of width holds at most, and bold ones; points of a line.
LETTERS, BOLD, LINE = 1.25, 1.12, 12.0


def enormous() -> dict[str, Any]:
    """A case of amounts in the tens of billions."""
    data = case_data("mange-dele")
    for cost in data["costs"]:
        if isinstance(cost["amount"], int):
            cost["amount"] *= 1_000_000
    data["consequences"][0]["price"]["amount"] = {"lognormal": [1_507_000_000, 150_000]}
    data["participants"] = {2024: {"mean": 400_000, "sd": 4_000}, 2026: 250_000}
    return data


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("layout")
    found = {name: folder / f"{name}.xlsx" for name in (*EXAMPLES, "stor", "tom", "udfyldt")}
    for name in EXAMPLES:
        write_workbook(calculate(case_from_text(example(name), name), 500), found[name])
    write_workbook(calculate(case_from_data(enormous(), "stor"), 500), found["stor"])
    for name in ("tom", "udfyldt"):
        assert main(["template", str(found[name])]) == 0
    fill_in(found["udfyldt"])
    return found


def test_no_number_is_printed_as_hashes(books: dict[str, Path], tmp_path: Path) -> None:
    for name, file in printed(list(books.values()), tmp_path).items():
        pages = [page.extract_text() for page in PdfReader(file).pages]
        assert len(pages) > 10
        assert not [page[:40] for page in pages if "##" in page], name


@pytest.mark.parametrize("name", [*EXAMPLES, "tom"])
def test_no_text_is_cut(name: str, books: dict[str, Path]) -> None:
    cut = [found for sheet in sheets(books[name]) for found in _cut(sheet)]
    assert not cut, cut[:5]


@pytest.mark.parametrize("name", EXAMPLES)
def test_headings_stand_over_their_figures(name: str, books: dict[str, Path]) -> None:
    wrong, count = [], 0
    for sheet in sheets(books[name]):
        for row in sheet.iter_rows():
            for cell in row:
                below = sheet.cell(cell.row + 1, cell.column)
                if not _is_heading(cell) or isinstance(below.value, str | None):
                    continue
                count += 1
                if cell.alignment.horizontal != "right":
                    wrong.append((sheet.title, cell.coordinate, cell.value))
    assert count > 40
    assert not wrong, wrong[:5]


def test_whole_numbers_have_no_bare_comma_in_excel(books: dict[str, Path]) -> None:
    """Excel shows the point of `0.##` also where no decimals follow."""
    for sheet in sheets(books["ips-job"]):
        for row in sheet.iter_rows():
            for cell in row:
                assert ".#" not in cell.number_format, (sheet.title, cell.coordinate)


def sheets(file: Path) -> list[Any]:
    return openpyxl.load_workbook(file, data_only=True).worksheets  # type: ignore[no-any-return]


def _is_heading(cell: Any) -> bool:
    return isinstance(cell.value, str) and cell.fill.fgColor.rgb == "FFDCE6F1"


def _cut(sheet: Any) -> Iterator[tuple[str, str, str]]:
    merged = {str(area).partition(":")[0]: area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        if sheet.row_dimensions[row[0].row].hidden:
            continue
        for cell in row:
            if not isinstance(cell.value, str) or _hidden(sheet, cell.column) or not cell.value:
                continue
            area = merged.get(cell.coordinate)
            columns = range(cell.column, (area.max_col if area else cell.column) + 1)
            width = sum(_width(sheet, column) for column in columns)
            size = cell.font.size / 10
            letters = (BOLD if cell.font.bold else LETTERS) / size
            if cell.alignment.wrap_text:
                height = sheet.row_dimensions[cell.row].height or 15.0
                lines = textwrap.wrap(cell.value, max(1, int(width * letters)))
                cut = len(lines) * LINE * size > height + 1 and height < 409
                # A long word is broken, which looks wrong in a heading.
                longest = max(map(len, cell.value.split()))
                cut = cut or (_is_heading(cell) and longest > width * letters)
            else:
                width += _free(sheet, cell.row, columns[-1] + 1)
                cut = len(cell.value) > width * letters
            if cut:
                yield sheet.title, cell.coordinate, cell.value


def _free(sheet: Any, row: int, column: int) -> float:
    """The width of the empty cells that a text may run into; beyond the sheet all are empty."""
    if column > sheet.max_column:
        return 1000.0
    if sheet.cell(row, column).value not in (None, ""):
        return 0.0
    return _width(sheet, column) + _free(sheet, row, column + 1)


def _hidden(sheet: Any, column: int) -> bool:
    found = [d for d in sheet.column_dimensions.values() if d.min <= column <= d.max]
    return bool(found and found[0].hidden)


def _width(sheet: Any, column: int) -> float:
    found = [d for d in sheet.column_dimensions.values() if d.min <= column <= d.max]
    return float(found[0].width) if found else 8.43
