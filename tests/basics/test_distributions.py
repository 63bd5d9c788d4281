"""Distributions against scipy.stats over a wide grid of shapes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bundlinje.basics import distributions
from bundlinje.basics.distributions import TABLE_TOLERANCE, Distribution

#: Probabilities from one in a billion, dense in between: also between the points of a table.
U = np.concatenate(
    [[1e-9, 1e-6, 1e-4, 1e-3], np.linspace(0.005, 0.995, 397), [0.999, 0.9999, 1 - 1e-6]]
)
BETA_SHAPES = [0.05, 0.1, 0.3, 0.5, 1, 1.5, 3, 10, 100, 1e3, 1e4]
GAMMA_SHAPES = [0.05, 0.1, 0.3, 0.5, 0.9, 1, 2, 5, 20, 100, 1e3, 1e4, 1e5, 1e6]
#: A tabulated quantile is off by at most this many standard deviations; what is computed
#: directly is off by rounding alone.
ERROR = TABLE_TOLERANCE


def check(found: Distribution, exact: object) -> None:
    """Quantiles, mean and sd are those of scipy's distribution, and quantiles never fall."""
    values = found.quantile(U)
    np.testing.assert_allclose(values, exact.ppf(U), rtol=1e-9, atol=ERROR * found.sd)
    assert np.all(np.diff(values) >= 0)
    assert found.mean == pytest.approx(exact.mean(), rel=1e-9)
    # scipy loses digits in the sd of a narrow lognormal.
    assert found.sd == pytest.approx(exact.std(), rel=1e-7)


# scipy's own search for a quantile warns at some shapes, where its answer is still good.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("a", BETA_SHAPES)
@pytest.mark.parametrize("b", BETA_SHAPES)
def test_beta(a: float, b: float) -> None:
    check(distributions.beta(a, b), stats.beta(a, b))


@pytest.mark.parametrize("shape", GAMMA_SHAPES)
@pytest.mark.parametrize("mean", [1e-6, 1.0, 2.5e7])
def test_gamma(shape: float, mean: float) -> None:
    check(distributions.gamma(mean, mean / shape**0.5), stats.gamma(shape, scale=mean / shape))


@pytest.mark.parametrize(
    ("mean", "ratio"), list(itertools.product([1e-6, 1, 1e9], [1e-4, 0.3, 1, 20]))
)
def test_lognormal_by_its_own_mean_and_sd(mean: float, ratio: float) -> None:
    sigma = np.sqrt(np.log1p(ratio**2))
    exact = stats.lognorm(sigma, scale=mean * np.exp(-(sigma**2) / 2))
    check(distributions.lognormal(mean, mean * ratio), exact)


@pytest.mark.parametrize(("mean", "sd"), [(0, 1), (-1e9, 1e-3), (5, 1e12)])
def test_normal(mean: float, sd: float) -> None:
    check(distributions.normal(mean, sd), stats.norm(mean, sd))


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1e9, 1e9), (4, 4.001)])
def test_uniform(low: float, high: float) -> None:
    check(distributions.uniform(low, high), stats.uniform(low, high - low))


@pytest.mark.parametrize(
    ("low", "mode", "high"), [(0, 1, 10), (0, 0, 1), (-5, 5, 5), (-3, -2, 40), (1e6, 2e6, 3e6)]
)
def test_pert(low: float, mode: float, high: float) -> None:
    a = 1 + 4 * (mode - low) / (high - low)
    exact = stats.beta(a, 6 - a, loc=low, scale=high - low)
    check(distributions.pert(low, mode, high), exact)
    assert distributions.pert(low, mode, high).mean == pytest.approx((low + 4 * mode + high) / 6)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.99))
def test_beta_from_moments_has_these_moments(mean: float, part: float) -> None:
    sd = part * (mean * (1 - mean)) ** 0.5
    found = distributions.beta_from_moments(mean, sd)
    a, b = found.parameters
    assert stats.beta.mean(a, b) == pytest.approx(mean, rel=1e-9)
    assert stats.beta.std(a, b) == pytest.approx(sd, rel=1e-7)


@given(
    st.sampled_from(["beta", "gamma", "lognormal", "pert"]), st.floats(0.01, 0.99), st.data()
)  # fmt: skip
def test_quantiles_rise_with_the_probability(family: str, mean: float, data: st.DataObject) -> None:
    sd = data.draw(st.floats(1e-6, 0.99)) * (mean * (1 - mean)) ** 0.5
    made = {
        "beta": lambda: distributions.beta_from_moments(mean, sd),
        "gamma": lambda: distributions.gamma(mean, sd),
        "lognormal": lambda: distributions.lognormal(mean, sd),
        "pert": lambda: distributions.pert(mean - sd, mean, mean + sd / 3),
    }[family]()
    values = made.quantile(np.linspace(1e-12, 1 - 1e-12, 2001))
    assert np.all(np.diff(values) >= 0)
    low, high = made.support
    assert values.min() >= low
    assert values.max() <= high


@pytest.mark.parametrize(
    "certain",
    [
        distributions.normal(5, 0),
        distributions.gamma(5, 0),
        distributions.gamma(5, 1e-200),
        distributions.lognormal(5, 0),
        distributions.beta_from_moments(0.5, 0),
        distributions.beta_from_moments(0.5, 1e-200),
        distributions.beta_from_moments(1, 0),
        distributions.uniform(5, 5),
        distributions.pert(5, 5, 5),
    ],
)
def test_without_spread_every_value_is_the_mean(certain: Distribution) -> None:
    np.testing.assert_array_equal(certain.quantile(U), certain.mean)


@pytest.mark.parametrize(
    "extreme",
    [
        distributions.beta(1e-18, 1e-18),
        distributions.beta(1e18, 1e-18),
        distributions.beta(1e18, 1e18),
        distributions.beta_from_moments(0.5, 0.4999999999),
        distributions.beta_from_moments(1e-12, 1e-7),
        distributions.gamma(1e-9, 1),
        distributions.gamma(1, 1e-11),
        distributions.lognormal(1e-9, 1),
        distributions.pert(-1e18, 0, 1e18),
        distributions.pert(0, 0, 1e-300),
        distributions.uniform(-1e18, 1e18),
    ],
)
def test_extreme_shapes_give_finite_numbers_in_order(extreme: Distribution) -> None:
    values = extreme.quantile(U)
    assert np.all(np.isfinite(values))
    # Smaller steps back than this are noise among numbers too small to matter.
    assert np.all(np.diff(values) >= -1e-15 * extreme.sd)


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: distributions.beta_from_moments(0.5, 0.5),
        lambda: distributions.beta_from_moments(0, 0.1),
        lambda: distributions.beta_from_moments(1.2, 0),
        lambda: distributions.beta(0, 1),
        lambda: distributions.beta(1, -1),
        lambda: distributions.gamma(0, 1),
        lambda: distributions.gamma(-1, 1),
        lambda: distributions.gamma(1e-200, 1e10),
        lambda: distributions.lognormal(0, 1),
        lambda: distributions.lognormal(1e-300, 1e18),
        lambda: distributions.uniform(2, 1),
        lambda: distributions.pert(1, 0, 2),
    ],
)
def test_impossible_moments_are_refused(impossible: object) -> None:
    with pytest.raises(ValueError):
        impossible()
