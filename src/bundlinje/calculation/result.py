"""Results: the point result, its uncertainty, and the JSON that both become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.budget_view import BudgetLines
from bundlinje.calculation.case import Case
from bundlinje.calculation.drivers import Driver
from bundlinje.calculation.indicators import BreakEven
from bundlinje.calculation.summaries import Distributed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORMAT = "bundlinje.result/1"


@dataclass(frozen=True)
class Undiscounted:
    """The point result without discounting [DKK]."""

    net_result: float
    by_payer: Mapping[str, float]
    by_account: Mapping[str, float]
    by_year: Mapping[int, float]


@dataclass(frozen=True)
class WrongPocket:
    """What one public payer puts in, gets, and ends with [DKK, discounted]."""

    puts_in: float
    gets: float
    net_result: float


@dataclass(frozen=True)
class PointResult:
    """The result with every input at its mean; money discounted [DKK], gains positive."""

    net_result: float
    net_result_per_participant: float | None
    net_result_realisable: float
    society: float
    costs: float
    consequences: float
    benefit_cost_ratio: float | None
    irr: float | None
    cut_off: float
    by_payer: Mapping[str, float]
    by_account: Mapping[str, float]
    by_year: Mapping[int, float]
    by_item: Mapping[str, float]
    by_payer_year: Mapping[str, Mapping[int, float]]
    undiscounted: Undiscounted
    payback_year: Mapping[str, int | None]
    break_even: Mapping[str, BreakEven | None]
    transfers: tuple[tuple[str, str, float], ...]
    wrong_pocket: Mapping[str, WrongPocket]
    realisable_by_payer: Mapping[str, float]
    outcomes: Mapping[str, float]
    outcome_values: Mapping[str, float]
    budget: Mapping[str, Mapping[int, float]]  # current prices, by payer and year; only a view
    budget_by_kind: BudgetLines  # the same, by kind of budget line between payer and year
    amounts: Array = field(repr=False)  # (rows, years), undiscounted and without sign

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as the JSON result holds them."""
        data = {key: _plain(value) for key, value in vars(self).items() if key != "amounts"}
        data["transfers"] = [
            {"from": giver, "to": taker, "amount": amount}
            for giver, taker, amount in self.transfers
        ]
        return data


@dataclass(frozen=True)
class Uncertainty:
    """How every figure is distributed over the draws; money discounted [DKK]."""

    draws: int
    seed: int
    chance: bool
    net_result: Distributed
    society: Distributed
    by_payer: Mapping[str, Distributed]
    by_account: Mapping[str, Distributed]
    by_year: Mapping[int, Distributed]
    by_payer_year: Mapping[str, Mapping[int, Distributed]]
    by_account_year: Mapping[str, Mapping[int, Distributed]]
    cumulated: Mapping[str, Mapping[int, Distributed]]
    outcomes: Mapping[str, Distributed]
    evpi: Mapping[str, float]
    drivers: tuple[Driver, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as the JSON result holds them."""
        return {key: _plain(value) for key, value in vars(self).items()}


@dataclass(frozen=True)
class Draws:
    """The drawn results [DKK, discounted], one column a draw.

    `net_result` and `society` have shape (draws,), `by_payer` (payers, draws) and `outcomes`
    (outcomes, draws).
    """

    net_result: Array
    society: Array
    by_payer: Array
    outcomes: Array


@dataclass(frozen=True)
class Result:
    """The result of one calculation, for one case."""

    case: Case
    point: PointResult
    uncertainty: Uncertainty | None
    draws: Draws | None
    warnings: tuple[Text, ...]
    conventions: Mapping[str, Any]
    software: str
    knowledge_base: str
    rule_date: str | None = None

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the result as the JSON document `bundlinje.result/1` holds it."""
        return {
            "format": FORMAT,
            "case": {"id": self.case.id, "title": self.case.title, "sha256": self.case.sha256},
            "software": self.software,
            "knowledge_base": self.knowledge_base,
            "rule_date": self.rule_date,
            "conventions": dict(self.conventions),
            "warnings": [warning.to(language) for warning in self.warnings],
            "point": self.point.to_dict(),
            "uncertainty": None if self.uncertainty is None else self.uncertainty.to_dict(),
        }

    def to_json(self, language: Language = "da") -> str:
        """Return the JSON document as text; there is no NaN in it."""
        return json.dumps(self.to_dict(language), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Distributed):
        return value.to_dict()
    if isinstance(value, Undiscounted | WrongPocket | BreakEven | Driver):
        return {key: _plain(item) for key, item in vars(value).items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
