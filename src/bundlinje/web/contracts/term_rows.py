"""Terms that are rows of cells in the form: what the file says as rows, and rows as it says them.

Rows hold values as in the file; None is a cell that says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from bundlinje.basics.texts import Text
from bundlinje.web.cases.form.values import NotReadError

Rows = list[list[Any]]


class OddError(ValueError):
    """The file says something that rows cannot say again."""


class TwiceError(ValueError):
    """What stands in two rows must stand in one."""

    def __init__(self, name: Any) -> None:
        super().__init__(name)
        self.name = str(name)


class Form(NamedTuple):
    """How a term stands in the file; `most` rows, where there is a limit."""

    rows: Callable[[Any], Sequence[Sequence[Any]]]
    value: Callable[[Rows], Any]
    most: int = 400
    #: Whether a row may be a choice alone, and so is taken out by a button.
    chosen: bool = False


def _keyed(*keys: str) -> Form:
    """Return the form of mappings with these keys, as periods are."""

    def rows(value: Any) -> Rows:
        return [[entry.get(key) for key in keys] for entry in _list(value)]

    return Form(rows, lambda rows: [dict(zip(keys, row, strict=True)) for row in rows])


def _mapping_rows(value: Any) -> list[Sequence[Any]]:
    return list(value.items()) if isinstance(value, dict) else [(value, 1)] if value else []


def _shares(rows: Rows) -> dict[Any, Any]:
    names = [row[0] for row in rows]
    if len(set(names)) < len(names):
        raise TwiceError(next(name for name in names if names.count(name) > 1))
    return {row[0]: row[-1] for row in rows}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _cells(entry: Any, keys: Sequence[str]) -> list[Any]:
    """Return what an entry says under its keys.

    Raises:
        OddError: it says more, or something that is no text or number.
    """
    if not isinstance(entry, dict) or not set(entry) <= set(keys):
        raise OddError
    cells = [entry.get(key) for key in keys]
    if not all(cell is None or isinstance(cell, str | int | float) for cell in cells):
        raise OddError
    return cells


_GUARANTEE = ("by", "tranche", "share", "of", "cap")


def _guarantee_rows(value: Any) -> Rows:
    found = []
    for entry in _list(value):
        by, tranche, share, of, cap = _cells(entry, _GUARANTEE)
        found.append([by, tranche, 1 if share is None else share, of or "loss", cap])
    return found


def _guarantees(rows: Rows) -> list[dict[str, Any]]:
    return [
        {
            "tranche": tranche, "by": by, "share": 1 if share is None else share,
            "of": of or "loss", **({} if cap is None else {"cap": cap}),
        }
        for by, tranche, share, of, cap in rows
    ]  # fmt: skip


_STEP = ("to", "until_irr", "until_multiple")


def _surplus_rows(value: Any) -> Rows:
    """Return who gets, until which return or multiple, or which share; shares in a row divide."""
    found: Rows = []
    for entry in _list(value):
        if not isinstance(entry, dict) or "split" not in entry:
            found.append([*_cells(entry, _STEP), None])
        elif (found and found[-1][3] is not None) or not isinstance(entry["split"], dict):
            raise OddError
        else:
            found += [[to, None, None, share] for to, share in entry["split"].items()]
    return found


def _surplus(rows: Rows) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    divided: Rows = []
    for row in [*rows, None]:
        if row is not None and sum(cell is not None for cell in row[1:]) > 1:
            raise NotReadError(
                Text("Skriv kun ét i hver række: et afkast, et antal gange eller en andel.",
                     "Write one thing only in each row: a return, a multiple or a share.")
            )  # fmt: skip
        if row is not None and row[3] is not None:
            divided.append(row)
            continue
        if divided:
            found.append({"split": _shares(divided)})
            divided = []
        if row is not None:
            said = zip(_STEP, row[:3], strict=True)
            found.append({key: cell for key, cell in said if cell is not None})
    return found


def _conditions(*keys: str) -> Callable[[Any], Rows]:
    """Return what makes rows of conditions, each an id or a mapping with these keys."""

    def rows(value: Any) -> Rows:
        listed = value if isinstance(value, list) else [] if value is None else [value]
        named = ({"metric": one} if isinstance(one, str) else one for one in listed)
        return [_cells(one, keys) for one in named]

    return rows


def _condition(keys: Sequence[str], row: Sequence[Any]) -> Any:
    said = {key: cell for key, cell in zip(keys, row, strict=True) if cell is not None}
    return said["metric"] if list(said) == ["metric"] else said


_REACHED, _WHEN = ("metric", "at_least"), ("metric", "at_least", "below")


def _when(rows: Rows) -> Any:
    found = [_condition(_WHEN, row) for row in rows]
    return found[0] if len(found) == 1 else found


FORMS: Mapping[str, Form] = {
    "mapping": Form(_mapping_rows, _shares),
    "pairs": Form(_list, list),
    "periods": _keyed("id", "end"),
    "delivery": _keyed("date", "amount"),
    "guarantees": Form(_guarantee_rows, _guarantees, most=100, chosen=True),
    "surplus": Form(_surplus_rows, _surplus, most=100, chosen=True),
    "requires": Form(
        _conditions(*_REACHED), lambda rows: _condition(_REACHED, rows[0]), most=1, chosen=True
    ),
    "when": Form(_conditions(*_WHEN), _when, most=50, chosen=True),
}
