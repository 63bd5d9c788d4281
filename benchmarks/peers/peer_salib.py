"""SALib: which inputs drive the net result.

Covers the variance shares Var(E[net | input]) / Var(net) of the 62 inputs for the net result, by
SALib's RBD-FAST on one sample of the given size (its cheapest method for that number, and like
Bundlinje's from draws that are there already). RBD-FAST always bootstraps an interval as well; the
fewest resamples that work (2) are asked for, or as many as `--resamples` says (its default is 100).
Only half of it is SALib's: it has no gamma or beta inputs, so its Latin hypercube is taken on 0–1
and scipy's quantile functions turn it into values; and it runs no model, so the flow table is the
one of plain_numpy.py. The part `drivers` is what SALib itself does.
Does not cover: percentiles, the parts of the result, one-way low and high, value of information.
Payers would each be another run of the same length.
"""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
from measuring import Parts, print_line
from plain_numpy import Inputs, flow_table
from SALib.analyze import rbd_fast
from SALib.sample import latin
from scipy import stats
from workload import (
    COST_MEAN,
    COST_SD,
    EFFECT_MEAN,
    EFFECT_SD,
    Floats,
    Workload,
    exact,
    standard_workload,
    workload_arguments,
)


def problem(workload: Workload) -> dict[str, object]:
    """Name the inputs, all on 0–1."""
    names = ["effect", "cost"]
    names += [f"quantity.{identifier}" for identifier in workload.consequence_ids]
    names += [f"persistence.{identifier}" for identifier in workload.consequence_ids]
    return {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}


def as_inputs(workload: Workload, uniform: Floats) -> Inputs:
    """Turn a sample on 0–1 into inputs by their quantile functions."""
    first_persistence = 2 + workload.consequences
    shape, scale = (COST_MEAN / COST_SD) ** 2, COST_SD**2 / COST_MEAN
    return Inputs(
        effect=stats.norm.ppf(uniform[:, 0], EFFECT_MEAN, EFFECT_SD),
        cost=stats.gamma.ppf(uniform[:, 1], shape, scale=scale),
        quantity=stats.norm.ppf(uniform[:, 2:first_persistence], workload.mean, workload.sd),
        persistence=stats.beta.ppf(uniform[:, first_persistence:], workload.b, workload.a),
    )


def main() -> None:
    """Do the work once and print what it took."""
    parser = workload_arguments(__doc__)
    parser.add_argument("--resamples", type=int, default=2)
    asked = parser.parse_args()
    workload = standard_workload(asked.draws, asked.consequences, asked.years)
    inputs_of = problem(workload)
    parts = Parts()
    with parts.timed("inputs"):
        uniform = latin.sample(inputs_of, workload.draws, seed=asked.seed)
        inputs = as_inputs(workload, uniform)
    with parts.timed("model"):
        net = flow_table(workload, inputs).sum(axis=(1, 2))
    with parts.timed("drivers"):
        found = rbd_fast.analyze(
            inputs_of, uniform, net, num_resamples=asked.resamples, seed=asked.seed
        )

    right = exact(workload).variance_shares
    error = np.abs([s - right[name] for s, name in zip(found["S1"], found["names"], strict=True)])
    print_line(
        peer="SALib",
        version=version("SALib"),
        covers="inputs and net result by scipy and numpy; variance shares of all inputs for the "
        "net result by RBD-FAST; no percentiles, no one-way, no value of information",
        parts=parts,
        net=net,
        largest_variance_share_error=float(error.max()),
    )


if __name__ == "__main__":
    main()
