"""The true effects: as the model has them, and for exactly the people drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bundlinje.register.synthetic import calendar, cohort, model
from bundlinje.register.synthetic.cohort import Cohort
from bundlinje.register.synthetic.draws import BLOCK
from bundlinje.register.synthetic.model import FOLLOW_UP, USES, WAGE, Design, Floats

FORMAT = "bundlinje.synthetic-truth/1"
#: Blocks of a large population in which effects on those who succeed are averaged.
LARGE = 20


@dataclass(frozen=True)
class Truth:
    """What a study of the made register should find.

    Arrays are (services, years), services in the order of `services`; units are the services'.

    Attributes:
        services: The services.
        expected: The mean effect in the population that the people are drawn from: `ate` on
            everyone, `att` on those who reach the goal, `overlap` weighted by p(1 − p).
        drawn: The same for exactly the people drawn, and their mean use `with` and `without`
            success, were all of them followed throughout.
        raw: Mean use of those who reached the goal less that of those who did not.
        people, succeeded: How many are in the target group, and reach the goal. [people]
        design: What was chosen.
    """

    services: tuple[str, ...]
    expected: dict[str, Floats]
    drawn: dict[str, Floats]
    raw: Floats
    people: int
    succeeded: int
    design: Design

    def to_dict(self) -> dict[str, Any]:
        """Return it as it stands in truth.json."""

        def plain(values: Floats) -> dict[str, list[float]]:
            return {s: [float(v) for v in values[i]] for i, s in enumerate(self.services)}

        return {
            "format": FORMAT,
            "people": self.people,
            "succeeded": self.succeeded,
            "expected": {key: plain(values) for key, values in self.expected.items()},
            "drawn": {key: plain(values) for key, values in self.drawn.items()},
            "raw_difference": plain(self.raw),
            "design": {
                "seed": self.design.seed,
                "years": list(self.design.years),
                "heterogeneous": self.design.heterogeneous,
                "hidden": self.design.hidden,
            },
            "parameters": model.parameters(),
        }


class Sums:
    """Add up blocks of the target group into a `Truth`."""

    def __init__(self) -> None:
        shape = (len(model.SERVICES), FOLLOW_UP)
        self.use = np.zeros((2, *shape))
        self.groups = np.zeros((2, *shape))
        self.weighted = {"ate": np.zeros(shape), "att": np.zeros(shape), "overlap": np.zeros(shape)}
        self.weights = dict.fromkeys(self.weighted, 0.0)
        self.people = self.succeeded = 0

    def add(self, part: Cohort) -> None:
        """Add a block."""
        self.use += part.outcomes.sum(axis=-1)
        self.groups[0] += (part.drawn * ~part.success).sum(axis=-1)
        self.groups[1] += (part.drawn * part.success).sum(axis=-1)
        difference = part.outcomes[1] - part.outcomes[0]
        for key, weight in (
            ("ate", np.ones(part.people)),
            ("att", part.success.astype(float)),
            ("overlap", part.propensity * (1 - part.propensity)),
        ):
            self.weighted[key] += difference @ weight
            self.weights[key] += float(weight.sum())
        self.people += part.people
        self.succeeded += int(part.success.sum())

    def truth(self, design: Design) -> Truth:
        """Return the truth about all that was added."""
        drawn = {key: self.weighted[key] / max(self.weights[key], 1e-300) for key in self.weighted}
        drawn["without"], drawn["with"] = self.use / max(self.people, 1)
        failed = max(self.people - self.succeeded, 1)
        return Truth(
            services=model.SERVICES,
            expected=expected(design),
            drawn=drawn,
            raw=self.groups[1] / max(self.succeeded, 1) - self.groups[0] / failed,
            people=self.people,
            succeeded=self.succeeded,
            design=design,
        )


def truth_of(parts: Iterable[Cohort], design: Design) -> Truth:
    """Return the truth about the people in `parts`."""
    sums = Sums()
    for part in parts:
        sums.add(part)
    return sums.truth(design)


def expected(design: Design) -> dict[str, Floats]:
    """Return the mean effects in the population, each (services, years).

    On everyone they follow from the model: the mean effect on the chance of any use times the mean
    of what is used. Where the effect varies, those on people who reach the goal and on those who
    could go either way are averaged over a large population of its own, whose sampling error is
    below a thousandth.
    """
    ate = np.array([[model.effect(use, k) * use.mean for k in range(FOLLOW_UP)] for use in USES])
    ate[-1] = _expected_wage(design)
    ate = np.vstack([ate, model.TAX * ate[-1]])
    factors = {"ate": 1.0, "att": 1.0, "overlap": 1.0}
    if design.heterogeneous:
        factors |= _factors(design)
    return {key: ate * factor for key, factor in factors.items()}


def _expected_wage(design: Design) -> Floats:
    """Return the mean effect on wage by follow-up year: a calendar year's counts by its days."""
    first, last = calendar.period(design.years)
    zero = np.arange(first, last + 1)
    found = np.zeros(FOLLOW_UP)
    for year in range(design.years[0], design.years[1] + 1):
        on_any = cohort.wage_effect(zero, year)
        for k in range(FOLLOW_UP):
            found[k] += (on_any * cohort.year_share(zero, k, year)).mean() * WAGE.mean
    return found


def _factors(design: Design) -> dict[str, float]:
    sums = np.zeros((2, 2))
    for number in range(LARGE):
        part = cohort.draw_block(10_000 + number, design)
        p = part.propensity
        for i, weight in enumerate((p, p * (1 - p))):
            sums[i] += (weight * part.variation).sum(), weight.sum()
    assert part.people == BLOCK
    return {"att": sums[0, 0] / sums[0, 1], "overlap": sums[1, 0] / sums[1, 1]}
