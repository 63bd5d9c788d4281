"""What holds of every contract and every set of results."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.paid import paid_of, read_paid, with_paid
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_lines import NOTHING, Settlement
from tests.conftest import examples
from tests.oracle.random_contracts import random_contract, random_rows, to_csv

SEEDS = st.integers(0, 2**32)
MANY = settings(max_examples=examples(1000))
FEWER = settings(max_examples=examples(100))


def random_case(seed: int) -> tuple[dict[str, Any], Contract, list[dict[str, Any]]]:
    rng = random.Random(seed)
    data = random_contract(rng)
    return data, contract_from_data(data), random_rows(rng, data)


def settled(contract: Contract, rows: list[dict[str, Any]]) -> Settlement:
    return settle(contract, parse_results(to_csv(rows), contract))


@MANY
@given(SEEDS)
def test_nothing_is_negative_and_every_sum_is_the_total(seed: int) -> None:
    _, contract, rows = random_case(seed)
    settlement = settled(contract, rows)
    for line in settlement.lines:
        assert 0 <= line.amount <= line.before_caps
        assert sum(line.by_payer.values(), NOTHING) == line.amount
        assert all(part >= 0 for part in line.by_payer.values())
    for sums in (settlement.by_payer, settlement.by_period, settlement.by_payment):
        assert sum(sums.values(), NOTHING) == settlement.total
    assert settlement.due == settlement.total


@MANY
@given(SEEDS)
def test_no_cap_is_exceeded(seed: int) -> None:
    _, contract, rows = random_case(seed)
    settlement = settled(contract, rows)
    paid = NOTHING
    by_payment: dict[str, Decimal] = {}
    by_period: dict[str, Decimal] = {}
    for line in settlement.lines:
        version = contract.version_at(line.period)
        cap = next(p for p in version.payments if p.id == line.payment).cap
        paid += line.amount
        by_payment[line.payment] = by_payment.get(line.payment, NOTHING) + line.amount
        by_period[line.period] = by_period.get(line.period, NOTHING) + line.amount
        caps = version.caps
        within(line.amount, cap.per_period)
        if line.amount:  # a cap may have been lowered below what was paid before
            within(by_payment[line.payment], cap.amount)
            within(paid, caps.total)
        within(by_period[line.period], caps.by_period.get(line.period, caps.per_period))


def within(amount: Decimal, limit: Fraction | None) -> None:
    assert limit is None or Fraction(amount) <= limit


@FEWER
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(seed: int, order: random.Random) -> None:
    _, contract, rows = random_case(seed)
    first = json.dumps(settled(contract, rows).to_dict())
    order.shuffle(rows)
    assert json.dumps(settled(contract, rows).to_dict()) == first


@MANY
@given(SEEDS, st.integers(0, 3))
def test_what_is_due_sums_to_the_total_whenever_it_is_settled(seed: int, until: int) -> None:
    data, contract, rows = random_case(seed)
    periods = [period["id"] for period in data["periods"]]
    early = [row for row in rows if periods.index(row["period"]) <= until]
    first = settled(contract, early)
    everything = settled(contract, rows)
    second = with_paid(everything, paid_of(first))
    assert first.due + second.due == second.total == everything.total
    assert second.by_payer == everything.by_payer
    assert all(line in second.lines for line in first.lines)
    again = with_paid(everything, paid_of(second))
    assert again.due == 0
    assert again.lines == second.lines


@MANY
@given(SEEDS, SEEDS)
def test_other_results_after_payment_give_corrections_that_add_up(seed: int, other: int) -> None:
    data, contract, rows = random_case(seed)
    paid = settled(contract, rows)
    changed = random_rows(random.Random(other), data)
    right = settled(contract, changed)
    corrected = with_paid(right, paid_of(paid))
    assert corrected.total == right.total
    assert corrected.due == right.total - paid.total
    assert corrected.by_payer == right.by_payer
    for sums in (corrected.by_period, corrected.by_payment):
        assert sum(sums.values(), NOTHING) == corrected.total
    settled_before = paid.periods
    newest = corrected.periods[-1] if corrected.periods else ""
    for line in corrected.lines:
        if line.corrects:
            assert line.corrects in settled_before
            assert line.period == newest
        elif line not in paid.lines:
            assert line.period not in settled_before


@FEWER
@given(SEEDS)
def test_amendments_do_not_change_earlier_periods(seed: int) -> None:
    data, contract, rows = random_case(seed)
    if "amendments" not in data:
        return
    first = data["amendments"][0]["from"]
    before = [p["id"] for p in data["periods"]]
    before = before[: before.index(first)]
    signed = contract_from_data({k: v for k, v in data.items() if k != "amendments"})

    def earlier(settlement: Settlement) -> list[Any]:
        return [line.to_dict() for line in settlement.lines if line.period in before]

    assert earlier(settled(contract, rows)) == earlier(settled(signed, rows))


@settings(max_examples=examples(50))
@given(SEEDS)
def test_a_settlement_is_read_back_as_it_was_written(tmp_path_factory: Any, seed: int) -> None:
    _, contract, rows = random_case(seed)
    settlement = settled(contract, rows)
    file: Path = tmp_path_factory.getbasetemp() / "settlement.json"
    file.write_text(json.dumps(settlement.to_dict()), "utf-8")
    read = with_paid(settlement, read_paid(file, contract))
    assert read.due == 0
    assert not any(line.corrects for line in read.lines)
    assert read.lines == settlement.lines
