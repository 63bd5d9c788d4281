"""Read a case from the cells of a workbook into the tree that a case file gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.reading import Reader
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document, Node, parse_document
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Case
from bundlinje.calculation.workbook_cells import Read, ReadSheet, read_sheets

#: Keys of a spread that gives the mean itself; beside any other the cell holds the mean.
_OWN_MEAN = frozenset(
    {"ref", "mean", "mode", "uniform", "normal", "lognormal", "gamma", "beta", "low", "high"}
)
_FRACTION = re.compile(r"=\s*([-+]?\d+(?:\.\d+)?\s*/\s*\d+)\s*")
#: A shown mean may differ from its distribution's by rounding alone.
SAME = 1e-9

_KEYS_OF_WORDS = {word.casefold(): key for key, text in form.WORDS.items() for word in (key, *text)}


@dataclass(frozen=True)
class Shown:
    """A mean that a cell shows beside a distribution or reference that gives the mean itself."""

    path: str
    index: int
    read: Read


@dataclass
class ReadWorkbook:
    """A case as it was read from a workbook."""

    document: Document
    rule_date: str | None
    shown: list[Shown] = field(default_factory=list)

    def check(self, case: Case) -> None:
        """Check that no cell shows another mean than the case has.

        Raises:
            InputError: a mean was changed beside a distribution that gives another.
        """
        series = {one.path: one for one in case.series()}
        problems = []
        for shown in self.shown:
            known = series.get(shown.path)
            value = shown.read.value
            if known is None or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            mean = known.numbers[min(shown.index, len(known.numbers) - 1)].mean
            if not _same(value, mean):
                message = _another_mean(value, mean)
                problems.append(Problem(message, self.document.file, shown.read.place, shown.path))
        if problems:
            raise InputError(problems)


def read_workbook(path: Path) -> ReadWorkbook:
    """Read the inputs of a workbook that Bundlinje made.

    Raises:
        InputError: the workbook cannot be read, or a cell holds what no case can.
    """
    sheets = read_sheets(path)
    reading = _Workbook(str(path), sheets)
    root = reading.case()
    if reading.problems:
        raise InputError(reading.problems)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return ReadWorkbook(Document(str(path), root, sha256), reading.rule_date, reading.shown)


def _same(value: float, mean: float) -> bool:
    return abs(value - mean) <= SAME * max(abs(value), abs(mean))


def _another_mean(value: float, mean: float) -> Text:
    return Text(
        f"cellen viser {value:.10g}, men usikkerheden eller henvisningen ved siden af giver "
        f"{mean:.10g}. Ret den, eller slet den, så tallet i cellen gælder.",
        f"the cell shows {value:.10g}, but the uncertainty or reference beside it gives "
        f"{mean:.10g}. Correct it, or delete it so that the number in the cell counts.",
    )


class _Row:
    """One row of a block: its cells by key."""

    def __init__(self, cells: dict[str, Read]) -> None:
        self.cells = cells

    def get(self, key: str) -> Read | None:
        """Return a cell in which something stands."""
        read = self.cells.get(key)
        return None if read is None or read.empty else read

    def listed(self, key: str) -> list[Read | None]:
        """Return the cells of a list by year up to the last one filled."""
        found: list[Read | None] = []
        for name in self.cells:
            head, _, index = name.rpartition(".")
            if head == key and index.isdecimal() and (read := self.get(name)):
                found += [None] * (int(index) + 1 - len(found))
                found[int(index)] = read
        return found

    @property
    def place(self) -> str:
        """The place of the first cell in which something stands."""
        return next(read.place for read in self.cells.values() if not read.empty)


class _Workbook:
    """Turns rows into the tree of a case, block by block."""

    def __init__(self, file: str, sheets: Sequence[ReadSheet]) -> None:
        self.file = file
        self.blocks: dict[str, list[_Row]] = {}
        for sheet in sheets:
            for name, row in _rows(sheet):
                self.blocks.setdefault(name, []).append(row)
        self.problems: list[Problem] = []
        self.shown: list[Shown] = []
        self.rule_date: str | None = None
        self.tree: dict[Any, Any] = {}

    def case(self) -> Node:
        """Return the tree of the case."""
        self._put(("format",), Node("bundlinje.case/1"))
        self._fields(form.CASE)
        self._price_index()
        self._fields(form.EFFECT)
        self._participants()
        self._named()
        self._payers()
        for block, read in (
            (form.COSTS, self._cost),
            (form.CONSEQUENCES, self._consequence),
            (form.OUTCOMES, self._outcome),
        ):
            self._items(block, read)
        self._baselines()
        self._sources_and_notes()
        for row in self.blocks.get(form.MORE, []):
            self._more(row)
        return _node(self.tree)

    # -- placing -----------------------------------------------------------------------------

    def problem(self, read: Read, key: str, da: str, en: str) -> None:
        """Add a problem at a cell."""
        self.problems.append(Problem(Text(da, en), self.file, read.place, key))

    def _put(self, path: Sequence[Any], value: Any) -> None:
        place = self.tree
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value

    def _note(self, row: _Row, key: str) -> None:
        if read := row.get("note"):
            self._put(("notes", key), self._leaf(read))

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

    def _field(self, row: _Row, path: str) -> None:
        keys = path.split(".")
        value = row.get("value")
        if path == "rule_date":
            self.rule_date = None if value is None else str(value.value)
            return
        last = keys[-1]
        evidence = row.get("evidence")
        if evidence is not None and last == "goal":
            self._put((*keys[:-1], "evidence"), self._texts(evidence, path))
        self._note(row, ".".join(keys[:-1]) if last == "goal" else path)
        listed = row.listed("list")
        if listed:
            if value is not None:
                self.problem(value, path, "angiv enten ét tal eller en liste efter år.",
                             "give either one number or a list by year.")  # fmt: skip
            self._put(keys, self._numbers(listed, row.get(f"value{form.SPREAD}"), path, row.place))
        elif path in form.NESTED and value is not None:
            self._put(keys, self._yaml(value, path))
        else:
            node = self._number(value, row.get(f"value{form.SPREAD}"), path)
            if node is not None:
                self._put(keys, node)

    def _price_index(self) -> None:
        years: dict[Any, Any] = {}
        for row in self.blocks.get(form.INDEX, []):
            year, value = row.get("year"), row.get("value")
            if year is not None and value is not None:
                years[_whole(year.value)] = self._leaf(value)
        name = self.tree.get("price_index")
        if name is None and years:
            self.tree["price_index"] = years
        elif years:
            self.tree["price_index"]["extend"] = years

    def _participants(self) -> None:
        several = "effects" in self.tree
        for row in self.blocks.get(form.PARTICIPANTS, []):
            year, number, effect = row.get("year"), row.get("number"), row.get("effect")
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
            node = self._number(number, row.get(f"number{form.SPREAD}"), path)
            self._note(row, path)
            known = self.tree
            for key in keys:
                known = known.get(key, {})
            if _whole(year.value) in known:
                self.problem(year, path, "året står to gange. Behold det ene.",
                             "the year stands twice. Keep one.")  # fmt: skip
            if node is not None:
                self._put((*keys, _whole(year.value)), node)

    def _named(self) -> None:
        for row in self.blocks.get(form.PARAMETERS, []):
            name = row.get("id")
            if name is None:
                continue
            path = f"parameters.{name.value}"
            value = row.get("value")
            node = self._number(value, row.get(f"value{form.SPREAD}"), path)
            self._note(row, path)
            if node is not None:
                self._put(("parameters", name.value), node)
                self._check_named(node, value, path)
        groups: dict[Any, dict[str, list[Node]]] = {}
        for row in self.blocks.get(form.JOINT, []):
            name, mean, cov = row.get("id"), row.get("value"), row.get("cov")
            if name is None or mean is None or cov is None:
                continue
            group = row.get("group")
            chosen = groups.setdefault(group.value if group else 1, {})
            for key, node in (
                ("names", self._leaf(name)),
                ("mean", self._leaf(mean)),
                ("cov", self._yaml(cov, f"joint.{name.value}")),
            ):
                chosen.setdefault(key, []).append(node)
            self._note(row, f"parameters.{name.value}")
        if groups:
            self.tree["joint"] = [_node(group) for group in groups.values()]

    def _check_named(self, node: Node, value: Read | None, path: str) -> None:
        if value is None or not isinstance(node.value, dict) or "mean" in node.value:
            return
        reader = Reader(self.file)
        mean = reader.spread(node, path).mean
        # What is wrong with the distribution itself is said when the case is read.
        if not reader.found and not _same(float(value.value or 0), mean):
            message = _another_mean(value.value, mean)
            self.problem(value, path, message.da, message.en)

    def _payers(self) -> None:
        for row in self.blocks.get(form.PAYERS, []):
            payer = row.get("id")
            if payer is None:
                continue
            data: dict[str, Any] = {}
            if label := row.get("label"):
                data["label"] = self._leaf(label)
            if public := row.get("public"):
                data["public"] = self._flag(public)
            if departments := row.get("departments"):
                data["departments"] = self._yaml(departments, f"payers.{payer.value}", True)
            if data or payer.value not in _EVERY_CASE:
                self._put(("payers", payer.value), _node(data, payer.place))

    def _baselines(self) -> None:
        levels: dict[Any, list[Node]] = {}
        for row in self.blocks.get(form.BASELINES, []):
            item, level, share = row.get("id"), row.get("level"), row.get("share")
            if item is None or level is None:
                continue
            node = self._leaf(level)
            if share is not None:
                node = Node([self._leaf(share), node], share.place)
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
                    key: Node(str(read.value), read.place)
                    for key in ("title", "url", "accessed", "note")
                    if (read := row.get(key))
                }
                self._put(("sources", str(name.value)), _node(data, name.place))
        for row in self.blocks.get(form.NOTES, []):
            key, text = row.get("key"), row.get("text")
            if key is not None and text is not None:
                self._put(("notes", str(key.value)), Node(str(text.value), text.place))

    def _more(self, row: _Row) -> None:
        key, value = row.get("key"), row.get("value")
        if key is None or value is None:
            return
        first, *rest = str(key.value).split(".")
        node = self._yaml(value, str(key.value))
        place: Any = self.tree
        if first in ("costs", "consequences", "outcomes") and rest:
            item, *rest = rest
            place = next((n.value for n in self.tree.get(first, []) if _id_of(n) == item), None)
        else:
            rest = [first, *rest]
        for step in rest[:-1]:
            inner = place.setdefault(step, {}) if isinstance(place, dict) else None
            place = inner.value if isinstance(inner, Node) else inner
        if isinstance(place, dict) and rest:
            place[rest[-1]] = node
        else:
            self.problem(key, str(key.value), "stien findes ikke i sagen.",
                         "the path is not in the case.")  # fmt: skip

    # -- items -------------------------------------------------------------------------------

    def _items(self, block: str, read: Callable[[_Row, str, dict[str, Any]], None]) -> None:
        nodes = []
        for row in self.blocks.get(block, []):
            item: dict[str, Any] = {}
            identity = row.get("id")
            path = f"{block}.{identity.value if identity else ''}"
            read(row, path, item)
            self._note(row, path)
            nodes.append(_node(item, row.place))
        if nodes:
            self.tree[block] = nodes

    def _cost(self, row: _Row, path: str, item: dict[str, Any]) -> None:
        self._take(row, item, "id", "label", "price_year", "years_before", "growth")
        self._words(row, item, "kind", "per")
        amount = self._number(row.get("amount"), row.get(f"amount{form.SPREAD}"), f"{path}.amount")
        _add(item, "amount", amount)
        if years := row.get("years"):
            item["years"] = _years(years)
        self._evidence(row, item, path, "evidence")
        self._paid_by(row, item, path)

    def _change(self, row: _Row, path: str, item: dict[str, Any]) -> None:
        self._take(row, item, "id", "label", "unit", "lag", "until", "effect")
        self._words(row, item, "per", "then")
        quantity = row.listed("quantity")
        if quantity:
            spread = row.get(f"quantity{form.SPREAD}")
            item["quantity"] = self._numbers(quantity, spread, f"{path}.quantity", row.place)
        _add(item, "factor", self._number(
            row.get("factor"), row.get(f"factor{form.SPREAD}"), f"{path}.factor"))  # fmt: skip
        spread, at = row.get(f"persistence{form.SPREAD}"), f"{path}.persistence"
        listed = row.listed("persistence")
        if listed:
            item["persistence"] = self._numbers(listed, spread, at, row.place)
        else:
            _add(item, "persistence", self._number(row.get("persistence"), spread, at))
        self._evidence(row, item, path, "evidence", "counts")

    def _consequence(self, row: _Row, path: str, item: dict[str, Any]) -> None:
        self._change(row, path, item)
        self._words(row, item, "direction")
        self._take(row, item, "baseline_weeks", "pool")
        if transfer := row.get("transfer"):
            item["transfer"] = self._flag(transfer)
        price: dict[str, Any] = {}
        reference, amount = row.get("price.ref"), row.get("price.amount")
        if reference is not None:
            price.update(self._yaml(reference, f"{path}.price", True).value)
            if amount is not None:
                self.shown.append(Shown(f"{path}.price.amount", 0, amount))
        else:
            spread = row.get(f"price.amount{form.SPREAD}")
            _add(price, "amount", self._number(amount, spread, f"{path}.price.amount"))
        for key in ("price_year", "growth"):
            if read := row.get(f"price.{key}"):
                price[key] = self._leaf(read)
        if index := row.get("price.index"):
            is_map = str(index.value).lstrip().startswith("{")
            price["index"] = (
                self._yaml(index, f"{path}.price.index") if is_map else self._leaf(index)
            )
        if price:
            item["price"] = _node(price)
        realisable = row.listed("realisable")
        if realisable:
            item["realisable"] = self._listed(
                [None if r is None else self._share(r) for r in realisable], row.place
            )
        self._paid_by(row, item, path)

    def _outcome(self, row: _Row, path: str, item: dict[str, Any]) -> None:
        self._change(row, path, item)
        value = {
            key: self._leaf(read)
            for key in ("amount", "price_year", "source")
            if (read := row.get(f"valuation.{key}"))
        }
        if value:
            item["valuation"] = _node(value)

    def _paid_by(self, row: _Row, item: dict[str, Any], path: str) -> None:
        if rule := row.get("paid_by.rule"):
            data = {"rule": self._leaf(rule)}
            if to := row.get("paid_by.to"):
                data["to"] = self._yaml(to, f"{path}.paid_by.to", True)
            item["paid_by"] = _node(data)
            return
        shares = {}
        for key, read in row.cells.items():
            if not key.startswith(form.SHARE) or read.empty:
                continue
            account = key.removeprefix(form.SHARE)
            if account.startswith(form.OPEN):
                self.problem(
                    read, f"{path}.paid_by", "kolonnen har ingen konto. Skriv kontoen, fx "
                    "kommune/social, i den gule overskrift over omkostningerne.",
                    "the column has no account. Write it, e.g. kommune/social, in the yellow "
                    "heading above the costs.",
                )  # fmt: skip
            shares[account] = self._share(read)
        if shares:
            item["paid_by"] = _node(shares)

    # -- cells to nodes ----------------------------------------------------------------------

    def _leaf(self, read: Read) -> Node:
        if read.value is None:
            self.problem(
                read, "", "formlen i cellen har ingen værdi. Åbn filen i Excel eller LibreOffice, "
                "og gem den igen.",
                "the formula in the cell has no value. Open the file in Excel or LibreOffice and "
                "save it again.",
            )  # fmt: skip
        return Node(read.value, read.place)

    def _share(self, read: Read) -> Node:
        """Return a share; a fraction such as `=1/3` as the fraction that it is."""
        fraction = _FRACTION.fullmatch(read.formula)
        return Node(fraction[1], read.place) if fraction else self._leaf(read)

    def _take(self, row: _Row, item: dict[str, Any], *keys: str) -> None:
        for key in keys:
            if read := row.get(key):
                item[key] = self._leaf(read)

    def _words(self, row: _Row, item: dict[str, Any], *keys: str) -> None:
        for key in keys:
            if read := row.get(key):
                word = str(read.value).strip()
                item[key] = Node(_KEYS_OF_WORDS.get(word.casefold(), word), read.place)

    def _flag(self, read: Read) -> Node:
        word = _KEYS_OF_WORDS.get(str(read.value).strip().casefold())
        return Node({"true": True, "false": False}.get(str(word), read.value), read.place)

    def _evidence(self, row: _Row, item: dict[str, Any], path: str, *keys: str) -> None:
        for key in keys:
            if read := row.get(key):
                item[key] = self._texts(read, f"{path}.{key}")

    def _texts(self, read: Read, path: str) -> Node:
        text = str(read.value)
        if text.lstrip().startswith("["):
            return self._yaml(read, path)
        parts = [part.strip() for part in text.split(form.LIST.strip()) if part.strip()]
        return Node([Node(part, read.place) for part in parts], read.place)

    def _yaml(self, read: Read, path: str, is_map: bool = False) -> Node:
        text = str(read.value).strip()
        if is_map and not text.startswith("{"):
            text = f"{{{text}}}"
        try:
            node = _placed(parse_document(text.encode(), self.file).root, read.place)
        except InputError as error:
            for problem in error.problems:
                self.problem(read, path, problem.message.da, problem.message.en)
            return Node({} if is_map else None, read.place)
        if is_map and not isinstance(node.value, dict):
            self.problem(read, path, "ventede nøgle: værdi.", "expected key: value.")
            return Node({}, read.place)
        return node

    def _number(
        self, value: Read | None, spread: Read | None, path: str, index: int = 0
    ) -> Node | None:
        if spread is None:
            return None if value is None else self._leaf(value)
        return self._uncertain(value, self._yaml(spread, path, True), spread, path, index)

    def _uncertain(
        self, value: Read | None, written: Node, spread: Read, path: str, index: int
    ) -> Node | None:
        if not written.value:
            return None if value is None else self._leaf(value)
        if _OWN_MEAN & set(written.value):
            if value is not None:
                self.shown.append(Shown(path, index, value))
            return written
        if value is None:
            self.problem(
                spread, path, "usikkerheden står ved siden af en tom celle. Skriv tallet.",
                "the uncertainty stands beside an empty cell. Write the number.",
            )  # fmt: skip
            return written
        # Errors about the mean point to the mean's own cell.
        return Node({"mean": self._leaf(value), **written.value}, spread.place)

    def _numbers(
        self, cells: Sequence[Read | None], spread: Read | None, path: str, place: str
    ) -> Node:
        spreads: list[str] = [""] * len(cells)
        if spread is not None:
            written = [part.strip() for part in str(spread.value).split(form.NEXT.strip())]
            if len(written) == 1:
                spreads = written * len(cells)
            elif len(written) == len(cells):
                spreads = written
            else:
                self.problem(
                    spread, path, f"der er {len(cells)} tal, men {len(written)} usikkerheder "
                    "mellem stregerne |.",
                    f"there are {len(cells)} numbers but {len(written)} uncertainties between the "
                    "bars |.",
                )  # fmt: skip
        nodes: list[Node | None] = []
        for at, (cell, text) in enumerate(zip(cells, spreads, strict=True)):
            own = Read(text, "", spread.place) if spread is not None and text else None
            nodes.append(self._number(cell, own, path, at))
        return self._listed(nodes, place)

    def _listed(self, nodes: Sequence[Node | None], place: str) -> Node:
        """Return a list; a hole in it is an empty entry that the reader of the case reports."""
        return Node([node or Node(None, place) for node in nodes], place)


_EVERY_CASE = frozenset({"kommune", "region", "stat", "borger", "andre"})


def _rows(sheet: ReadSheet) -> Iterator[tuple[str, _Row]]:
    """Yield the rows of every block with its name."""
    name, keys = "", dict[int, str]()
    for cells in sheet.rows.values():
        mark = str(cells[0].value) if 0 in cells else ""
        if mark == form.END:
            name = ""
        elif mark == form.HEADINGS:
            keys = {col: _named_account(key, cells.get(col)) for col, key in keys.items()}
        elif mark.startswith(form.BLOCK):
            name = mark.removeprefix(form.BLOCK)
            keys = {col: str(read.value) for col, read in cells.items() if col and read.value}
        elif name:
            found = {key: cells[col] for col, key in keys.items() if col in cells}
            if any(not read.empty for read in found.values()):
                yield name, _Row(found)


def _named_account(key: str, heading: Read | None) -> str:
    """Return the key of a column of shares, with the account that its heading names."""
    if not key.startswith(form.SHARE + form.OPEN) or heading is None or heading.value in (None, ""):
        return key
    return f"{form.SHARE}{str(heading.value).strip()}"


def _node(value: Any, place: str | None = None) -> Node:
    """Return the tree of nested maps and lists whose leaves are nodes."""
    if isinstance(value, Node):
        return value
    if isinstance(value, dict):
        nodes = {key: _node(item) for key, item in value.items()}
        first = next((node.line for node in nodes.values() if node.line), None)
        return Node(nodes, place or first)
    if isinstance(value, list):
        return Node([_node(item) for item in value], place)
    return Node(value, place)


def _placed(node: Node, place: str) -> Node:
    """Return a tree in which everything stands in one cell."""
    value = node.value
    if isinstance(value, dict):
        value = {key: _placed(item, place) for key, item in value.items()}
    elif isinstance(value, list):
        value = [_placed(item, place) for item in value]
    return Node(value, place, node.size)


def _id_of(node: Node) -> Any:
    identity = node.value.get("id") if isinstance(node.value, dict) else None
    return identity.value if isinstance(identity, Node) else None


def _add(data: dict[str, Any], key: str, node: Node | None) -> None:
    if node is not None:
        data[key] = node


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _years(read: Read) -> Node:
    if not isinstance(read.value, str):
        return Node(_whole(read.value), read.place)
    parts = [part.strip() for part in re.split("[;,]", read.value) if part.strip()]
    years = [Node(int(p) if p.isdecimal() else p, read.place) for p in parts]
    return Node(years, read.place)
