"""Meta-analysis of chosen studies: their mean effect, and how much places differ.

Model: study i measured y_i with standard error s_i; its true effect comes from a normal
distribution with mean μ and variance tau². The weights are 1 / (s_i² + tau²).

References
----------
[1] Hartung–Knapp–Sidik–Jonkman interval, and its modification for few studies: Röver, Knapp and
    Friede (2015), BMC Medical Research Methodology 15:99.
[2] IntHout, Ioannidis and Borm (2014), BMC Medical Research Methodology 14:25: why Hartung–Knapp
    rather than the normal interval.
[3] Prediction interval with normal quantiles, and with t and k − 1 degrees of freedom after
    Hartung–Knapp: what R's metafor calculates.
[4] Prediction interval with t and k − 2 degrees of freedom: Higgins, Thompson and Spiegelhalter
    (2009), as described by Nagashima, Noma and Furukawa (2019), Statistical Methods in Medical
    Research 28, 1689–1702, who also show that it is too narrow when studies are few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from bundlinje.basics.errors import input_error, nearest
from bundlinje.basics.texts import Text
from bundlinje.evidence.synthesis import checks, heterogeneity
from bundlinje.evidence.synthesis.quantiles import (
    chi2_upper_tail,
    normal_quantile,
    t_quantile,
    upper_probability,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bundlinje.basics.texts import Language

    Array = NDArray[np.float64]

Method = Literal["fixed", "dersimonian-laird", "reml", "paule-mandel"]
Interval = Literal["normal", "hartung-knapp", "hartung-knapp-modified"]
Formula = Literal["normal", "t, k-1", "t, k-2"]

_TAU2 = {
    "dersimonian-laird": heterogeneity.dersimonian_laird,
    "reml": heterogeneity.reml,
    "paule-mandel": heterogeneity.paule_mandel,
}
METHODS = ("fixed", *_TAU2)
INTERVALS = ("normal", "hartung-knapp", "hartung-knapp-modified")
FORMULAS = ("normal", "t, k-1", "t, k-2")


@dataclass(frozen=True)
class Prediction:
    """Where the true effect in a new, similar place is expected. [unit of the effects]

    `formula` names the quantiles used: the ends are μ ± quantile · √(tau² + SE²).
    """

    low: float
    high: float
    formula: Formula


@dataclass(frozen=True)
class Heterogeneity:
    """How much the studies disagree, beyond what chance explains.

    `q` is Cochran's Q with `df` degrees of freedom and probability `p_value`; `i2` the share
    (0–1) of the variation that is not chance; `h2` the total variation over that of chance;
    `tau2` the variance of true effects [squared unit] with its Q-profile interval (none where
    the method assumes tau² = 0).
    """

    q: float
    df: int
    p_value: float
    i2: float
    h2: float
    tau2: float
    tau2_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Pooled:
    """The mean effect of the studies, its interval, and what a new place can expect.

    All effects are in the unit that was put in; ratios are put in as logarithms. `se` belongs to
    the chosen interval, `model_se` is 1/√Σw. `weights` sum to 1. With a single study nothing is
    pooled: `heterogeneity` and `prediction` are None.
    """

    labels: tuple[str, ...]
    effects: tuple[float, ...]
    standard_errors: tuple[float, ...]
    weights: tuple[float, ...]
    method: Method
    interval: Interval
    level: float
    mean: float
    se: float
    model_se: float
    low: float
    high: float
    heterogeneity: Heterogeneity | None
    prediction: Prediction | None
    warnings: tuple[Text, ...]

    @property
    def k(self) -> int:
        """The number of studies."""
        return len(self.effects)

    @property
    def tau2(self) -> float:
        """The variance of true effects between studies; 0 where it is not estimated."""
        return self.heterogeneity.tau2 if self.heterogeneity else 0.0

    def summary(self, language: Language = "da") -> str:
        """Return the result as a few lines for a memo."""
        from bundlinje.evidence.synthesis.summaries import pooled_summary

        return pooled_summary(self, language)

    def __str__(self) -> str:
        return self.summary("da")


def pool(
    effects: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    *,
    labels: Sequence[str] = (),
    method: Method = "reml",
    interval: Interval | None = None,
    prediction: Formula | None = None,
    level: float = 0.95,
) -> Pooled:
    """Pool the effects of studies.

    Args:
        effects: Estimate of each study; ratios as natural logarithms. [one common unit]
        standard_errors: Standard error of each, above 0. [same unit]
        labels: Name of each study; default 1, 2, …
        method: How tau² is estimated; `fixed` assumes one true effect everywhere.
        interval: Of the mean: with normal quantiles, by Hartung–Knapp [1, 2], or modified so that
            it is never narrower than the model allows, as [1] recommends where studies are few.
            Default modified Hartung–Knapp; normal for `fixed`.
        prediction: Quantiles of the prediction interval: `normal` [3]; `t, k-1` [3]; `t, k-2` [4].
            Default those of the interval, so that it always holds the mean's interval.
        level: Of the intervals. [0–1]
    """
    values, errors = checks.studies(effects, standard_errors)
    _known(method, METHODS, "method")
    interval = interval or (
        "normal" if method == "fixed" or values.size == 1 else "hartung-knapp-modified"
    )
    _known(interval, INTERVALS, "interval")
    prediction = prediction or ("normal" if interval == "normal" else "t, k-1")
    _known(prediction, FORMULAS, "prediction")
    names = _labels(labels, values.size)
    if values.size == 1:
        return _single(names, values, errors, level)
    variances = errors * errors
    tau2 = _TAU2[method](values, variances) if method in _TAU2 else 0.0
    found = _heterogeneity(values, variances, tau2, method, level)
    weights = 1 / (variances + tau2)
    total = float(weights.sum())
    mean = heterogeneity.weighted_mean(values, variances, tau2)
    model_se = 1 / math.sqrt(total)
    factor = heterogeneity.generalised_q(values, variances, tau2) / (values.size - 1)
    se, quantile = _interval(interval, model_se, factor, values.size, level)
    return Pooled(
        labels=names,
        effects=tuple(values.tolist()),
        standard_errors=tuple(errors.tolist()),
        weights=tuple((weights / total).tolist()),
        method=method,
        interval=interval,
        level=level,
        mean=mean,
        se=se,
        model_se=model_se,
        low=mean - quantile * se,
        high=mean + quantile * se,
        heterogeneity=found,
        prediction=(
            None
            if method == "fixed"
            else _prediction(prediction, mean, se, tau2, values.size, level)
        ),
        warnings=_warnings(method, interval, factor, values.size, found),
    )


def prediction_quantile(formula: Formula, k: int, level: float) -> float:
    """Return the quantile that a prediction formula uses for `k` studies. [no unit]"""
    upper = upper_probability(level)
    if formula == "normal":
        return normal_quantile(upper)
    df = k - 1 if formula == "t, k-1" else k - 2
    if df < 1:
        raise input_error(
            f"prædiktionsintervallet med formlen »{formula}« kræver mindst 3 studier, her er {k}. "
            "Brug »t, k-1« eller »normal«.",
            f"the prediction interval by “{formula}” needs at least 3 studies, here are {k}. "
            "Use “t, k-1” or “normal”.",
            key="prediction",
        )
    return t_quantile(upper, df)


def _interval(
    interval: Interval, model_se: float, factor: float, k: int, level: float
) -> tuple[float, float]:
    """Return the standard error and the quantile of an interval; `factor` is Q(tau²)/(k − 1)."""
    upper = upper_probability(level)
    if interval == "normal":
        return model_se, normal_quantile(upper)
    if interval == "hartung-knapp-modified":
        factor = max(1.0, factor)
    return model_se * math.sqrt(factor), t_quantile(upper, k - 1)


def _prediction(
    formula: Formula, mean: float, se: float, tau2: float, k: int, level: float
) -> Prediction:
    half = prediction_quantile(formula, k, level) * math.sqrt(tau2 + se * se)
    return Prediction(mean - half, mean + half, formula)


def _heterogeneity(
    values: Array, variances: Array, tau2: float, method: Method, level: float
) -> Heterogeneity:
    q = heterogeneity.generalised_q(values, variances)
    df = values.size - 1
    if method == "fixed":
        i2, h2 = (max(0.0, 1 - df / q) if q > 0 else 0.0), q / df
    else:
        typical = heterogeneity.typical_variance(variances)
        i2, h2 = tau2 / (typical + tau2), 1 + tau2 / typical
    return Heterogeneity(
        q=q,
        df=df,
        p_value=chi2_upper_tail(q, df),
        i2=i2,
        h2=h2,
        tau2=tau2,
        tau2_interval=(
            None if method == "fixed" else heterogeneity.q_profile(values, variances, level)
        ),
    )


def _single(names: tuple[str, ...], values: Array, errors: Array, level: float) -> Pooled:
    mean, se = float(values[0]), float(errors[0])
    half = normal_quantile(upper_probability(level)) * se
    return Pooled(
        labels=names,
        effects=(mean,),
        standard_errors=(se,),
        weights=(1.0,),
        method="fixed",
        interval="normal",
        level=level,
        mean=mean,
        se=se,
        model_se=se,
        low=mean - half,
        high=mean + half,
        heterogeneity=None,
        prediction=None,
        warnings=(
            Text(
                "Der er kun ét studie: intet er sammenfattet, tallene er studiets egne. Hvor meget "
                "effekten svinger fra sted til sted, er ukendt.",
                "There is only one study: nothing is pooled, the figures are its own. How much the "
                "effect varies from place to place is unknown.",
            ),
        ),
    )


def _warnings(
    method: Method, interval: Interval, factor: float, k: int, found: Heterogeneity
) -> tuple[Text, ...]:
    warnings: list[Text] = []
    if k <= 3 and method != "fixed":
        warnings.append(
            Text(
                f"Kun {k} studier: variationen mellem steder er næsten ukendt, og intervallerne "
                "er usikre i sig selv.",
                f"Only {k} studies: the variation between places is hardly known, and the "
                "intervals are uncertain themselves.",
            )
        )
    if interval == "hartung-knapp" and factor < 1:
        warnings.append(
            Text(
                "Studierne ligner hinanden mere end ventet, så Hartung–Knapp gør intervallet "
                "smallere end modellen; hartung-knapp-modified gør ikke.",
                "The studies agree more than expected, so Hartung–Knapp makes the interval "
                "narrower than the model; hartung-knapp-modified does not.",
            )
        )
    if found.tau2_interval == (0.0, 0.0):
        warnings.append(
            Text(
                "Studierne ligner hinanden mere, end tilfældet plejer at tillade; intervallet for "
                "tau² er tomt og vist som 0. Se efter, om det er de samme data flere gange.",
                "The studies agree more than chance usually lets them; the interval of tau² is "
                "empty and shown as 0. Check whether they are the same data twice.",
            )
        )
    if method == "fixed" and found.p_value < 0.1:
        warnings.append(
            Text(
                "Studierne er mere uenige, end tilfældet forklarer, men metoden antager én og "
                "samme effekt overalt; intervallet er for smalt.",
                "The studies disagree more than chance explains, but the method assumes one "
                "effect everywhere; the interval is too narrow.",
            )
        )
    return tuple(warnings)


def _labels(labels: Sequence[str], k: int) -> tuple[str, ...]:
    if labels and len(labels) != k:
        raise input_error(
            f"{len(labels)} navne til {k} studier: hvert studie skal have ét.",
            f"{len(labels)} labels for {k} studies: each study needs one.",
            key="labels",
        )
    return tuple(labels) or tuple(str(number) for number in range(1, k + 1))


def _known(name: str, valid: tuple[str, ...], key: str) -> None:
    if name not in valid:
        hint = nearest(name, valid)
        raise input_error(
            f"»{name}« kendes ikke. {hint.da}", f"“{name}” is not known. {hint.en}", key=key
        )
