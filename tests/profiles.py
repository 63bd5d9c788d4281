"""Invented use profiles for tests: no study, no person."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.evidence.profiles import MethodEstimate, Profile, ServiceProfile, StudyOrigin

#: The 97.5 % quantile of the normal distribution.
Z = 1.959963984540054
SD = (20.0, 15.0, 10.0, 3000.0, 2500.0, 2000.0)
MEAN = (-90.0, -60.0, -40.0, 12000.0, 9000.0, 8000.0)


def covariance(sd: Sequence[float], seed: int = 1, rank: int | None = None) -> Any:
    """A covariance matrix with these standard deviations and any correlations."""
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(len(sd), rank or len(sd)))
    factor /= np.sqrt((factor**2).sum(axis=1))[:, None]
    found = factor @ factor.T * np.outer(sd, sd)
    found = (found + found.T) / 2
    np.fill_diagonal(found, np.square(sd))
    return found


def service(
    id: str,
    mean: Sequence[float | None],
    sd: Sequence[float | None],
    unit: str = "døgn",
    direction: str = "expense",
    label: str = "",
) -> ServiceProfile:
    """A service with normal intervals."""

    def end(sign: int) -> tuple[float | None, ...]:
        return tuple(
            None if m is None or s is None else m + sign * Z * s
            for m, s in zip(mean, sd, strict=True)
        )

    return ServiceProfile(
        id, label or id.capitalize(), unit, direction, tuple(mean), tuple(sd), end(-1), end(1)
    )


def profile(**changes: Any) -> Profile:
    """A profile of shelter days and wages over three years."""
    cov = covariance(SD)
    given: dict[str, Any] = {
        "id": "unge-herberg",
        "name": Text("Unge på herberg: egen bolig", "Young people in shelters: own home"),
        "origin": StudyOrigin("Prøveregister", "0123456789abcdef" * 4, datetime.date(2026, 11, 26)),
        "target_group_label": "Unge på herberg",
        "target_group": "homeless",
        "goal": "Egen bolig i andet halvår",
        "reached": 1230,
        "not_reached": 2350,
        "method": "doubly_robust",
        "estimand": "ate",
        "degrees": None,
        "causal": False,
        "grade": "weak",
        "causal_statement": Text("", ""),
        "price_year": 2019,
        "first_year": 1,
        "services": (
            service("shelter", MEAN[:3], SD[:3], label="Døgn på herberg"),
            service("wage", MEAN[3:], SD[3:], "kr.", "income", "Løn"),
        ),
        "others": {"raw": {"shelter": MethodEstimate((-120.0, -80.0, None), (9.0, 8.0, None))}},
        "covariance": tuple(map(tuple, cov.tolist())),
        "said": (Text("Få mænd i registeret.", "Few men in the register."),),
        "note": "Kun til prøve.",
    }
    return Profile(**{**given, **changes})


def gap() -> Profile:
    """A profile in which the second of three years was left out, and the last."""
    sd = (20.0, 10.0)
    cov = covariance(sd)
    return profile(
        services=(service("shelter", (-90.0, None, -40.0, None), (20.0, None, 10.0, None)),),
        covariance=tuple(map(tuple, cov.tolist())),
        others={},
        price_year=None,
    )


def sd_of(weights: Sequence[float], record: Profile) -> float:
    """The standard deviation of a weighted sum of everything in a profile."""
    a = np.array(weights)
    return math.sqrt(float(a @ np.array(record.covariance) @ a))
