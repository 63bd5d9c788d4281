"""The scenarios of a comparison: their letters, words and differences from the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from bundlinje.basics.texts import Language
from bundlinje.calculation.comparison import Comparison, Difference, in_every_draw
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import PointResult, Result
from bundlinje.calculation.summaries import Distributed
from bundlinje.reports import conventions
from bundlinje.reports.content import Cell, Column
from bundlinje.reports.people_sections import units
from bundlinje.reports.row_charts import spread_of
from bundlinje.reports.words import Words


@dataclass(frozen=True)
class Scenario:
    """One case of a comparison; `difference` is from the first, None for the first itself."""

    letter: str
    title: str
    result: Result
    words: Words
    difference: Difference | None

    @property
    def point(self) -> PointResult:
        """The point result."""
        return self.result.point

    @property
    def chance_of_better(self) -> float | None:
        """The probability of a larger net result than the first's, where they differ at all."""
        drawn = self.better(TOTAL)
        return None if drawn is None else drawn.p_positive

    def chance_over(self, other: Scenario) -> float | None:
        """Return the probability of a larger net result than another case's, where it is drawn."""
        if self.result.draws is None or other.result.draws is None:
            return None
        nets = self.result.draws.net_result, other.result.draws.net_result
        return float((in_every_draw(*nets) > 0).mean())

    @property
    def amount(self) -> str:
        """The net result, rounded to what its spread allows."""
        spread = self.spread(TOTAL)
        net = self.point.net_result
        return self.words.amount(net, None if spread is None else spread.sd)

    @property
    def citation(self) -> str:
        """The line by which the result can be found again."""
        return conventions.citation(self.words)

    @property
    def meta(self) -> dict[str, str]:
        """What identifies the calculation."""
        return conventions.meta(self.words)

    def has(self, payer: str) -> bool:
        """Return whether the case has a payer."""
        return payer == TOTAL or payer in self.result.case.payers

    def spread(self, payer: str) -> Any:
        """Return how the net result of a payer is distributed, if that is known."""
        return spread_of(self.result, payer)

    def better(self, payer: str) -> Distributed | None:
        """Return how a payer's difference from the first case is distributed, if there is any."""
        if self.difference is None:
            return None
        total, by_payer = self.difference.net_result, self.difference.by_payer
        drawn = total if payer == TOTAL else by_payer.get(payer)
        return None if drawn is None or drawn.sd == 0 == drawn.mean else drawn

    def outcomes(self, label: str, unit: str) -> list[tuple[Cell, ...]]:
        """Return the best estimate and the 90 % interval of the outcomes of a name and unit."""
        drawn = self.result.uncertainty
        found = []
        for outcome in self.result.case.outcomes:
            if (outcome.label, outcome.unit) != (label, unit):
                continue
            values = [self.point.outcomes[outcome.id]]
            if drawn is not None:
                spread = drawn.outcomes[outcome.id]
                values += [spread.p5, spread.p95]
            found.append(tuple(Cell(units(self.words, value), value) for value in values))
        return found


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a comparison in one language; `payers` are the rows of its tables.

    They are ids with names: a payer may be in play in one case only.
    """

    scenarios: tuple[Scenario, ...]
    payers: Mapping[str, str]

    @classmethod
    def of(cls, comparison: Comparison, language: Language) -> Scenarios:
        """Return the scenarios of a comparison."""
        titles = [result.case.title for result in comparison.results]
        scenarios = []
        for at, (name, result) in enumerate(zip(comparison.names, comparison.results, strict=True)):
            letter = ascii_uppercase[at] if at < len(ascii_uppercase) else str(at + 1)
            title = result.case.title
            if titles.count(title) > 1:
                title = f"{title} [{name}]"
            difference = comparison.differences.get(name) if at else None
            words = Words(result, language)
            scenarios.append(Scenario(letter, title, result, words, difference))
        payers: dict[str, str] = {}
        for scenario in scenarios:
            for payer in scenario.words.payers_in_play:
                payers.setdefault(payer, scenario.words.payer(payer))
        if len(payers) != 1:
            payers[TOTAL] = scenarios[0].words.payer(TOTAL)
        return cls(tuple(scenarios), payers)

    @property
    def words(self) -> Words:
        """The words of the first case."""
        return self.scenarios[0].words

    @property
    def columns(self) -> tuple[Column, ...]:
        """A column for each scenario."""
        return tuple(Column(scenario.letter) for scenario in self.scenarios)
