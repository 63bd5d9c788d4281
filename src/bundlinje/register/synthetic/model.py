"""What the made people are like: who reaches the goal, and how that changes their use of services.

All of it is made up. The chance of any use of a service in a year is linear in bounded covariates
and in success; how much is used, if any, does not depend on them. So a linear regression on the
same covariates is right, unless the effect is made to vary (`heterogeneous`) or to be confounded
by something that is not in the register (`hidden`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Years that people are followed after the goal.
FOLLOW_UP = 5
#: Covariates, each from 0 to 1; categories as one column for each value but the first.
COVARIATES = (
    "age", "sex_M", "education_ungdomsuddannelse", "education_videregående", "any_psychiatry_2",
    "use_cash_benefit_2", "use_gp_2", "any_prison_2",
)  # fmt: skip
AGES = (18, 29)
#: The largest use in the two years before time zero. [weeks, contacts]
MOST_CASH, MOST_GP = 102, 24
#: The share of people with psychiatric contacts before time zero. [1]
MENTAL = 0.4
#: Chance of reaching the goal: log odds by covariate, and the constant.
SUCCESS = np.array([0.2, -0.15, 0.35, 0.6, -0.7, -1.2, -0.15, -0.6])
SUCCESS_CONSTANT = 0.55
#: Half the width of the municipalities' own part of the log odds, and what something hidden adds.
SUCCESS_PLACE = 0.5
SUCCESS_HIDDEN = 2.0
#: The share of a year's effect that is left the year after, and the use that is. [1]
DECAY, TREND = 0.85, 0.95
#: How often a year's draw is the person's own, shared by all years and services. [1]
FRAILTY = 0.4
#: How much more the effect is for a person with psychiatric contacts, and with full cash benefit,
#: where it varies. [share of the mean effect]
VARIES = (1.0, 1.3)
#: Yearly chance of dying and of leaving the country after the goal: everyone, and what psychiatric
#: contacts (death) and higher education (leaving) add. [1/year]
DEATH = (0.004, 0.010)
EMIGRATION = (0.008, 0.006)
#: Steps of a table of quantiles; the mean of a draw is exactly the mean of the table.
STEPS = 4096


def quantiles(median: float, sigma: float, most: int, step: int = 1) -> Ints:
    """Return a skewed distribution of whole amounts as its `STEPS` equally likely values.

    A lognormal with the given median and standard deviation of the logarithm, in whole steps, at
    least one step and at most `most`.
    """
    z = ndtri((np.arange(STEPS) + 0.5) / STEPS)
    steps = np.rint(median / step * np.exp(sigma * z))
    return np.asarray(np.clip(steps, 1, most // step) * step, dtype=np.int64)


@dataclass(frozen=True)
class Use:
    """One service, or income, in the follow-up.

    Attributes:
        id: The service's id in the register file.
        constant: Chance of any use in a year when every covariate is 0. [1]
        slopes: What each of `COVARIATES` adds. [1]
        place: Half the width of the municipalities' own part. [1]
        effect: What success adds in the first year after the goal. [1]
        hidden: What something hidden adds at full strength. [1]
        amounts: (median, standard deviation of the logarithm, most, step) of what is used.
    """

    id: str
    constant: float
    slopes: tuple[float, ...]
    place: float
    effect: float
    hidden: float
    amounts: tuple[float, float, int, int]

    @cached_property
    def table(self) -> Ints:
        """The quantiles of what is used in a year with use, (STEPS,)."""
        return quantiles(*self.amounts)

    @property
    def mean(self) -> float:
        """The mean of what is used in a year with use."""
        return float(self.table.mean())


# fmt: off
USES = (
    Use("shelter", 0.38, (-0.05, 0.06, -0.06, -0.08, 0.12, 0.16, 0.02, 0.10), 0.04, -0.15, 0.10,
        (40, 1.0, 150, 1)),
    Use("prison", 0.14, (-0.02, 0.04, -0.03, -0.04, 0.02, 0.03, 0.00, 0.08), 0.01, -0.04, 0.03,
        (45, 0.9, 120, 1)),
    Use("psychiatric_inpatient", 0.10, (0.0, -0.01, -0.01, -0.02, 0.08, 0.03, 0.03, 0.02), 0.01,
        -0.04, 0.02, (12, 1.0, 60, 1)),
    Use("psychiatry", 0.20, (0.02, -0.04, -0.03, -0.04, 0.13, 0.04, 0.06, 0.02), 0.02, -0.06, 0.04,
        (5, 0.8, 40, 1)),
    Use("gp", 0.48, (0.03, -0.10, 0.0, 0.0, 0.10, 0.05, 0.20, -0.02), 0.03, 0.03, 0.02,
        (4, 0.7, 30, 1)),
    Use("hospital", 0.22, (0.02, -0.02, -0.02, -0.03, 0.06, 0.04, 0.06, 0.03), 0.02, -0.05, 0.04,
        (2, 0.7, 15, 1)),
    Use("cash_benefit", 0.42, (-0.02, 0.02, -0.08, -0.12, 0.08, 0.25, 0.0, 0.05), 0.03, -0.12, 0.06,
        (22, 0.7, 37, 1)),
    Use("sickness_benefit", 0.08, (0.02, -0.01, 0.02, 0.02, 0.04, -0.03, 0.04, -0.01), 0.01, 0.01,
        -0.01, (5, 0.7, 14, 1)),
    Use("wage", 0.42, (0.05, 0.03, 0.12, 0.20, -0.10, -0.20, 0.0, -0.05), 0.02, 0.12, -0.05,
        (120_000, 0.9, 600_000, 100)),
)
# fmt: on
WAGE = next(use for use in USES if use.id == "wage")
#: Tax is this share of the wage. [1]
TAX = 0.36
#: Services of the study, in order: those drawn, and the tax that follows from the wage.
SERVICES = (*(use.id for use in USES), "tax")


@dataclass(frozen=True)
class Design:
    """What can be chosen.

    Attributes:
        seed: Everything is a function of it and of a person's number.
        years: First and last calendar year of the register.
        heterogeneous: Whether the effect varies with the covariates.
        hidden: How strong something is that is not in the register, 0 to 1.
    """

    seed: int = 1
    years: tuple[int, int] = (2008, 2019)
    heterogeneous: bool = False
    hidden: float = 0.0


def logit(x: Floats, place: Floats, hidden: Floats) -> Floats:
    """Return the log odds of reaching the goal, (people,).

    Args:
        x: Covariates, (covariates, people).
        place: The municipality's part, (people,).
        hidden: Something hidden times its strength, from −½ to ½, (people,).
    """
    return np.asarray(SUCCESS_CONSTANT + SUCCESS @ x + place + SUCCESS_HIDDEN * hidden)


def variation(x: Floats) -> Floats:
    """Return the effect on each person as a multiple of the mean effect, (people,)."""
    mental, cash = x[4] - MENTAL, x[5] - cash_before().mean() / MOST_CASH
    return np.asarray(1.0 + VARIES[0] * mental + VARIES[1] * cash)


def chance(use: Use, k: int, x: Floats, place: Floats, hidden: Floats) -> Floats:
    """Return the chance of any use without success in follow-up year `k`, from 0, (people,)."""
    base = use.constant + np.array(use.slopes) @ x
    return np.asarray(TREND**k * base + place + use.hidden * hidden)


def effect(use: Use, k: int) -> float:
    """Return what success adds on average to the chance of any use in year `k`, from 0. [1]"""
    return use.effect * DECAY**k


@cache
def cash_before() -> Ints:
    """Return the quantiles of weeks on cash benefit in the two years before, (STEPS,). [weeks]"""
    share = (np.arange(STEPS) + 0.5) / STEPS
    return np.rint(MOST_CASH * np.clip((share - 0.3) / 0.6, 0, 1) ** 1.2).astype(np.int64)


@cache
def gp_before() -> Ints:
    """Return the quantiles of contacts with the GP in the two years before, (STEPS,)."""
    share = (np.arange(STEPS) + 0.5) / STEPS
    return np.rint(MOST_GP * np.clip((share - 0.15) / 0.85, 0, 1) ** 2).astype(np.int64)


def parameters() -> Mapping[str, object]:
    """Return the numbers of the model by name, as they stand in truth.json."""
    return {
        "success": dict(zip(("constant", *COVARIATES), (SUCCESS_CONSTANT, *SUCCESS), strict=True)),
        "success_place": SUCCESS_PLACE,
        "success_hidden": SUCCESS_HIDDEN,
        "decay": DECAY,
        "trend": TREND,
        "frailty": FRAILTY,
        "varies": {"any_psychiatry_2": VARIES[0], "use_cash_benefit_2": VARIES[1]},
        "tax": TAX,
        "services": {
            use.id: {
                "constant": use.constant,
                "slopes": dict(zip(COVARIATES, use.slopes, strict=True)),
                "place": use.place,
                "effect_on_any_use": use.effect,
                "hidden": use.hidden,
                "mean_amount_if_any": use.mean,
            }
            for use in USES
        },
    }
