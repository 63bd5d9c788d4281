"""The difference in success rate that one study measured, with Newcombe's interval.

References
----------
[1] Newcombe (1998), Interval estimation for the difference between independent proportions:
    comparison of eleven methods, Statistics in Medicine 17, 873–890: method 10, from the Wilson
    score intervals of the two rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bundlinje.basics.distributions import CI95_WIDTH
from bundlinje.basics.errors import input_error
from bundlinje.evidence.synthesis import checks
from bundlinje.evidence.synthesis.quantiles import normal_quantile, upper_probability

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language


@dataclass(frozen=True)
class RateDifference:
    """A measured difference in success rate. [share of people]

    `rate1` is the rate with and `rate0` without the intervention, of `n1` and `n0` people; `low`
    and `high` are Newcombe's interval at `level`.
    """

    rate1: float
    n1: float
    rate0: float
    n0: float
    difference: float
    low: float
    high: float
    level: float

    @property
    def sd(self) -> float:
        """The standard deviation a case uses: the interval's width over that of a normal one."""
        if self.level == 0.95:
            return (self.high - self.low) / CI95_WIDTH
        return (self.high - self.low) / (2 * normal_quantile(upper_probability(self.level)))

    def quantity(self) -> dict[str, float]:
        """Return the difference as a case file writes an uncertain number."""
        return {"mean": self.difference, "sd": self.sd}

    def summary(self, language: Language = "da") -> str:
        """Return the difference as one line for a memo."""
        from bundlinje.evidence.synthesis.summaries import rate_difference_summary

        return rate_difference_summary(self, language)

    def __str__(self) -> str:
        return self.summary("da")


def difference_from_counts(
    successes1: float, n1: float, successes0: float, n0: float, *, level: float = 0.95
) -> RateDifference:
    """Return the difference in success rate between two groups of people.

    Args:
        successes1: People with the intervention who succeeded. [people]
        n1: People with the intervention. [people]
        successes0: People without it who succeeded. [people]
        n0: People without it. [people]
        level: Of the interval. [0–1]
    """
    rate1 = _share(successes1, n1, "successes1", "n1")
    rate0 = _share(successes0, n0, "successes0", "n0")
    return _difference(rate1, n1, rate0, n0, level)


def difference_from_shares(
    share1: float, n1: float, share0: float, n0: float, *, level: float = 0.95
) -> RateDifference:
    """Return the difference between two printed rates, given how many people each is of.

    Args:
        share1: Success rate with the intervention. [share of people, 0–1]
        n1: People with the intervention. [people]
        share0: Success rate without it. [share of people, 0–1]
        n0: People without it. [people]
        level: Of the interval. [0–1]
    """
    for share, key in ((share1, "share1"), (share0, "share0")):
        if not 0 <= checks.estimate(share, key) <= 1:
            raise input_error(
                f"andelen {share:g} skal ligge fra 0 til 1 (12 % skrives 0.12).",
                f"the share {share:g} must lie from 0 to 1 (12% is written 0.12).",
                key=key,
            )
    return _difference(
        float(share1), checks.positive(n1, "n1"), float(share0), checks.positive(n0, "n0"), level
    )


def wilson_interval(share: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval of a rate; the interval method 10 of [1] is built from.

    Args:
        share: The measured rate. [share of people, 0–1]
        n: People it is of. [people]
        level: Of the interval. [0–1]
    """
    z = normal_quantile(upper_probability(level))
    centre = 2 * n * share + z * z
    half = z * math.sqrt(z * z + 4 * n * share * (1 - share))
    low, high = (centre - half) / (2 * (n + z * z)), (centre + half) / (2 * (n + z * z))
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def _difference(rate1: float, n1: float, rate0: float, n0: float, level: float) -> RateDifference:
    low1, high1 = wilson_interval(rate1, n1, level)
    low0, high0 = wilson_interval(rate0, n0, level)
    difference = rate1 - rate0
    return RateDifference(
        rate1=rate1,
        n1=n1,
        rate0=rate0,
        n0=n0,
        difference=difference,
        low=difference - math.hypot(rate1 - low1, high0 - rate0),
        high=difference + math.hypot(high1 - rate1, rate0 - low0),
        level=level,
    )


def _share(successes: float, n: float, successes_key: str, n_key: str) -> float:
    people = checks.positive(n, n_key)
    reached = checks.estimate(successes, successes_key)
    if not 0 <= reached <= people:
        raise input_error(
            f"{reached:g} med succes ud af {people:g}: antallet skal ligge fra 0 til {people:g}.",
            f"{reached:g} successes of {people:g}: the count must lie from 0 to {people:g}.",
            key=successes_key,
        )
    return reached / people
