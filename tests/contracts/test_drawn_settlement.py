"""Drawn results are settled as real ones are: the exact settlement is the oracle, line by line."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.drawn_rules import rule_amounts
from bundlinje.contracts.drawn_settlement import settle_draws
from bundlinje.contracts.outcomes import Shown
from bundlinje.contracts.results_file import Results, Row
from bundlinje.contracts.rules import Interpolate, Marginal, Share, Steps, Unit, rule_amount
from bundlinje.contracts.settlement import settle
from tests.conftest import examples
from tests.oracle.random_contracts import random_contract

F = Fraction
DRAWS = 3
SEEDS = st.integers(0, 2**32)


def _of_groups(data: dict[str, Any]) -> bool:
    """Whether results for the group are enough: nobody's own count, cap or need group."""
    rules = [p["rule"] for p in data["payments"]]
    for change in data.get("amendments", []):
        rules += [p["rule"] for p in change["set"].get("payments", {}).values() if "rule" in p]
    return not (
        "per_person" in data.get("caps", {})
        or any(isinstance(rule.get("unit"), dict) for rule in rules)
        or any(
            p["per"] == "person" or "requires" in p or {"count_per_person", "per_person"} & set(cap)
            for p in data["payments"]
            for cap in [p.get("cap", {})]
        )
    )


def _value(rng: random.Random, measure: str) -> Fraction:
    if measure == "count":
        return F(rng.randrange(0, 7))
    if measure == "amount":
        return F(rng.randrange(0, 900_000), 100)
    return F(rng.randrange(0, 250), 1000)


def _shown(rng: random.Random, contract: Contract) -> dict[str, list[list[Row] | None]]:
    """Return the rows of each metric by period, one for each draw; None where not measured."""
    rows: dict[str, list[list[Row] | None]] = {}
    for metric in contract.metrics.values():
        if metric.blend:
            continue
        rows[metric.id] = []
        for period in contract.periods:
            if rng.random() < 0.15:
                rows[metric.id].append(None)
                continue
            weight = F(rng.choice([1, 2, 5]), 2)
            rows[metric.id].append([
                Row(period.id, metric.id, _value(rng, metric.measure), None, weight)
                for _ in range(DRAWS)
            ])  # fmt: skip
    return rows


def _array(rows: list[list[Row] | None]) -> Shown:
    nothing = [F(0)] * DRAWS
    values = [[r.value for r in row] if row else nothing for row in rows]
    weights = [[r.weight for r in row] if row else nothing for row in rows]
    return Shown(
        np.array(values, dtype=float),
        np.array(weights, dtype=float),
        tuple(row is not None for row in rows),
        np.zeros(DRAWS),
    )


@settings(max_examples=examples(300))
@given(SEEDS)
def test_every_line_is_that_of_the_exact_settlement(seed: int) -> None:
    rng = random.Random(seed)
    data = random_contract(rng)
    assume(_of_groups(data))
    contract = contract_from_data(data)
    rows = _shown(rng, contract)
    last = contract.periods[-1].id
    # Real results reach a period by a row in it; draws always reach the last.
    rows["trivsel"][-1] = [Row(last, "trivsel", F(1, 10)) for _ in range(DRAWS)]
    shown = {id: _array(by_period) for id, by_period in rows.items()}
    drawn = settle_draws(contract, contract.periods, shown, DRAWS)
    bound: set[str] = set()
    for draw in range(DRAWS):
        of_draw = tuple(row[draw] for found in rows.values() for row in found if row is not None)
        exact = settle(contract, Results(of_draw, contract.periods))
        expected = {(line.period, line.payment): line for line in exact.lines}
        for line in drawn.lines:
            real = expected.pop((line.period, line.payment.id), None)
            amount = 0 if real is None else int(real.amount * 100)
            # A cent, where a half is not quite one in floating point.
            assert line.cents[draw] == pytest.approx(amount, abs=1.01)
            parts = {payer: cents[draw] for payer, cents in line.by_payer.items()}
            assert sum(parts.values()) == line.cents[draw]
            if real is not None and line.cents[draw] == amount:
                assert parts == {payer: int(a * 100) for payer, a in real.by_payer.items()}
            if real is not None:
                capped = [c if c.startswith("caps.") else f"payments.{line.payment.id}.{c}"
                          for c in real.capped_by]  # fmt: skip
                bound.update(capped)
        assert not expected
    cut = {name for name, draws in drawn.bound.items() if draws.any()}
    # A count can be cut where the exact settlement has no line, since nothing was measured.
    assert {name for name in cut if not name.endswith(".cap.count")} <= bound <= cut


POINTS = ((F(1), F(100)), (F("2.5"), F(80)), (F(4), F(300)))


@pytest.mark.parametrize(
    "rule",
    [
        Unit(F("12.5")),
        Share(F(1, 3)),
        Steps(POINTS),
        Interpolate(POINTS, F(7)),
        Marginal(((F(2), F(10)), (F(3), F(20)))),
        Marginal(((F(2), F(10)), (None, F(20)))),
    ],
)
def test_every_rule_is_the_exact_one(rule: Any) -> None:
    values = [F(n, 4) for n in range(24)]
    exact = [float(rule_amount(rule, value)) for value in values]
    drawn = rule_amounts(rule, np.array([float(value) for value in values]))
    assert drawn == pytest.approx(exact, rel=1e-14)


def test_a_share_of_people_reaches_a_level_it_equals() -> None:
    rule = Steps(((F("0.65"), F(1000)),))
    assert rule_amounts(rule, np.array([13 / 20, 26 / 40, 0.1 + 0.55])).tolist() == [1000] * 3


def test_lines_are_dated_by_the_days_of_their_period() -> None:
    contract = contract_from_data(
        {
            "format": "bundlinje.contract/1",
            "title": "T",
            "payers": {"kommune": 1},
            "periods": [{"id": "2026-Q1"}],
            "pays_after": {"days": 60},
            "metrics": [{"id": "m", "measure": "count"}],
            "payments": [{"id": "b", "metric": "m", "rule": {"unit": 1}}],
        }
    )
    shown = {"m": Shown(np.ones((1, 2)), np.ones((1, 2)), (True,), np.ones(2))}
    line = settle_draws(contract, contract.periods, shown, 2).lines[0]
    assert line.date == datetime.date(2026, 5, 30)
    assert line.cents.tolist() == [100, 100]
