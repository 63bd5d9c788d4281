"""The two-part model: its fits against statsmodels, and what it is for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from bundlinje.register.engine import Engine
from bundlinje.register.estimates import doubly_robust, with_chance
from bundlinje.register.two_part import doubly_robust_two_part
from tests.register.panels import DESIGN, columns, panel


@pytest.mark.parametrize("estimand", ["ate", "att"])
def test_the_estimate_from_models_fitted_by_statsmodels(
    duckdb: Engine, tmp_path: Path, estimand: str
) -> None:
    made = columns(1500, seed=5)
    kept, chance, _ = with_chance(panel(duckdb, tmp_path, made, clustered=False), 0)
    found = doubly_robust_two_part(kept, chance, estimand)
    z = np.column_stack([made[name] for name in DESIGN])
    d = made["reached"]
    e = 1 / (1 + np.exp(-z @ sm.GLM(d, z, family=sm.families.Binomial()).fit(tol=1e-12).params))
    one, zero, everyone = d / e, (1 - d) / (1 - e), np.ones_like(d)
    if estimand == "att":
        one, zero, everyone = d, (1 - d) * e / (1 - e), d
    for k in (1, 2):
        y, w = made[f"y_{k}"], made[f"w_{k}"]
        models = []
        for group in (1, 0):
            of = (d == group) & (w > 0)
            some = of & (y > 0)
            logistic = sm.GLM(
                (y[of] > 0).astype(float), z[of], family=sm.families.Binomial(), var_weights=w[of]
            ).fit(tol=1e-12)
            amount = sm.GLM(
                y[some], z[some], family=sm.families.Poisson(), var_weights=w[some]
            ).fit(tol=1e-12)
            models.append(np.exp(z @ amount.params) / (1 + np.exp(-z @ logistic.params)))
        expected = (
            np.average(models[0] - models[1], weights=w * everyone)
            + np.average(y - models[0], weights=w * one)
            - np.average(y - models[1], weights=w * zero)
        )
        # Both end when steps are below 1e-8 of a log unit.
        assert found.mean[k - 1] == pytest.approx(expected, rel=1e-6)


def test_it_agrees_with_the_linear_model_on_a_large_panel(duckdb: Engine, tmp_path: Path) -> None:
    """Both are right; on the same people they differ by much less than they are uncertain."""
    kept, chance, _ = with_chance(panel(duckdb, tmp_path, columns(6000), clustered=True), 0)
    linear, parts = (f(kept, chance, "ate") for f in (doubly_robust, doubly_robust_two_part))
    assert np.all(np.abs(linear.mean - parts.mean) < 0.3 * parts.sd)
    assert parts.sd == pytest.approx(linear.sd, rel=0.1)


def test_a_service_that_one_group_never_uses(duckdb: Engine, tmp_path: Path) -> None:
    made = columns(800)
    made["y_1"] = np.where(made["reached"] == 1, 0.0, made["y_1"])
    kept, chance, _ = with_chance(panel(duckdb, tmp_path, made, clustered=False), 0)
    found = doubly_robust_two_part(kept, chance, "ate")
    assert np.all(np.isfinite(found.mean))
    assert np.all(np.isfinite(found.covariance))
    assert found.mean[0] < 0
