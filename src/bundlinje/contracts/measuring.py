"""What results show: values by metric, window, person and group, as exact sums and averages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from bundlinje.contracts.contract import Condition, Metric
from bundlinje.contracts.results_file import Row

#: A person (None where results are for the group) and a need group (None where none is told).
Cell = tuple[str | None, str | None]
ZERO = Fraction(0)


class Measurements:
    """The rows of a contract's results, looked up by metric and window.

    A window is `(first, last)`, places of periods in the contract's order, both included.
    Sums do not depend on the order of rows: all numbers are exact.
    """

    def __init__(
        self, metrics: Mapping[str, Metric], places: Mapping[str, int], rows: Iterable[Row]
    ) -> None:
        self.metrics = metrics
        self._rows: dict[str, dict[int, list[Row]]] = {}
        for row in rows:
            by_period = self._rows.setdefault(row.metric, {})
            by_period.setdefault(places[row.period], []).append(row)
        self._persons: dict[tuple[str, int], dict[str, Fraction]] = {}
        self._cells: dict[tuple[str, int], dict[Cell, Fraction]] = {}

    def measured(self, metric: str, window: tuple[int, int]) -> bool:
        """Return whether any row of the metric falls in the window; of a blend, any of its own."""
        return any(
            window[0] <= place <= window[1]
            for part in self.metrics[metric].blend or (metric,)
            for place in self._rows.get(part, {})
        )

    def value(
        self, metric: str, window: tuple[int, int], persons: Collection[str] | None = None
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
            return self._own(measure, window, persons)
        parts = [
            (weight, self.value(part, window, persons)) for part, weight in measure.blend.items()
        ]
        if any(part is None for _, part in parts):
            return None
        return sum((weight * part for weight, part in parts if part is not None), ZERO)

    def cells_of_period(self, metric: str, place: int) -> dict[Cell, Fraction]:
        """Return the value of one period by person and need group; only those with rows."""
        if (metric, place) not in self._cells:
            self._cells[metric, place] = self.cells(metric, (place, place))
        return self._cells[metric, place]

    def cells(self, metric: str, window: tuple[int, int]) -> dict[Cell, Fraction]:
        """Return the value by person and need group; only those with rows."""
        measure = self.metrics[metric]
        if not measure.blend:
            rows: dict[Cell, list[Row]] = {}
            for row in self._in(metric, window):
                rows.setdefault((row.person, row.group), []).append(row)
            return {cell: _combined(measure, found) for cell, found in rows.items()}
        parts = [(weight, self.cells(part, window)) for part, weight in measure.blend.items()]
        everyone = dict.fromkeys(cell for _, cells in parts for cell in cells)
        if not measure.additive:
            everyone = dict.fromkeys(
                cell for cell in everyone if all(cell in cells for _, cells in parts)
            )
        return {
            cell: sum((weight * cells.get(cell, ZERO) for weight, cells in parts), ZERO)
            for cell in everyone
        }

    def reached(self, condition: Condition, last: int) -> frozenset[str]:
        """Return the people who have met a condition by the end of a period."""
        known = (condition.metric, last)
        if known not in self._persons:
            self._persons[known] = self.by_person(condition.metric, (0, last))
        return frozenset(p for p, value in self._persons[known].items() if condition.met(value))

    def by_person(self, metric: str, window: tuple[int, int]) -> dict[str, Fraction]:
        """Return the value of each person who has rows; what is measured for no one is left out."""
        measure = self.metrics[metric]
        if not measure.blend:
            rows: dict[str, list[Row]] = {}
            for row in self._in(metric, window):
                if row.person is not None:
                    rows.setdefault(row.person, []).append(row)
            return {person: _combined(measure, found) for person, found in rows.items()}
        parts = [(weight, self.by_person(part, window)) for part, weight in measure.blend.items()]
        everyone = {person for _, values in parts for person in values}
        if not measure.additive:
            everyone = {p for p in everyone if all(p in values for _, values in parts)}
        return {
            person: sum((weight * values.get(person, ZERO) for weight, values in parts), ZERO)
            for person in everyone
        }

    def _own(
        self, metric: Metric, window: tuple[int, int], persons: Collection[str] | None
    ) -> Fraction | None:
        rows = [
            row for row in self._in(metric.id, window) if persons is None or row.person in persons
        ]
        if not rows and not metric.additive:
            return None
        return _combined(metric, rows)

    def _in(self, metric: str, window: tuple[int, int]) -> Iterable[Row]:
        for place, rows in self._rows.get(metric, {}).items():
            if window[0] <= place <= window[1]:
                yield from rows


def _combined(metric: Metric, rows: list[Row]) -> Fraction:
    if metric.additive:
        return sum((row.value for row in rows), ZERO)
    weight = sum((row.weight for row in rows), ZERO)
    return sum((row.weight * row.value for row in rows), ZERO) / weight
