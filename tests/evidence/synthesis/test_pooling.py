"""What must hold for every meta-analysis, and what is refused or warned about."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.evidence.synthesis import heterogeneity, pooling
from bundlinje.evidence.synthesis.pooling import Pooled, pool

METHODS = ("dersimonian-laird", "reml", "paule-mandel")
Studies = tuple[list[float], list[float]]
# Sums are taken in another order after a shift or a change of unit.
ROUNDING = 1e-7


@st.composite
def studies(draw: st.DrawFn, at_least: int = 2) -> Studies:
    count = draw(st.integers(at_least, 12))
    effects = draw(st.lists(st.floats(-5, 5), min_size=count, max_size=count))
    errors = draw(st.lists(st.floats(0.05, 2), min_size=count, max_size=count))
    return effects, errors


def of(data: Studies, **options: Any) -> Pooled:
    return pool(*data, **options)


@given(studies(), st.sampled_from(METHODS))
def test_weights_sum_to_one_and_the_mean_lies_among_the_studies(data: Studies, method: str) -> None:
    pooled = of(data, method=method)
    assert math.fsum(pooled.weights) == pytest.approx(1, abs=1e-12)
    assert all(weight > 0 for weight in pooled.weights)
    assert min(data[0]) - 1e-12 <= pooled.mean <= max(data[0]) + 1e-12
    assert pooled.low <= pooled.mean <= pooled.high


@given(studies(), st.sampled_from(METHODS), st.floats(-10, 10), st.floats(0.01, 100))
def test_shift_and_change_of_unit(data: Studies, method: str, shift: float, unit: float) -> None:
    """x → unit·x + shift moves the mean likewise, tau² by unit², and I² and Q not at all."""
    plain = of(data, method=method)
    moved = pool(
        [unit * effect + shift for effect in data[0]],
        [unit * error for error in data[1]],
        method=method,  # type: ignore[arg-type]
    )
    scale = unit * (5 + abs(shift) / unit)
    assert moved.mean == pytest.approx(unit * plain.mean + shift, abs=ROUNDING * scale)
    assert moved.se == pytest.approx(unit * plain.se, rel=ROUNDING, abs=ROUNDING * unit)
    assert moved.tau2 == pytest.approx(unit**2 * plain.tau2, rel=1e-5, abs=1e-5 * unit**2)
    assert plain.heterogeneity is not None
    assert moved.heterogeneity is not None
    assert moved.heterogeneity.q == pytest.approx(plain.heterogeneity.q, rel=1e-6, abs=1e-6)
    assert moved.heterogeneity.i2 == pytest.approx(plain.heterogeneity.i2, abs=1e-5)


@given(studies(), st.sampled_from(METHODS))
def test_order_of_studies_does_not_matter(data: Studies, method: str) -> None:
    plain = of(data, method=method)
    turned = pool(data[0][::-1], data[1][::-1], method=method)  # type: ignore[arg-type]
    assert turned.mean == pytest.approx(plain.mean, abs=ROUNDING)
    assert turned.tau2 == pytest.approx(plain.tau2, rel=1e-6, abs=ROUNDING)


@st.composite
def agreeing_studies(draw: st.DrawFn) -> Studies:
    """Studies within half a standard error of 0.2, so that every tau² is 0."""
    errors = draw(st.lists(st.floats(0.05, 2), min_size=2, max_size=12))
    return [0.2 + draw(st.floats(-0.5, 0.5)) * error for error in errors], errors


@given(agreeing_studies(), st.sampled_from(METHODS))
def test_no_heterogeneity_means_the_fixed_effect(data: Studies, method: str) -> None:
    pooled = of(data, method=method, interval="normal")
    assert pooled.tau2 == 0
    fixed = of(data, method="fixed", interval="normal")
    assert (pooled.mean, pooled.low, pooled.high) == (fixed.mean, fixed.low, fixed.high)
    assert pooled.weights == fixed.weights
    assert pooled.prediction is not None
    assert (pooled.prediction.low, pooled.prediction.high) == pytest.approx(
        (pooled.low, pooled.high), abs=1e-12
    )


@given(studies(), st.sampled_from(METHODS), st.sampled_from(pooling.INTERVALS))
def test_a_new_place_is_less_certain_than_the_mean(
    data: Studies, method: str, interval: str
) -> None:
    pooled = of(data, method=method, interval=interval)
    assert pooled.prediction is not None
    assert pooled.prediction.low <= pooled.low + 1e-12
    assert pooled.prediction.high >= pooled.high - 1e-12


@given(studies(), st.sampled_from(METHODS))
def test_modified_hartung_knapp_is_never_the_narrower(data: Studies, method: str) -> None:
    modified = of(data, method=method, interval="hartung-knapp-modified")
    assert modified.se >= of(data, method=method, interval="hartung-knapp").se
    assert modified.se >= of(data, method=method, interval="normal").se


@given(studies(at_least=3))
def test_intervals_of_prediction_by_formula(data: Studies) -> None:
    """t is wider than normal, and fewer degrees of freedom wider still."""
    widths = []
    for formula in ("normal", "t, k-1", "t, k-2"):
        prediction = of(data, prediction=formula).prediction
        assert prediction is not None
        assert prediction.formula == formula
        widths.append(prediction.high - prediction.low)
    assert widths == sorted(widths)


def likelihood(effects: list[float], errors: list[float], tau2: float) -> float:
    """Return the restricted log-likelihood, by matrices."""
    values = np.array(effects)
    covariance = np.diag(np.array(errors) ** 2 + tau2)
    inverse = np.linalg.inv(covariance)
    ones = np.ones((values.size, 1))
    information = ones.T @ inverse @ ones
    projection = inverse - inverse @ ones @ np.linalg.inv(information) @ ones.T @ inverse
    parts = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1]
    return float(-0.5 * (parts + values @ projection @ values))


def assert_top(data: Studies) -> None:
    best = likelihood(*data, of(data, method="reml").tau2)
    for tau2 in [0.0, *np.geomspace(1e-6, 1e3, 200)]:
        assert likelihood(*data, tau2) <= best + 1e-8


@given(studies())
def test_reml_is_the_top_of_the_restricted_likelihood(data: Studies) -> None:
    assert_top(data)


@pytest.mark.parametrize(
    ("data", "tau2"),
    [
        (([-0.2, -9.0, -0.1], [0.03, 1.27, 0.07]), 24.473741),
        (([1.8, -0.4, -0.5, 0.6], [0.66, 0.05, 0.04, 1.01]), 0.884643),
        # On these two metafor warns that it may be stuck and sets tau² = 0, which is lower.
        (([7.8, -0.1, -0.3, 0.0, -0.3], [2.24, 0.14, 0.02, 1.33, 0.61]), 0.012344),
        (([0.1, 0.2, 3.1, -1.8], [0.06, 0.04, 1.06, 1.97]), 0.002379),
    ],
)
def test_of_two_tops_the_higher_one(data: Studies, tau2: float) -> None:
    assert of(data, method="reml").tau2 == pytest.approx(tau2, abs=5e-7)
    assert_top(data)


@given(studies())
def test_paule_mandel_solves_its_equation(data: Studies) -> None:
    tau2 = of(data, method="paule-mandel").tau2
    effects, variances = np.array(data[0]), np.array(data[1]) ** 2
    weights = 1 / (variances + tau2)
    q = np.sum(weights * (effects - np.average(effects, weights=weights)) ** 2)
    if tau2 > 0:
        assert q == pytest.approx(len(effects) - 1, rel=1e-9)
    else:
        assert q <= len(effects) - 1 + 1e-9


@given(studies())
def test_dersimonian_laird_share_is_that_of_cochran(data: Studies) -> None:
    """For this method I² = max(0, 1 − (k − 1)/Q) and H² = max(1, Q/(k − 1))."""
    found = of(data, method="dersimonian-laird").heterogeneity
    assert found is not None
    assert found.i2 == pytest.approx(max(0.0, 1 - found.df / found.q) if found.q else 0, abs=1e-9)
    assert found.h2 == pytest.approx(max(1.0, found.q / found.df), rel=1e-9)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_level_of_the_intervals(level: float) -> None:
    narrow, wide = pool([0.1, 0.3, 0.2], [0.1] * 3), pool([0.1, 0.3, 0.2], [0.1] * 3, level=level)
    assert (wide.high - wide.low > narrow.high - narrow.low) == (level > 0.95)


def test_one_study_is_not_pooled_and_says_so() -> None:
    single = pool([0.2], [0.1], labels=["IPS"])
    assert (single.mean, single.se, single.weights) == (0.2, 0.1, (1.0,))
    assert (single.low, single.high) == pytest.approx((0.2 - 0.1959964, 0.2 + 0.1959964), abs=1e-7)
    assert single.heterogeneity is None
    assert single.prediction is None
    assert "kun ét studie" in single.summary("da")
    assert "only one study" in single.summary("en")


@pytest.mark.parametrize("count", [2, 3])
def test_few_studies_are_warned_about(count: int) -> None:
    assert "næsten ukendt" in str(pool([0.1, 0.5, 0.2][:count], [0.1] * count))


def test_more_studies_are_not_warned_about() -> None:
    assert pool([0.1, 0.5, 0.2, 0.0], [0.1] * 4).warnings == ()


def test_hartung_knapp_narrower_than_the_model_is_warned_about() -> None:
    pooled = pool([0.2, 0.2, 0.2, 0.2], [0.1] * 4, interval="hartung-knapp")
    assert any("modified" in warning.en for warning in pooled.warnings)
    assert any("same data twice" in warning.en for warning in pooled.warnings)


def test_fixed_effect_on_disagreeing_studies_is_warned_about() -> None:
    pooled = pool([0.0, 1.0], [0.1, 0.1], method="fixed")
    assert pooled.prediction is None
    assert any("one effect everywhere" in warning.en for warning in pooled.warnings)


@pytest.mark.parametrize(
    ("effects", "errors", "options", "says"),
    [
        ([], [], {}, "no studies"),
        ([0.1, 0.2], [0.1], {}, "each effect needs its own"),
        ([0.1, 0.2], [0.1, 0.0], {}, "must be above 0"),
        ([0.1, 0.2], [0.1, -0.1], {}, "must be above 0"),
        ([0.1, 0.2], [0.1, 1e-200], {}, "must be above 0"),
        ([0.1, math.nan], [0.1, 0.1], {}, "null result"),
        ([0.1, None], [0.1, 0.1], {}, "null result"),
        ([0.1, math.inf], [0.1, 0.1], {}, "infinite"),
        ([0.1, 0.2], [1e-9, 1e3], {}, "different units"),
        ([0.1, 1e160], [0.1, 0.1], {}, "different units"),
        ([0.1, 0.2], [0.1, 0.1], {"method": "remle"}, "Did you mean reml?"),
        ([0.1, 0.2], [0.1, 0.1], {"interval": "t"}, "Valid"),
        ([0.1, 0.2], [0.1, 0.1], {"prediction": "t, k-2"}, "at least 3 studies"),
        ([0.1, 0.2], [0.1, 0.1], {"prediction": "z"}, "not known"),
        ([0.1, 0.2], [0.1, 0.1], {"labels": ["a"]}, "each study needs one"),
        ([0.1, 0.2], [0.1, 0.1], {"level": 95}, "between 0 and 1"),
    ],
)
def test_what_is_refused(
    effects: list[float], errors: list[float], options: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=says) as refused:
        pool(effects, errors, **options)
    assert refused.value.to("da") != refused.value.to("en")


def test_a_search_that_does_not_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heterogeneity, "_EXPANSIONS", 0)
    for method in ("reml", "paule-mandel"):
        with pytest.raises(InputError, match="could not be determined"):
            pool([0.0, 1.0], [0.1, 0.1], method=method)  # type: ignore[arg-type]


def test_summary_in_both_languages() -> None:
    pooled = pool([0.05, 0.25, 0.12, 0.31], [0.05, 0.06, 0.04, 0.08])
    assert "4 studier, tilfældige effekter, REML: gennemsnitlig effekt 0,1714" in str(pooled)
    english = pooled.summary("en")
    assert "4 studies, random effects, REML: mean effect 0.1714" in english
    assert "A new place (95% prediction interval, t quantiles, k − 1" in english
