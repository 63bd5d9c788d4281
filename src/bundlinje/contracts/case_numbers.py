"""The numbers of a case that a contract refers to, such as `effect.with`, in a sample of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Case, Effect, input_name
from bundlinje.calculation.inputs import Sample, values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_RATES = ("with", "without", "difference")
_PARTICIPANTS = "participants"


def names(case: Case) -> list[str]:
    """Return everything of a case that a contract can refer to."""
    rates = [f"{effect.path}.{rate}" for effect in case.effects.values() for rate in _RATES]
    single = [s.path for s in case.series() if len(s.numbers) == 1 and s.path not in rates]
    named = [*case.parameters, *(j.names[at] for j in case.joint for at in j.positions)]
    named += [name for name in _certain(case) if name not in named]
    return [*rates, _PARTICIPANTS, *single, *(input_name(name) for name in named), *named]


def _certain(case: Case) -> dict[str, float]:
    """Return the named parameters of a case that have no uncertainty."""
    given = case.data.get("parameters") or {}
    return {
        str(name): float(value)
        for name, value in given.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def number(case: Case, sample: Sample, name: str) -> Array:
    """Return a number of the case in a sample, shape (draws,) or (1,).

    Success rates are the case's own: with the intervention is without plus the difference where
    the case gives that, within 0–1. `participants` are all of them.

    Raises:
        InputError: the case has no such number.
    """
    for effect in case.effects.values():
        for rate in _RATES:
            if name == f"{effect.path}.{rate}":
                return rate_of(case, effect, sample, rate)
    if name == _PARTICIPANTS:
        rows = [values(series, sample)[0] for series in case.participants.values()]
        return np.asarray(sum(np.broadcast_arrays(*rows), np.zeros(1)))
    for series in case.series():
        if series.path == name and len(series.numbers) == 1:
            return np.asarray(values(series, sample)[0])
    if input_name(name) in sample:
        return np.asarray(sample[input_name(name)][0])
    certain = _certain(case)
    own = name.removeprefix("parameters.")
    if own in certain:
        return np.array([certain[own]])
    hint = nearest(name, names(case))
    raise InputError(
        [
            Problem(
                Text(
                    f"sagen {case.id} har intet tal, der hedder {name}. {hint.da}",
                    f"the case {case.id} has no number called {name}. {hint.en}",
                ),
                key="expect",
            )
        ]
    )


def rate_of(case: Case, effect: Effect, sample: Sample, rate: str) -> Array:
    """Return a success rate of an effect, or the difference, shape (draws,) or (1,). [1]

    Raises:
        InputError: the case gives the difference alone.
    """
    without = None if effect.without is None else np.clip(values(effect.without, sample)[0], 0, 1)
    if rate == "difference" and effect.difference is not None:
        return np.asarray(values(effect.difference, sample)[0])
    if without is None:
        raise InputError(
            [
                Problem(
                    Text(
                        f"sagen {case.id} siger ikke, hvad succesraten er uden indsatsen. Skriv "
                        f"without under {effect.path} i sagen.",
                        f"the case {case.id} does not say what the success rate is without the "
                        f"intervention. Write without under {effect.path} in the case.",
                    ),
                    key="expect",
                )
            ]
        )
    if rate == "without":
        return np.asarray(without)
    if effect.with_ is not None:
        reached = np.clip(values(effect.with_, sample)[0], 0, 1)
    else:
        assert effect.difference is not None
        reached = np.clip(without + values(effect.difference, sample)[0], 0, 1)
    return np.asarray(reached if rate == "with" else reached - without)


def with_rate(case: Case, effect: Effect, sample: Sample, reached: Array) -> dict[str, Array]:
    """Return the sample with another success rate with the intervention. [1]"""
    if effect.with_ is not None:
        return {**sample, effect.with_.path: reached[None]}
    assert effect.difference is not None
    return {
        **sample,
        effect.difference.path: (reached - rate_of(case, effect, sample, "without"))[None],
    }
