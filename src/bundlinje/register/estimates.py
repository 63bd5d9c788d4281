"""The difference between those who reached the goal and those who did not: raw and adjusted.

Four estimates of the same thing, each with its covariance over all services and years:

- `raw`: the difference of means;
- `adjusted`: a linear regression on the goal and the covariates, as SØM does;
- `weighted`: inverse probability weights (normalised within each group);
- `doubly_robust`: the weights and a linear model of each group's outcome (AIPW): right if either
  of the two models is.

The uncertainty is the sandwich of the estimating equations, the fitted chance and outcome models
included (Stefanski and Boos 2002, The American Statistician 56, 29–38), summed within clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bundlinje.register.panel import (
    Array,
    Chance,
    Panel,
    Products,
    Wanted,
    fit_chance,
    influence_products,
    product_sums,
)

METHODS = ("raw", "adjusted", "weighted", "doubly_robust")


@dataclass(frozen=True)
class Estimate:
    """One method's estimate of every outcome's difference.

    Attributes:
        method: One of `METHODS`.
        mean: The differences, (K,). [unit a year]
        covariance: Their covariance, (K, K).
        people: How many people it rests on.
        clusters: How many clusters they are in.
        degrees: Degrees of freedom of its intervals: clusters − 1, or infinite.
    """

    method: str
    mean: Array
    covariance: Array
    people: int
    clusters: int
    degrees: float

    @property
    def sd(self) -> Array:
        """Standard errors, (K,)."""
        found: Array = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return found

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Return the ends of the intervals, (K,) each."""
        from scipy import special

        tail = 0.5 + level / 2
        z = special.ndtri(tail) if np.isinf(self.degrees) else special.stdtrit(self.degrees, tail)
        return self.mean - z * self.sd, self.mean + z * self.sd


@dataclass(frozen=True)
class Weights:
    """How people count in a weighted comparison, as expressions on a table that has `e`.

    `one`, `zero` weigh those who reached the goal and the others; `target` everyone. `d_…` is the
    derivative of the weight's logarithm by the log odds of reaching the goal.
    """

    one: Any
    zero: Any
    target: Any
    d_one: Any
    d_zero: Any
    d_target: Any


def weights_for(estimand: str, table: Any, reached: str) -> Weights:
    """Return the weights of an estimand: `ate`, `att` or `overlap`."""
    import ibis

    d, e = table[reached].cast("float64"), table["e"]
    none = ibis.literal(0.0)
    if estimand == "ate":
        everyone = ibis.literal(1.0)
        return Weights(d / e, (1.0 - d) / (1.0 - e), everyone, e - 1.0, e, none)
    if estimand == "att":
        return Weights(d, (1.0 - d) * e / (1.0 - e), d, none, ibis.literal(1.0), none)
    return Weights(d * (1.0 - e), (1.0 - d) * e, e * (1.0 - e), e * -1.0, 1.0 - e, 1.0 - e * 2.0)


def raw(panel: Panel) -> Estimate:
    """Return the difference of means."""
    table, years = panel.table, panel.year_of
    d = table[panel.reached].cast("float64")
    one, zero = product_sums(panel, [Wanted(d), Wanted(1.0 - d)])
    n_one, n_zero = one.total[years], zero.total[years]
    mean_one, mean_zero = one.zy[:, 0] / n_one, zero.zy[:, 0] / n_zero
    influences = []
    for k, (name, weight) in enumerate(panel.outcomes):
        y, w = table[name], table[weight]
        influences.append(
            w * d * (y - float(mean_one[k])) / float(n_one[k])
            - w * (1.0 - d) * (y - float(mean_zero[k])) / float(n_zero[k])
        )
    return estimate_from("raw", panel, mean_one - mean_zero, influences, 2)


def adjusted(panel: Panel) -> Estimate:
    """Return the goal's coefficient in a linear regression on it and the design."""
    import ibis

    table, years, p = panel.table, panel.year_of, len(panel.design)
    d = table[panel.reached].cast("float64")
    everyone, one = product_sums(
        panel, [Wanted(ibis.literal(1.0), squares=True, slopes=True), Wanted(d)]
    )
    gram = np.zeros((len(panel.weights), p + 1, p + 1))
    gram[:, :p, :p] = everyone.zz
    gram[:, p, :p] = gram[:, :p, p] = one.z
    gram[:, p, p] = one.total
    moments = np.column_stack([everyone.zy, one.zy[:, 0]])
    inverse: Array = np.asarray(np.linalg.pinv(gram, hermitian=True), dtype=np.float64)
    slopes = np.einsum("kij,kj->ki", inverse[years], moments)
    # The influence on the goal's coefficient: the goal's own part of the design, times the error.
    columns = [*panel.design, panel.reached]
    combinations = {f"own_{i}": inverse[i, p] for i in range(len(panel.weights))}
    combinations |= {f"fit_{k}": slopes[k] for k in range(len(panel.outcomes))}
    own = panel.engine.combined(table, columns, combinations)
    influences = []
    for k, (name, weight) in enumerate(panel.outcomes):
        influences.append(own[weight] * own[f"own_{years[k]}"] * (own[name] - own[f"fit_{k}"]))
    return estimate_from("adjusted", panel.on(own), slopes[:, p], influences, p + 1)


def weighted(
    panel: Panel, chance: Chance, estimand: str, *, known_weights: bool = False
) -> Estimate:
    """Return the difference of weighted means.

    Args:
        panel: The panel; its table has `e`, the fitted chance of reaching the goal.
        chance: That fit.
        estimand: Whom the difference is for.
        known_weights: Treat the chance as known: wider intervals, as the generalised estimating
            equations of textbooks give.
    """
    weights = weights_for(estimand, panel.table, panel.reached)
    sums = _weighted_sums(panel, weights, models=False)
    none = np.zeros((len(panel.outcomes), len(panel.design)))
    return _weighted("weighted", panel, chance, weights, sums, (none, none), known_weights)


def doubly_robust(panel: Panel, chance: Chance, estimand: str) -> Estimate:
    """Return the weighted difference, augmented by a linear model of each group's outcomes.

    The arguments are those of `weighted`.
    """
    weights = weights_for(estimand, panel.table, panel.reached)
    sums = _weighted_sums(panel, weights, models=True)
    one, zero = (_solve(arm, panel.year_of) for arm in sums[:2])
    return _weighted("doubly_robust", panel, chance, weights, sums, (one, zero), False)


def _weighted_sums(panel: Panel, weights: Weights, *, models: bool) -> list[Products]:
    """Return the sums of `_weighted`; `models`: those of the groups' outcome models too."""
    d = panel.table[panel.reached].cast("float64")
    return product_sums(
        panel,
        [
            Wanted(d, squares=models, slopes=models),
            Wanted(1.0 - d, squares=models, slopes=models),
            Wanted(weights.one),
            Wanted(weights.zero),
            Wanted(weights.target),
            Wanted(weights.one * weights.d_one, squares=models, slopes=True),
            Wanted(weights.zero * weights.d_zero, squares=models, slopes=True),
            Wanted(weights.target * weights.d_target, squares=models),
        ],
    )


def _solve(arm: Products, years: Any) -> Array:
    inverse = np.linalg.pinv(arm.zz, hermitian=True)
    found: Array = np.einsum("kij,kj->ki", inverse[years], arm.zy)
    return found


def _weighted(
    method: str,
    panel: Panel,
    chance: Chance,
    weights: Weights,
    sums: Sequence[Products],
    models: tuple[Array, Array],
    known_weights: bool,
) -> Estimate:
    arm_one, arm_zero, one, zero, target, one_d, zero_d, target_d = sums
    years, table = panel.year_of, panel.table
    slope_one, slope_zero = models
    gap = slope_one - slope_zero
    n_one, n_zero, n = one.total[years], zero.total[years], target.total[years]
    # Means of: the modelled difference, and of what the models leave in each group.
    modelled = np.sum(target.z[years] * gap, axis=1) / n
    left_one = (one.zy[:, 0] - np.sum(one.z[years] * slope_one, axis=1)) / n_one
    left_zero = (zero.zy[:, 0] - np.sum(zero.z[years] * slope_zero, axis=1)) / n_zero
    mean = modelled + left_one - left_zero
    # How the estimate moves with the fitted chance …
    by_chance = (
        (np.einsum("kij,kj->ki", target_d.zz[years], gap) - modelled[:, None] * target_d.z[years])
        / n[:, None]
        + (_residual(one_d, slope_one, years) - left_one[:, None] * one_d.z[years]) / n_one[:, None]
        - (_residual(zero_d, slope_zero, years) - left_zero[:, None] * zero_d.z[years])
        / n_zero[:, None]
    )
    through_chance = by_chance @ np.linalg.pinv(chance.information, hermitian=True)
    if known_weights:
        through_chance = np.zeros_like(through_chance)
    # … and with each group's outcome model.
    in_target = target.z / target.total[:, None]
    uses_model = method == "doubly_robust"
    through_one = _through(in_target - one.z / one.total[:, None], arm_one)
    through_zero = _through(zero.z / zero.total[:, None] - in_target, arm_zero)
    combinations = {f"moved_{k}": through_chance[k] for k in range(len(panel.outcomes))}
    if uses_model:
        for i in range(len(panel.weights)):
            combinations |= {f"q_one_{i}": through_one[i], f"q_zero_{i}": through_zero[i]}
        for k in range(len(panel.outcomes)):
            combinations |= {f"fit_one_{k}": slope_one[k], f"fit_zero_{k}": slope_zero[k]}
    d = table[panel.reached].cast("float64")
    made = table.mutate(
        w_one=weights.one, w_zero=weights.zero, w_all=weights.target,
        is_one=d, is_zero=1.0 - d, surprise=d - table["e"],
    )  # fmt: skip
    made = panel.engine.combined(made, panel.design, combinations)
    influences = []
    for k, (name, weight) in enumerate(panel.outcomes):
        y, w, year = made[name], made[weight], years[k]
        rest_one, rest_zero = y, y
        value = made["surprise"] * made[f"moved_{k}"]
        if uses_model:
            fit_one, fit_zero = made[f"fit_one_{k}"], made[f"fit_zero_{k}"]
            rest_one, rest_zero = y - fit_one, y - fit_zero
            value = value + w * (
                made["w_all"] * (fit_one - fit_zero - float(modelled[k])) / float(n[k])
                + made["is_one"] * made[f"q_one_{year}"] * rest_one
                + made["is_zero"] * made[f"q_zero_{year}"] * rest_zero
            )
        value = value + w * (
            made["w_one"] * (rest_one - float(left_one[k])) / float(n_one[k])
            - made["w_zero"] * (rest_zero - float(left_zero[k])) / float(n_zero[k])
        )
        influences.append(value)
    return estimate_from(method, panel.on(made), mean, influences, 0)


def _residual(part: Products, slopes: Array, years: Any) -> Array:
    """Return Σ v w (y − z′b) z by outcome, (K, p)."""
    found: Array = part.zy - np.einsum("kij,kj->ki", part.zz[years], slopes)
    return found


def _through(by_slopes: Array, arm: Products) -> Array:
    """Return what one person's error in an outcome model moves the estimate, by year, (Y, p)."""
    inverse = np.linalg.pinv(arm.zz, hermitian=True)
    found: Array = np.einsum("yi,yij->yj", by_slopes, inverse)
    return found


def estimate_from(
    method: str, panel: Panel, mean: Array, influences: Sequence[Any], parameters: int
) -> Estimate:
    """Return an estimate whose covariance is the sum of its influences' products.

    Args:
        method: Its name.
        panel: The panel whose table the influences are expressions on.
        mean: The differences, (K,).
        influences: What each person moves each difference; K of them.
        parameters: How many fitted parameters the usual correction counts; 0: none.
    """
    squares, clusters = influence_products(panel, influences)
    people = int(panel.engine.rows(panel.table.aggregate(n=panel.table.count()))[0]["n"])
    # The usual corrections for few clusters and for fitted parameters (Stata's; HC1 without).
    factor = people / max(people - parameters, 1)
    if panel.cluster is not None:
        factor = clusters / max(clusters - 1, 1)
        if parameters:
            factor *= (people - 1) / max(people - parameters, 1)
    return Estimate(
        method=method,
        mean=mean,
        covariance=squares * factor,
        people=people,
        clusters=clusters,
        degrees=np.inf if panel.cluster is None else max(clusters - 1, 1),
    )


def with_chance(panel: Panel, trim: float) -> tuple[Panel, Chance, int]:
    """Return the panel of those who could have gone either way, with `e`, its fit, and who left.

    Those whose chance is below `trim`, or above 1 − trim, are left out, and the chance is fitted
    again on the rest.
    """
    chance = fit_chance(panel)
    if trim > 0:
        table = _with_fitted(panel, chance)
        kept = table.filter(table["e"].between(trim, 1.0 - trim)).drop("eta", "e")
        rows = panel.engine.rows
        before = rows(panel.table.aggregate(n=panel.table.count()))[0]["n"]
        after = rows(kept.aggregate(n=kept.count()))[0]["n"]
        left_out = before - after
        if left_out:
            panel = panel.on(kept)
            chance = fit_chance(panel)
    else:
        left_out = 0
    return panel.on(_with_fitted(panel, chance)), chance, left_out


def _with_fitted(panel: Panel, chance: Chance) -> Any:
    """Return the panel's table with `eta`, the fitted log odds, and `e`, the fitted chance."""
    table = panel.engine.combined(panel.table, panel.design, {"eta": chance.coefficients})
    return table.mutate(e=1.0 / (1.0 + (table["eta"] * -1.0).exp()))
