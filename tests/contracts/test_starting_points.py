"""Every structure is a contract that is checked, settled and valued."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from bundlinje.contracts.check import check
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_text
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from bundlinje.contracts.template import template
from bundlinje.contracts.valuation import value


def contract_of(structure: str) -> Contract:
    return contract_from_text(starting_point(structure), structure)


def results_of(*reached: tuple[str, str, int]) -> str:
    """Return results where the first people, one row each, reach a metric in a period."""
    rows = [f"{period},{metric},1,p{n}" for period, metric, people in reached
            for n in range(1, people + 1)]  # fmt: skip
    return "\n".join(["period,metric,value,person", *rows])


#: Results of each structure and what they are paid, reckoned by hand.
SETTLED = {
    # 18 × 35,000 + 16 × 50,000 + 250,000
    "direct": (
        results_of(("2027-H2", "job-6", 18), ("2028-H1", "job-12", 16)), Decimal(1_680_000)
    ),
    # 12 of 20 give 1,000,000, and 10 × 45,000
    "one-investor": (
        results_of(("2028", "bolig-12", 12), ("2029", "bolig-24", 10)), Decimal(1_450_000)
    ),
    # 5 beyond 45 at 90,000 in 2027 prices
    "senior-junior": (results_of(("2027-H2", "job-6", 50)), Decimal(450_000)),
    # 4 beyond 21 at 160,000 and 5 beyond 15 at 80,000
    "state-co-payer": (
        results_of(("2029", "dom-24", 25), ("2032", "dom-60", 20)), Decimal(1_040_000)
    ),
    # 10 × 30,000 and half of the way from 85 % to 95 %
    "municipal-fund": (
        results_of(("2027-H2", "hjemme-6", 10)) + "\n2029,skole,0.90,", Decimal(350_000)
    ),
    # 10 × 22,000 + 10 × 25,000; nobody is paid twice
    "private-borrower": (
        results_of(("2027-H2", "job-6", 10), ("2028-H1", "job-12", 10), ("2028-H1", "job-6", 10)),
        Decimal(470_000),
    ),
}  # fmt: skip


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_is_checked_and_only_its_thresholds_are_warned_of(structure: str) -> None:
    found = check(contract_of(structure))
    assert {trap.kind for trap in found.traps} <= {"cliff"}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_settles(structure: str) -> None:
    contract = contract_of(structure)
    text, total = SETTLED[structure]
    assert settle(contract, parse_results(text.encode(), contract)).total == total


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_is_valued_and_the_capital_gets_its_cap_at_most(structure: str) -> None:
    valued = value(contract_of(structure), draws=0).to_dict()
    for tranche in valued["point"]["tranches"].values():
        assert tranche["drawn"] > 0
        assert tranche["irr"] <= 0.0461
    assert valued["point"]["provider"]["lowest"] >= 0


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_price_is_marked_as_own(structure: str) -> None:
    contract = contract_of(structure)
    assert "Egen antagelse" in contract.data["notes"]["payments"]
    for line in starting_point(structure).splitlines():
        if line.strip().startswith("rule:"):
            assert "egen antagelse" in line.lower(), line


#: Keys whose numbers are own assumptions, and must be said to be on their line.
ASSUMED = (
    "payers: {kommune:", "payers: {kommune/", "payers: {stat", "pays_after:", "terms:", "rule:",
    "cap:", "caps:", "shock:", "provider: {cash", "guarantees:", "recycle:", "delivery:", "repay:",
)  # fmt: skip


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_number_that_is_ours_is_said_to_be(structure: str) -> None:
    lines = starting_point(structure).splitlines()
    for before, line in pairwise(lines):
        key = line.strip().removeprefix("- ")
        whole = key in ("payers: {kommune: 1}", "cap: {count_per_person: 1}")
        if key.startswith(ASSUMED) and not whole:
            assert "egen antagelse" in line.lower(), line
        if key.startswith("expect:"):
            assert "egen antagelse" in before, line
        if "commitment:" in key:
            assert "egen antagelse" in line.lower(), line
        if "until_irr" in key:
            assert "4,6 % om året" in line, line
    notes = contract_of(structure).data["notes"]
    assert {"payments", "metrics", "delivery", "caps", "shock"} <= set(notes)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_says_how_it_is_used_and_what_its_keys_are(structure: str) -> None:
    text = starting_point(structure)
    for said in ("Sådan bruges filen", "contract check FIL", "# metrics er det, der måles",
                 "# payments er det, der betales for"):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_settles_with_its_own_results_template(structure: str) -> None:
    contract = contract_of(structure)
    head, *rows = template(contract)
    filled = [head]
    for row in rows:
        cells = dict(zip(head, row, strict=True))
        counted = contract.metrics[cells["metric"]].measure == "count"
        cells["value"] = "1" if counted else "0.95"
        for n in range(1, 61 if counted else 2):
            person = f"p{n}" if "person" in head and counted else ""
            weight = "1" if "weight" in head and not counted else ""
            filled.append([{**cells, "person": person, "weight": weight}[key] for key in head])
    text = "\n".join(",".join(row) for row in filled)
    settled = settle(contract, parse_results(text.encode(), contract))
    assert settled.total > 0
    most = contract.versions[0].caps.total
    assert most is not None and settled.total <= most
    paid = {line.payment for line in settled.lines if line.before_caps}
    assert paid == {payment.id for payment in contract.payments}
