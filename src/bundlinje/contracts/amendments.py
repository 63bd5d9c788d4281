"""Amendments: what a contract says from a period on, as changes laid over its terms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from bundlinje.basics.reading import Reader, join
from bundlinje.basics.yaml_tree import Node
from bundlinje.contracts.exact import name, optional_day

#: What can be amended.
KEYS = ("payers", "pays_after", "terms", "payments", "caps")
#: What a payment is: changing it would make it another payment.
FIXED = ("id", "metric", "over", "per")
#: Mappings that an amendment replaces whole; all others it changes key by key.
REPLACED = frozenset(
    ("payers", "paid_by", "rule", "price_index", "per_period", "requires", "referrals", "fallback")
)
MAX_AMENDMENTS = 1000


@dataclass(frozen=True)
class Amendment:
    """One amendment and the terms that hold from it on, as they would stand in the file."""

    first: str
    agreed: datetime.date | None
    terms: Mapping[str, Node]
    node: Node
    path: str


def read_amendments(
    reader: Reader, node: Node | None, signed: Mapping[str, Node]
) -> list[Amendment]:
    """Return the amendments in the order of the file, each on top of those before it."""
    found: list[Amendment] = []
    terms = dict(signed)
    for position, entry in enumerate(reader.items(node, "amendments", MAX_AMENDMENTS), 1):
        path = f"amendments[{position}]"
        section = reader.section(entry, path, ["from", "agreed", "set"])
        if section.broken:
            continue
        first, changes = section.need("from"), section.need("set")
        agreed = optional_day(section, "agreed")
        if first is None or changes is None:
            continue
        change = reader.section(changes, section.at("set"), KEYS)
        if change.broken:
            continue
        terms = _amended(reader, terms, change.node.value, change.path)
        first_id = name(reader, first, section.at("from"))
        found.append(Amendment(first_id, agreed, terms, first, section.at("from")))
    return found


def _amended(
    reader: Reader, terms: Mapping[str, Node], changes: Mapping[str, Node], path: str
) -> dict[str, Node]:
    result = dict(terms)
    for key, change in changes.items():
        if key == "payments":
            result[key] = _payments(reader, terms.get(key), change, join(path, key))
        elif key in KEYS:
            result[key] = _laid_over(terms.get(key), change, key)
    return result


def _payments(reader: Reader, signed: Node | None, changes: Node, path: str) -> Node:
    entries = list(signed.value) if signed is not None and isinstance(signed.value, list) else []
    places = {
        entry.value["id"].value: place
        for place, entry in enumerate(entries)
        if isinstance(entry.value, dict)
        and "id" in entry.value
        and isinstance(entry.value["id"].value, str)
    }
    for key, change in reader.entries(changes, path):
        at = join(path, key)
        if key not in places:
            hint = reader.hint(str(key), [str(id) for id in places])
            reader.report(
                change, at, f"ukendt betaling {key}. {hint.da}", f"unknown payment {key}. {hint.en}"
            )
            continue
        if not isinstance(change.value, dict):
            reader.expected(change, at, "nøgler med værdier", "keys with values")
            continue
        for fixed in FIXED:
            if fixed in change.value:
                reader.report(
                    change.value[fixed], join(at, fixed),
                    "kan ikke ændres; så er det en anden betaling. Skriv den som en ny under "
                    "payments.",
                    "cannot be changed; it would be another payment. Write it as a new one under "
                    "payments.",
                )  # fmt: skip
        kept = {k: v for k, v in change.value.items() if k not in FIXED}
        place = places[key]
        entries[place] = _laid_over(entries[place], Node(kept, change.line), "")
    line = signed.line if signed is not None else changes.line
    return Node(entries, line)


def _laid_over(signed: Node | None, change: Node, key: str) -> Node:
    """Return a node with the keys of `change` in place of its own; null takes a key away."""
    if (
        signed is None
        or key in REPLACED
        or not isinstance(signed.value, dict)
        or not isinstance(change.value, dict)
    ):
        return change
    merged = dict(signed.value)
    for inner, child in change.value.items():
        merged[inner] = _laid_over(merged.get(inner), child, str(inner))
    return Node(merged, signed.line)
