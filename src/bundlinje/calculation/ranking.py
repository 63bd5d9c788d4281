"""Cases held against a budget: what each costs a purse in some years, and what is best together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import payer_of
from bundlinje.calculation.comparison import comparability
from bundlinje.calculation.outputs import flow_rows
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.prioritising import Choice, best_choice
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed, distributed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORMAT = "bundlinje.ranking/1"


@dataclass(frozen=True)
class Candidate:
    """One case that is held against the budget.

    `cost` is what set-up and running cost the purse in the years chosen [DKK, undiscounted, fixed
    prices], `net` its net result for those who are counted [DKK, discounted], with its draws.
    `running` says that the intervention is in operation: its set-up is paid and not in the result.
    """

    result: Result
    running: bool
    cost: float
    net: float
    draws: Array

    @property
    def spread(self) -> Distributed:
        """How the net result is distributed."""
        return distributed(self.draws)

    @property
    def per_krone(self) -> float | None:
        """The net result for each krone that it costs the purse; None where it costs nothing."""
        return self.net / self.cost if self.cost >= 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as the JSON of a ranking holds them."""
        return {
            "id": self.result.case.id,
            "title": self.result.case.title,
            "running": self.running,
            "cost": self.cost,
            "net_result": self.net,
            "spread": self.spread.to_dict(),
            "per_krone": self.per_krone,
        }


@dataclass(frozen=True)
class Ranking:
    """Cases under a budget; `counted` is the payer whose net result is made largest, or `total`.

    `budget` [DKK] is for the purse `payer` in the years `first` to `last`; None is no limit.
    """

    candidates: tuple[Candidate, ...]
    payer: str
    first: int
    last: int
    budget: float | None
    counted: str
    warnings: tuple[Text, ...]

    @cached_property
    def choice(self) -> Choice:
        """The combination with the largest net result within the budget."""
        return best_choice(
            [one.cost for one in self.candidates],
            [one.net for one in self.candidates],
            np.stack([one.draws for one in self.candidates]),
            sum(max(one.cost, 0.0) for one in self.candidates)
            if self.budget is None
            else self.budget,
        )

    @property
    def chosen(self) -> list[Candidate]:
        """The cases of the best combination."""
        return [self.candidates[at] for at in self.choice.chosen]

    @cached_property
    def together(self) -> Distributed:
        """How the net result of the best combination is distributed."""
        return distributed(sum((one.draws for one in self.chosen), 0.0 * self.candidates[0].draws))

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the ranking as the JSON document `bundlinje.ranking/1` holds it.

        `chosen` are places in `cases`; `in_best` and `same` are shares of the draws.
        """
        return {
            "format": FORMAT,
            "payer": self.payer,
            "years": [self.first, self.last],
            "budget": self.budget,
            "counted": self.counted,
            "warnings": [warning.to(language) for warning in self.warnings],
            "cases": [one.to_dict() for one in self.candidates],
            "chosen": list(self.choice.chosen),
            "in_best": list(self.choice.in_best),
            "same": self.choice.same,
            "together": self.together.to_dict(),
        }


def ranking(
    results: Sequence[Result],
    running: Sequence[bool],
    payer: str,
    years: tuple[int, int],
    budget: float | None,
    counted: str = TOTAL,
) -> Ranking:
    """Return cases held against a budget, in the order given.

    `results` must have been drawn with one seed and number of draws, and `running` says of each
    whether it is in operation already; its set-up must then not be in the case.

    Raises:
        InputError: a result was not drawn, or the cases are in different currencies.
    """
    currencies = {result.case.currency for result in results}
    drawn = {0 if r.draws is None else len(r.draws.net_result) for r in results}
    if len(currencies) > 1 or len(drawn) > 1 or drawn == {0}:
        raise input_error(
            "sagerne skal være i samme valuta og regnet med lige mange trækninger.",
            "the cases must be in one currency and calculated with as many draws.",
        )
    candidates = tuple(
        _candidate(result, already, payer, years, counted)
        for result, already in zip(results, running, strict=True)
    )
    warnings = comparability([result.case for result in results])
    return Ranking(candidates, payer, *years, budget, counted, warnings)


def _candidate(
    result: Result, running: bool, payer: str, years: tuple[int, int], counted: str
) -> Candidate:
    cost = sum(
        -amount
        for year, account, _, kind, amount, _ in flow_rows(result)
        if kind in ("setup", "running")
        and payer_of(account) == payer
        and years[0] <= year <= years[1]
    )
    assert result.draws is not None
    if counted == TOTAL:
        return Candidate(result, running, cost, result.point.net_result, result.draws.net_result)
    payers = list(result.case.payers)
    if counted not in payers:
        return Candidate(result, running, cost, 0.0, 0.0 * result.draws.net_result)
    row = result.draws.by_payer[payers.index(counted)]
    return Candidate(result, running, cost, result.point.by_payer[counted], row)
