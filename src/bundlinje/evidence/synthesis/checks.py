"""What every estimate must be before anything is calculated from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import input_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Standard errors further apart than this are a mix of units rather than of study sizes.
LARGEST_RATIO = 1e6


def estimate(value: float | None, key: str) -> float:
    """Return a number that someone has estimated; a null result without a number is refused."""
    if value is None or math.isnan(value):
        raise input_error(
            "der er intet tal at regne med. Et nulresultat (»ingen signifikant forskel«) uden "
            "estimat og interval kan ikke omregnes; 0 ville være et andet udsagn.",
            "there is no number to calculate with. A null result (“no significant difference”) "
            "without estimate and interval cannot be converted; 0 would be another statement.",
            key=key,
        )
    if math.isinf(value):
        raise input_error("tallet er uendeligt.", "the number is infinite.", key=key)
    return float(value)


def positive(value: float | None, key: str) -> float:
    """Return a number that must be above 0."""
    number = estimate(value, key)
    if number <= 0:
        raise input_error(f"{number:g} skal være over 0.", f"{number:g} must be above 0.", key=key)
    return number


def inner_share(value: float | None, key: str) -> float:
    """Return a share strictly between 0 and 1."""
    number = estimate(value, key)
    if not 0 < number < 1:
        raise input_error(
            f"{number:g} skal ligge mellem 0 og 1 (12 % skrives 0.12).",
            f"{number:g} must lie between 0 and 1 (12% is written 0.12).",
            key=key,
        )
    return number


def studies(
    effects: Sequence[float] | Array, standard_errors: Sequence[float] | Array
) -> tuple[Array, Array]:
    """Return effects and standard errors as arrays of the same, sensible length and size."""
    if len(effects) != len(standard_errors):
        raise input_error(
            f"{len(effects)} effekter, men {len(standard_errors)} standardfejl: "
            "hver effekt skal have sin egen.",
            f"{len(effects)} effects but {len(standard_errors)} standard errors: "
            "each effect needs its own.",
            key="standard_errors",
        )
    if not len(effects):
        raise input_error(
            "der er ingen studier at sammenfatte.", "there are no studies to pool.", key="effects"
        )
    values = np.array([estimate(value, f"effects[{i}]") for i, value in enumerate(effects)])
    errors = np.array(
        [_standard_error(value, f"standard_errors[{i}]") for i, value in enumerate(standard_errors)]
    )
    if errors.max() > LARGEST_RATIO * errors.min():
        raise input_error(
            f"standardfejlene går fra {errors.min():g} til {errors.max():g}: det ligner "
            "forskellige enheder. Bring alle effekter på samme skala.",
            f"the standard errors go from {errors.min():g} to {errors.max():g}: that looks like "
            "different units. Bring all effects to one scale.",
            key="standard_errors",
        )
    if np.abs(values - values[0]).max() > LARGEST_RATIO * errors.max():
        raise input_error(
            f"effekterne går fra {values.min():g} til {values.max():g}, langt ud over enhver "
            "usikkerhed: det ligner forskellige enheder. Bring alle på samme skala.",
            f"the effects go from {values.min():g} to {values.max():g}, far beyond any "
            "uncertainty: that looks like different units. Bring all to one scale.",
            key="effects",
        )
    return values, errors


def _standard_error(value: float | None, key: str) -> float:
    number = estimate(value, key)
    if number <= 0 or number * number == 0:
        raise input_error(
            f"standardfejlen {number:g} skal være over 0: et studie uden usikkerhed ville få al "
            "vægten. Regn den ud fra interval eller antal; celler med 0 kræver et tillæg på ½.",
            f"the standard error {number:g} must be above 0: a study without uncertainty would "
            "take all the weight. Find it from interval or counts; cells of 0 need ½ added.",
            key=key,
        )
    return number
