"""The standard workload in plain numpy: what one would write by hand for this one case.

Covers: drawing the 62 inputs with numpy's own generators, the full (draw, year, account) table of
discounted flows, and the 5, 25, 50, 75 and 95 % percentiles of the yearly total, payer by year,
total, payers and accounts.
Does not cover: reading and checking a case, drivers and value of information, draws that stay the
same when inputs are added, warnings, costs and consequences apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from measuring import Parts, print_line
from workload import (
    COST_MEAN,
    COST_SD,
    EFFECT_MEAN,
    EFFECT_SD,
    PARTICIPANTS,
    PAYERS,
    Floats,
    Workload,
    standard_workload,
    workload_arguments,
)

PERCENTILES = [5, 25, 50, 75, 95]


@dataclass(frozen=True)
class Inputs:
    """The uncertain inputs, a row a draw."""

    effect: Floats  # (draw,)
    cost: Floats  # (draw,) per participant [DKK]
    quantity: Floats  # (draw, J) per success and year [DKK]
    persistence: Floats  # (draw, J) share left from one year to the next


def draw_inputs(workload: Workload, seed: int) -> Inputs:
    """Draw effect, cost, quantities and persistences."""
    rng = np.random.default_rng(seed)
    draws, size = workload.draws, (workload.draws, workload.consequences)
    return Inputs(
        effect=rng.normal(EFFECT_MEAN, EFFECT_SD, draws),
        cost=rng.gamma((COST_MEAN / COST_SD) ** 2, COST_SD**2 / COST_MEAN, draws),
        quantity=rng.normal(workload.mean, workload.sd, size),
        persistence=rng.beta(workload.b, workload.a, size),
    )


def flow_table(workload: Workload, inputs: Inputs) -> Floats:
    """Return the discounted flow to each account, gain positive: (draw, year, account) [DKK]."""
    successes = PARTICIPANTS * inputs.effect
    units = np.empty((len(successes), workload.years, workload.consequences))
    units[:, 0] = successes[:, None] * inputs.quantity
    for year in range(1, workload.years):
        units[:, year] = units[:, year - 1] * inputs.persistence
    units *= workload.in_force
    table = -(units @ workload.share)
    table[:, 0, 0] -= PARTICIPANTS * inputs.cost
    table *= workload.discount_factors[:, None]
    return table


def by_payer(table: Floats) -> Floats:
    """Sum the accounts of each payer: (draw, year, account) to (draw, year, payer)."""
    payers: Floats = table.reshape(*table.shape[:-1], len(PAYERS), -1).sum(axis=-1)
    return payers


def percentiles(values: Floats) -> Floats:
    """Return the five percentiles over the draws, which come first."""
    found: Floats = np.percentile(values, PERCENTILES, axis=0)
    return found


def main() -> None:
    """Do the work once and print what it took."""
    asked = workload_arguments(__doc__).parse_args()
    workload = standard_workload(asked.draws, asked.consequences, asked.years)
    parts = Parts()
    with parts.timed("inputs"):
        inputs = draw_inputs(workload, asked.seed)
    with parts.timed("table"):
        table = flow_table(workload, inputs)
    with parts.timed("percentiles by year"):
        payer_by_year = by_payer(table)
        percentiles(payer_by_year)
        percentiles(payer_by_year.sum(axis=2))
    with parts.timed("percentiles of sums"):
        payers = payer_by_year.sum(axis=1)
        net = payers.sum(axis=1)
        percentiles(net)
        percentiles(payers)
        percentiles(table.sum(axis=1))
    print_line(
        peer="plain numpy",
        version=np.__version__,
        covers="inputs, (draw, year, account) table, percentiles; no drivers",
        parts=parts,
        net=net,
    )


if __name__ == "__main__":
    main()
