"""From a relative or standardised effect and a baseline to a success rate.

Every function takes arrays that broadcast and returns the rate p1 with the intervention. The
baseline p0 is the rate without it, strictly between 0 and 1, for the same event and the same
length of follow-up as the effect.

References
----------
[1] Cochrane Handbook for Systematic Reviews of Interventions, version 5.1 (2011), § 11.5.5
    (risk ratio: 0.75 takes 80 % to 60 %), § 12.5.1 (relative risk reduction), § 12.5.4.3 (odds
    ratio: 0.73 at 30 % is 62 fewer per 1000), § 12.6.3 (standardised difference to odds ratio).
[2] Zhang and Yu (1998), What's the relative risk?, JAMA 280, 1690–1691.
[3] Altman and Andersen (1999), Calculating the number needed to treat for trials where the
    outcome is time to an event, BMJ 319, 1492–1495.
[4] Chinn (2000), A simple method for converting an odds ratio to effect size for use in
    meta-analysis, Statistics in Medicine 19, 3127–3131: ln OR / 1.81 is an effect size.
[5] Furukawa and Leucht (2011), How to obtain NNT from Cohen's d, PLoS ONE 6(4), e19070.
[6] da Costa et al. (2012), Methods to convert continuous outcomes into odds ratios of treatment
    response and numbers needed to treat, International Journal of Epidemiology 41: in 29 trials
    both ways ([4]'s and [5]'s) came close, both a little on the careful side.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from bundlinje.basics.texts import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Measure = Literal[
    "difference",
    "odds-ratio",
    "risk-ratio",
    "relative-change",
    "hazard-ratio",
    "smd-logistic",
    "smd-probit",
]

#: ln(odds ratio) per standard deviation of a logistic distribution. [no unit]
LOGISTIC_SD = math.pi / math.sqrt(3)


def rate_from_difference(difference: Array, baseline: Array) -> Array:
    """Return p1 = p0 + difference, held within 0–1. [share of people]"""
    return np.clip(baseline + difference, 0.0, 1.0)


def rate_from_odds_ratio(odds_ratio: Array, baseline: Array) -> Array:
    """Return p1 = OR·p0 / (1 − p0 + OR·p0), exact for an unadjusted odds ratio [1, 2].

    An odds ratio adjusted for covariates is conditional: at the group's average baseline the
    formula then overstates the effect somewhat.
    """
    return odds_ratio * baseline / (1 - baseline + odds_ratio * baseline)


def rate_from_risk_ratio(risk_ratio: Array, baseline: Array) -> Array:
    """Return p1 = RR·p0, never above 1 [1]. [share of people]"""
    return np.minimum(risk_ratio * baseline, 1.0)


def rate_from_hazard_ratio(hazard_ratio: Array, baseline: Array) -> Array:
    """Return p1 = 1 − (1 − p0)^HR [3].

    Under proportional hazards, of those without the event S1 = S0^HR at every time; p0 and p1
    are the shares with the event by the same time.
    """
    return -np.expm1(hazard_ratio * np.log1p(-baseline))


def rate_from_smd_logistic(smd: Array, baseline: Array) -> Array:
    """Return p1 by ln OR = d·π/√3 = 1.81·d and then the odds ratio's formula [1, 4, 6].

    Holds for an outcome with a logistic distribution and the same spread in both groups, where
    success is being above one fixed cut-off.
    """
    return rate_from_odds_ratio(np.exp(LOGISTIC_SD * smd), baseline)


def rate_from_smd_probit(smd: Array, baseline: Array) -> Array:
    """Return p1 = Φ(Φ⁻¹(p0) + d) [5, 6].

    Holds for a normally distributed outcome with the same spread in both groups, where success
    is being above one fixed cut-off.
    """
    from scipy.special import ndtr, ndtri

    return np.asarray(ndtr(ndtri(baseline) + smd))


@dataclass(frozen=True)
class Conversion:
    """One way from an effect to a rate.

    `ratio` says that its uncertainty is symmetric in the logarithm; `bounded` that the formula
    itself stays within 0–1 and nothing is cut off.
    """

    rate: Callable[[Array, Array], Array]
    ratio: bool
    bounded: bool
    name: Text
    formula: str
    source: str


CONVERSIONS: dict[Measure, Conversion] = {
    "difference": Conversion(
        rate_from_difference,
        False,
        False,
        Text("forskel i andele", "difference in rates"),
        "p1 − p0",
        "definition",
    ),
    "odds-ratio": Conversion(
        rate_from_odds_ratio,
        True,
        True,
        Text("oddsratio", "odds ratio"),
        "p1 = OR·p0 / (1 − p0 + OR·p0)",
        "Cochrane Handbook 5.1, § 12.5.4.3; Zhang & Yu 1998",
    ),
    "risk-ratio": Conversion(
        rate_from_risk_ratio,
        True,
        False,
        Text("risikoratio", "risk ratio"),
        "p1 = RR·p0",
        "Cochrane Handbook 5.1, § 11.5.5",
    ),
    "relative-change": Conversion(
        rate_from_risk_ratio,
        True,
        False,
        Text("relativ ændring", "relative change"),
        "p1 = (1 + c)·p0",
        "Cochrane Handbook 5.1, § 12.5.1",
    ),
    "hazard-ratio": Conversion(
        rate_from_hazard_ratio,
        True,
        True,
        Text("hazardratio", "hazard ratio"),
        "p1 = 1 − (1 − p0)^HR",
        "Altman & Andersen 1999",
    ),
    "smd-logistic": Conversion(
        rate_from_smd_logistic,
        False,
        True,
        Text(
            "standardiseret forskel, logistisk fordeling",
            "standardised difference, logistic distribution",
        ),
        "ln OR = d·π/√3; p1 = OR·p0 / (1 − p0 + OR·p0)",
        "Chinn 2000; Cochrane Handbook 5.1, § 12.6.3",
    ),
    "smd-probit": Conversion(
        rate_from_smd_probit,
        False,
        True,
        Text(
            "standardiseret forskel, normalfordeling",
            "standardised difference, normal distribution",
        ),
        "p1 = Φ(Φ⁻¹(p0) + d)",
        "Furukawa & Leucht 2011; da Costa et al. 2012",
    ),
}
