"""Change a document by paths, so that it never becomes something a page cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import tree_of
from bundlinje.web.api.problems import RefusedError, invalid, of_input
from bundlinje.web.cases.form.paths import add_item, put, remove_item, value_at
from bundlinje.web.cases.packing import packed, unpacked
from bundlinje.web.cases.store import Document, overlap


def as_kept(document: dict[str, Any]) -> Document:
    """Return a document as the database gives it back: its years are whole numbers.

    Raises:
        RefusedError: it is too large or too deep.
    """
    try:
        tree_of(document)
    except InputError as error:
        raise of_input(error) from None
    return unpacked(packed(document))


def apply(document: Document, op: str, path: str, value: Any, lists: Sequence[str]) -> str:
    """Do one change of a document, and return the path that it touched.

    `lists` are those that items are added to and taken from.

    `set` puts a value where the path says (None takes it away), `add` puts an item last in a list,
    and `remove` takes one out.

    Raises:
        RefusedError: there is no such place.
    """
    if op == "add":
        if path not in lists or not isinstance(value, dict):
            raise invalid(
                Text("Kun objekter kan føjes til en liste.", "Only objects are added to a list."),
                path, Text(", ".join(lists), ", ".join(lists)),
            )  # fmt: skip
        return _added(document, path, value)
    if op == "remove" and path.partition(".")[0] in lists and path.count(".") == 1:
        if not remove_item(document, path):
            raise _no_such(path)
        return path
    try:
        if op == "remove" and value_at(document, path) is None:
            raise KeyError(path)
        put(document, path, None if op == "remove" else value)
    except KeyError:
        raise _no_such(path) from None
    return path


def _added(document: Document, path: str, item: Document) -> str:
    named = item.get("id")
    if isinstance(named, str) and value_at(document, f"{path}.{named}") is None:
        listed = document.get(path)
        document[path] = [*listed, item] if isinstance(listed, list) else [item]
        return f"{path}.{named}"
    return add_item(document, path, item)


def _no_such(path: str) -> RefusedError:
    return invalid(Text("Der er intet her.", "There is nothing here."), path)


def new_problems(
    before: Iterable[Problem], after: Iterable[Problem], paths: Sequence[str] | None
) -> list[Problem]:
    """Return what is wrong after a change and was not before; with `paths`, only where they lie."""
    known = {(problem.key, problem.message.en) for problem in before}
    return [
        problem
        for problem in after
        if (problem.key, problem.message.en) not in known
        and (paths is None or not problem.key or overlap([_dotted(problem.key)], paths))
    ]


def _dotted(key: str) -> str:
    """Return the place of a problem as a path: `costs[2].amount` lies in `costs.2`."""
    return key.replace("[", ".").replace("]", "")
