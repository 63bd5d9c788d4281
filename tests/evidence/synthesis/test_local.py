"""A consequence from a municipality's own counts."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.evidence.synthesis.local import GroupUse, local_consequence, use_by_person

SHELTER = GroupUse(people=40, before=4800, after=2400, sd_change=70.0)
COMPARED = GroupUse(people=60, before=6600, after=5400, sd_change=60.0)


def test_change_before_and_after_by_hand() -> None:
    """60 nights fewer each; 70/√40 = 11.068, t with 39 degrees of freedom 2.0227."""
    found = local_consequence(SHELTER, unit="døgn")
    assert found.mean == -60
    assert (found.low, found.high) == pytest.approx((-60 - 22.387, -60 + 22.387), abs=1e-3)
    assert found.sd == pytest.approx(22.387 / 1.959964, abs=1e-3)
    assert found.design == "before-after"
    assert found.causal_grade == "nej (ingen kontrolgruppe)"


def test_difference_in_differences_by_hand() -> None:
    """−60 against −20 is −40; variance 70²/40 + 60²/60, Welch's t."""
    found = local_consequence(SHELTER, COMPARED, unit="døgn")
    parts = 70**2 / 40, 60**2 / 60
    df = sum(parts) ** 2 / (parts[0] ** 2 / 39 + parts[1] ** 2 / 59)
    assert found.mean == pytest.approx(-40)
    assert df == pytest.approx(75.0, abs=0.5)
    # t with 75 degrees of freedom: 1.9921.
    assert found.high - found.mean == pytest.approx(1.9921 * math.sqrt(sum(parts)), rel=1e-4)
    assert found.causal_grade == "svag (ikke randomiseret)"


def test_counts_alone_by_hand() -> None:
    """Poisson times 14: 14·(4800 + 2400)/40² = 63, its root 7.937."""
    group = GroupUse(people=40, before=4800, after=2400, overdispersion=14)
    found = local_consequence(group, unit="døgn")
    assert found.sd == pytest.approx(math.sqrt(63))
    assert "overspredning 14" in found.note()


def test_periods_of_different_length() -> None:
    group = GroupUse(10, 100, 30, years_before=2, years_after=0.5, overdispersion=1)
    found = local_consequence(group, unit="besøg")
    assert found.mean == pytest.approx(30 / 5 - 100 / 20)
    assert found.sd == pytest.approx(math.sqrt(30 / 25 + 100 / 400))


def test_by_person_is_the_mean_and_spread_of_their_changes() -> None:
    before, after = [10, 0, 40, 6], [2, 0, 10, 8]
    group = use_by_person(before, after, years_before=2, years_after=1)
    changes = np.array(after) - np.array(before) / 2
    found = local_consequence(group, unit="døgn")
    assert found.mean == pytest.approx(changes.mean())
    # t with 3 degrees of freedom: 3.182446.
    assert found.high - found.mean == pytest.approx(3.182446 * changes.std(ddof=1) / 2, rel=1e-6)


def test_no_use_in_a_period_is_not_certainty() -> None:
    group = GroupUse(people=20, before=0, after=0, overdispersion=1)
    found = local_consequence(group, unit="døgn")
    assert found.mean == 0
    assert found.sd == pytest.approx(math.sqrt(2) / 20)


@given(
    st.integers(2, 500),
    st.floats(0, 1e5),
    st.floats(0, 1e5),
    st.floats(1, 50),
    st.floats(1, 4),
)
def test_more_overdispersion_is_a_wider_interval(
    people: int, before: float, after: float, factor: float, more: float
) -> None:
    narrow, wide = (
        local_consequence(GroupUse(people, before, after, overdispersion=phi), unit="døgn")
        for phi in (factor, factor * more)
    )
    assert narrow.mean == wide.mean
    assert wide.sd == pytest.approx(narrow.sd * math.sqrt(more))
    assert narrow.low <= narrow.mean <= narrow.high


def test_same_change_in_both_groups_is_no_effect() -> None:
    assert local_consequence(SHELTER, SHELTER, unit="døgn").mean == 0


def test_interval_by_person_covers_as_it_says_with_heavy_users() -> None:
    """Negative-binomial use with a few heavy users, true change −4: about 95 % of intervals.

    600 rounds have a standard error of 0.9 points; skewness costs t a little.
    """
    source = np.random.default_rng(5)
    held = 0
    for _ in range(600):
        tendency = source.gamma(0.8, 1 / 0.8, size=80)
        group = use_by_person(
            source.poisson(10 * tendency).tolist(), source.poisson(6 * tendency).tolist()
        )
        found = local_consequence(group, unit="døgn")
        held += found.low <= -4 <= found.high
    assert 0.91 <= held / 600 <= 0.98


def test_interval_from_stays_covers_with_the_stated_factor() -> None:
    """Nights in geometric stays of mean 10: φ = E[L²]/E[L] = 19; with φ = 1 it fails badly."""
    source = np.random.default_rng(8)
    held = {1.0: 0, 19.0: 0}
    for _ in range(400):
        nights = [
            float(source.geometric(0.1, size=source.poisson(mean)).sum()) for mean in (300, 180)
        ]
        for factor in held:
            found = local_consequence(
                GroupUse(50, nights[0], nights[1], overdispersion=factor), unit="døgn"
            )
            held[factor] += found.low <= -24 <= found.high
    assert 0.92 <= held[19.0] / 400 <= 0.98
    assert held[1.0] / 400 < 0.5


def test_plain_data_ready_for_a_case() -> None:
    data = local_consequence(SHELTER, COMPARED, unit="døgn").as_dict()
    assert json.loads(json.dumps(data)) == data
    assert set(data["quantity"]) == {"mean", "sd"}
    assert data["per"] == "participant"
    assert data["own_estimate"] is True
    assert data["design"] == "difference-in-differences"
    assert data["note"].startswith("Eget estimat: −40 døgn pr. deltager pr. år for 40 personer")
    assert "svagt kvasieksperiment" in data["note"]


def test_note_says_what_it_cannot_carry() -> None:
    alone = local_consequence(SHELTER, unit="døgn")
    assert "ingen årsagsvirkning" in alone.note("da")
    assert "loft over virkningen" in alone.note("da")
    assert "no causal effect" in alone.note("en")


def test_few_people_and_unlike_groups_are_warned_about() -> None:
    few = GroupUse(people=12, before=1440, after=700, sd_change=80)
    assert any(
        "a few can decide" in warning.en for warning in local_consequence(few, unit="døgn").warnings
    )
    heavy = GroupUse(people=60, before=18000, after=15000, sd_change=60)
    warnings = local_consequence(SHELTER, heavy, unit="døgn").warnings
    assert any("did not use alike before" in warning.en for warning in warnings)
    assert local_consequence(SHELTER, COMPARED, unit="døgn").warnings == ()


@pytest.mark.parametrize(
    ("group", "says"),
    [
        ({}, "how unevenly use falls"),
        ({"overdispersion": 0.5}, "at least 1"),
        ({"overdispersion": math.nan}, "null result"),
        ({"overdispersion": 1, "people": 0}, "must be above 0"),
        ({"overdispersion": 1, "before": -1}, "must be 0 or more"),
        ({"overdispersion": 1, "years_after": 0}, "must be above 0"),
        ({"sd_change": -1}, "from 0 up"),
        ({"sd_change": 5, "people": 1}, "at least 2 people"),
    ],
)
def test_what_is_refused(group: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        local_consequence(GroupUse(**{"people": 10, "before": 5, "after": 3, **group}), unit="døgn")


def test_lists_that_do_not_match_are_refused() -> None:
    with pytest.raises(InputError, match="same people"):
        use_by_person([1, 2], [1])
    with pytest.raises(InputError, match="at least 2 people"):
        use_by_person([1], [1])
