"""From what a study reports to a difference in success rate with its uncertainty.

The formulas and their sources are in `formulas`. A 95 % interval is turned into a standard error
on the measure's own scale, the logarithm for ratios: (ln high − ln low) / (2·1.96), Cochrane
Handbook 5.1, § 7.7.7.2–3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics import distributions
from bundlinje.basics.distributions import Distribution
from bundlinje.basics.errors import input_error, nearest
from bundlinje.basics.texts import Text
from bundlinje.evidence.synthesis import checks
from bundlinje.evidence.synthesis.effect_sizes import standardised_mean_difference
from bundlinje.evidence.synthesis.formulas import CONVERSIONS, Measure
from bundlinje.evidence.synthesis.quantiles import normal_quantile, upper_probability
from bundlinje.evidence.synthesis.score_grid import (
    Event,
    baseline_mean,
    baseline_sd,
    converted_grid,
    difference,
)

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language

#: An interval this lopsided around its estimate, on its own scale, is more than rounding.
_LOPSIDED = 0.25
_STEP = 1e-5


@dataclass(frozen=True)
class ConvertedEffect:
    """A reported effect as a difference in success rate. [share of people]

    `point` converts the estimate, `low` and `high` the ends of its interval, all at the
    baseline's mean. `mean` and `sd` are those of the difference when both the effect and the
    baseline are uncertain; `sd_delta` the same by the delta method, as a check. Without an
    interval or standard error the last five are None or the point itself.
    """

    measure: Measure
    value: float
    baseline: float
    baseline_sd: float
    event: Event
    level: float
    point: float
    mean: float
    low: float | None
    high: float | None
    sd: float | None
    sd_delta: float | None
    clipped: float
    correlation: float
    warnings: tuple[Text, ...]

    @property
    def formula(self) -> str:
        """The formula used."""
        return CONVERSIONS[self.measure].formula

    @property
    def source(self) -> str:
        """Where the formula was read."""
        return CONVERSIONS[self.measure].source

    def distribution(self) -> Distribution:
        """Return the normal distribution with the difference's mean and sd."""
        return distributions.normal(self.mean, self.sd or 0.0)

    def quantity(self) -> dict[str, float]:
        """Return the difference as a case file writes an uncertain number."""
        return {"mean": self.mean} if self.sd is None else {"mean": self.mean, "sd": self.sd}

    def summary(self, language: Language = "da") -> str:
        """Return the conversion as a few lines for a memo."""
        from bundlinje.evidence.synthesis.summaries import converted_summary

        return converted_summary(self, language)

    def __str__(self) -> str:
        return self.summary("da")


def convert(
    measure: Measure,
    value: float | None,
    *,
    baseline: float | Distribution,
    low: float | None = None,
    high: float | None = None,
    se: float | None = None,
    event: Event = "success",
    level: float = 0.95,
) -> ConvertedEffect:
    """Convert a reported effect to a difference in success rate at a baseline.

    Args:
        measure: What was reported.
        value: The estimate as printed: a ratio, a relative change (−0.15 for 15 % lower), or a
            difference in standard deviations. A null result without a number is refused.
        baseline: Success rate without the intervention where it will be used; a distribution if it
            is uncertain. [share of people, 0–1]
        low: Lower end of the printed interval. [as value]
        high: Upper end of it. [as value]
        se: Standard error instead of an interval; of the logarithm for ratios and relative changes.
        event: `failure` when the effect is about the opposite of success, such as a relapse.
        level: Of the interval. [0–1]
    """
    _known(measure, event)
    rate = checks.inner_share(baseline_mean(baseline), "baseline")
    spread = baseline_sd(baseline)
    centre = _to_scale(measure, checks.estimate(value, "value"), "value")
    ends = _ends(measure, centre, low, high)
    quantile = normal_quantile(upper_probability(level))
    warnings = _lopsided(centre, ends)
    if ends and se is None:
        se = (ends[1] - ends[0]) / (2 * quantile)
    elif se is not None:
        se = checks.positive(se, "se")
        ends = ends or (centre - quantile * se, centre + quantile * se)
    _fits_baseline(measure, centre, rate, event)
    found = converted_grid(measure, centre, se or 0.0, baseline, event)
    converted = [_at(measure, end, rate, event) for end in ends or ()]
    return ConvertedEffect(
        measure=measure,
        value=checks.estimate(value, "value"),
        baseline=rate,
        baseline_sd=spread,
        event=event,
        level=level,
        point=_at(measure, centre, rate, event),
        mean=found.mean,
        low=min(converted) if converted else None,
        high=max(converted) if converted else None,
        sd=found.sd if se else None,
        sd_delta=_delta_sd(measure, centre, se, rate, spread, event) if se else None,
        clipped=found.clipped,
        correlation=found.correlation,
        warnings=(*warnings, *_warnings(measure, se, found.clipped)),
    )


def convert_means(
    mean_difference: float | None,
    *,
    sd1: float,
    n1: int,
    sd0: float,
    n0: int,
    baseline: float | Distribution,
    by: Measure = "smd-logistic",
    event: Event = "success",
) -> ConvertedEffect:
    """Convert a difference in means to a difference in success rate at a baseline.

    The difference is first divided by the pooled standard deviation and corrected for small
    samples (Hedges' g, see `effect_sizes`), then converted with `by`.

    Args:
        mean_difference: Mean with less mean without the intervention. [unit of the scale]
        sd1: Standard deviation between people with the intervention. [same unit]
        n1: People with the intervention. [people]
        sd0: Standard deviation between people without it. [same unit]
        n0: People without it. [people]
        baseline: Share above the cut-off that counts as success, without the intervention. [0–1]
        by: `smd-logistic` or `smd-probit`.
        event: `failure` when a high score is bad and being above the cut-off is no success.
    """
    if by not in ("smd-logistic", "smd-probit"):
        raise input_error(
            "en forskel i gennemsnit omregnes med smd-logistic eller smd-probit.",
            "a difference in means is converted by smd-logistic or smd-probit.",
            key="by",
        )
    effects, errors = standardised_mean_difference(
        [checks.estimate(mean_difference, "mean_difference")], [sd1], [n1], [sd0], [n0]
    )
    return convert(by, float(effects[0]), baseline=baseline, se=float(errors[0]), event=event)


def _known(measure: str, event: str) -> None:
    if measure not in CONVERSIONS:
        hint = nearest(measure, CONVERSIONS)
        raise input_error(
            f"effektmålet »{measure}« kendes ikke. {hint.da}",
            f"the measure “{measure}” is not known. {hint.en}",
            key="measure",
        )
    if event not in ("success", "failure"):
        raise input_error(
            f"»{event}« skal være success eller failure.",
            f"“{event}” must be success or failure.",
            key="event",
        )


def _to_scale(measure: Measure, value: float, key: str) -> float:
    """Return a printed number on the scale where its uncertainty is symmetric."""
    if not CONVERSIONS[measure].ratio:
        return value
    ratio = 1 + value if measure == "relative-change" else value
    if ratio <= 0:
        floor = -1 if measure == "relative-change" else 0
        raise input_error(
            f"{value:g} skal være over {floor}: {CONVERSIONS[measure].name.da}.",
            f"{value:g} must be above {floor}: {CONVERSIONS[measure].name.en}.",
            key=key,
        )
    return math.log(ratio)


def _ends(
    measure: Measure, centre: float, low: float | None, high: float | None
) -> tuple[float, float] | None:
    if low is None and high is None:
        return None
    first = _to_scale(measure, checks.estimate(low, "low"), "low")
    last = _to_scale(measure, checks.estimate(high, "high"), "high")
    if not first <= centre <= last or first == last:
        raise input_error(
            f"intervallet {low:g} til {high:g} skal have bredde og omslutte estimatet.",
            f"the interval {low:g} to {high:g} must have a width and hold the estimate.",
            key="low",
        )
    return first, last


def _at(measure: Measure, value: float, rate: float, event: Event) -> float:
    return float(difference(measure, np.array(value), np.array(rate), event))


def _fits_baseline(measure: Measure, value: float, rate: float, event: Event) -> None:
    conversion = CONVERSIONS[measure]
    base = rate if event == "success" else 1 - rate
    free = math.exp(value) * base if conversion.ratio else base + value
    if not conversion.bounded and not 0 <= free <= 1:
        raise input_error(
            f"ved udgangspunktet {base:g} giver effekten andelen {free:.3g}, som er umulig: den "
            "passer ikke til så anderledes et udgangspunkt. Brug en oddsratio, eller et studie "
            "med et udgangspunkt som dit.",
            f"at the baseline {base:g} the effect gives the rate {free:.3g}, which is impossible: "
            "it does not fit so different a baseline. Use an odds ratio, or a study with a "
            "baseline like yours.",
            key="baseline",
        )


def _delta_sd(
    measure: Measure, value: float, se: float, rate: float, spread: float, event: Event
) -> float:
    """Return the standard deviation by slopes at the point. [share of people]"""
    by_value = (
        _at(measure, value + _STEP, rate, event) - _at(measure, value - _STEP, rate, event)
    ) / (2 * _STEP)
    step = _STEP * min(rate, 1 - rate)
    by_rate = (
        _at(measure, value, rate + step, event) - _at(measure, value, rate - step, event)
    ) / (2 * step)
    return math.hypot(by_value * se, by_rate * spread)


def _lopsided(centre: float, ends: tuple[float, float] | None) -> tuple[Text, ...]:
    if ends is None:
        return ()
    off = abs((ends[0] + ends[1]) / 2 - centre) / ((ends[1] - ends[0]) / 2)
    if off <= _LOPSIDED:
        return ()
    return (
        Text(
            "Intervallet ligger skævt om estimatet på målets egen skala; se efter, om tallene er "
            "læst rigtigt, eller om intervallet er lavet på en anden måde.",
            "The interval is lopsided around the estimate on the measure's own scale; check that "
            "the numbers were read rightly, or whether the interval was made in another way.",
        ),
    )


def _warnings(measure: Measure, se: float | None, clipped: float) -> list[Text]:
    warnings: list[Text] = []
    if not se:
        warnings.append(
            Text(
                "Effektens usikkerhed er ikke oplyst; en beregning, der bruger den som sikker, "
                "lover for meget.",
                "The effect's uncertainty is not given; a calculation that uses it as certain "
                "promises too much.",
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
    if measure in ("smd-logistic", "smd-probit"):
        warnings.append(
            Text(
                "En standardiseret forskel bliver kun til en succesrate, hvis succes er at komme "
                "over én fast grænse på den målte skala.",
                "A standardised difference only becomes a success rate if success is getting "
                "above one fixed cut-off on the scale that was measured.",
            )
        )
    return warnings
