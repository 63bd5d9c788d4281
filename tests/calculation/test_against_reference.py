"""Random cases against the independent reference in `tests/oracle`."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import numpy as np
import pytest

from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.result import Result
from bundlinje.calculation.uncertainty import Block
from tests.oracle import reference
from tests.oracle.random_cases import random_case, to_yaml
from tests.small_cases import gross_flows

Data = dict[str, Any]

SMALL = range(300)
LARGE = range(1000, 1012)

#: Results add up to 1e-9 of the sum of absolute flows (method, § 6); ratios to 1e-9 of themselves.
TOLERANCE = 1e-9
#: Figures without money in them: compared to 1e-9 of the figure itself.
RELATIVE = ("benefit_cost_ratio", "irr", "break_even", "payback_year")
#: A ratio below 1e-12 is rounding of its numerator: 1e-9 of this.
NO_MONEY = 1e-3
#: Rates are searched for above this; a root between it and −1 is not found.
LEAST_RATE = -0.99999


def build(seed: int, size: str = "small") -> Data:
    return random_case(random.Random(seed), size)


@pytest.mark.parametrize("seed", SMALL)
def test_point_result_of_a_small_case(seed: int) -> None:
    compare_point(build(seed))


@pytest.mark.parametrize("seed", LARGE)
def test_point_result_of_a_large_case(seed: int) -> None:
    compare_point(build(seed, "large"))


@pytest.mark.parametrize("seed", [220, 460])
def test_point_result_where_rates_of_return_are_far_out(seed: int) -> None:
    # 220 has a second root a hair above −100 %, 460 only such a one.
    compare_point(build(seed))


def compare_point(data: Data) -> None:
    result = calculate(case_from_data(data), 0)
    found = json.loads(result.to_json())["point"]
    expected = reference.point(data)
    compare_rates(result, found.pop("irr"), expected.pop("irr"))
    outcomes, expected_outcomes = found.pop("outcomes"), expected.pop("outcomes")
    gross = gross_flows(result)
    # What is cut off lies after the horizon and is no part of the gross flows.
    scale = {"cut_off": gross + abs(expected["cut_off"])}
    for key in expected:
        if key in RELATIVE:
            assert_same(found[key], expected[key], key, NO_MONEY)
        else:
            assert_same(found[key], expected[key], key, scale.get(key, gross))
    size = max(map(abs, expected_outcomes.values()), default=0.0)
    assert_same(outcomes, expected_outcomes, "outcomes", size)


def assert_same(found: Any, expected: Any, place: str, scale: float) -> None:
    if isinstance(expected, dict):
        assert isinstance(found, dict), place
        assert found.keys() == expected.keys(), place
        for key in expected:
            assert_same(found[key], expected[key], f"{place}.{key}", scale)
    elif isinstance(expected, list):
        assert len(found) == len(expected), place
        for position, entry in enumerate(expected):
            assert_same(found[position], entry, f"{place}[{position}]", scale)
    elif isinstance(expected, float | int) and not isinstance(expected, bool):
        assert found is not None, place
        limit = TOLERANCE * max(scale, abs(expected))
        assert abs(found - expected) <= limit, f"{place}: {found} for {expected}"
    else:
        assert found == expected, place


def compare_rates(result: Result, found: float | None, expected: float | None) -> None:
    """Rates are the same, or differ only by roots next to −100 %; a rate found is a root."""
    if found is not None:
        yearly = np.array(list(result.point.undiscounted.by_year.values()))
        # Discounted from the end that keeps the powers below 1.
        times = np.arange(len(yearly)) - (len(yearly) - 1 if found < 0 else 0)
        powers = (1 + found) ** -times.astype(float)
        assert abs(yearly @ powers) <= 1e-7 * (np.abs(yearly) @ powers)
    if found is None and expected is not None:
        assert expected < LEAST_RATE
    elif found is not None and expected is not None:
        assert found == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_every_draw_of_a_case(seed: int) -> None:
    """The reference, given the very inputs that were drawn, finds the same results."""
    data = build(2000 + seed)
    case = case_from_data(data)
    blocks: list[Block] = []
    calculate(case, 8, keep=blocks.append)
    (block,) = blocks
    tables = block.tables
    gross = tables.absolute()
    for draw in range(8):
        values = drawn_values(data, block, draw)
        weights = {y: reference.money_factor(data, y) for y in reference.horizon_years(data)}
        expected = reference.headline(data, values, weights.get)
        scale = float(gross[draw])
        assert_same(float(tables.net_result[draw]), expected["net_result"], "net_result", scale)
        assert_same(float(tables.society[draw]), expected["society"], "society", scale)
        found = dict.fromkeys(case.payers, 0.0)
        found |= zip(tables.payers, tables.by_payer[:, draw].tolist(), strict=True)
        assert_same(found, expected["by_payer"], "by_payer", scale)
        found = dict.fromkeys(case.accounts, 0.0)
        found |= zip(tables.accounts, tables.by_account[:, draw].tolist(), strict=True)
        assert_same(found, expected["by_account"], "by_account", scale)
        years = map(str, case.years)
        found = dict(zip(years, tables.by_year[:, draw].tolist(), strict=True))
        assert_same(found, expected["by_year"], "by_year", scale)
        outcomes = dict(
            zip((o.id for o in case.outcomes), block.outcomes[:, draw].tolist(), strict=True)
        )
        expected_outcomes = reference.outcome_totals(data, values)
        size = max(map(abs, expected_outcomes.values()), default=0.0)
        assert_same(outcomes, expected_outcomes, "outcomes", size)


def drawn_values(data: Data, block: Block, draw: int) -> Data:
    """One draw of the inputs as the reference takes them; lists get all their entries."""
    numbers = {name: rows[:, draw].tolist() for name, rows in block.sample.items()}
    values: Data = {name: rows[0] for name, rows in numbers.items() if len(rows) == 1}
    for path, _, node in reference.inputs_of(data):
        if path not in numbers or not isinstance(node, list):
            continue
        rows = iter(numbers[path])
        values[path] = [
            next(rows)
            if reference.is_uncertain(entry)
            and not spread_is_zero(entry)
            else reference.entry(data, entry, values)
            for entry in node
        ]  # fmt: skip
        assert next(rows, None) is None
    return values


def spread_is_zero(node: Data) -> bool:
    return node.get("sd") == 0 or ("low" in node and node["low"] == node["high"])


@pytest.mark.parametrize("seed", [3, 8, 21, 34, 55])
def test_moments_of_the_draws(seed: int) -> None:
    """Mean and sd of the draws against naive sampling, within the Monte Carlo error of both."""
    data = build(4000 + seed)
    naive = reference.sample(data, 1500, np.random.default_rng(seed))
    found = calculate(case_from_data(data), 20_000).uncertainty
    assert found is not None
    pairs = [(found.net_result, naive["net_result"]), (found.society, naive["society"])]
    pairs += [(found.by_payer[payer], rows) for payer, rows in naive["by_payer"].items()]
    pairs += [(found.by_year[int(year)], rows) for year, rows in naive["by_year"].items()]
    pairs += [(found.outcomes[name], rows) for name, rows in naive["outcomes"].items()]
    rounding = TOLERANCE * max(np.abs(rows).max() for _, rows in pairs)
    for ours, rows in pairs:
        sample = np.array(rows)
        spread = sample.std(ddof=1)
        if spread <= rounding:
            assert ours.mean == pytest.approx(sample.mean(), rel=0, abs=rounding)
            assert ours.sd <= rounding
            continue
        error = math.hypot(spread / math.sqrt(len(rows)), ours.sd / math.sqrt(found.draws))
        # About a hundred comparisons: 4.5 standard errors would be passed by chance once in a
        # thousand runs of new seeds; the seeds are fixed.
        assert abs(ours.mean - sample.mean()) <= 4.5 * error
        fourth = ((sample - sample.mean()) ** 4).mean() / spread**4
        variance_error = math.sqrt(max(fourth - 1, 0.5) / len(rows))
        assert abs(ours.sd**2 / spread**2 - 1) <= 5 * variance_error


@pytest.mark.parametrize("seed", range(10))
def test_written_and_read_again_it_is_the_same_case(seed: int) -> None:
    data = build(seed)
    from_data = calculate(case_from_data(data), 0).point.to_dict()
    from_text = calculate(case_from_text(to_yaml(data)), 0).point.to_dict()
    assert from_text == from_data
