"""Read mappings strictly: known keys only, right types, every problem found in one go."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bundlinje.basics.errors import Fault
from bundlinje.basics.numbers import Kind, Number, Spread
from bundlinje.basics.plain_reading import MAX_MAGNITUDE, MAX_PROBLEMS, join, shown
from bundlinje.basics.references import REFERENCE_KEYS, read_reference
from bundlinje.basics.spread_reading import SpreadReader
from bundlinje.basics.yaml_tree import Node

__all__ = [
    "MAX_MAGNITUDE", "MAX_PROBLEMS", "REFERENCE_KEYS", "SHARE_TOLERANCE", "Reader", "Section",
    "join", "shown",
]  # fmt: skip

#: Shares must sum to their total within this.
SHARE_TOLERANCE = 1e-9


class Reader(SpreadReader):
    """Collects the problems of one file while its tree is read."""

    def __init__(self, file: str = "") -> None:
        super().__init__(file)
        self.uses: dict[str, list[tuple[Kind, str, int | str | None]]] = {}
        self.named: dict[str, Number | Spread] = {}
        #: Finds a number outside the file, for references that hold a slash; told what it is
        #: used as, and whether the file states an uncertainty of its own for it.
        self.elsewhere: Callable[[str, Kind, bool], Number | Spread] | None = None
        #: The uncertainty that the file states for a record, by reference.
        self.own_spreads: dict[str, Any] = {}

    def section(self, node: Node | None, path: str, keys: Iterable[str]) -> Section:
        """Return the mapping at `node`; report any key that is not among `keys`."""
        if node is None:
            return Section(self, Node({}), path)
        if not isinstance(node.value, dict):
            self.expected(node, path, "nøgler med værdier", "keys with values")
            return Section(self, Node({}, node.line), path, broken=True)
        valid = list(keys)
        for key, child in node.value.items():
            if key not in valid:
                hint = self.hint(str(key), valid)
                self.report(
                    child,
                    join(path, key),
                    f"ukendt nøgle. {hint.da}",
                    f"unknown key. {hint.en}",
                )
        return Section(self, node, path)

    def number(self, node: Node, path: str, kind: Kind) -> Number:
        """Return a number of this kind in any of its forms."""
        if isinstance(node.value, dict) and "ref" in node.value:
            return read_reference(self, node, path, kind)
        if kind is Kind.MONEY:
            self.doubt_thousands(node, path)
        written = self.spread(node, path, kind.bounds)
        if isinstance(written, Number):
            return written
        return self.settle(written, node, path, kind)

    def numbers(self, node: Node, path: str, kind: Kind, most: int) -> tuple[Number, ...]:
        """Return one number or a list of them; a number is a list of one."""
        if not isinstance(node.value, list):
            return (self.number(node, path, kind),)
        entries = self.items(node, path, most)
        if not entries and not node.value:
            self.expected(node, path, "mindst ét tal", "at least one number")
        return tuple(self.number(entry, path, kind) for entry in entries)


class Section:
    """One mapping of a file being read; every accessor reports to the reader.

    One that is `broken` was no mapping, and has been reported: nothing more is said to be missing.
    """

    def __init__(self, reader: Reader, node: Node, path: str, broken: bool = False) -> None:
        self.reader = reader
        self.node = node
        self.path = path
        self.broken = broken

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def get(self, key: str) -> Node | None:
        """Return the node of `key`, or None where it is absent or empty."""
        node = self.node.value.get(key)
        return node if isinstance(node, Node) and node.value is not None else None

    def need(self, key: str) -> Node | None:
        """Return the node of a required key, or report that it is missing."""
        node = self.get(key)
        if node is None and not self.broken:
            self.reader.report(
                self.node,
                self.at(key),
                "mangler. Tilføj nøglen.",
                "is missing. Add the key.",
                Fault.MISSING,
            )
        return node

    def at(self, key: object) -> str:
        """Return the path of `key`."""
        return join(self.path, key)

    def of_format(self, expected: str) -> None:
        """Report a file whose `format` is missing or another than the one expected."""
        node = self.need("format")
        if node is not None and node.value != expected:
            self.reader.expected(node, self.at("format"), expected, expected)

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        """Return a text."""
        node = self.need(key) if required else self.get(key)
        return default if node is None else self.reader.text(node, self.at(key), default)

    def identifier(self, key: str, default: str = "") -> str:
        """Return an id."""
        node = self.get(key)
        return default if node is None else self.reader.identifier(node, self.at(key))

    def choice(self, key: str, choices: Sequence[str], default: str = "") -> str:
        """Return one of `choices`; required where there is no default."""
        node = self.get(key) if default else self.need(key)
        if node is None:
            return default or choices[0]
        if node.value in choices and isinstance(node.value, str):
            return node.value
        hint = self.reader.hint(str(node.value), choices)
        found = shown(node.value)
        self.reader.report(
            node,
            self.at(key),
            f"fandt {found.da}. {hint.da}",
            f"found {found.en}. {hint.en}",
        )
        return default or choices[0]

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        node = self.get(key)
        return default if node is None else self.reader.flag(node, self.at(key))

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Return a whole number; required where there is no default."""
        node = self.get(key) if default is not None else self.need(key)
        if node is None:
            return low if default is None else default
        return self.reader.integer(node, self.at(key), low, high)

    def year(self, key: str, default: int | None = None) -> int:
        """Return a calendar year; required where there is no default."""
        node = self.get(key) if default is not None else self.need(key)
        if node is None:
            return 2000 if default is None else default
        return self.reader.year(node, self.at(key))

    def plain(
        self, key: str, default: float, low: float = -math.inf, high: float = math.inf
    ) -> float:
        """Return a certain number."""
        node = self.get(key)
        return default if node is None else self.reader.plain(node, self.at(key), low, high)

    def number(self, key: str, kind: Kind, default: float | None = None) -> Number:
        """Return a number that may be uncertain; required where there is no default."""
        node = self.get(key) if default is not None else self.need(key)
        if node is None:
            return Number(0.0 if default is None else default)
        return self.reader.number(node, self.at(key), kind)

    def texts(self, key: str, most: int = 100) -> tuple[str, ...]:
        """Return a list of texts."""
        nodes = self.reader.items(self.get(key), self.at(key), most)
        return tuple(self.reader.text(node, self.at(key)) for node in nodes)
