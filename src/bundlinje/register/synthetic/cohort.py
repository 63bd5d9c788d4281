"""Draw the target group: covariates, success, and the use of services with and without success."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from bundlinje.basics.streams import uniforms
from bundlinje.register.synthetic import calendar, model, places
from bundlinje.register.synthetic.draws import BLOCK, Block, amount, whole
from bundlinje.register.synthetic.model import FOLLOW_UP, USES, WAGE, Design, Floats, Ints

NEVER = 1 << 30


@dataclass(frozen=True)
class Cohort:
    """The target group as a study sees it, and what a study cannot see.

    People are along the last axis of every array. Services are in the order of `model.SERVICES`,
    years after the goal along the axis before people.

    Attributes:
        time_zero: Day on which the clock starts. [days since 1970-01-01]
        born, died, emigrated: Days; `NEVER` where it does not happen. [days since 1970-01-01]
        education: 0, 1 or 2: an index into `EDUCATION`.
        place: The municipality: an index into `places.CODES`.
        x: Covariates from 0 to 1 in the order of `model.COVARIATES`, (covariates, people).
        cash, gp: Use in the two years before time zero. [weeks, contacts]
        hidden: What is not in the register, −½ or ½.
        propensity: The true chance of success. [1]
        success: Whether the goal is reached.
        wages: Wage by calendar year without and with success, (2, calendar years, people). [DKK]
        outcomes: Use by year without and with success, (2, services, years, people).
        variation: The effect on the person as a multiple of the mean effect.
    """

    time_zero: Ints
    born: Ints
    died: Ints
    emigrated: Ints
    education: Ints
    place: Ints
    x: Floats
    cash: Ints
    gp: Ints
    hidden: Floats
    propensity: Floats
    success: npt.NDArray[np.bool_]
    wages: Ints
    outcomes: Floats
    variation: Floats

    @property
    def people(self) -> int:
        """The number of people."""
        return len(self.success)

    @property
    def drawn(self) -> Floats:
        """The use that came to be, (services, years, people)."""
        return np.asarray(np.where(self.success, self.outcomes[1], self.outcomes[0]))

    @property
    def municipality(self) -> npt.NDArray[np.int16]:
        """The municipality's code, (people,)."""
        return places.CODES[self.place]

    @property
    def left(self) -> Ints:
        """The day of death or emigration, (people,). [days since 1970-01-01]"""
        return np.minimum(self.died, self.emigrated)

    @property
    def followed(self) -> npt.NDArray[np.bool_]:
        """Whether a person is there on every day of a year, (years, people)."""
        ends = np.array(calendar.STARTS[1:])[:, None]
        return np.asarray(self.left >= self.time_zero + ends)

    def first(self, people: int) -> Cohort:
        """Return the first `people` of them."""
        return replace(self, **{f.name: getattr(self, f.name)[..., :people] for f in fields(self)})


EDUCATION = ("grundskole", "ungdomsuddannelse", "videregående")


def draw_cohort(
    people: int,
    seed: int = 1,
    *,
    years: tuple[int, int] = (2008, 2019),
    heterogeneous: bool = False,
    hidden: float = 0.0,
) -> Cohort:
    """Draw a target group without writing tables: the same people as in a register.

    Args:
        people: How many. [people]
        seed: The seed of the draws.
        years: First and last calendar year that a register of them would cover.
        heterogeneous: Whether the effect varies with the covariates.
        hidden: How strong something is that is not in the register. [0 to 1]
    """
    design = Design(seed, years, heterogeneous, hidden)
    return join(blocks(people, design))


def blocks(people: int, design: Design) -> Iterable[Cohort]:
    """Draw a target group block by block."""
    for number, start in enumerate(range(0, people, BLOCK)):
        yield draw_block(number, design).first(people - start)


def join(parts: Iterable[Cohort]) -> Cohort:
    """Return several blocks as one."""
    found = list(parts)
    return Cohort(
        **{
            f.name: np.concatenate([getattr(part, f.name) for part in found], axis=-1)
            for f in fields(Cohort)
        }
    )


def draw_block(number: int, design: Design) -> Cohort:
    """Draw one whole block of the target group."""
    block = Block(design.seed, "cohort", number)
    first, last = calendar.period(design.years)
    zero = first + whole(block.each("time zero"), last - first + 1)
    age = model.AGES[0] + whole(block.each("age"), model.AGES[1] - model.AGES[0] + 1)
    # Days since the last birthday: away from its ends, so that every way to count age agrees.
    since = 3 + whole(block.each("birthday"), 358)
    born = zero - np.rint(age * calendar.DAYS_A_YEAR).astype(np.int64) - since
    place = places.PLACES[whole(block.each("place"), len(places.PLACES))]
    education = _education(block.each("education"), age)
    trouble = block.each("trouble")
    male = block.each("sex") < 0.7
    mental = block.mixed("mental", trouble) < model.MENTAL
    cash = amount(1 - block.mixed("cash", trouble), model.cash_before())
    gp = amount(1 - block.mixed("gp", trouble), model.gp_before())
    prison = block.mixed("prison", trouble) < 0.05 + 0.2 * male
    x = np.array(
        [
            (age - model.AGES[0]) / (model.AGES[1] - model.AGES[0]),
            male, education == 1, education == 2, mental,
            cash / model.MOST_CASH, gp / model.MOST_GP, prison,
        ],
        dtype=float,
    )  # fmt: skip
    hidden = np.where(block.each("hidden") < 0.5, -0.5, 0.5)
    own = _spread(design.seed, "success", model.SUCCESS_PLACE)[place]
    propensity = 1 / (1 + np.exp(-model.logit(x, own, design.hidden * hidden)))
    varies = model.variation(x) if design.heterogeneous else np.ones(BLOCK)
    died, emigrated = _departures(block, zero, x, design)
    wages = _wages(block, zero, place, x, hidden * design.hidden, varies, design)
    return Cohort(
        time_zero=zero,
        born=born,
        died=died,
        emigrated=emigrated,
        education=education,
        place=place,
        x=x,
        cash=cash,
        gp=gp,
        hidden=hidden,
        propensity=propensity,
        success=block.each("success") < propensity,
        wages=wages,
        outcomes=_outcomes(block, zero, place, x, hidden * design.hidden, varies, wages, design),
        variation=varies,
    )


def _education(u: Floats, age: Ints) -> Ints:
    higher = np.where(age >= 23, 0.12, 0.0)
    return np.where(u < higher, 2, np.where(u < higher + 0.28, 1, 0))


def _spread(seed: int, name: str, half: float) -> Floats:
    """Return the municipalities' own part, between −`half` and `half`, (municipalities,)."""
    return half * (2 * uniforms(seed, f"municipality/{name}", 0, len(places.CODES)) - 1)


def _departures(block: Block, zero: Ints, x: Floats, design: Design) -> tuple[Ints, Ints]:
    """Return the days of death and of emigration; one at most, and none before the goal's day."""
    days = []
    for name, (all_, more), who in (
        ("death", model.DEATH, x[4]),
        ("emigration", model.EMIGRATION, x[3]),
    ):
        wait = -np.log(block.each(name)) / (all_ + more * who) * calendar.DAYS_A_YEAR
        day = zero + calendar.STARTS[0] + np.minimum(wait, NEVER // 2).astype(np.int64)
        days.append(np.where(day < calendar.day(design.years[1] + 1), day, NEVER))
    died, emigrated = days
    return np.where(died <= emigrated, died, NEVER), np.where(emigrated < died, emigrated, NEVER)


def _outcomes(
    block: Block, zero: Ints, place: Ints, x: Floats, hidden: Floats, varies: Floats,
    wages: Ints, design: Design,
) -> Floats:  # fmt: skip
    counted = [use for use in USES if use is not WAGE]
    found = np.zeros((2, len(model.SERVICES), FOLLOW_UP, BLOCK))
    light, heavy = block.each("frailty"), block.each("weight")
    for s, use in enumerate(counted):
        own = _spread(design.seed, use.id, use.place)[place]
        for k in range(FOLLOW_UP):
            without = model.chance(use, k, x, own, hidden)
            u = block.mixed(f"any/{use.id}/{k}", light)
            much = amount(block.mixed(f"amount/{use.id}/{k}", heavy), use.table)
            found[0, s, k] = (u < without) * much
            found[1, s, k] = (u < without + model.effect(use, k) * varies) * much
    for c, year in enumerate(range(design.years[0], design.years[1] + 1)):
        for k in range(FOLLOW_UP):
            share = year_share(zero, k, year)
            found[:, -2, k] += wages[:, c] * share
            found[:, -1, k] += model.TAX * wages[:, c] * share
    return found


def year_share(zero: Ints, k: int, year: int) -> Floats:
    """Return the share of a calendar year that is in follow-up year `k`, from 0. [1]"""
    days = calendar.overlap(zero + calendar.STARTS[k], zero + calendar.STARTS[k + 1], year)
    return np.asarray(days / (calendar.day(year + 1) - calendar.day(year)))


def wage_effect(zero: Ints, year: int) -> Floats:
    """Return what success adds to the chance of a wage in a calendar year, by time zero. [1]

    Each follow-up year's effect counts by the share of the calendar year that is in it.
    """
    parts = [model.effect(WAGE, k) * year_share(zero, k, year) for k in range(FOLLOW_UP)]
    return np.asarray(sum(parts))


def _wages(
    block: Block, zero: Ints, place: Ints, x: Floats, hidden: Floats, varies: Floats,
    design: Design,
) -> Ints:  # fmt: skip
    years = range(design.years[0], design.years[1] + 1)
    own = _spread(design.seed, WAGE.id, WAGE.place)[place]
    light, heavy = block.each("work"), block.each("pay")
    without = model.chance(WAGE, 0, x, own, hidden)
    found = np.zeros((2, len(years), BLOCK), dtype=np.int64)
    for c, year in enumerate(years):
        u = block.mixed(f"any/wage/{year}", light)
        much = amount(block.mixed(f"amount/wage/{year}", heavy), WAGE.table)
        found[0, c] = (u < without) * much
        found[1, c] = (u < without + wage_effect(zero, year) * varies) * much
    return found
