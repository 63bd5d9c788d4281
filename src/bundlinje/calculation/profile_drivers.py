"""What a use profile means for the result: its numbers together, as one input.

The numbers of a profile are drawn jointly, so one of them alone says little. What they mean
together for a result is, to first order, a weighted sum: how much the result moves with each of
them. That sum is the input that is changed one way and that the result is regressed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.calculation.inputs import Inputs, JointInputs, Sample
from bundlinje.calculation.model import Model
from bundlinje.calculation.tables import flow_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def slopes(model: Model, inputs: Inputs, group: JointInputs) -> Array:
    """Return how the results move with each number, the others at their means.

    The first row is the net result, then a row for each payer of the model, in DKK per unit:
    shape (1 + payers, numbers). Central differences one standard deviation to each side.
    """
    sd = np.sqrt(np.clip(np.diag(group.covariance()), 0.0, None))
    count = len(group.names)
    sample = inputs.at_means(2 * count)
    for at, name in enumerate(group.names):
        sample[name][0, 2 * at] -= sd[at]
        sample[name][0, 2 * at + 1] += sd[at]
    tables = flow_tables(model, model.evaluate(sample, 2 * count, discounted=True).money)
    results = np.vstack([tables.net_result[None], tables.by_payer])
    rise = results[:, 1::2] - results[:, ::2]
    return np.asarray(np.where(sd > 0, rise / np.where(sd > 0, 2 * sd, 1.0), 0.0))


def ends(group: JointInputs, slope: Array, scores: Array) -> Array:
    """Return the numbers to expect where their weighted sum is at these normal scores.

    `slope` has shape (numbers,); the return value (numbers, scores).
    """
    along = group.covariance() @ slope
    sd = np.sqrt(max(float(slope @ along), 0.0))
    step = along / sd if sd > 0 else np.zeros(len(along))
    return np.asarray(group.means()[:, None] + step[:, None] * scores)


def weighted_sums(group: JointInputs, slope: Array, sample: Sample) -> list[Array]:
    """Return the weighted sum for every row of `slope` in which it varies, shape (draws,)."""
    drawn = np.stack([sample[name][0] for name in group.names]) - group.means()[:, None]
    return [row for row in slope @ drawn if np.any(row != row[0])]
