"""Draw a case, block by block, and summarise every figure over the draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.streams import BLOCK_MULTIPLE, uniforms
from bundlinje.basics.threads import in_threads, workers
from bundlinje.calculation import drivers as driving
from bundlinje.calculation.case import Case, Effect
from bundlinje.calculation.inputs import Inputs, Sample
from bundlinje.calculation.model import Model, Uniforms
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.profile_drivers import ends, slopes, weighted_sums
from bundlinje.calculation.result import Draws, Uncertainty
from bundlinje.calculation.summaries import NOTHING, Distributed, Rows
from bundlinje.calculation.tables import FlowTables, flow_tables, outcome_totals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Drivers are computed from at most this many of the first draws.
DRIVER_DRAWS = 10_000
#: Numbers in the largest array of one block (8 bytes each).
BLOCK_NUMBERS = 5_000_000
#: One-way changes go from this quantile of an input to the other.
ONE_WAY = (0.05, 0.95)

#: Called with the number of draws done.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Block:
    """One block of draws: the inputs, the tables of discounted flows and the outcomes."""

    start: int
    sample: Sample
    tables: FlowTables
    outcomes: Array  # (outcomes, draws), discounted
    clipped: dict[str, int]


@dataclass(frozen=True)
class Drawn:
    """What drawing a case gives."""

    uncertainty: Uncertainty
    draws: Draws
    clipped: dict[str, int]


def block_size(model: Model) -> int:
    """Return how many draws one block holds, so that its arrays stay small."""
    items, accounts, outcomes = len(model.rows), len(model.accounts), len(model.case.outcomes)
    row = max(items, accounts, outcomes, 1) * len(model.years)
    size = min(max(BLOCK_NUMBERS // row, 64), 8192)
    return size // BLOCK_MULTIPLE * BLOCK_MULTIPLE


def draw_blocks(
    case: Case, model: Model, inputs: Inputs, draws: int, seed: int, chance: bool
) -> Iterator[Block]:
    """Yield the draws of a case in blocks of bounded size, a few made at a time."""
    size = block_size(model)

    def block(start: int) -> Block:
        count = min(size, draws - start)
        sample = inputs.draw(seed, start, count)
        uniform = _chance(seed, start, count) if chance else None
        amounts = model.evaluate(sample, count, uniform, discounted=True)
        outcomes = outcome_totals(model, amounts)
        return Block(start, sample, flow_tables(model, amounts.money), outcomes, amounts.clipped)

    starts = range(0, draws, size)
    at_once = workers()
    for first in range(0, len(starts), at_once):
        yield from in_threads(block, starts[first : first + at_once])


def draw(
    case: Case,
    model: Model,
    inputs: Inputs,
    draws: int,
    seed: int,
    chance: bool = False,
    progress: Progress | None = None,
    keep: Callable[[Block], None] | None = None,
) -> Drawn:
    """Draw a case and summarise it.

    `progress` is called after every block with the number of draws done, `keep` with every block.
    """
    collected = _Collected(case, model, draws)
    clipped: dict[str, int] = {}
    first: list[Sample] = []
    for block in draw_blocks(case, model, inputs, draws, seed, chance):
        collected.add(block)
        for name, count in block.clipped.items():
            clipped[name] = clipped.get(name, 0) + count
        if block.start < DRIVER_DRAWS:
            first.append(block.sample)
        if keep is not None:
            keep(block)
        if progress is not None:
            progress(block.start + block.tables.net_result.shape[0])
    used = min(draws, DRIVER_DRAWS)
    sample = {
        name: np.concatenate([part[name] for part in first], axis=1)[:, :used]
        for name in inputs.names
    }
    uncertainty = collected.uncertainty(inputs, sample, seed, chance)
    return Drawn(uncertainty, collected.draws, clipped)


def _chance(seed: int, start: int, count: int) -> Uniforms:
    return lambda name: uniforms(seed, name, start, count)


class _Collected:
    """The rows of every table over the draws; accounts and payers without flows have none."""

    def __init__(self, case: Case, model: Model, draws: int) -> None:
        self.case = case
        self.model = model
        self.draws = Draws(
            np.empty(draws),
            np.empty(draws),
            np.zeros((len(case.payers), draws)),
            np.empty((len(case.outcomes), draws)),
        )
        self.payer_rows = [list(case.payers).index(payer) for payer in model.payers]
        years = case.horizon
        self.rows = Rows(
            len(model.accounts) * (1 + years) + years * (2 + 2 * len(model.payers)), draws
        )

    def add(self, block: Block) -> None:
        """Add one block of draws."""
        tables = block.tables
        place = slice(block.start, block.start + len(tables.net_result))
        self.draws.net_result[place] = tables.net_result
        self.draws.society[place] = tables.society
        self.draws.by_payer[self.payer_rows, place] = tables.by_payer
        self.draws.outcomes[:, place] = block.outcomes
        # `uncertainty` reads the rows in this order.
        self.rows.add(
            block.start,
            [
                tables.by_account,
                tables.by_year,
                tables.payer_year,
                tables.cumulated,
                tables.account_year,
            ],
        )

    def uncertainty(self, inputs: Inputs, sample: Sample, seed: int, chance: bool) -> Uncertainty:
        """Return the summaries, the drivers and the value of information."""
        case, model, draws = self.case, self.model, self.draws
        payers = list(case.payers)
        public = [payers.index(payer) for payer in case.public_payers]
        results = np.vstack([draws.net_result[None], draws.by_payer[public]])
        evpi = [driving.expected_value_of_perfect_information(row) for row in results]
        names = [TOTAL, *case.public_payers]
        rows = iter(self.rows.summary())

        def by_year() -> dict[int, Distributed]:
            return {year: next(rows) for year in case.years}

        nothing = dict.fromkeys(case.years, NOTHING)
        account = {name: next(rows) for name in model.accounts}
        total_by_year = by_year()
        payer_year = {name: by_year() for name in model.payers}
        cumulated = {name: by_year() for name in (TOTAL, *model.payers)}
        account_year = {name: by_year() for name in model.accounts}
        totals = Rows(2 + len(payers) + len(case.outcomes), len(draws.net_result))
        totals.add(0, [draws.net_result, draws.society, draws.by_payer, draws.outcomes])
        net, society, *others = totals.summary()
        return Uncertainty(
            draws=len(draws.net_result),
            seed=seed,
            chance=chance,
            net_result=net,
            society=society,
            by_payer=dict(zip(payers, others, strict=False)),
            by_account={name: account.get(name, NOTHING) for name in case.accounts},
            by_year=total_by_year,
            by_payer_year={name: payer_year.get(name, nothing) for name in payers},
            by_account_year={name: account_year.get(name, nothing) for name in case.accounts},
            cumulated={name: cumulated.get(name, nothing) for name in (TOTAL, *payers)},
            outcomes=dict(zip((o.id for o in case.outcomes), others[len(payers) :], strict=True)),
            evpi=dict(zip(names, evpi, strict=True)),
            drivers=_drivers(case, model, inputs, sample, results, np.array(evpi), names),
        )


def _drivers(
    case: Case,
    model: Model,
    inputs: Inputs,
    sample: Sample,
    results: Array,
    evpi: Array,
    names: list[str],
) -> tuple[driving.Driver, ...]:
    """Return what each input means for the result, the largest swing first."""
    profiles = {group.joint.record: group for group in inputs.joint if group.joint.record}
    together = {name for group in profiles.values() for name in group.names}
    groups = {name: [name] for name in inputs.names if name not in together} | {
        effect.path: rates
        for effect in case.effects.values()
        # Beside a difference the rate without moves nothing but what is clipped.
        if effect.with_ is not None
        and len(rates := [s.path for s in effect.rates() if s.path in sample]) > 1
    }
    if not (groups or profiles):
        return ()
    used = next(iter(sample.values())).shape[1]
    fitted_on = results[:, :used]
    variance = fitted_on[0].var()
    slope = {name: slopes(model, inputs, group) for name, group in profiles.items()}
    swings = _one_way(case, model, inputs, sample, list(groups), slope)

    def driver(name: str) -> driving.Driver:
        low, high = swings[name]
        if name in profiles:
            # A row of `slope` for every payer: the total is the sum of some of them.
            columns = weighted_sums(profiles[name], slope[name][1:], sample)
        else:
            # The numbers of one input move together: its first varying number carries all of them.
            columns = [
                column
                for member in groups[name]
                if (column := _varying(sample[member])) is not None
            ]
        if columns and variance > 0:
            fitted = driving.conditional_means(columns, fitted_on)
            share: float | None = float(min(fitted[0].var() / variance, 1.0))
            partial = driving.partial_information(fitted, evpi).tolist()
        else:
            share = 0.0 if variance > 0 else None
            partial = [0.0] * len(names)
        return driving.Driver(name, low, high, share, dict(zip(names, partial, strict=True)))

    names_of_all = [*groups, *profiles]
    return tuple(sorted(in_threads(driver, names_of_all), key=lambda found: -found.swing))


def _varying(numbers: Array) -> Array | None:
    return next((row for row in numbers if row[0] != row[-1] or np.any(row != row[0])), None)


def _one_way(
    case: Case,
    model: Model,
    inputs: Inputs,
    sample: Sample,
    single: list[str],
    slope: Mapping[str, Array],
) -> dict[str, tuple[float, float]]:
    """Return the net result with each input at its 5 % and 95 % quantile, the others at means.

    `slope` is by profile: how the results move with each of its numbers.
    """
    from scipy.special import ndtri

    names = [*single, *slope]
    changed = inputs.at_means(2 * len(names))
    profiles = {group.joint.record: group for group in inputs.joint if group.joint.record}
    effects = {effect.path: effect for effect in case.effects.values()}
    for position, name in enumerate(names):
        pair = slice(2 * position, 2 * position + 2)
        if name in effects:
            member, both = _effect_ends(effects[name], sample)
            changed[member][:, pair] = both
        elif name in profiles:
            moved = ends(profiles[name], slope[name][0], np.asarray(ndtri(ONE_WAY)))
            for member, values in zip(profiles[name].names, moved, strict=True):
                changed[member][:, pair] = values
        else:
            changed[name][:, pair] = inputs.at_probabilities(name, np.array(ONE_WAY))
    amounts = model.evaluate(changed, 2 * len(names), discounted=True)
    net = flow_tables(model, amounts.money).net_result.tolist()
    return {name: (net[2 * i], net[2 * i + 1]) for i, name in enumerate(names)}


def _effect_ends(effect: Effect, sample: Sample) -> tuple[str, Array]:
    """Return the rate to change, and its values at the quantiles of the drawn difference."""
    if effect.difference is not None:
        return effect.difference.path, np.quantile(sample[effect.difference.path][0], ONE_WAY)
    assert effect.with_ is not None and effect.without is not None
    difference = sample[effect.with_.path][0] - sample[effect.without.path][0]
    ends = effect.without.numbers[0].mean + np.quantile(difference, ONE_WAY)
    return effect.with_.path, np.asarray(ends)
