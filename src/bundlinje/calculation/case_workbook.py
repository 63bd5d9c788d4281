"""Read a case from the cells of a workbook into the tree that a case file gives."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.reading import Reader
from bundlinje.basics.yaml_tree import Document, Node
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.workbook_cells import Read, ReadSheet, read_sheets
from bundlinje.calculation.workbook_danish import date_of
from bundlinje.calculation.workbook_items import ItemCells
from bundlinje.calculation.workbook_nodes import (
    Row,
    as_number,
    id_of,
    node_of,
    rows_of,
    whole,
)
from bundlinje.calculation.workbook_places import Places
from bundlinje.calculation.workbook_shown import ReadWorkbook, another_mean, same
from bundlinje.calculation.workbook_studies import PooledCells


def read_workbook(path: Path) -> ReadWorkbook:
    """Read the inputs of a workbook that Bundlinje made.

    Raises:
        InputError: the workbook cannot be read, or a cell holds what no case can.
    """
    sheets = read_sheets(path)
    reading = _Workbook(str(path), sheets)
    root = reading.case()
    places = Places(reading.blocks)
    if reading.problems:
        raise places.explained(InputError(reading.problems))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return ReadWorkbook(
        Document(str(path), root, sha256), reading.rule_date, reading.shown, reading.shares,
        list(reading.pooled.values()), reading.profiles, places,
    )  # fmt: skip


class _Workbook(ItemCells):
    """Turns rows into the tree of a case, block by block."""

    def __init__(self, file: str, sheets: Sequence[ReadSheet]) -> None:
        super().__init__(file)
        self.blocks: dict[str, list[Row]] = {}
        for sheet in sheets:
            for name, row in rows_of(sheet):
                self.blocks.setdefault(name, []).append(row)
        self.rule_date: str | None = None
        self.tree: dict[Any, Any] = {}
        self.pooled: dict[str, PooledCells] = {}

    def case(self) -> Node:
        """Return the tree of the case."""
        self._put(("format",), Node("bundlinje.case/1"))
        self._fields(form.CASE)
        self._schedule()
        self._price_index()
        self._fields(form.EFFECT)
        self._pooled()
        self._participants()
        self._named()
        self._payers()
        for block, read in (
            (form.COSTS, self.cost),
            (form.CONSEQUENCES, self.consequence),
            (form.OUTCOMES, self.outcome),
        ):
            self._items(block, read)
        self._baselines()
        self._sources_and_notes()
        for row in self.blocks.get(form.MORE, []):
            self._more(row)
        return node_of(self.tree)

    # -- placing -----------------------------------------------------------------------------

    def _put(self, path: Sequence[Any], value: Any) -> None:
        self.put(self.tree, path, value)

    def _note(self, row: Row, key: str) -> None:
        if read := row.get("note"):
            self._put(("notes", key), self.leaf(read))

    # -- fields and blocks -------------------------------------------------------------------

    def _fields(self, block: str) -> None:
        for row in self.blocks.get(block, []):
            key = row.get("key")
            if key is None:
                first = next(read for read in row.cells.values() if not read.empty)
                self.problem(
                    first, "", "rækken har ingen nøgle i kolonne B, så Bundlinje ved ikke, hvad "
                    "den er. Skriv nøglen, eller slet rækken.",
                    "the row has no key in column B, so Bundlinje cannot tell what it is. Write "
                    "the key or delete the row.",
                )  # fmt: skip
                continue
            path = str(key.value).strip()
            self._field(row, path)

    def _field(self, row: Row, path: str) -> None:
        keys = path.split(".")
        value = row.get("value")
        if path == "rule_date":
            self.rule_date = None if value is None else self._date(value)
            return
        for key in form.POOL_ROWS:
            if path.endswith(f".{key}"):
                effect = path.removesuffix(f".{key}")
                self.pooled.setdefault(effect, PooledCells(effect)).take(key, row)
                return
        if keys[0] in _OWN_BLOCK:
            first = row.get("key")
            assert first is not None
            self.problem(first, path, "har sin egen blok i arket og kan ikke stå her.",
                         "has a block of its own in the sheet and cannot stand here.")  # fmt: skip
            return
        last = keys[-1]
        evidence = row.get("evidence")
        if evidence is not None and last == "goal":
            self._put((*keys[:-1], "evidence"), self.texts(evidence, path))
        self._note(row, ".".join(keys[:-1]) if last == "goal" else path)
        listed = row.listed("list")
        if listed:
            if value is not None:
                self.problem(value, path, "angiv enten ét tal eller en liste efter år.",
                             "give either one number or a list by year.")  # fmt: skip
            spread = row.get(f"value{form.SPREAD}")
            self._put(keys, self.numbers(listed, spread, path, row, "list"))
        elif path in form.NESTED and value is not None:
            self._put(keys, self.yaml(value, path))
        elif path in form.TEXTS or last == "goal":
            if value is not None:
                self._put(keys, self.leaf(value))
        else:
            node = self.number(value, row.get(f"value{form.SPREAD}"), path)
            if node is not None:
                self._put(keys, node)

    def _pooled(self) -> None:
        rows = {str(row.cells["key"].value): row for row in self.blocks.get(form.EFFECT, [])
                if "key" in row.cells}  # fmt: skip
        for path, cells in self.pooled.items():
            tree = self.tree
            for key in path.split("."):
                tree = tree.setdefault(key, {})
            own = {
                key: rows[f"{path}.{key}"].place_of("value")
                for key in ("with", "difference")
                if f"{path}.{key}" in rows
            }
            self.problems += cells.problems(tree, own, self.file)

    def _schedule(self) -> None:
        # The usual schedule stands in its cell; a rate or steps written below take its place.
        for keys in (("discounting",), ("discounting", "outcomes")):
            found: Any = self.tree
            for key in keys:
                found = found.get(key, {}) if isinstance(found, dict) else {}
            if not isinstance(found, dict) or not {"rate", "steps"} & set(found):
                continue
            named = found.get("schedule")
            if isinstance(named, Node) and named.value == form.USUAL_SCHEDULE:
                del found["schedule"]

    def _price_index(self) -> None:
        years: dict[Any, Any] = {}
        for row in self.blocks.get(form.INDEX, []):
            year, value = (None if r is None else as_number(r) for r in (
                row.get("year"), row.get("value")))  # fmt: skip
            if year is not None and value is not None:
                years[whole(year.value)] = self.leaf(value)
        name = self.tree.get("price_index")
        if name is None and years:
            self.tree["price_index"] = years
        elif years:
            named = name if isinstance(name, dict) else {"name": name}
            self.tree["price_index"] = {**named, "extend": years}

    def _participants(self) -> None:
        several = "effects" in self.tree
        for row in self.blocks.get(form.PARTICIPANTS, []):
            year, number, effect = row.get("year"), row.get("number"), row.get("effect")
            year = None if year is None else as_number(year)
            if year is None:
                first = number or effect
                if first is not None:
                    self.problem(first, "participants", "året mangler i rækken.",
                                 "the year is missing in the row.")  # fmt: skip
                continue
            keys: tuple[str, ...] = ("participants",)
            if effect is not None:
                name = str(effect.value)
                keys = ("effects", name, *keys) if several else ("effect", *keys)
            path = f"{'.'.join(keys)}.{year.value}"
            node = self.number(number, row.get(f"number{form.SPREAD}"), path)
            self._note(row, path)
            known = self.tree
            for key in keys:
                known = known.get(key, {}) if isinstance(known, dict) else {}
            if isinstance(known, dict) and whole(year.value) in known:
                self.problem(year, path, "året står to gange. Behold det ene.",
                             "the year stands twice. Keep one.")  # fmt: skip
            if node is None:
                place = replace(year, place=row.place_of("number"))
                self.problem(place, path, "antallet mangler. Skriv det, eller slet året.",
                             "the number is missing. Write it or delete the year.")  # fmt: skip
            else:
                self._put((*keys, whole(year.value)), node)

    def _named(self) -> None:
        for row in self.blocks.get(form.PARAMETERS, []):
            name = row.get("id")
            if name is None:
                continue
            path = f"parameters.{name.value}"
            value = row.get("value")
            node = self.number(value, row.get(f"value{form.SPREAD}"), path)
            self._note(row, path)
            if node is not None:
                self._put(("parameters", name.value), node)
                self._check_named(node, value, path, row)
        groups: dict[Any, dict[str, list[Node]]] = {}
        for row in self.blocks.get(form.JOINT, []):
            name, mean, cov = row.get("id"), row.get("value"), row.get("cov")
            if name is None or mean is None or cov is None:
                continue
            group = row.get("group")
            chosen = groups.setdefault(group.value if group else 1, {})
            for key, node in (
                ("names", self.leaf(name)),
                ("mean", self.leaf(mean)),
                ("cov", self.yaml(cov, f"joint.{name.value}")),
            ):
                chosen.setdefault(key, []).append(node)
            self._note(row, f"parameters.{name.value}")
        if groups:
            self.tree["joint"] = [node_of(group) for group in groups.values()]

    def _check_named(self, node: Node, value: Read | None, path: str, row: Row) -> None:
        if value is None or not isinstance(node.value, dict) or "mean" in node.value:
            return
        reader = Reader(self.file)
        mean = reader.spread(node, path).mean
        # What is wrong with the distribution itself is said when the case is read.
        if not reader.found and not same(value.value, mean):
            message = another_mean(value.value, mean, row.place_of(f"value{form.SPREAD}"))
            self.problem(value, path, message.da, message.en)

    def _date(self, read: Read) -> str | None:
        try:
            text = date_of(str(read.value))
            return datetime.date.fromisoformat(text[:10]).isoformat()
        except ValueError:
            self.problem(
                read, "rule_date",
                f"fandt '{read.value}'; skriv datoen som en Excel-dato eller som 1.4.2026.",
                f"found '{read.value}'; write the date as an Excel date or as 2026-04-01.",
            )  # fmt: skip
            return None

    def _payers(self) -> None:
        for row in self.blocks.get(form.PAYERS, []):
            payer = row.get("id")
            if payer is None:
                continue
            data: dict[str, Any] = {}
            if label := row.get("label"):
                data["label"] = self.leaf(label)
            if public := row.get("public"):
                data["public"] = self.flag(public)
            if departments := row.get("departments"):
                data["departments"] = self.yaml(departments, f"payers.{payer.value}", True)
            if data or payer.value not in _EVERY_CASE:
                self._put(("payers", payer.value), node_of(data, payer.place))

    def _baselines(self) -> None:
        levels: dict[Any, list[Node]] = {}
        for row in self.blocks.get(form.BASELINES, []):
            item, level, share = row.get("id"), row.get("level"), row.get("share")
            if item is None or level is None:
                continue
            node = self.leaf(as_number(level))
            if share is not None:
                node = Node([self.leaf(share), node], share.place)
            levels.setdefault(item.value, []).append(node)
        items = {
            node.value["id"].value: node.value
            for node in self.tree.get("consequences", [])
            if "id" in node.value
        }
        for row in self.blocks.get(form.BASELINES, []):
            item = row.get("id")
            if item is None or item.value not in levels:
                continue
            nodes = levels.pop(item.value)
            if item.value not in items:
                self.problem(item, "baseline", "der er ingen konsekvens med dette id.",
                             "there is no consequence with this id.")  # fmt: skip
                continue
            one = nodes[0] if len(nodes) == 1 and not isinstance(nodes[0].value, list) else None
            items[item.value]["baseline"] = one or Node(nodes, nodes[0].line)

    def _sources_and_notes(self) -> None:
        for row in self.blocks.get(form.SOURCES, []):
            name = row.get("id")
            if name is not None:
                data = {
                    key: Node(
                        date_of(str(read.value)) if key == "accessed" else str(read.value),
                        read.place,
                    )
                    for key in ("title", "url", "accessed", "note")
                    if (read := row.get(key))
                }
                self._put(("sources", str(name.value)), node_of(data, name.place))
        for row in self.blocks.get(form.NOTES, []):
            key, text = row.get("key"), row.get("text")
            if key is not None and text is not None:
                self._put(("notes", str(key.value)), Node(str(text.value), text.place))

    def _more(self, row: Row) -> None:
        key, value = row.get("key"), row.get("value")
        if key is None or value is None:
            return
        first, *rest = str(key.value).split(".")
        node = self.yaml(value, str(key.value))
        place: Any = self.tree
        nested = False
        if first in ("costs", "consequences", "outcomes") and rest:
            item, *rest = rest
            nested = True
            place = next((n.value for n in self.tree.get(first, []) if id_of(n) == item), None)
        else:
            rest = [first, *rest]
        for step in rest[:-1]:
            # Below an item everything is a node already; the tree itself becomes nodes at last.
            new: Any = Node({}, key.place) if nested else {}
            inner = place.setdefault(step, new) if isinstance(place, dict) else None
            place = inner.value if isinstance(inner, Node) else inner
        if isinstance(place, dict) and rest:
            place[rest[-1]] = node
        else:
            self.problem(key, str(key.value), "stien findes ikke i sagen.",
                         "the path is not in the case.")  # fmt: skip

    # -- items -------------------------------------------------------------------------------

    def _items(self, block: str, read: Callable[[Row, str, dict[str, Any]], None]) -> None:
        nodes = []
        for row in self.blocks.get(block, []):
            item: dict[str, Any] = {}
            identity = row.get("id")
            path = f"{block}.{identity.value if identity else ''}"
            read(row, path, item)
            self._note(row, path)
            nodes.append(node_of(item, row.place))
        if nodes:
            self.tree[block] = nodes


#: Parts of a case that do not stand among the fields.
_OWN_BLOCK = frozenset(
    {"participants", "parameters", "joint", "payers", "costs", "consequences", "outcomes",
     "sources", "notes"}
)  # fmt: skip
_EVERY_CASE = frozenset({"kommune", "region", "stat", "borger", "andre"})
