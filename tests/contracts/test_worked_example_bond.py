"""The figures of docs/worked-example-bond.md are those of the example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bundlinje.calculation.engine import calculate
from bundlinje.contracts.check import check
from bundlinje.contracts.paid import paid_of, with_paid
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.valuation import value
from tests.reports.contract_cases import bond

TEXT = (Path(__file__).parents[2] / "docs" / "worked-example-bond.md").read_text("utf-8")
FIRST, SECOND = (block.encode() for block in re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL))


def test_the_case_has_a_wrong_pocket() -> None:
    _, case = bond()
    point = calculate(case, draws=0).point
    assert point.net_result == pytest.approx(7.4e6, abs=0.05e6)
    assert point.by_payer["stat"] == pytest.approx(8.8e6, abs=0.05e6)
    assert point.by_payer["kommune"] < 0


def test_what_is_expected_is_told() -> None:
    said = "\n".join(text.da for text in check(*bond()).explanation)
    assert "42,6, uden indsats 19,8" in said


def test_the_settlement_and_its_correction() -> None:
    contract, case = bond()
    first = settle(contract, parse_results(FIRST, contract))
    results = parse_results(SECOND, contract)
    second = with_paid(settle(contract, results), paid_of(first))
    found = [f"{first.due:,}", f"{second.due:,}", *(f"{abs(x.amount):,}" for x in second.lines)]
    for amount in found:
        assert amount in TEXT, amount
    assert [x.corrects for x in second.lines] == ["", "", "2029"]
    made = value(contract, case, results, draws=0)
    assert made.point.payments == float(second.total)
    assert made.point.tranches["junior"].irr == pytest.approx(0.046, abs=1e-6)
