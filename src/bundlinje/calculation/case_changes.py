"""Change values of a case by path; the changed case is read and checked like any other."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from bundlinje.basics.errors import InputError, input_error, nearest
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.rule_reading import default_rule_date


def changed_case(case: Case, changes: Mapping[str, Any]) -> Case:
    """Return a new case with values changed by path; see `Case.change`.

    Raises:
        InputError: a path leads nowhere, or the changed case is wrong.
    """
    data = copy.deepcopy(dict(case.data))
    for path, value in changes.items():
        _set(data, path, value)
    # A rule date that followed the start year does so still.
    followed = case.rule_date == default_rule_date(case.start_year)
    return case_from_data(data, case.id, None if followed else case.rule_date, case.knowledge)


def _set(data: dict[Any, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    place: Any = data
    for key in parents:
        place = _step(place, key, path)
    if isinstance(place, list):
        known = [index for index, item in enumerate(place) if _is_item(item, last)]
        if not known:
            raise _no_such_path(path, last, place)
        place[known[0]] = value
    else:
        place[_key(place, last)] = value


def _step(place: Any, key: str, path: str) -> Any:
    if isinstance(place, list):
        for item in place:
            if _is_item(item, key):
                return item
    elif isinstance(place, dict) and _key(place, key) in place:
        found = place[_key(place, key)]
        if isinstance(found, dict | list):
            return found
    raise _no_such_path(path, key, place)


def _key(place: dict[Any, Any], key: str) -> Any:
    # Years are whole numbers in a file, and text in a path.
    return int(key) if key.isdecimal() and key not in place else key


def _is_item(item: Any, key: str) -> bool:
    return isinstance(item, dict) and item.get("id") == key


def _no_such_path(path: str, key: str, place: Any) -> InputError:
    if isinstance(place, list):
        names = [str(item.get("id")) for item in place if isinstance(item, dict)]
    else:
        names = [str(name) for name in place] if isinstance(place, dict) else []
    hint = nearest(key, names)
    return input_error(
        f"sagen har ikke {key} her. {hint.da}", f"the case has no {key} here. {hint.en}", key=path
    )
