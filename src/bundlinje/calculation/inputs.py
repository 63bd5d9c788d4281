"""The uncertain inputs of a case, and their values: at the means, at quantiles, and drawn.

A sample maps the name of every uncertain input to an array of shape (numbers, draws); the same
sample gives the point result (one draw at the means), one-way changes and the draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.distributions import Distribution
from bundlinje.basics.streams import uniforms
from bundlinje.calculation.case import Case, Joint, Series, input_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Sample = Mapping[str, "Array"]


@dataclass(frozen=True)
class Input:
    """One uncertain input; its numbers move together because they share one uniform."""

    name: str
    stream: str
    distributions: tuple[Distribution, ...]

    def means(self) -> Array:
        """Return the means, shape (numbers,)."""
        return np.array([distribution.mean for distribution in self.distributions])

    def at_scores(self, scores: Array) -> Array:
        """Return the values at normal scores of shape (draws,): shape (numbers, draws)."""
        return np.stack([distribution.at_scores(scores) for distribution in self.distributions])


@dataclass(frozen=True)
class JointInputs:
    """Numbers drawn jointly normal; each that the case has is an input of its own name."""

    joint: Joint

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return tuple(input_name(self.joint.names[at]) for at in self.joint.positions)

    @property
    def streams(self) -> tuple[str, ...]:
        """The names of the streams that they are drawn from, those of unused numbers too."""
        return tuple(input_name(name) for name in self.joint.names)

    def means(self) -> Array:
        """Return the means, shape (inputs,)."""
        return np.array([self.joint.mean[at] for at in self.joint.positions])

    def covariance(self) -> Array:
        """Return the covariance, shape (inputs, inputs)."""
        kept = np.array(self.joint.positions)
        return np.asarray(np.array(self.joint.cov)[np.ix_(kept, kept)])

    @cached_property
    def _root(self) -> Array:
        # The symmetric root, so that the order of the names does not matter; of the correlations,
        # so that neither does the unit: kroner may stand beside days.
        covariance = np.array(self.joint.cov)
        sd = np.sqrt(np.clip(np.diag(covariance), 0.0, None))
        scale = np.where(sd > 0, sd, 1.0)
        values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
        root = (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
        return np.asarray(sd[:, None] * root)[list(self.joint.positions)]

    def at_scores(self, scores: Array) -> Array:
        """Return the values at independent scores of shape (streams, draws)."""
        return np.asarray(self.means()[:, None] + self._root @ scores)


@dataclass(frozen=True)
class Inputs:
    """All uncertain inputs of a case."""

    single: tuple[Input, ...]
    joint: tuple[JointInputs, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all inputs."""
        return (*(i.name for i in self.single), *(name for j in self.joint for name in j.names))

    def at_means(self, draws: int = 1) -> dict[str, Array]:
        """Return a sample with every input at its mean."""
        sample = {i.name: np.repeat(i.means()[:, None], draws, axis=1) for i in self.single}
        for group in self.joint:
            for name, mean in zip(group.names, group.means().tolist(), strict=True):
                sample[name] = np.full((1, draws), mean)
        return sample

    def at_probabilities(self, name: str, probabilities: Array) -> Array:
        """Return the values of one input alone at probabilities: shape (numbers, probabilities)."""
        from scipy.special import ndtri

        scores = np.asarray(ndtri(probabilities))
        for single in self.single:
            if single.name == name:
                return single.at_scores(scores)
        for group in self.joint:
            if name in group.names:
                position = group.joint.positions[group.names.index(name)]
                sd = max(group.joint.cov[position][position], 0.0) ** 0.5
                return np.asarray(group.joint.mean[position] + sd * scores[None, :])
        raise KeyError(name)

    def draw(self, seed: int, start: int, count: int) -> dict[str, Array]:
        """Return draws `start` … `start + count − 1` of every input."""
        sample = {i.name: i.at_scores(_scores(seed, i.stream, start, count)) for i in self.single}
        for group in self.joint:
            scores = np.stack([_scores(seed, name, start, count) for name in group.streams])
            for name, values in zip(group.names, group.at_scores(scores), strict=True):
                sample[name] = values[None, :]
        return sample


def inputs_of(case: Case) -> Inputs:
    """Return the uncertain inputs of a case, in the order of the file."""
    single = []
    for series in case.series():
        spread = tuple(n.distribution for n in series.numbers if n.distribution is not None)
        if spread:
            single.append(Input(series.path, _stream(case, series.path), spread))
    for name, distribution in case.parameters.items():
        path = input_name(name)
        single.append(Input(path, path, (distribution,)))
    return Inputs(tuple(single), tuple(JointInputs(joint) for joint in case.joint))


def values(series: Series, sample: Sample) -> Array:
    """Return the values of a series in a sample: shape (numbers, draws), or (numbers, 1)."""
    drawn = sample.get(series.path)
    if drawn is not None and len(drawn) == len(series.numbers):
        return drawn
    rows: list[Array] = []
    position = 0
    for number in series.numbers:
        if number.distribution is not None and drawn is not None:
            rows.append(drawn[position])
            position += 1
        elif number.ref and input_name(number.ref) in sample:
            rows.append(sample[input_name(number.ref)][0] * number.times)
        else:
            rows.append(np.array([number.mean]))
    return np.stack(np.broadcast_arrays(*rows))


def _stream(case: Case, path: str) -> str:
    # Variants of one intervention share the draws of its effect and costs, others do not.
    own = path.split(".", 1)[0] in ("effect", "effects", "costs")
    return f"{case.intervention}/{path}" if own else path


def _scores(seed: int, stream: str, start: int, count: int) -> Array:
    from scipy.special import ndtri

    return np.asarray(ndtri(uniforms(seed, stream, start, count)))
