"""Set one uncertain input of a case to a value: what must be changed in it, by path.

An input can stand in several places (a record, a named number); it is set in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bundlinje.calculation.case import Case, Series
from bundlinje.calculation.inputs import Input, inputs_of

#: Normal scores between which a value is looked for.
_SCORES = np.linspace(-5.0, 5.0, 2001)
#: Significant digits of what follows from a value: its other numbers, and its multiples.
_DIGITS = 12


def fixed(case: Case, name: str, value: float) -> dict[str, Any] | None:
    """Return the changes (see `Case.change`) that set an input to a value, in its own unit.

    Where the input is several numbers that move together, `value` is the first of them and the
    others follow. None where an input cannot be set on its own: numbers drawn jointly, and an
    effect pooled from studies.
    """
    single = next((one for one in inputs_of(case).single if one.name == name), None)
    if single is None:
        return None
    if name.startswith("parameters."):
        return {name: _plain(value)}
    changes: dict[str, Any] = {}
    for series in case.series():
        if series.path == name:
            changes |= _written(case, series, _followed(series, single, value))
        elif any(number.ref == name for number in series.numbers):
            referring = {
                at: value * number.times
                for at, number in enumerate(series.numbers)
                if number.ref == name
            }
            changes |= _written(case, series, referring)
    if any(path.endswith(".studies") for path in changes):
        return None
    return changes or None


def _followed(series: Series, single: Input, value: float) -> dict[int, float]:
    """Return the uncertain numbers of a series by their places, the first of them at `value`."""
    score = float(np.interp(value, single.at_scores(_SCORES)[0], _SCORES))
    first, *others = (at for at, n in enumerate(series.numbers) if n.distribution is not None)
    _, *values = single.at_scores(np.array([score]))[:, 0].tolist()
    return {first: value, **dict(zip(others, values, strict=True))}


def _written(case: Case, series: Series, numbers: Mapping[int, float]) -> dict[str, Any]:
    """Return the changes that set numbers of a series, by their places in it."""
    costs = {f"costs.{cost.id}.amount": cost for cost in case.costs}
    if series.path.startswith("consequences.") and series.path.endswith(".price.amount"):
        return _price(case, series.path, numbers[0])
    written = _value(case.data, series.path)
    if not isinstance(written, list):
        changes: dict[str, Any] = {series.path: _plain(numbers[0])}
    else:
        changes = {
            series.path: [
                _plain(numbers[at]) if at in numbers else number
                for at, number in enumerate(written)
            ]
        }
    if series.path in costs:
        cost = costs[series.path]
        changes[f"costs.{cost.id}.price_year"] = cost.price_year
    return changes


def _price(case: Case, path: str, value: float) -> dict[str, Any]:
    """Return the change that sets a price; its price year, growth and index stay."""
    item = next(c for c in case.consequences if path == f"consequences.{c.id}.price.amount")
    place = path.removesuffix(".amount")
    written = _value(case.data, place)
    kept = written if isinstance(written, Mapping) else {}
    price = {key: kept[key] for key in ("growth", "index") if key in kept}
    return {place: {"amount": _plain(value), "price_year": item.price.price_year, **price}}


def _value(data: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(data, list):
            data = next((i for i in data if isinstance(i, Mapping) and i.get("id") == part), None)
        elif isinstance(data, Mapping):
            data = data.get(part, data.get(int(part)) if part.isdecimal() else None)
    return data


def _plain(value: float) -> float | int:
    """Return a number as it is written in a file: whole where it is whole."""
    rounded = float(f"{value:.{_DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
