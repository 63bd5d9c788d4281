"""Splits by brackets and ladders: hand-worked examples and conservation of the amount."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.calculation.rule_splits import split_by_steps, split_change, split_spell

# Central refund, 2022 level: the state pays 25, 50 and 75 % of what lies above three thresholds.
LIMITS = [0, 860_000, 1_680_000, 2_120_000]
STATE = np.array([0, 0.25, 0.5, 0.75])
SHARES = np.column_stack([1 - STATE, STATE])

# The refund ladder from 2016: the state's share in weeks 1–4, 5–26, 27–52 and from week 53.
LADDER = [0, 4, 26, 52]
LADDER_STATE = np.array([0.8, 0.4, 0.3, 0.2])
LADDER_SHARES = np.column_stack([1 - LADDER_STATE, LADDER_STATE])


def test_each_part_of_an_amount_goes_by_its_own_step() -> None:
    state = split_by_steps(2_500_000, LIMITS, SHARES)[1]
    assert state == pytest.approx(0.25 * 820_000 + 0.5 * 440_000 + 0.75 * 380_000)


def test_below_the_first_threshold_the_municipality_pays_all() -> None:
    assert split_by_steps(860_000, LIMITS, SHARES) == pytest.approx([860_000, 0])


def test_a_saving_above_a_threshold_is_shared_with_the_state() -> None:
    saved = split_change(1_000_000, -200_000, LIMITS, SHARES)
    assert saved == pytest.approx([-165_000, -35_000])


def test_a_mean_pushed_through_thresholds_is_biased() -> None:
    spread = split_change([0.0, 2_000_000], 100_000, LIMITS, SHARES).mean(axis=1)
    mean = split_change(1_000_000, 100_000, LIMITS, SHARES)
    assert spread[1] == pytest.approx(0.5 * 0.5 * 100_000)
    assert mean[1] == pytest.approx(0.25 * 100_000)


def test_weeks_avoided_late_in_a_spell_are_refunded_at_the_last_step() -> None:
    split = split_spell(80, np.array([40.0]), np.array([-40.0]), LADDER, LADDER_SHARES)
    assert split[:, 0] == pytest.approx([-32, -8])


def test_weeks_avoided_early_are_split_over_the_steps_they_cross() -> None:
    split = split_spell(2, np.array([30.0]), np.array([-30.0]), LADDER, LADDER_SHARES)
    # 2 weeks at 80 %, 22 at 40 % and 6 at 30 %.
    assert split[1, 0] == pytest.approx(-(2 * 0.8 + 22 * 0.4 + 6 * 0.3))


def test_a_shorter_first_year_moves_the_second_year_down_the_ladder() -> None:
    without, change = np.array([52.0, 52.0]), np.array([-40.0, 0.0])
    split = split_spell(0, without, change, LADDER, LADDER_SHARES)
    # Without: weeks 1–52 and 53–104. With: weeks 1–12 and 13–64.
    first = (4 * 0.8 + 8 * 0.4) - (4 * 0.8 + 22 * 0.4 + 26 * 0.3)
    second = (14 * 0.4 + 26 * 0.3 + 12 * 0.2) - 52 * 0.2
    assert split[1] == pytest.approx([first, second])


@given(
    level=st.floats(0, 5e6),
    change=st.floats(-5e6, 5e6),
)
def test_the_parts_sum_to_the_change(level: float, change: float) -> None:
    split = split_change(level, change, LIMITS, SHARES)
    assert split.sum() == pytest.approx(change, abs=1e-9 * (level + abs(change)) + 1e-6)


@given(
    before=st.floats(0, 200),
    without=st.lists(st.floats(0, 52), min_size=1, max_size=5),
    share=st.floats(0, 1),
)
def test_the_parts_of_a_spell_sum_to_its_change(
    before: float, without: list[float], share: float
) -> None:
    weeks = np.array(without)
    split = split_spell(before, weeks, -share * weeks, LADDER, LADDER_SHARES)
    assert split.sum(axis=0) == pytest.approx(-share * weeks, abs=1e-9)
