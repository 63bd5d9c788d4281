"""A changed contract as an amendment: what holds from a period on, so that what was paid stands.

As the contract file has it: `amendments` may set payers, days, terms, payments and caps.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.contracts.amendments import FIXED, KEYS, REPLACED
from bundlinje.web.contracts.refusing import RefusedError

Document = dict[Any, Any]

WHOLE = Text(
    "En betaling er kommet til, fjernet eller gjort til en anden. Det kan kun gælde fra "
    "kontraktens begyndelse.",
    "A payment came, went or became another. That can only hold from the beginning.",
)


def as_amendment(agreed: Document, wanted: Document, first: str) -> Document:
    """Return the agreed terms with what is wanted of them from a period on.

    What no amendment can set (labels, expectations, capital) is changed in place.

    Raises:
        RefusedError: payments came or went, or one became another.
    """
    changes: Document = {}
    for key in KEYS:
        before, after = agreed.get(key), wanted.get(key)
        if key == "payments":
            found = _payments(before or [], after or [])
        else:
            found = _laid_under(before, after, key)
        if found != {}:
            changes[key] = found
    made = copy.deepcopy(wanted)
    for key in KEYS:
        if key in agreed:
            made[key] = copy.deepcopy(agreed[key])
        else:
            made.pop(key, None)
    _keep_labels(made, wanted)
    if changes:
        made["amendments"] = [*(made.get("amendments") or ()), {"from": first, "set": changes}]
    return made


def amended(document: Document, changes: Mapping[str, Any]) -> Document:
    """Return a document with what an amendment sets in place of its own."""
    made = copy.deepcopy(document)
    for key, change in changes.items():
        if key != "payments":
            made[key] = _laid_over(made.get(key), change, key)
            continue
        for payment in made.get("payments") or ():
            if isinstance(payment, dict) and payment.get("id") in change:
                payment.update(_laid_over(payment, change[payment["id"]], ""))
    return made


def _keep_labels(made: Document, wanted: Document) -> None:
    """Call payments what they are called now: a name changes no money."""
    labels = {one["id"]: one.get("label") for one in wanted.get("payments") or ()}
    for payment in made.get("payments") or ():
        if labels.get(payment["id"]):
            payment["label"] = labels[payment["id"]]


def _payments(before: list[Document], after: list[Document]) -> Document:
    old, new = ({one["id"]: one for one in listed} for listed in (before, after))
    if list(old) != list(new):
        raise RefusedError(WHOLE)
    changes = {}
    for id, payment in new.items():
        if any(payment.get(key) != old[id].get(key) for key in FIXED):
            raise RefusedError(WHOLE)
        was, now = (
            {key: value for key, value in one.items() if key != "label"}
            for one in (old[id], payment)
        )
        found = _laid_under(was, now, "")
        if found != {}:
            changes[id] = found
    return changes


def _laid_under(before: Any, after: Any, key: str) -> Any:
    """Return what must be laid over `before` to give `after`; an empty mapping for nothing."""
    if before == after:
        return {}
    if key in REPLACED or not isinstance(before, dict) or not isinstance(after, dict):
        if after is None and isinstance(before, dict) and key not in REPLACED:
            return dict.fromkeys(before)
        return copy.deepcopy(after)
    found = {}
    for inner in dict.fromkeys([*before, *after]):
        if before.get(inner) == after.get(inner):
            continue
        found[inner] = (
            _laid_under(before.get(inner), after[inner], str(inner)) if inner in after else None
        )
    return found


def _laid_over(before: Any, change: Any, key: str) -> Any:
    if key in REPLACED or not isinstance(before, dict) or not isinstance(change, dict):
        return copy.deepcopy(change)
    found = dict(before)
    for inner, value in change.items():
        laid = _laid_over(found.get(inner), value, str(inner))
        if laid is None:
            found.pop(inner, None)
        else:
            found[inner] = laid
    return found
