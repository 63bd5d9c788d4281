"""Cells of a workbook as nodes of a case file: rows, numbers with spreads, words, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.reading import join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node, parse_document
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.workbook_cells import Read, ReadSheet
from bundlinje.calculation.workbook_danish import number_of, with_points
from bundlinje.calculation.workbook_profiles import ProfileCells

#: Keys of a spread that gives the mean itself; beside any other the cell holds the mean.
_OWN_MEAN = frozenset(
    {"ref", "mean", "mode", "uniform", "normal", "lognormal", "gamma", "beta", "low", "high"}
)
#: A year as text.
_YEAR = re.compile(r"[0-9]{1,4}")
_FRACTION = re.compile(r"=\s*([-+]?\d+(?:\.\d+)?\s*/\s*\d+)\s*")

_RECORD = re.compile(r"[a-z_]+/\w[\w.-]*")
#: Keys of items whose cells hold plain numbers.
_NUMERIC = frozenset(
    {"price_year", "years_before", "growth", "lag", "until", "baseline_weeks"}
)  # fmt: skip

_KEYS_OF_WORDS = {word.casefold(): key for key, text in form.WORDS.items() for word in (key, *text)}


@dataclass(frozen=True)
class Shown:
    """A mean that a cell shows beside a distribution or reference that gives the mean itself."""

    path: str
    index: int
    read: Read
    beside: str  # the place of what gives the mean


@dataclass(frozen=True)
class ShownShare:
    """A share that a cell shows beside the rule that gives it."""

    path: str
    account: str
    read: Read


class Row:
    """One row of a block: its cells by key, and the columns of its sheet by key."""

    def __init__(
        self,
        cells: dict[str, Read],
        columns: Mapping[str, int],
        sheet: str,
        number: int,
        *,
        headings: Mapping[str, str] | None = None,
        title: str = "",
        label: str = "",
    ) -> None:
        self.cells = cells
        #: What a person reads: the headings by key, the block's title, the row's own label.
        self.headings = headings or {}
        self.title = title
        self.label = label
        self.columns = columns
        self.sheet = sheet
        self.number = number

    def place_of(self, key: str) -> str:
        """Return the place of a cell, whether or not anything stands in it."""
        from openpyxl.utils import get_column_letter

        return f"{self.sheet}!{get_column_letter(self.columns[key] + 1)}{self.number}"

    def get(self, key: str) -> Read | None:
        """Return a cell in which something stands."""
        read = self.cells.get(key)
        return None if read is None or read.empty else read

    def listed(self, key: str) -> list[Read | None]:
        """Return the cells of a list by year up to the last one filled."""
        found: list[Read | None] = []
        for name in self.cells:
            if form.is_entry(name, key) and (read := self.get(name)):
                index = int(name.rpartition(".")[2])
                found += [None] * (index + 1 - len(found))
                found[index] = read
        return found

    @property
    def place(self) -> str:
        """The place of the first cell in which something stands."""
        return next(read.place for read in self.cells.values() if not read.empty)


class CellReader:
    """Turns cells into nodes, and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.shown: list[Shown] = []
        self.shares: list[ShownShare] = []
        self.profiles: list[ProfileCells] = []

    def problem(self, read: Read, key: str, da: str, en: str) -> None:
        """Add a problem at a cell."""
        self.problems.append(Problem(Text(da, en), self.file, read.place, key))

    def put(self, tree: dict[Any, Any], path: Sequence[Any], value: Any) -> None:
        """Put a value at a path in a tree, or report what has a value on the way there."""
        place: Any = tree
        for at, key in enumerate(path[:-1], 1):
            place = place.setdefault(key, {})
            if isinstance(place, Node):
                parent = ".".join(map(str, path[:at]))
                message = Text(
                    f"{parent} har en værdi og kan ikke også have {path[-1]}. Ret nøglen.",
                    f"{parent} has a value and cannot also have {path[-1]}. Correct the key.",
                )
                key = join(parent, path[-1])
                self.problems.append(Problem(message, self.file, place.line, key))
                return
        place[path[-1]] = value

    def leaf(self, read: Read) -> Node:
        """Return what stands in a cell."""
        if read.value is None:
            self.problem(
                read, "", "formlen i cellen har ingen værdi. Åbn filen i Excel eller LibreOffice, "
                "og gem den igen.",
                "the formula in the cell has no value. Open the file in Excel or LibreOffice and "
                "save it again.",
            )  # fmt: skip
        return Node(read.value, read.place)

    def share(self, read: Read) -> Node:
        """Return a share; a fraction such as `=1/3` as the fraction that it is."""
        fraction = _FRACTION.fullmatch(read.formula)
        return Node(fraction[1], read.place) if fraction else self.leaf(as_number(read))

    def take(self, row: Row, item: dict[str, Any], *keys: str) -> None:
        """Take the values of cells as they stand."""
        for key in keys:
            if read := row.get(key):
                item[key] = self.leaf(as_number(read) if key in _NUMERIC else read)

    def words(self, row: Row, item: dict[str, Any], *keys: str) -> None:
        """Take fixed words by the keys that they stand for."""
        for key in keys:
            if read := row.get(key):
                word = str(read.value).strip()
                item[key] = Node(_KEYS_OF_WORDS.get(word.casefold(), word), read.place)

    def flag(self, read: Read) -> Node:
        """Return yes or no."""
        word = _KEYS_OF_WORDS.get(str(read.value).strip().casefold())
        return Node({"true": True, "false": False}.get(str(word), read.value), read.place)

    def evidence(self, row: Row, item: dict[str, Any], path: str, *keys: str) -> None:
        """Take lists of references."""
        for key in keys:
            if read := row.get(key):
                item[key] = self.texts(read, f"{path}.{key}")

    def texts(self, read: Read, path: str) -> Node:
        """Return a list of texts."""
        text = str(read.value)
        if text.lstrip().startswith("["):
            return self.yaml(read, path)
        parts = [part.strip() for part in text.split(form.LIST.strip()) if part.strip()]
        return Node([Node(part, read.place) for part in parts], read.place)

    def yaml(self, read: Read, path: str, is_map: bool = False) -> Node:
        """Return the YAML of a cell; a map needs no braces."""
        text = str(read.value).strip()
        if is_map and not text.startswith("{"):
            text = f"{{{text}}}"
        try:
            node = placed(parse_document(text.encode(), self.file).root, read.place)
        except InputError as error:
            for problem in error.problems:
                self.problem(read, path, problem.message.da, problem.message.en)
            return Node({} if is_map else None, read.place)
        if is_map and not isinstance(node.value, dict):
            self.problem(read, path, "ventede nøgle: værdi.", "expected key: value.")
            return Node({}, read.place)
        return node

    def number(
        self, value: Read | None, spread: Read | None, path: str, index: int = 0
    ) -> Node | None:
        """Return a number with the spread beside it; None where nothing stands."""
        if spread is not None and str(spread.value).startswith(form.FOLLOWS):
            return None
        value = None if value is None else as_number(value)
        if spread is None:
            return None if value is None else self._single(value)
        pointed = replace(spread, value=with_points(str(spread.value)))
        return self._uncertain(value, self.yaml(pointed, path, True), spread, path, index)

    def _single(self, value: Read) -> Node:
        """Return a number, or the reference that was written in its place."""
        return (
            Node({"ref": self.leaf(value)}, value.place) if is_record(value) else self.leaf(value)
        )

    def _uncertain(
        self, value: Read | None, written: Node, spread: Read, path: str, index: int
    ) -> Node | None:
        if not written.value:
            return None if value is None else self.leaf(value)
        if _OWN_MEAN & set(written.value):
            if value is not None:
                self.shown.append(Shown(path, index, value, spread.place))
            return written
        if value is None:
            self.problem(
                replace(spread, place=_left_of(spread.place)), path,
                "usikkerheden står ved siden af en tom celle. Skriv tallet.",
                "the uncertainty stands beside an empty cell. Write the number.",
            )  # fmt: skip
            return written
        if is_record(value):
            return Node({"ref": self.leaf(value), **written.value}, spread.place)
        # Errors about the mean point to the mean's own cell.
        return Node({"mean": self.leaf(value), **written.value}, spread.place)

    def numbers(
        self,
        cells: Sequence[Read | None],
        spread: Read | None,
        path: str,
        row: Row,
        key: str,
    ) -> Node:
        """Return a list of numbers, each with its spread; `key` is that of their cells."""
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
            nodes.append(self.number(cell, own, path, at))
        return self.listed(nodes, row, key)

    def listed(self, nodes: Sequence[Node | None], row: Row, key: str) -> Node:
        """Return a list; a hole in it is an empty entry that the reader of the case reports."""
        places = [row.place_of(f"{key}.{at}") for at in range(len(nodes))]
        filled = [node or Node(None, place) for node, place in zip(nodes, places, strict=True)]
        return Node(filled, row.place)


def as_number(read: Read) -> Read:
    """Return a cell with the number that its text says, where that is clear."""
    if not isinstance(read.value, str):
        return read
    value = number_of(read.value)
    return read if value is None else replace(read, value=whole(value))


def is_record(read: Read) -> bool:
    """Return whether a cell for a number holds a record of the knowledge base: `prices/…`."""
    return isinstance(read.value, str) and bool(_RECORD.fullmatch(read.value.strip()))


def _left_of(place: str) -> str:
    """Return the cell to the left of one in columns B to Z, else the cell itself."""
    sheet, _, cell = place.rpartition("!")
    found = re.fullmatch(r"([B-Z])(\d+)", cell)
    return f"{sheet}!{chr(ord(found[1]) - 1)}{found[2]}" if found else place


def rows_of(sheet: ReadSheet) -> Iterator[tuple[str, Row]]:
    """Yield the rows of every block with its name."""
    name, title, titled, keys = "", "", "", dict[int, str]()
    headings: dict[str, str] = {}
    for number, cells in sheet.rows.items():
        mark = str(cells[0].value) if 0 in cells else ""
        if mark == form.END:
            # The title, and below it what the block is about.
            title = title if name == "" and title else str(cells[1].value) if 1 in cells else ""
            name = ""
        elif mark == form.HEADINGS:
            keys = {col: _named_account(key, cells.get(col)) for col, key in keys.items()}
            headings = {
                key: " ".join(str(cells[col].value).split())
                for col, key in keys.items()
                if col in cells and cells[col].value
            }
        elif mark.startswith(form.BLOCK):
            name = mark.removeprefix(form.BLOCK)
            keys = {col: str(read.value) for col, read in cells.items() if col and read.value}
            titled, title = title, ""
        elif name:
            found = {key: cells[col] for col, key in keys.items() if col in cells}
            if any(not read.empty for read in found.values()):
                columns = {key: col for col, key in keys.items()}
                yield name, Row(
                    found, columns, sheet.name, number, headings=headings, title=titled,
                    label=str(cells[2].value) if 2 in cells else "",
                )  # fmt: skip


def _named_account(key: str, heading: Read | None) -> str:
    """Return the key of a column of shares, with the account that its heading names."""
    if not key.startswith(form.SHARE + form.OPEN) or heading is None or heading.value in (None, ""):
        return key
    return f"{form.SHARE}{str(heading.value).strip()}"


def node_of(value: Any, place: str | None = None) -> Node:
    """Return the tree of nested maps and lists whose leaves are nodes."""
    if isinstance(value, Node):
        return value
    if isinstance(value, dict):
        nodes = {key: node_of(item) for key, item in value.items()}
        first = next((node.line for node in nodes.values() if node.line), None)
        return Node(nodes, place or first)
    if isinstance(value, list):
        return Node([node_of(item) for item in value], place)
    return Node(value, place)


def placed(node: Node, place: str) -> Node:
    """Return a tree in which everything stands in one cell."""
    value = node.value
    if isinstance(value, dict):
        value = {key: placed(item, place) for key, item in value.items()}
    elif isinstance(value, list):
        value = [placed(item, place) for item in value]
    return Node(value, place, node.size)


def id_of(node: Node) -> Any:
    """Return the id of an item."""
    identity = node.value.get("id") if isinstance(node.value, dict) else None
    return identity.value if isinstance(identity, Node) else None


def add(data: dict[str, Any], key: str, node: Node | None) -> None:
    """Put a node where there is one."""
    if node is not None:
        data[key] = node


def whole(value: Any) -> Any:
    """Return a whole number as one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def years_of(read: Read) -> Node:
    """Return one year or a list of them."""
    if not isinstance(read.value, str):
        return Node(whole(read.value), read.place)
    parts = [part.strip() for part in re.split("[;,]", read.value) if part.strip()]
    years = [Node(int(p) if _YEAR.fullmatch(p) else p, read.place) for p in parts]
    return Node(years, read.place)
