"""The point result: every input at its mean, by the same code as the draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation import indicators
from bundlinje.calculation.budget_view import BudgetLines, budget_lines
from bundlinje.calculation.case import Case, Consequence, Effect
from bundlinje.calculation.inputs import Inputs, inputs_of
from bundlinje.calculation.model import Model
from bundlinje.calculation.result import PointResult, Undiscounted, WrongPocket
from bundlinje.calculation.steps import ended, listed_years_after
from bundlinje.calculation.tables import FlowTables, flow_tables, outcome_totals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: "total" beside the payers in results: all public purses together.
TOTAL = "total"


def point_result(case: Case, model: Model, inputs: Inputs) -> tuple[PointResult, list[Text]]:
    """Return the point result and why any of its figures is missing."""
    sample = inputs.at_means()
    amounts = model.evaluate(sample, 1)
    plain = flow_tables(model, amounts.money)
    tables = flow_tables(model, model.evaluate(sample, 1, discounted=True).money)
    realisable = tables
    if any(consequence.realisable for consequence in case.consequences):
        cut = model.evaluate(sample, 1, discounted=True, realisable=True)
        realisable = flow_tables(model, cut.money)
    parts = Parts(case, model, tables, amounts.money, inputs)
    people = sum(s.numbers[0].mean for s in case.participants.values())
    public_by_year = plain.by_year[:, 0].tolist()
    gross = np.abs(model.weights).sum(axis=1) @ np.abs(amounts.money[:, :, 0])
    irr, no_irr = indicators.internal_rate_of_return(public_by_year, gross.tolist())
    costs, consequences = float(parts.costs[0]), float(parts.consequences[0])
    ratio = indicators.benefit_cost_ratio(consequences, costs)
    by_payer = _filled(case.payers, model.payers, _floats(tables.by_payer))
    public = case.public_payers
    net = float(tables.net_result[0])
    outcomes = dict(
        zip((o.id for o in case.outcomes), _floats(outcome_totals(model, amounts)), strict=True)
    )
    lines = budget_lines(case, model, amounts.money[:, :, 0])
    result = PointResult(
        net_result=net,
        net_result_per_participant=net / people if people else None,
        net_result_realisable=float(realisable.net_result[0]),
        society=float(tables.society[0]),
        costs=costs,
        consequences=consequences,
        benefit_cost_ratio=ratio,
        irr=irr,
        cut_off=cut_off(case, inputs),
        by_payer=by_payer,
        by_account=_filled(case.accounts, model.accounts, _floats(tables.by_account)),
        by_year=dict(zip(case.years, _floats(tables.by_year), strict=True)),
        by_item=_by_item(model, tables),
        by_payer_year={
            payer: dict(zip(case.years, _floats(_rows_of(payer, model, tables)), strict=True))
            for payer in case.payers
        },
        undiscounted=Undiscounted(
            float(plain.net_result[0]),
            _filled(case.payers, model.payers, _floats(plain.by_payer)),
            _filled(case.accounts, model.accounts, _floats(plain.by_account)),
            dict(zip(case.years, public_by_year, strict=True)),
        ),
        payback_year={
            name: indicators.payback_year(
                rows[:, 0].tolist(), float(tables.absolute()[0]), case.start_year
            )
            for name, rows in [
                (TOTAL, tables.by_year),
                *((payer, _rows_of(payer, model, tables)) for payer in public),
            ]
        },
        break_even=parts.break_even(),
        transfers=tuple(indicators.transfers({payer: by_payer[payer] for payer in public})),
        wrong_pocket={
            payer: WrongPocket(float(put), float(got), by_payer[payer])
            for payer, put, got in zip(public, parts.costs[1:], parts.consequences[1:], strict=True)
        },
        realisable_by_payer=_filled(case.payers, model.payers, _floats(realisable.by_payer)),
        outcomes=outcomes,
        outcome_values={
            o.id: outcomes[o.id] * o.valuation.amount * o.valuation.price_factor
            for o in case.outcomes
            if o.valuation
        },
        budget=_over_kinds(lines),
        budget_by_kind=lines,
        amounts=amounts.money[:, :, 0],
    )
    return result, _reasons(result, no_irr, people)


def break_even_parts(case: Case) -> dict[str, tuple[float, float]]:
    """Return B0 and B1 of the break-even by total and public payer [DKK]: see `Parts`."""
    model, inputs = Model.of(case), inputs_of(case)
    sample = inputs.at_means()
    tables = flow_tables(model, model.evaluate(sample, 1, discounted=True).money)
    return Parts(case, model, tables, model.evaluate(sample, 1).money, inputs).per_kind()


def cut_off(case: Case, inputs: Inputs) -> float:
    """Return discounted public consequences of listed profile years after the horizon [DKK]."""
    extra = listed_years_after(case)
    if not extra:
        return 0.0
    model = Model.of(ended(case), extra)
    money = model.evaluate(inputs.at_means(), 1).money[:, case.horizon :, 0]
    consequences = slice(len(case.costs), None)
    by_item = money[consequences] @ model.factors[case.horizon :]
    return float(model.public_weights[consequences] @ by_item)


class Parts:
    """Costs and consequences, total first and then by public payer, and what break-even needs."""

    def __init__(
        self, case: Case, model: Model, tables: FlowTables, money: Array, inputs: Inputs
    ) -> None:
        self.case = case
        self.tables = tables
        items = [item for item, _ in model.rows]
        is_cost = np.array([not isinstance(item, Consequence) for item in items], dtype=bool)
        by_success = np.array(
            [isinstance(item, Consequence) and item.per == "success" for item in items], dtype=bool
        )

        def public(shares: Array) -> Array:
            columns = [
                shares[:, model.payers.index(payer)]
                if payer in model.payers
                else np.zeros(len(shares))
                for payer in case.public_payers
            ]
            return np.stack(columns, axis=1)

        weights, gross_weights = public(model.payer_weights), public(model.gross_payer_weights)

        def by_payer(values: Array, chosen: Array) -> Array:
            sums = values[..., 0] @ model.factors
            gross = _with_total(np.abs(sums[chosen]) @ gross_weights[chosen])
            net = _with_total(sums[chosen] @ weights[chosen])
            return np.asarray(np.where(np.abs(net) <= indicators.ROUNDING * gross, 0.0, net))

        self.costs = 0.0 - by_payer(money, is_cost)
        self.consequences = by_payer(money, ~is_cost)
        self.per_participant = by_payer(money, ~is_cost & ~by_success)
        unit = money
        if len(case.effects) == 1:
            unit = model.evaluate(inputs.at_means(), 1, unit_effect=True).money
        self.per_effect = by_payer(unit, by_success)

    def per_kind(self) -> dict[str, tuple[float, float]]:
        """Return discounted consequences that do not depend on the effect, and per unit of it."""
        names = (TOTAL, *self.case.public_payers)
        pairs = zip(_floats(self.per_participant), _floats(self.per_effect), strict=True)
        return dict(zip(names, pairs, strict=True))

    def break_even(self) -> dict[str, indicators.BreakEven | None]:
        """Return break-even for the total and each public payer."""
        rates = [_rates(effect) for effect in self.case.effects.values()]
        return {
            name: indicators.break_even(
                float(self.costs[at]),
                float(self.per_participant[at]),
                float(self.per_effect[at]),
                float(self.consequences[at]),
                rates,
            )
            for at, name in enumerate((TOTAL, *self.case.public_payers))
        }


def _with_total(by_payer: Array) -> Array:
    return np.concatenate([[by_payer.sum()], by_payer])


def _by_item(model: Model, tables: FlowTables) -> dict[str, float]:
    found = {item.id: 0.0 for item in model.case.items}
    for (item, _), amount in zip(model.rows, _floats(tables.items), strict=True):
        found[item.id] += amount
    return found


def _filled(names: Iterable[str], known: Sequence[str], amounts: list[float]) -> dict[str, float]:
    """Return an amount for every name, 0 where nothing flows."""
    found = dict(zip(known, amounts, strict=True))
    return {name: found.get(name, 0.0) for name in names}


def _rows_of(payer: str, model: Model, tables: FlowTables) -> Array:
    """Return a payer's flows by year, shape (years, 1); 0 where nothing flows."""
    if payer in model.payers:
        return np.asarray(tables.payer_year[model.payers.index(payer)])
    return np.zeros_like(tables.by_year)


def _over_kinds(lines: BudgetLines) -> dict[str, dict[int, float]]:
    """Return the budget view by payer and year, whatever the kind of budget line."""
    return {
        payer: {year: sum(years[year] for years in kinds.values()) for year in kinds["service"]}
        for payer, kinds in lines.items()
    }


def _rates(effect: Effect) -> tuple[float | None, float]:
    """Return (p0, Δp) at the means; p0 is None where only the difference is given."""
    without = None if effect.without is None else effect.without.numbers[0].mean
    if effect.difference is not None:
        return without, effect.difference.numbers[0].mean
    assert effect.with_ is not None and without is not None
    return without, effect.with_.numbers[0].mean - without


def _reasons(result: PointResult, no_irr: Text | None, people: float) -> list[Text]:
    reasons = [] if no_irr is None else [no_irr]
    if result.benefit_cost_ratio is None:
        reasons.append(indicators.NO_COSTS)
    if not people:
        reasons.append(
            Text(
                "Resultatet pr. deltager kan ikke beregnes: der er ingen deltagere.",
                "The result per participant cannot be computed: there are no participants.",
            )
        )
    total = result.break_even[TOTAL]
    if total is None or total.effect is None:
        reasons.append(
            Text(
                "Balancepunktet for effekten findes ikke: ingen effekt får udgifter og gevinster "
                "til at gå lige op.",
                "There is no break-even effect: no effect makes costs and gains balance.",
            )
        )
    return reasons


def _floats(rows: Array | Sequence[float]) -> list[float]:
    return [float(value) for value in np.asarray(rows).reshape(-1)]
