"""Change a case by paths, or whole, so that it never becomes something a page cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import tree_of
from bundlinje.calculation.case_file import case_from_data
from bundlinje.web.api.problems import RefusedError, invalid, of_input, told
from bundlinje.web.cases.form.paths import add_item, put, remove_item, value_at
from bundlinje.web.cases.packing import packed, unpacked
from bundlinje.web.cases.store import Document, overlap
from bundlinje.web.knowledge.base import base_of

#: Lists of a case that items are added to and taken from.
LISTS = ("costs", "consequences", "outcomes")


def read_whole(document: dict[str, Any], organisation: UUID) -> Document:
    """Return a document as it is kept; it must be a case without anything wrong in it.

    Raises:
        RefusedError: it is not; with everything that is wrong.
    """
    kept = as_kept(document)
    try:
        case_from_data(kept, knowledge=base_of(organisation).knowledge)
    except InputError as error:
        raise of_input(error) from None
    return kept


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


def apply(document: Document, op: str, path: str, value: Any, lists: Sequence[str] = LISTS) -> str:
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


def refuse_new_problems(
    before: Document, after: Document, paths: Sequence[str], organisation: UUID
) -> None:
    """Refuse a change that makes something wrong where it was made.

    What is missing elsewhere, as in a case that is not done, is no reason: it is told with the
    answer.

    Raises:
        RefusedError: the change is wrong; with what is.
    """
    known = {(problem.key, problem.message.en) for problem in _problems(before, organisation)}
    wrong = [
        problem
        for problem in _problems(after, organisation)
        if (problem.key, problem.message.en) not in known
        and (not problem.key or overlap([_dotted(problem.key)], paths))
    ]
    if wrong:
        raise RefusedError(422, wrong[0].message, problems=told(wrong))


def _problems(document: Document, organisation: UUID) -> tuple[Problem, ...]:
    """Return what is wrong in a document; nothing is calculated while the case is locked."""
    try:
        case_from_data(document, name="sag", knowledge=base_of(organisation).knowledge)
    except InputError as error:
        return error.problems
    return ()


def _dotted(key: str) -> str:
    """Return the place of a problem as a path: `costs[2].amount` lies in `costs.2`."""
    return key.replace("[", ".").replace("]", "")
