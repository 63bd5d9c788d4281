"""Read mappings strictly: known keys only, right types, every problem found in one go."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bundlinje.basics import distributions
from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.numbers import ImpossibleSpreadError, Kind, Number, Spread, spread_from_ci95
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node

T = TypeVar("T")

#: Shares must sum to their total within this.
SHARE_TOLERANCE = 1e-9
#: A file's problems are listed up to this many.
MAX_PROBLEMS = 100
#: No amount, quantity or number of people is larger than this.
MAX_MAGNITUDE = 1e18

#: Keys of a reference to a number: what it is multiplied by, and an uncertainty of its own.
REFERENCE_KEYS = ("ref", "times", "sd", "ci95")

_ID = re.compile(r"[^\W_][\w-]*", re.UNICODE)
_YEAR = re.compile(r"[0-9]{4}")
# Few digits and no exponent: a short text must not stand for a number of a million digits.
_SHARE = re.compile(r"\s*([-+]?[0-9]{1,20}(?:\.[0-9]{1,20})?)\s*(?:/\s*([0-9]{1,20}))?\s*")
#: A number with one point before three digits: an amount in the Danish way, perhaps.
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_FAMILIES: Mapping[str, Callable[[float, float], distributions.Distribution]] = {
    "normal": distributions.normal,
    "lognormal": distributions.lognormal,
    "gamma": distributions.gamma,
    "beta": distributions.beta,
    "uniform": distributions.uniform,
}
_NUMBER_FORMS = Text(
    "Skriv et tal, {mean, sd}, {mean, ci95: [fra, til]}, {low, mode, high}, {ref: navn} "
    "eller en fordeling: normal, lognormal, gamma, beta, uniform.",
    "Write a number, {mean, sd}, {mean, ci95: [from, to]}, {low, mode, high}, {ref: name} "
    "or a family: normal, lognormal, gamma, beta, uniform.",
)


class Reader:
    """Collects the problems of one file while its tree is read."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.problems: list[Problem] = []
        #: What is valid but looks like a mistake.
        self.doubts: list[Text] = []
        self.unreported = 0
        self.uses: dict[str, list[tuple[Kind, str, int | str | None]]] = {}
        self.named: dict[str, Number | Spread] = {}
        #: Finds a number outside the file, for references that hold a slash; told what it is
        #: used as, and whether the file states an uncertainty of its own for it.
        self.elsewhere: Callable[[str, Kind, bool], Number | Spread] | None = None
        self._own_spreads: dict[str, Any] = {}

    def report(self, node: Node | None, key: str, da: str, en: str) -> None:
        """Add a problem at `node`; from `MAX_PROBLEMS` on they are only counted."""
        if len(self.problems) >= MAX_PROBLEMS:
            self.unreported += 1
            return
        line = node.line if node is not None else None
        self.problems.append(Problem(Text(da, en), self.file, line, key))

    def expected(self, node: Node, key: str, da: str, en: str) -> None:
        """Add the problem that something else was found than what was expected."""
        found = shown(node.value)
        self.report(
            node, key, f"fandt {found.da}, ventede {da}.", f"found {found.en}, expected {en}."
        )

    def refuse(self, node: Node | None, key: str, name: str, error: InputError) -> None:
        """Add what is wrong with something outside the file, at the place that names it."""
        for problem in error.problems:
            self.report(node, key, f"{name} {problem.message.da}", f"{name} {problem.message.en}")

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

    # -- single values ---------------------------------------------------------------------

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

    def year(self, node: Node, path: str, default: int = 2000) -> int:
        """Return a calendar year."""
        return self.integer(node, path, 1900, 2300, default)

    def plain(self, node: Node, path: str, low: float = -math.inf, high: float = math.inf) -> float:
        """Return a certain, finite number from `low` to `high`."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = ("", "")
            if isinstance(value, str) and re.fullmatch(r"-?\d[\d.]*,\d+", value):
                hint = (" med punktum som decimaltegn", " with a point as decimal sign")
            self.expected(node, path, "et tal" + hint[0], "a number" + hint[1])
            return _inside(0.0, low, high)
        if not abs(value) <= MAX_MAGNITUDE:  # also NaN
            self.expected(node, path, "et endeligt tal", "a finite number")
            return _inside(0.0, low, high)
        if not low <= value <= high:
            self.expected(node, path, *_between(low, high))
            return _inside(float(value), low, high)
        return float(value)

    def share(self, node: Node, path: str, low: float = 0.0, high: float = 1.0) -> float:
        """Return a share, which may be written as a fraction such as `1/3`."""
        if isinstance(node.value, str):
            written = _SHARE.fullmatch(node.value)
            if not written or (written[2] and not int(written[2])):
                self.expected(node, path, "en andel som 0.25 eller 1/3", "a share: 0.25 or 1/3")
                return low
            value = float(written[1]) / int(written[2] or 1)
            return self.plain(Node(value, node.line), path, low, high)
        return self.plain(node, path, low, high)

    # -- uncertain numbers -----------------------------------------------------------------

    def number(self, node: Node, path: str, kind: Kind) -> Number:
        """Return a number of this kind in any of its forms."""
        if isinstance(node.value, dict) and "ref" in node.value:
            return self._reference(node, path, kind)
        if kind is Kind.MONEY:
            self.doubt_thousands(node, path)
        written = self.spread(node, path, kind.bounds)
        if isinstance(written, Number):
            return written
        return self.settle(written, node, path, kind)

    def doubt_thousands(self, node: Node, path: str) -> None:
        """Doubt an amount that was perhaps written with a Danish thousands point."""
        if not _THOUSANDS.fullmatch(node.written):
            return
        whole, read = node.written.replace(".", ""), f"{node.value:.2f}"
        self.doubts.append(
            Text(
                f"{path} (linje {node.line}): {node.written} er læst som {read.replace('.', ',')}, "
                f"fordi punktum er decimaltegn. Mente du {whole}?",
                f"{path} (line {node.line}): {node.written} was read as {read}, since the point is "
                f"the decimal sign. Did you mean {whole}?",
            )
        )

    def settle(self, spread: Spread, node: Node, path: str, kind: Kind) -> Number:
        """Return the uncertain number with the family of its kind."""
        try:
            return Number(spread.mean, spread.distribution(kind))
        except ImpossibleSpreadError as impossible:
            self.report(node, path, *impossible.message)
            return Number(spread.mean)

    def spread(
        self, node: Node, path: str, bounds: tuple[float, float] = (-math.inf, math.inf)
    ) -> Number | Spread:
        """Return a certain number, or an uncertain one whose family is not settled yet."""
        if not isinstance(node.value, dict):
            return Number(self.plain(node, path, *bounds))
        before = self.found
        written = self._uncertain(node, path)
        if self.found > before or written is None:
            return Number(_inside(0.0, *bounds))
        if not bounds[0] <= written.mean <= bounds[1]:
            found = Node(written.mean, node.line)
            self.expected(found, path, *_between(*bounds, mean=True))
            return Number(_inside(written.mean, *bounds))
        return Number(written.mean) if written.sd == 0 else written

    def _uncertain(self, node: Node, path: str) -> Spread | None:
        keys = set(node.value)
        if keys == {"mean", "sd"}:
            mean = self.plain(node.value["mean"], join(path, "mean"))
            return Spread(mean, self.plain(node.value["sd"], join(path, "sd"), 0.0))
        if keys == {"mean", "ci95"}:
            return self._with_interval(node, path)
        if keys == {"low", "mode", "high"}:
            low, mode, high = (
                self.plain(node.value[key], join(path, key)) for key in ("low", "mode", "high")
            )
            if not low <= mode <= high:
                self.expected(node, path, "low ≤ mode ≤ high", "low ≤ mode ≤ high")
                return None
            made = distributions.pert(low, mode, high)
            return Spread(made.mean, made.sd, make=lambda: made)
        if len(keys) == 1 and keys <= set(_FAMILIES):
            return self._family(node, path, keys.pop())
        found = ", ".join(map(str, node.value)) or "{}"
        # `{mean: 0,2}` is read as mean 0 and a key 2.
        comma = any(isinstance(key, int) for key in node.value)
        hint = Text("Brug punktum som decimaltegn. ", "Use a point as decimal sign. ")
        self.report(
            node,
            path,
            f"fandt nøglerne {found}. {hint.da if comma else ''}{_NUMBER_FORMS.da}",
            f"found the keys {found}. {hint.en if comma else ''}{_NUMBER_FORMS.en}",
        )
        return None

    def _with_interval(self, node: Node, path: str) -> Spread | None:
        before = self.found
        mean = self.plain(node.value["mean"], join(path, "mean"))
        low, high = self.pair(node.value["ci95"], join(path, "ci95"))
        if self.found > before:
            return None
        if not low <= mean <= high:
            self.expected(
                node.value["ci95"],
                join(path, "ci95"),
                f"et interval omkring middelværdien {mean:g}",
                f"an interval around the mean {mean:g}",
            )
            return None
        return spread_from_ci95(mean, low, high)

    def _family(self, node: Node, path: str, family: str) -> Spread | None:
        before = self.found
        first, second = self.pair(node.value[family], join(path, family))
        if self.found > before:
            return None
        if family in ("normal", "lognormal", "gamma") and second < 0:
            self.expected(
                node.value[family], join(path, family), "en spredning ≥ 0", "a spread ≥ 0"
            )
            return None
        try:
            made = _FAMILIES[family](first, second)
        except (ValueError, OverflowError):
            need = {
                "beta": Text("to tal over 0", "two numbers above 0"),
                "uniform": Text("[fra, til] med fra ≤ til", "[from, to] with from ≤ to"),
            }.get(family, Text("en middelværdi over 0", "a mean above 0"))
            self.expected(node.value[family], join(path, family), need.da, need.en)
            return None
        return Spread(made.mean, made.sd, make=lambda: made)

    def pair(self, node: Node, path: str) -> tuple[float, float]:
        """Return two certain numbers written as a list."""
        if isinstance(node.value, list) and len(node.value) == 2:
            return self.plain(node.value[0], path), self.plain(node.value[1], path)
        self.expected(node, path, "to tal i kantede parenteser", "two numbers in brackets")
        return 0.0, 0.0

    def _reference(self, node: Node, path: str, kind: Kind) -> Number:
        section = self.section(node, path, REFERENCE_KEYS)
        name = self.text(section.node.value["ref"], join(path, "ref"))
        own = section.get("sd") or section.get("ci95")
        times = section.get("times")
        factor = 1.0 if times is None else self.share(times, section.at("times"), -1e9, 1e9)
        if "/" in name and self.elsewhere is not None:
            try:
                found = self.elsewhere(name, kind, own is not None or name in self.named)
            except InputError as error:
                self.refuse(node, path, name, error)
                return Number(_inside(0.0, *kind.bounds))
            self.named.setdefault(name, found)
        if name not in self.named:
            hint = self.hint(name, self.named)
            self.report(
                node,
                path,
                f"henviser til {name}, som ikke findes under parameters eller joint. {hint.da}",
                f"refers to {name}, which is not under parameters or joint. {hint.en}",
            )
            return Number(_inside(0.0, *kind.bounds))
        if own is not None:
            self._own_spread(section, name)
        mean = self.named[name].mean * factor
        low, high = kind.bounds
        if not low <= mean <= high:
            self.expected(Node(mean, node.line), path, *_between(low, high, mean=True))
            return Number(_inside(mean, low, high))
        # A multiple of a number can be of another kind than the number itself; what cannot be
        # negative cannot be so before it is multiplied either.
        same = factor == 1 or kind is Kind.MONEY or (factor > 0 and kind.breadth == 1)
        used_as = kind if same else Kind.QUANTITY
        self.uses.setdefault(name, []).append((used_as, path, node.line))
        return Number(mean, ref=name, times=factor)

    def _own_spread(self, section: Section, name: str) -> None:
        """Give a record the uncertainty that the file states for it: the same wherever it is."""
        key = "sd" if "sd" in section else "ci95"
        node, path = section.get(key), section.at(key)
        assert node is not None
        if "/" not in name or ("sd" in section and "ci95" in section):
            self.report(
                node, path,
                "skriv enten sd eller ci95, og kun ved en oplysning i vidensdatabasen. Et "
                "navngivet tal får sin usikkerhed under parameters.",
                "write either sd or ci95, and only for a record of the knowledge base. A named "
                "number gets its uncertainty under parameters.",
            )  # fmt: skip
            return
        before, mean = self.found, self.named[name].mean
        if key == "sd":
            spread = Spread(mean, self.plain(node, path, 0.0))
        else:
            low, high = self.pair(node, path)
            if self.found == before and not low <= mean <= high:
                self.expected(
                    node, path, f"et interval omkring {mean:g}", f"an interval around {mean:g}"
                )
            spread = spread_from_ci95(mean, low, high)
        if self.found == before and not spread.sd > 0:
            self.expected(node, path, "en usikkerhed over 0", "an uncertainty above 0")
            return
        stated = self._own_spreads.setdefault(name, spread)
        if stated != spread:
            self.report(
                node, path,
                f"{name} er ét usikkert tal og har allerede fået en anden usikkerhed i filen. "
                "Skriv den samme, eller skriv den kun ét sted.",
                f"{name} is one uncertain number and was given another uncertainty in the file. "
                "Write the same, or write it in one place only.",
            )  # fmt: skip
        if self.found == before:
            self.named[name] = spread

    # -- lists and maps --------------------------------------------------------------------

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

    def numbers(self, node: Node, path: str, kind: Kind, most: int) -> tuple[Number, ...]:
        """Return one number or a list of them; a number is a list of one."""
        if not isinstance(node.value, list):
            return (self.number(node, path, kind),)
        entries = self.items(node, path, most)
        if not entries and not node.value:
            self.expected(node, path, "mindst ét tal", "at least one number")
        return tuple(self.number(entry, path, kind) for entry in entries)

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
            )
        return node

    def at(self, key: object) -> str:
        """Return the path of `key`."""
        return join(self.path, key)

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


def _inside(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _between(low: float, high: float, mean: bool = False) -> tuple[str, str]:
    what = ("en middelværdi", "a mean") if mean else ("et tal", "a number")
    if math.isinf(high):
        return f"{what[0]} på mindst {low:g}", f"{what[1]} of at least {low:g}"
    if math.isinf(low):
        return f"{what[0]} på højst {high:g}", f"{what[1]} of at most {high:g}"
    return f"{what[0]} fra {low:g} til {high:g}", f"{what[1]} from {low:g} to {high:g}"
