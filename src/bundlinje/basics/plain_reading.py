"""Read plain values of a file: texts, whole numbers, shares, lists and mappings."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from bundlinje.basics.errors import Fault, InputError, Problem, nearest
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node

T = TypeVar("T")

#: A file's problems are listed up to this many.
MAX_PROBLEMS = 100
#: Nothing more to say about a problem.
NO_HINT = Text("", "")
#: No amount, quantity or number of people is larger than this.
MAX_MAGNITUDE = 1e18

_ID = re.compile(r"[^\W_][\w-]*", re.UNICODE)
_YEAR = re.compile(r"[0-9]{4}")
# Few digits and no exponent: a short text must not stand for a number of a million digits.
_SHARE = re.compile(r"\s*([-+]?[0-9]{1,20}(?:\.[0-9]{1,20})?)\s*(?:/\s*([0-9]{1,20}))?\s*")
#: A number with a decimal comma, perhaps with thousands points.
_COMMA = re.compile(r"-?(?:\d{1,20}|\d{1,3}(?:\.\d{3}){1,5}),\d{1,20}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class PlainReader:
    """Collects the problems of one file while its plain values are read."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.unreported = 0

    def report(
        self,
        node: Node | None,
        key: str,
        da: str,
        en: str,
        kind: Fault = Fault.OTHER,
        facts: tuple[Any, ...] = (),
    ) -> None:
        """Add a problem at `node`; from `MAX_PROBLEMS` on they are only counted."""
        if len(self.problems) >= MAX_PROBLEMS:
            self.unreported += 1
            return
        line = node.line if node is not None else None
        self.problems.append(Problem(Text(da, en), self.file, line, key, kind, facts))

    def expected(
        self,
        node: Node,
        key: str,
        da: str,
        en: str,
        hint: Text = NO_HINT,
        kind: Fault = Fault.UNEXPECTED,
        facts: tuple[Any, ...] = (),
    ) -> None:
        """Add the problem that something else was found than what was expected."""
        found = shown(node.value)
        if node.value is None or node.value == "":
            kind, facts = Fault.EMPTY, ()
        elif kind is Fault.UNEXPECTED:
            facts = (Text(f"{da}.{hint.da}", f"{en}.{hint.en}"),)
        self.report(
            node,
            key,
            f"fandt {found.da}, ventede {da}.{hint.da}",
            f"found {found.en}, expected {en}.{hint.en}",
            kind,
            facts,
        )

    def refuse(self, node: Node | None, key: str, name: str, error: InputError) -> None:
        """Add what is wrong with something outside the file, at the place that names it."""
        for problem in error.problems:
            text, facts = problem.message, problem.facts
            named = tuple(_of(name, one) if isinstance(one, Text) else one for one in facts)
            self.report(node, key, *_of(name, text), problem.kind, named)

    def finish(self) -> None:
        """Raise what was found.

        Raises:
            InputError: any problem was reported.
        """
        if self.unreported:
            more = Text(
                f"og {self.unreported} fejl mere. Ret de første, og prøv igen.",
                f"and {self.unreported} more. Correct the first ones and try again.",
            )
            last = self.problems[-1].line
            self.problems.append(Problem(more, self.file, last))
        if self.problems:
            raise InputError(self.problems)

    @property
    def found(self) -> int:
        """How many problems were found so far."""
        return len(self.problems) + self.unreported

    def hint(self, name: str, valid: Iterable[str]) -> Text:
        """Return the valid name nearest to `name` as a sentence, while problems are still shown."""
        return nearest(name, valid) if len(self.problems) < MAX_PROBLEMS else Text("", "")

    def text(self, node: Node, path: str, default: str = "") -> str:
        """Return a text."""
        if isinstance(node.value, str) and node.value.strip():
            return node.value.strip()
        self.expected(node, path, "en tekst", "a text")
        return default

    def identifier(self, node: Node, path: str) -> str:
        """Return an id: letters, digits, - and _."""
        if isinstance(node.value, str) and _ID.fullmatch(node.value) and len(node.value) <= 100:
            return node.value
        self.expected(
            node, path, "et id af bogstaver, tal, - og _", "an id of letters, digits, - and _"
        )
        return ""

    def flag(self, node: Node, path: str) -> bool:
        """Return true or false."""
        if isinstance(node.value, bool):
            return node.value
        self.expected(node, path, "true eller false", "true or false")
        return False

    def integer(self, node: Node, path: str, low: int, high: int, default: int = 0) -> int:
        """Return a whole number from `low` to `high`."""
        value = node.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.expected(
            node, path, f"et helt tal fra {low} til {high}", f"a whole number from {low} to {high}"
        )
        return default or low

    def day(self, node: Node, path: str) -> datetime.date | None:
        """Return a date written as 2026-05-01; None where it is none, which is reported."""
        if isinstance(node.value, str) and _DAY.fullmatch(node.value):
            try:
                found = datetime.date.fromisoformat(node.value)
            except ValueError:
                found = None
            if found is not None and 1900 <= found.year <= 2300:
                return found
        self.expected(node, path, "en dato som 2026-05-01", "a date such as 2026-05-01")
        return None

    def year(self, node: Node, path: str, default: int = 2000) -> int:
        """Return a calendar year."""
        return self.integer(node, path, 1900, 2300, default)

    def plain(self, node: Node, path: str, low: float = -math.inf, high: float = math.inf) -> float:
        """Return a certain, finite number from `low` to `high`."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.expected(node, path, "et tal", "a number", point_for_comma(value))
            return inside(0.0, low, high)
        if not abs(value) <= MAX_MAGNITUDE:  # also NaN
            self.expected(node, path, "et endeligt tal", "a finite number")
            return inside(0.0, low, high)
        if not low <= value <= high:
            self.out_of_bounds(node, path, low, high)
            return inside(float(value), low, high)
        return float(value)

    def out_of_bounds(
        self, node: Node, path: str, low: float, high: float, mean: bool = False
    ) -> None:
        """Add the problem that a number, or the mean of an uncertain one, is out of its bounds."""
        hint = as_share(node.value, high)
        self.expected(node, path, *between(low, high, mean), hint, Fault.OUT_OF_BOUNDS, (low, high))

    def share(self, node: Node, path: str, low: float = 0.0, high: float = 1.0) -> float:
        """Return a share, which may be written as a fraction such as `1/3`."""
        if isinstance(node.value, str):
            written = _SHARE.fullmatch(node.value)
            if not written or (written[2] and not int(written[2])):
                hint = point_for_comma(node.value)
                self.expected(
                    node, path, "en andel som 0.25 eller 1/3", "a share: 0.25 or 1/3", hint
                )
                return low
            value = float(written[1]) / int(written[2] or 1)
            return self.plain(Node(value, node.line), path, low, high)
        return self.plain(node, path, low, high)

    def pair(self, node: Node, path: str) -> tuple[float, float]:
        """Return two certain numbers written as a list."""
        if isinstance(node.value, list) and len(node.value) == 2:
            return self.plain(node.value[0], path), self.plain(node.value[1], path)
        # `[0,05, 0,35]` is read as four whole numbers.
        comma = isinstance(node.value, list) and len(node.value) == 4
        hint = Text(" Brug punktum som decimaltegn.", " Use a point as decimal sign.")
        self.expected(
            node, path, "to tal i kantede parenteser", "two numbers in brackets",
            hint if comma else NO_HINT,
        )  # fmt: skip
        return 0.0, 0.0

    def items(self, node: Node | None, path: str, most: int) -> list[Node]:
        """Return the nodes of a list."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.expected(node, path, "en liste", "a list")
            return []
        if len(node.value) > most:
            self.expected(node, path, f"højst {most} punkter", f"at most {most} entries")
            return []
        return list(node.value)

    def entries(self, node: Node | None, path: str) -> Iterator[tuple[Any, Node]]:
        """Yield the keys and nodes of a mapping with free keys."""
        if node is None:
            return
        if not isinstance(node.value, dict):
            self.expected(node, path, "nøgler med værdier", "keys with values")
            return
        yield from node.value.items()

    def by_year(self, node: Node | None, path: str, read: Callable[[Node, str], T]) -> dict[int, T]:
        """Return a mapping from calendar years to what `read` makes of each value."""
        result: dict[int, T] = {}
        for key, child in self.entries(node, path):
            year = int(key) if isinstance(key, str) and _YEAR.fullmatch(key) else key
            if isinstance(year, bool) or not isinstance(year, int) or not 1900 <= year <= 2300:
                self.expected(Node(key, child.line), join(path, key), "et årstal", "a year")
            elif year in result:
                self.report(
                    child, join(path, year), "året står to gange. Behold det ene.",
                    "the year stands twice. Keep one.",
                )  # fmt: skip
            else:
                result[year] = read(child, join(path, year))
        return result


def _of(name: str, text: Text) -> Text:
    """Return a text that begins with the name of what it is about."""
    return Text(f"{name} {text.da}", f"{name} {text.en}")


def join(path: str, key: object) -> str:
    """Return the path of `key` below `path`."""
    return f"{path}.{key}" if path else str(key)


def shown(value: Any) -> Text:
    """Return a value as it may stand in a message: short, and named where it is not plain."""
    if value is None:
        return Text("ingenting", "nothing")
    if isinstance(value, bool):
        return Text(*(("true", "true") if value else ("false", "false")))
    if isinstance(value, Mapping):
        return Text("nøgler med værdier", "keys with values")
    if isinstance(value, list | tuple):
        return Text("en liste", "a list")
    if isinstance(value, str):
        short = value if len(value) <= 60 else value[:57] + "…"
        return Text(f"'{short}'", f"'{short}'")
    number = f"{value:.10g}" if isinstance(value, float) else str(value)
    return Text(number, number)


def point_for_comma(value: Any) -> Text:
    """Return how a number with a decimal comma is written, with a space in front."""
    if not isinstance(value, str) or not _COMMA.fullmatch(value.strip()):
        return Text("", "")
    number = value.strip().replace(".", "").replace(",", ".")
    return Text(f" Brug punktum: {number}", f" Use a point: {number}")


def as_share(value: float, high: float) -> Text:
    """Return the share that a percentage was perhaps meant as, with a space in front."""
    if high != 1 or not 2 <= abs(value) <= 100:
        return Text("", "")
    return Text(f" Mente du {value / 100:.10g}?", f" Did you mean {value / 100:.10g}?")


def inside(value: float, low: float, high: float) -> float:
    """Return the value, or the end nearest to it."""
    return min(max(value, low), high)


def between(low: float, high: float, mean: bool = False) -> tuple[str, str]:
    """Return which numbers are expected, in Danish and English."""
    what = ("en middelværdi", "a mean") if mean else ("et tal", "a number")
    if math.isinf(high):
        return f"{what[0]} på mindst {low:g}", f"{what[1]} of at least {low:g}"
    if math.isinf(low):
        return f"{what[0]} på højst {high:g}", f"{what[1]} of at most {high:g}"
    return f"{what[0]} fra {low:g} til {high:g}", f"{what[1]} from {low:g} to {high:g}"
