"""What results show: values by metric, window, person and group, as exact sums and averages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from bundlinje.contracts.contract import Condition, Metric
from bundlinje.contracts.results_file import Row

#: A person (None where results are for the group) and a need group (None where none is told).
Cell = tuple[str | None, str | None]
#: First and last place of periods in the contract's order, both included.
Window = tuple[int, int]
#: The sum of values, weighted where they average, and the sum of weights.
_Tally = tuple[Fraction, Fraction]
_Tallies = dict[Cell, _Tally]
ZERO = Fraction(0)

K = TypeVar("K", Cell, str)


class Measurements:
    """The rows of a contract's results, looked up by metric and window.

    Sums do not depend on the order of rows: all numbers are exact.
    """

    def __init__(
        self, metrics: Mapping[str, Metric], places: Mapping[str, int], rows: Iterable[Row]
    ) -> None:
        self.metrics = metrics
        self._periods: dict[str, dict[int, _Tallies]] = {}
        self._windows: dict[tuple[str, Window], _Tallies] = {}
        self._reached: dict[tuple[Condition, int], frozenset[str]] = {}
        for row in rows:
            periods = self._periods.setdefault(row.metric, {})
            tallies = periods.setdefault(places[row.period], {})
            weight = ZERO if metrics[row.metric].additive else row.weight
            value = row.value if not weight else row.value * weight
            cell = (row.person, row.group)
            tally = (value, weight)
            tallies[cell] = _plus(tallies[cell], tally) if cell in tallies else tally

    def measured(self, metric: str, window: Window) -> bool:
        """Return whether any row of the metric falls in the window; of a blend, any of its own."""
        return any(
            window[0] <= place <= window[1]
            for part in self.metrics[metric].blend or (metric,)
            for place in self._periods.get(part, {})
        )

    def value(
        self, metric: str, window: Window, persons: Collection[str] | None = None
    ) -> Fraction | None:
        """Return the value of a metric: a sum (0 without rows), or an average by weight.

        Args:
            metric: Id of the metric.
            window: First and last period.
            persons: Only rows of these people; None for every row.

        Returns:
            None where a rate or mean, or a part of a blend of such, was not measured.
        """
        measure = self.metrics[metric]
        if not measure.blend:
            tallies = self._tallies(metric, window)
            kept = [t for cell, t in tallies.items() if persons is None or cell[0] in persons]
            if not kept:
                return ZERO if measure.additive else None
            return _combined((exact_sum(t[0] for t in kept), exact_sum(t[1] for t in kept)))
        total = ZERO
        for part, weight in measure.blend.items():
            value = self.value(part, window, persons)
            if value is None:
                return None
            total += weight * value
        return total

    def cells(self, metric: str, window: Window) -> dict[Cell, Fraction]:
        """Return the value by person and need group; only those with rows."""
        measure = self.metrics[metric]
        if not measure.blend:
            return {c: _combined(t) for c, t in self._tallies(metric, window).items()}
        parts = [(weight, self.cells(part, window)) for part, weight in measure.blend.items()]
        return _blended(measure, parts)

    def by_person(self, metric: str, window: Window) -> dict[str, Fraction]:
        """Return the value of each person who has rows; what is measured for no one is left out."""
        measure = self.metrics[metric]
        if not measure.blend:
            found: dict[str, _Tally] = {}
            for (person, _), tally in self._tallies(metric, window).items():
                if person is not None:
                    found[person] = _plus(found[person], tally) if person in found else tally
            return {person: _combined(tally) for person, tally in found.items()}
        parts = [(weight, self.by_person(part, window)) for part, weight in measure.blend.items()]
        return _blended(measure, parts)

    def reached(self, condition: Condition, last: int) -> frozenset[str]:
        """Return the people who have met a condition by the end of a period."""
        known = (condition, last)
        if known not in self._reached:
            values = self.by_person(condition.metric, (0, last))
            self._reached[known] = frozenset(p for p, v in values.items() if condition.met(v))
        return self._reached[known]

    def _tallies(self, metric: str, window: Window) -> _Tallies:
        """Return the sums of a measured metric by person and group; a window builds on the last."""
        first, last = window
        own = self._periods.get(metric, {})
        if first == last:
            return own.get(first, {})
        if (metric, window) not in self._windows:
            sums = dict(self._tallies(metric, (first, last - 1)))
            for cell, tally in own.get(last, {}).items():
                sums[cell] = _plus(sums[cell], tally) if cell in sums else tally
            self._windows[metric, window] = sums
        return self._windows[metric, window]


def _plus(one: _Tally, other: _Tally) -> _Tally:
    # What adds up has no weights, and adding fractions takes time.
    return one[0] + other[0], one[1] + other[1] if other[1] else one[1]


def exact_sum(numbers: Iterable[Fraction]) -> Fraction:
    """Return the sum of exact numbers: those of one denominator are summed as whole numbers."""
    by_denominator: dict[int, int] = {}
    for number in numbers:
        below = number.denominator
        by_denominator[below] = by_denominator.get(below, 0) + number.numerator
    return sum((Fraction(over, below) for below, over in by_denominator.items()), ZERO)


def _combined(tally: _Tally) -> Fraction:
    """Return the average of what has weights, the sum of what has none."""
    return tally[0] / tally[1] if tally[1] else tally[0]


def _blended(measure: Metric, parts: list[tuple[Fraction, dict[K, Fraction]]]) -> dict[K, Fraction]:
    keys = dict.fromkeys(key for _, values in parts for key in values)
    return {
        key: sum((weight * values.get(key, ZERO) for weight, values in parts), ZERO)
        for key in keys
        if measure.additive or all(key in values for _, values in parts)
    }
