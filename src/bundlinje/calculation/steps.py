"""The point calculation step by step: every array between the inputs and the flows.

For those who show the calculation and not only its result. The numbers are the model's own: the
same `Evaluation` gives the point result and the draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.calculation.case import Case, Consequence
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.model import Evaluation, Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """Arrays by year, shape (years,), at the means of the inputs.

    Calendar years are those of the horizon and `extra` ones after it, where only listed profile
    years count (what is cut off). Years after completion run from 0.
    """

    model: Model  # with the extra years
    extra: int
    people: Array  # the case's participants, completing by calendar year
    participants: Mapping[str, Array]  # those of each effect
    successes: Mapping[str, Array]  # net successes
    per_person: Mapping[str, Array]  # change in units by year after completion
    in_force: Mapping[str, Array]  # share of the effect by year after completion
    kept: Mapping[str, Array]  # share that leaves the budget by year after completion
    units: Mapping[str, Array]
    units_realisable: Mapping[str, Array]
    units_at_full_effect: Mapping[str, Array]
    prices: Mapping[str, Array]  # in the case's price level, by calendar year [DKK]
    amounts: Array  # (rows, years), without sign [DKK]
    amounts_realisable: Array
    amounts_at_full_effect: Array


def listed_years_after(case: Case) -> int:
    """Return how many years after the horizon have listed profile years of a consequence."""
    extra = 0
    for change in case.consequences:
        for cohort in case.participants_of(change.effect):
            last = cohort + change.lag + len(change.quantity.numbers) - 1
            extra = max(extra, last - case.last_year)
    return extra


def ended(case: Case) -> Case:
    """Return the case with profiles that stop after their listed years."""
    return replace(
        case,
        consequences=tuple(replace(change, hold=False) for change in case.consequences),
        outcomes=tuple(replace(change, hold=False) for change in case.outcomes),
    )


def steps_of(case: Case, extra: int = 0) -> Steps:
    """Return the steps of the point calculation, with `extra` years after the horizon."""
    sample = inputs_of(case).at_means()
    models = [Model.of(chosen, extra) for chosen in (case, ended(case))]
    ones = np.ones(case.horizon + extra)

    def evaluations(realisable: bool = False, unit_effect: bool = False) -> list[Evaluation]:
        return [Evaluation(m, sample, 1, None, ones, realisable, unit_effect) for m in models]

    def joined(within: Array, after: Array) -> Array:
        return np.concatenate([within[..., : case.horizon, 0], after[..., case.horizon :, 0]], -1)

    plain, cut, full = evaluations(), evaluations(True), evaluations(unit_effect=True)
    held = plain[0]

    def units(pair: list[Evaluation]) -> dict[str, Array]:
        found = {}
        for index, change in enumerate((*case.consequences, *case.outcomes)):
            ends = (*models[1].case.consequences, *models[1].case.outcomes)[index]
            price = held.unit_prices(change)[:1] if isinstance(change, Consequence) else None
            found[change.id] = joined(pair[0].units(change, price), pair[1].units(ends, price))
        return found

    def amounts(pair: list[Evaluation]) -> Array:
        return joined(pair[0].amounts().money, pair[1].amounts().money)

    def by_year(people: Array, offsets: list[int]) -> Array:
        row = np.zeros(len(ones))
        row[offsets] = people[:, 0]
        return row

    cohorts = {name: held.cohorts[name] for name in case.effects}
    changes = (*case.consequences, *case.outcomes)
    return Steps(
        model=models[0],
        extra=extra,
        people=by_year(
            np.array([held.people[year] for year in case.participants]).reshape(-1, 1),
            [year - case.start_year for year in case.participants],
        ),
        participants={name: by_year(people, at) for name, (at, people, _) in cohorts.items()},
        successes={name: by_year(net, at) for name, (at, _, net) in cohorts.items()},
        per_person={c.id: held.per_person(c)[:, 0] for c in changes},
        in_force={c.id: held.in_force(c)[:, 0] for c in changes},
        kept={c.id: held.kept(c)[:, 0] for c in case.consequences},
        units=units(plain),
        units_realisable=units(cut),
        units_at_full_effect=units(full),
        prices={item.id: held.unit_prices(item)[:, 0] for item in case.items},
        amounts=amounts(plain),
        amounts_realisable=amounts(cut),
        amounts_at_full_effect=amounts(full),
    )
