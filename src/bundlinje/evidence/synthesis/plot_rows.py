"""Rows for a forest plot and a funnel plot; the charts themselves are drawn elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.evidence.synthesis.heterogeneity import weighted_mean
from bundlinje.evidence.synthesis.quantiles import normal_quantile, upper_probability

if TYPE_CHECKING:
    from bundlinje.evidence.synthesis.pooling import Pooled

Row = dict[str, str | float | None]


def shrunken_effects(pooled: Pooled) -> tuple[float, ...]:
    """Return each study's true effect as predicted from itself and the others together.

    The best linear unbiased prediction, m + tau² / (tau² + s_i²) · (y_i − m): what metafor's
    `blup` gives. [unit of the effects]
    """
    return tuple(
        pooled.mean + pooled.tau2 / (pooled.tau2 + error * error) * (effect - pooled.mean)
        for effect, error in zip(pooled.effects, pooled.standard_errors, strict=True)
    )


def forest_rows(pooled: Pooled, transform: Callable[[float], float] = float) -> list[Row]:
    """Return the rows of a forest plot: the studies in their order, the mean, a new place.

    Each has `study` (empty for the last two), `kind` (study, mean, prediction), `effect`, `low`,
    `high`, `weight` (0–1; None but for studies) and `predicted`, the study's effect in the light
    of the others. `transform` takes every effect to the scale shown: `math.exp` for ratios.
    """
    quantile = normal_quantile(upper_probability(pooled.level))
    rows: list[Row] = [
        {
            "study": label,
            "kind": "study",
            "effect": transform(effect),
            "low": transform(effect - quantile * error),
            "high": transform(effect + quantile * error),
            "weight": weight,
            "predicted": transform(predicted),
        }
        for label, effect, error, weight, predicted in zip(
            pooled.labels,
            pooled.effects,
            pooled.standard_errors,
            pooled.weights,
            shrunken_effects(pooled),
            strict=True,
        )
    ]
    summaries: list[tuple[str, float, float]] = [("mean", pooled.low, pooled.high)]
    if pooled.prediction:
        summaries.append(("prediction", pooled.prediction.low, pooled.prediction.high))
    return rows + [
        {
            "study": "",
            "kind": kind,
            "effect": transform(pooled.mean),
            "low": transform(low),
            "high": transform(high),
            "weight": None,
            "predicted": None,
        }
        for kind, low, high in summaries
    ]


def funnel_rows(pooled: Pooled, transform: Callable[[float], float] = float) -> list[Row]:
    """Return the points of a funnel plot: effect against standard error.

    `low` and `high` are where a study of that size would lie at the plot's level if every true
    effect were the same: the fixed-effect mean ± quantile · standard error. `outside` is 1 for a
    study that lies beyond them.
    """
    quantile = normal_quantile(upper_probability(pooled.level))
    errors = np.array(pooled.standard_errors)
    centre = weighted_mean(np.array(pooled.effects), errors * errors)
    return [
        {
            "study": label,
            "effect": transform(effect),
            "standard_error": error,
            "weight": weight,
            "predicted": transform(centre),
            "low": transform(centre - quantile * error),
            "high": transform(centre + quantile * error),
            "outside": float(abs(effect - centre) > quantile * error),
        }
        for label, effect, error, weight in zip(
            pooled.labels, pooled.effects, pooled.standard_errors, pooled.weights, strict=True
        )
    ]


def funnel_lines(
    pooled: Pooled, transform: Callable[[float], float] = float, points: int = 21
) -> list[Row]:
    """Return the funnel's outline from standard error 0 to the largest, in `points` steps."""
    quantile = normal_quantile(upper_probability(pooled.level))
    errors = np.array(pooled.standard_errors)
    centre = weighted_mean(np.array(pooled.effects), errors * errors)
    return [
        {
            "standard_error": error,
            "predicted": transform(centre),
            "low": transform(centre - quantile * error),
            "high": transform(centre + quantile * error),
        }
        for error in np.linspace(0.0, float(errors.max()), points).tolist()
    ]
