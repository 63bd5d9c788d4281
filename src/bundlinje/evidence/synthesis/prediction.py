"""What a new place can expect: the predictive distribution as a case's effect.

The interval of the mean says how well the average of all places is known; with many studies it
becomes arbitrarily narrow. A case is about one place whose true effect is a new draw from the
places' distribution, so its uncertainty is that of the mean (SE²) and that between places (tau²)
together, √(tau² + SE²). Using the mean's interval would promise a municipality that it is the
average.

tau² is itself an estimate, and with few studies a poor one; that is what t quantiles are for.
The effect is therefore the normal distribution whose interval is the prediction interval of the
meta-analysis: with normal quantiles its sd is √(tau² + SE²), with t quantiles it is wider, and
it is never more certain than the mean. `spread="standard"` takes √(tau² + SE²) whatever the
formula, and `tau` replaces the estimate by the user's own assumption.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bundlinje.basics import distributions
from bundlinje.basics.distributions import Distribution
from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Text
from bundlinje.evidence.synthesis import checks
from bundlinje.evidence.synthesis.formulas import CONVERSIONS, Measure
from bundlinje.evidence.synthesis.pooling import Pooled, prediction_quantile
from bundlinje.evidence.synthesis.quantiles import normal_quantile, upper_probability
from bundlinje.evidence.synthesis.score_grid import (
    Event,
    baseline_mean,
    converted_grid,
)

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language

Spread = Literal["standard", "interval"]

PROBABILITIES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
#: Below this distance [share of people] the normal shape is as good as the real one.
_GOOD_FIT = 0.01


@dataclass(frozen=True)
class PredictiveEffect:
    """The difference in success rate that a new place can expect. [share of people]

    `distribution` is normal with the mean and sd of the difference; `quantiles` are those of the
    difference itself, at `PROBABILITIES`, and `misfit` the largest distance between the two.
    `average` is the interval of the mean over places, for comparison only. `gain` is the
    probability that the difference is above 0, `clipped` the share of outcomes held within 0–1,
    `correlation` that with an uncertain baseline, which a case that draws both apart leaves out.
    """

    measure: Measure
    studies: int
    distribution: Distribution
    quantiles: tuple[float, ...]
    average: tuple[float, float]
    misfit: float
    gain: float
    clipped: float
    correlation: float
    warnings: tuple[Text, ...]

    def quantity(self) -> dict[str, float]:
        """Return the effect as a case file writes an uncertain number."""
        return {"mean": self.distribution.mean, "sd": self.distribution.sd}

    def summary(self, language: Language = "da") -> str:
        """Return the effect as a few lines for a memo."""
        from bundlinje.evidence.synthesis.summaries import predictive_summary

        return predictive_summary(self, language)

    def __str__(self) -> str:
        return self.summary("da")


def predictive_distribution(
    pooled: Pooled, *, spread: Spread = "interval", tau: float | None = None
) -> Distribution:
    """Return the distribution of the true effect in a new place, on the scale that was pooled.

    Args:
        pooled: A random-effects meta-analysis; or any, if `tau` is given. [unit of the effects]
        spread: `interval` for the sd whose normal interval is the prediction interval; `standard`
            for √(tau² + SE²). Either takes the larger of the model's and Hartung–Knapp's SE.
        tau: The user's own standard deviation between places, instead of the estimate. Needed after
            a single study or a fixed-effect analysis. [unit of the effects]
    """
    if tau is not None:
        own = checks.estimate(tau, "tau")
        if own < 0:
            raise input_error("tau skal være 0 eller mere.", "tau must be 0 or more.", key="tau")
        return distributions.normal(pooled.mean, math.hypot(own, _se(pooled)))
    if pooled.prediction is None:
        raise input_error(
            "ét studie eller en fast effekt siger intet om, hvor meget steder er forskellige. "
            "Saml flere studier med tilfældige effekter, eller angiv tau som din egen antagelse.",
            "one study or a fixed effect says nothing about how much places differ. Pool more "
            "studies with random effects, or give tau as your own assumption.",
            key="tau",
        )
    sd = math.sqrt(pooled.tau2 + _se(pooled) ** 2)
    if spread == "interval":
        quantile = prediction_quantile(pooled.prediction.formula, pooled.k, pooled.level)
        sd *= quantile / normal_quantile(upper_probability(pooled.level))
    return distributions.normal(pooled.mean, sd)


def predictive_effect(
    pooled: Pooled,
    measure: Measure,
    *,
    baseline: float | Distribution,
    event: Event = "success",
    spread: Spread = "interval",
    tau: float | None = None,
) -> PredictiveEffect:
    """Return the difference in success rate to use as the effect of a case in a new place.

    The predictive distribution on the pooled scale is carried through the formula of `measure`
    on a fixed grid (`score_grid`), together with the baseline, and summed up by a normal one
    with the same mean and sd; how far that is from the real shape is stated.

    Args:
        pooled: The meta-analysis; of logarithms where `measure` is a ratio.
        measure: What was pooled. A relative change is pooled as ln(1 + c).
        baseline: Success rate without the intervention in the new place. [share of people, 0–1]
        event: `failure` when the effect is about the opposite of success.
        spread: As in `predictive_distribution`.
        tau: As in `predictive_distribution`. [unit of the pooled effects]
    """
    if measure not in CONVERSIONS:
        raise input_error(
            f"effektmålet »{measure}« kendes ikke. Mulige: {', '.join(CONVERSIONS)}.",
            f"the measure “{measure}” is not known. Valid: {', '.join(CONVERSIONS)}.",
            key="measure",
        )
    checks.inner_share(baseline_mean(baseline), "baseline")
    place = predictive_distribution(pooled, spread=spread, tau=tau)
    found = converted_grid(measure, place.mean, place.sd, baseline, event)
    ends = [
        converted_grid(measure, end, 0.0, baseline_mean(baseline), event).mean
        for end in (pooled.low, pooled.high)
    ]
    normal = distributions.normal(found.mean, found.sd)
    quantiles = tuple(found.quantile(probability) for probability in PROBABILITIES)
    misfit = max(
        abs(found.mean + found.sd * normal_quantile(probability) - actual)
        for probability, actual in zip(PROBABILITIES, quantiles, strict=True)
    )
    return PredictiveEffect(
        measure=measure,
        studies=pooled.k,
        distribution=normal,
        quantiles=quantiles,
        average=(min(ends), max(ends)),
        misfit=misfit,
        gain=float(found.weights[found.differences > 0].sum()),
        clipped=found.clipped,
        correlation=found.correlation,
        warnings=(*pooled.warnings, *_warnings(misfit, found.clipped, found.correlation, tau)),
    )


def _se(pooled: Pooled) -> float:
    return max(pooled.se, pooled.model_se)


def _warnings(
    misfit: float, clipped: float, correlation: float, tau: float | None
) -> tuple[Text, ...]:
    warnings: list[Text] = []
    if tau is not None:
        warnings.append(
            Text(
                f"Variationen mellem steder (tau = {tau:g}) er en egen antagelse, ikke et estimat.",
                f"The variation between places (tau = {tau:g}) is an own assumption, not an "
                "estimate.",
            )
        )
    if misfit > _GOOD_FIT:
        points = f"{100 * misfit:.1f}"
        warnings.append(
            Text(
                f"Fordelingen er skæv; normalfordelingen rammer op til {points.replace('.', ',')} "
                "procentpoint ved siden af dens fraktiler.",
                f"The distribution is skewed; the normal one misses its quantiles by up to "
                f"{points} percentage points.",
            )
        )
    if clipped > 0.001:
        share = f"{100 * clipped:.1f}"
        warnings.append(
            Text(
                f"{share.replace('.', ',')} % af udfaldene ville give en umulig andel og er sat "
                "til 0 eller 1.",
                f"{share}% of the outcomes would give an impossible rate and are set to 0 or 1.",
            )
        )
    if abs(correlation) > 0.1:
        shown = f"{correlation:.2f}"
        warnings.append(
            Text(
                f"Effekten hænger sammen med det usikre udgangspunkt (korrelation "
                f"{shown.replace('.', ',')}); en sag, der trækker dem hver for sig, ser bort fra "
                "det, medmindre de angives under joint.",
                f"The effect goes with the uncertain baseline (correlation {shown}); a case that "
                "draws them apart leaves that out, unless they are given under joint.",
            )
        )
    return tuple(warnings)
