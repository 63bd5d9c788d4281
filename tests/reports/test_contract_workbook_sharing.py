"""The sheet of sharing shares money as the cash engine does, also after it has been edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given

from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.point_settlement import point_settlement
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.valuation import value
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.contract.workbook.build import value_workbook
from bundlinje.reports.workbook.cells import Book, column
from bundlinje.reports.workbook.render import render
from tests.contracts.cash import contract_of, dated
from tests.contracts.test_cash_properties import capitals
from tests.reports.office import recalculated
from tests.reports.test_contract_workbook import differs
from tests.reports.test_workbook_calculates import poisoned

_DELIVERY = dated(("2026-01-31", 40_000.11), ("2026-06-30", 60_000.5), ("2027-01-31", 33_333.33))
_LOAN = {"kind": "loan", "commitment": 50_000}


def capital(place: int) -> dict[str, Any]:
    """Return contracts that between them have every kind of capital."""
    payers = {"kommune": "2/3", "stat": "1/3"}
    interest = {"rate": 0.065, "basis": "ACT/ACT", "unpaid": "add"}
    return [
        {  # equals that share, money kept, a return and a multiple as limits, and a split
            "payers": payers,
            "delivery": _DELIVERY,
            "outcome_payments": dated(("2026-09-30", 41_000.07), ("2028-02-29", 150_000.99)),
            "recycle": {"months": 6},
            "tranches": [
                {"id": "a", "holder": "fond", "interest": interest, **_LOAN},
                {"id": "b", "holder": "bank", "commitment": 70_000.7,
                 "interest": {"rate": 0.04, "basis": "30/360"}},
                {"id": "c", "holder": "fond", "kind": "grant", "commitment": 5000, "draw": 2},
            ],
            "surplus": [{"to": "a", "until_irr": 0.09}, {"to": "b", "until_multiple": 1.2},
                        {"split": {"a": "1/3", "payers": "1/3", "provider": "1/3"}}],
        },
        {  # dates of repayment, recourse, and a holder that delivers
            "payers": payers,
            "provider": {"cash": 1000.5},
            "delivery": _DELIVERY,
            "outcome_payments": dated(("2027-06-30", 20_000.03), ("2028-06-30", 30_000)),
            "tranches": [
                {"id": "a", "holder": "fond", "recourse": True, "interest": {"rate": 0.05},
                 "repay": dated(("2027-06-30", 15_000), ("2028-06-30", 15_000)), **_LOAN},
                {"id": "b", "holder": "provider", "kind": "deferred", "commitment": 30_000,
                 "draw": 2, "seniority": 2},
                {"id": "c", "holder": "bank", "repay": dated(("2028-06-30", 4000)),
                 "commitment": 20_000, "draw": 3, "seniority": 2},
            ],
            "surplus": [{"to": "kommune"}],
        },
        {  # a termination, and guarantees one after the other
            "payers": payers,
            "delivery": _DELIVERY,
            "outcome_payments": dated(("2026-09-30", 20_000.01), ("2029-01-01", 90_000)),
            "recycle": True,
            "tranches": [
                {"id": "a", "holder": "fond", "interest": interest, **_LOAN},
                {"id": "b", "holder": "bank", "seniority": 2, "commitment": 90_000, "draw": 2},
            ],
            "guarantees": [
                {"tranche": "b", "by": "fond", "share": 0.333, "of": "drawn", "cap": 9000},
                {"tranche": "b", "by": "provider", "share": 0.5, "of": "loss"},
                {"tranche": "a", "by": "stat", "share": 0.1, "of": "commitment"},
            ],
            "termination": {"ended": "2027-12-31", "principal": [[None, "1/3"]]},
        },
    ][place]  # fmt: skip


PLACES = range(3)
NAMES = ("direkte", "direkte-rettet", *(f"kapital-{p}" for p in PLACES),
         *(f"rettet-{p}" for p in PLACES))  # fmt: skip


def straight(edited: bool) -> tuple[Contract, bytes]:
    """Return a contract that pays a tranche straight, and its results."""
    contract = contract_from_data({
        "format": "bundlinje.contract/1",
        "title": "Direkte",
        "payers": {"kommune": "2/3", "stat": "1/3"},
        "pays_after": {"days": 30},
        "metrics": [{"id": "job", "measure": "count"}],
        "payments": [
            {"id": "job", "metric": "job", "rule": {"unit": 7000.01}},
            {"id": "bonus", "metric": "job", "rule": {"unit": 900}, "to": "b"},
        ],
        "delivery": _DELIVERY,
        "tranches": [
            {"id": "a", "holder": "fond", "commitment": 100_000, "interest": {"rate": 0.05}},
            {"id": "b", "holder": "bank", "commitment": 9000, "draw": 2,
             "interest": {"rate": 0.05}},
        ],
        "surplus": [{"to": "payers"}],
    })  # fmt: skip
    return contract, f"period,metric,value\n2026,job,{9 if edited else 8}\n2027,job,12".encode()


def straight_value(edited: bool = False) -> tuple[Valuation, Book]:
    contract, rows = straight(edited)
    results = parse_results(rows, contract)
    made = value(contract, None, results, draws=0)
    return made, value_workbook(made, point_settlement(contract, None, results))


def changed(data: dict[str, Any]) -> dict[str, Any]:
    """Return a contract with another payment, delivery, commitment and rate."""
    payments = [dict(payment) for payment in data["outcome_payments"]]
    payments[0]["amount"] += 7000.05
    delivery = [dict(item) for item in data["delivery"]]
    delivery[1]["amount"] += 1111.11
    tranches = [dict(tranche) for tranche in data["tranches"]]
    tranches[0] |= {"commitment": 30_000.3,
                    "interest": {**tranches[0]["interest"], "rate": 0.0725}}  # fmt: skip
    return data | {"outcome_payments": payments, "delivery": delivery, "tranches": tranches}


def edit(file: Path, data: dict[str, Any]) -> None:
    """Make the same changes in the yellow cells of a workbook."""
    before, after = (
        value(contract_of(**data), draws=0),
        value(contract_of(**changed(data)), draws=0),
    )
    book = openpyxl.load_workbook(file)
    cash, capital_sheet = book["Pengestrøm"], book["Kapital"]
    table = after.point.table
    assert table.dates == before.point.table.dates
    for i in range(len(table.dates)):
        for p in range(2):
            cash.cell(5 + i, 3 + p).value = float(table.payments[p, i, 0]) / 100
        cash.cell(5 + i, 5).value = float(table.delivery[i, 0]) / 100
    row = next(r for r in range(1, 20) if str(capital_sheet.cell(r, 1).value).startswith("A ("))
    capital_sheet.cell(row, 6).value, capital_sheet.cell(row, 7).value = 30_000.3, 0.0725
    book.save(file)


@pytest.fixture(scope="module")
def books() -> dict[str, Book]:
    found = {"direkte": straight_value()[1]}
    for place in PLACES:
        data = capital(place)
        found[f"kapital-{place}"] = value_workbook(value(contract_of(**data), draws=0), None)
        made = value(contract_of(**changed(data)), draws=0)
        found[f"rettet-{place}"] = value_workbook(made, None)
    found["direkte-rettet"] = straight_value(edited=True)[1]
    return found


@pytest.fixture(scope="module")
def saved(books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sharing")
    files = [folder / f"{name}.xlsx" for name in books]
    for file in files:
        name, _, rest = file.stem.partition("-")
        unedited = {"rettet": f"kapital-{rest}", "direkte": "direkte"}.get(name, file.stem)
        render(books[unedited], folder / "written.xlsx")
        poisoned(folder / "written.xlsx", file)
        if name == "rettet":
            edit(file, capital(int(rest)))
        elif (name, rest) == ("direkte", "rettet"):
            edited = openpyxl.load_workbook(file)
            edited["Afregning"].cell(4, 6).value = edited["Afregning"].cell(5, 6).value = 9
            edited.save(file)
    return recalculated(files, folder)


@pytest.mark.parametrize("name", NAMES)
def test_the_sharing_is_the_engines(
    name: str, books: dict[str, Book], saved: dict[str, Path]
) -> None:
    """An edited workbook is held against that of the engine on the edited contract."""
    sheets = openpyxl.load_workbook(saved[name], data_only=True)
    wrong, count = [], 0
    for sheet, (row, col), cell in books[name].formulas():
        found = sheets[sheet.name].cell(row + 1, col + 1).value
        count += 1
        if differs(cell.value, found, cell.formula):
            at = f"{sheet.name}!{column(col)}{row + 1}"
            wrong.append((at, cell.value, found, cell.formula))
    assert not wrong, wrong[:5]
    assert count > 300
    assert "Fordeling" in sheets.sheetnames


@given(capitals())
def test_the_sharing_of_any_capital_is_the_engines(capital: dict[str, Any]) -> None:
    book = value_workbook(value(contract_of(**capital), draws=0), None)
    # The sheet is only there where every flow is the engine's to the cent.
    assert any(sheet.key == "Fordeling" for sheet in book.sheets)
