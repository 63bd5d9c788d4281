"""The workbook of a portfolio gives in a spreadsheet program what the engine gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.contracts.portfolio import value_portfolio
from bundlinje.contracts.portfolio_file import read_portfolio
from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.reports.contract.workbook.portfolio_build import portfolio_workbook
from bundlinje.reports.workbook.cells import Book, column
from bundlinje.reports.workbook.render import render
from tests.contracts.test_portfolio import contract, written
from tests.reports.office import recalculated
from tests.reports.test_contract_workbook import differs
from tests.reports.test_workbook_calculates import poisoned
from tests.small_cases import EXAMPLES

EXAMPLE = EXAMPLES / "contracts/fondens-portefoelje.yaml"
NAMES = ("eksempel", "example", "genbrug", "knap", "alene")
LATER = {"delivery": [{"date": "2029-06-30", "amount": 600_000}],
         "periods": [{"id": "2031", "end": "2031-12-31"}]}  # fmt: skip


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PortfolioValue]:
    def small(name: str, **more: Any) -> PortfolioValue:
        folder = tmp_path_factory.mktemp(name)
        path = written(folder, contract("a"), contract("b", **LATER), **more)
        return value_portfolio(read_portfolio(path), draws=0)

    example = value_portfolio(read_portfolio(EXAMPLE), draws=200)
    alone = written(tmp_path_factory.mktemp("alene"), contract("a"), capital=0)
    return {
        "eksempel": example,
        "example": example,
        "genbrug": small("genbrug", capital=1_000_000, returns="recycle"),
        "knap": small("knap", capital=1_000_000, members=[{}, {"probability": 0.25}]),
        "alene": value_portfolio(read_portfolio(alone), draws=0),
    }


@pytest.fixture(scope="module")
def books(values: dict[str, PortfolioValue]) -> dict[str, Book]:
    return {
        name: portfolio_workbook(value, "en" if name == "example" else "da")
        for name, value in values.items()
    }


@pytest.fixture(scope="module")
def saved(books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("portfolio-workbooks")
    files = []
    for name, book in books.items():
        render(book, folder / "written.xlsx")
        poisoned(folder / "written.xlsx", folder / f"{name}.xlsx")
        files.append(folder / f"{name}.xlsx")
    files.append(folder / "rettet.xlsx")
    render(books["knap"], files[-1])
    edited = openpyxl.load_workbook(files[-1])
    edited["Kontrakter"]["E4"] = 2_000_000
    edited["Kontrakter"]["E5"] = "ja"
    edited["Kontrakter"]["E11"] = 1
    edited.save(files[-1])
    return recalculated(files, folder)


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_gives_what_the_engine_gives(
    name: str, books: dict[str, Book], saved: dict[str, Path]
) -> None:
    sheets = openpyxl.load_workbook(saved[name], data_only=True)
    wrong, count = [], 0
    for sheet, (row, col), cell in books[name].formulas():
        found = sheets[sheet.name].cell(row + 1, col + 1).value
        count += 1
        if differs(cell.value, found, cell.formula):
            at = f"{sheet.name}!{column(col)}{row + 1}"
            wrong.append((at, cell.value, found, cell.formula))
    assert not wrong, wrong[:5]
    assert count > 50


def test_the_fund_is_recalculated_where_chance_capital_and_recycling_are_changed(
    saved: dict[str, Path], tmp_path: Path
) -> None:
    sheets = openpyxl.load_workbook(saved["rettet"], data_only=True)
    path = written(tmp_path, contract("a"), contract("b", **LATER), capital=2_000_000,
                   returns="recycle")  # fmt: skip
    known = value_portfolio(read_portfolio(path), draws=0).point
    found = {row[1].value: row[2].value for row in sheets["Forside"].iter_rows()}
    for label, name in (
        ("Betales ud", "calls"), ("Får igen", "returns"), ("Højst ude på én gang", "peak"),
        ("Mindst tilbage af det øremærkede", "lowest"),
        ("Tilføres fra de almindelige midler", "topped_up"),
    ):  # fmt: skip
        assert found[label] == pytest.approx(known[name], abs=0.01), label
    assert found["Kontroller"] == "Alle kontroller er i orden"


def test_themes_and_payers_stand_with_their_parts(values: dict[str, PortfolioValue]) -> None:
    value = values["eksempel"]
    assert list(value.by_theme) == ["kriminalitet", "job", "sygdom", "integration", "bolig", "unge"]
    shares = {member.id: member.share for member in value.members}
    both = shares["loesladte-effektinvestering"] + shares["stat-medbetaler"]
    assert value.by_theme["kriminalitet"] == pytest.approx(both)
    assert value.to_dict()["concentration"]["by_theme"] == value.by_theme
