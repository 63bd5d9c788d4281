"""Read a YAML or JSON file into a tree of plain values that remember their line.

Scalars follow the YAML 1.2 core schema, so `no` and `12:30` are texts. The tree is built from
the parser's events with bounds on size, depth and expanded aliases: a hostile file is refused
before it eats memory.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text

MAX_BYTES = 5_000_000
MAX_DEPTH = 30
MAX_NODES = 300_000
MAX_INTEGER_DIGITS = 30

_TOO_MANY_DIGITS = ("tallet har for mange cifre.", "the number has too many digits.")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a scalar, a list of nodes, or a mapping from keys to nodes.

    `line` is the line, or the cell of a workbook as `Sheet!C12`; None for values that were never
    in a file. `size` counts the nodes below it; `written` is a scalar's text in the file.
    """

    value: Any
    line: int | str | None = None
    size: int = 1
    written: str = ""

    def plain(self) -> Any:
        """Return the value without places: scalars, lists and dictionaries."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(frozen=True)
class Document:
    """A file that was read: its name, its tree and the SHA-256 of its bytes."""

    file: str
    root: Node
    sha256: str


def read_document(path: Path) -> Document:
    """Read the file at `path`.

    Raises:
        InputError: the file cannot be read, is too large, or is not valid YAML.
    """
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise cannot_read(name, error) from None
    return parse_document(content, name)


def parse_document(content: bytes, file: str) -> Document:
    """Parse the bytes of one YAML or JSON document; `file` is its name in messages.

    Raises:
        InputError: too large, not UTF-8, not valid YAML, or built to exhaust memory.
    """
    if len(content) > MAX_BYTES:
        raise _refused(
            file,
            None,
            f"filen er større end {MAX_BYTES // 1_000_000} MB. Del den op.",
            f"the file is larger than {MAX_BYTES // 1_000_000} MB. Split it.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(
            file,
            line,
            "filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.",
            "the file is not UTF-8. Save it again with the encoding UTF-8.",
        ) from None
    try:
        root = _build(yaml.parse(text, Loader=_LOADER), file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = error.problem or error.context or "?"
        raise _refused(
            file,
            mark.line + 1 if mark else None,
            f"filen er ikke gyldig YAML ({detail}). Se efter indrykning, kolon og anførselstegn.",
            f"the file is not valid YAML ({detail}). Check indentation, colons and quotes.",
        ) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        at = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        raise _refused(
            file,
            at,
            "filen indeholder tegn, som ikke er tilladt i YAML. Fjern dem.",
            "the file holds characters that YAML does not allow. Remove them.",
        ) from None
    return Document(file, root, hashlib.sha256(content).hexdigest())


def tree_of(value: Any) -> Node:
    """Return the tree of a plain Python value (no lines), within the same bounds as a file.

    Raises:
        InputError: the value is nested too deeply or too large.
    """
    return _tree_of(value, 0, [0])


def _tree_of(value: Any, depth: int, seen: list[int]) -> Node:
    seen[0] += 1
    if depth > MAX_DEPTH:
        raise _too_deep("", None)
    if seen[0] > MAX_NODES:
        raise _too_many("", None)
    value = _plain_scalar(value)
    if isinstance(value, dict):
        return Node(
            {_plain_scalar(k): _tree_of(item, depth + 1, seen) for k, item in value.items()}
        )
    if isinstance(value, int) and abs(value) >= 10**MAX_INTEGER_DIGITS:
        raise _refused("", None, *_TOO_MANY_DIGITS)
    if isinstance(value, list | tuple):
        return Node([_tree_of(item, depth + 1, seen) for item in value])
    return Node(value)


def _plain_scalar(value: Any) -> Any:
    # numpy's numbers and arrays, and pandas' series, as Python's own.
    return value.tolist() if hasattr(value, "tolist") else value


class _Open:
    """A mapping or list whose end has not been met yet."""

    def __init__(self, is_mapping: bool, line: int, anchor: str | None) -> None:
        self.is_mapping = is_mapping
        self.line = line
        self.anchor = anchor
        self.mapping: dict[Any, Node] = {}
        self.items: list[Node] = []
        self.key: Node | None = None
        self.size = 1

    def node(self) -> Node:
        return Node(self.mapping if self.is_mapping else self.items, self.line, self.size)


def _build(events: Any, file: str) -> Node:
    problems: list[Problem] = []
    stack: list[_Open] = []
    anchors: dict[str, Node] = {}
    root: Node | None = None
    for event in events:
        line = event.start_mark.line + 1
        node: Node | None = None
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _refused(
                file, line, "filen har flere YAML-dokumenter (---). Behold ét.",
                "the file holds several YAML documents (---). Keep one.",
            )  # fmt: skip
        if getattr(event, "tag", None) not in (None, "!"):
            raise _refused(
                file, line, f"mærket {event.tag} er ikke tilladt. Fjern det.",
                f"the tag {event.tag} is not allowed. Remove it.",
            )  # fmt: skip
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                raise _refused(
                    file, line, f"*{event.anchor} henviser til et anker, der ikke står før.",
                    f"*{event.anchor} refers to an anchor that is not before it.",
                )  # fmt: skip
            node = anchors[event.anchor]
        elif isinstance(event, yaml.ScalarEvent):
            node = Node(_scalar(event, file, line), line, written=event.value)
            if event.anchor:
                anchors[event.anchor] = node
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise _too_deep(file, line)
            stack.append(_Open(isinstance(event, yaml.MappingStartEvent), line, event.anchor))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            opened = stack.pop()
            node = opened.node()
            if opened.anchor:
                anchors[opened.anchor] = node
        if node is None:
            continue
        if not stack:
            root = node
            continue
        _add(stack[-1], node, line, file, problems)
        if stack[-1].size > MAX_NODES:
            raise _too_many(file, line)
    if problems:
        raise InputError(problems)
    return root or Node(None, 1)


def _add(parent: _Open, node: Node, line: int, file: str, problems: list[Problem]) -> None:
    parent.size += node.size
    if not parent.is_mapping:
        parent.items.append(node)
    elif parent.key is None:
        if isinstance(node.value, dict | list):
            raise _refused(
                file, line, "en nøgle skal være et navn eller et tal.",
                "a key must be a name or a number.",
            )  # fmt: skip
        parent.key = node
    else:
        key = parent.key.value
        if key in parent.mapping:
            problems.append(
                Problem(
                    Text(
                        f"nøglen står to gange; først i linje {parent.mapping[key].line}. "
                        "Behold den ene.",
                        f"the key stands twice; first on line {parent.mapping[key].line}. "
                        "Keep one.",
                    ),
                    file,
                    parent.key.line,
                    str(key),
                )
            )
        parent.mapping[key] = node
        parent.key = None


def _scalar(event: Any, file: str, line: int) -> Any:
    text: str = event.value
    if not event.implicit[0] or event.style in ("'", '"', "|", ">"):
        return text
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_INTEGER_DIGITS:
            raise _refused(file, line, *_TOO_MANY_DIGITS)
        return int(text)
    if len(text) < 400 and _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return -math.inf if infinite[1] == "-" else math.inf
    return math.nan if text in _NAN else text


def reads_as_text(text: str) -> bool:
    """Return whether a text stays a text when it stands in a file without quotes."""
    return not (
        text in _NULL
        or text in _TRUE
        or text in _FALSE
        or text in _NAN
        or any(form.fullmatch(text) for form in (_INTEGER, _FLOAT, _INFINITE))
    )


def cannot_read(file: str, error: OSError) -> InputError:
    """Return why a file cannot be read, and what to do."""
    if isinstance(error, FileNotFoundError):
        text = ("filen findes ikke. Tjek navn og mappe.", "no such file. Check name and folder.")
    elif isinstance(error, IsADirectoryError):
        text = ("det er en mappe. Angiv en fil i den.", "this is a folder. Name a file in it.")
    else:
        text = (
            f"filen kan ikke læses ({error.strerror}).",
            f"the file cannot be read ({error.strerror}).",
        )
    return _refused(file, None, *text)


def _refused(file: str, line: int | None, da: str, en: str) -> InputError:
    return InputError([Problem(Text(da, en), file, line)])


def _too_deep(file: str, line: int | None) -> InputError:
    return _refused(
        file,
        line,
        f"filen er indlejret i mere end {MAX_DEPTH} niveauer.",
        f"the file is nested more than {MAX_DEPTH} levels deep.",
    )


def _too_many(file: str, line: int | None) -> InputError:
    return _refused(
        file,
        line,
        f"filen har mere end {MAX_NODES} værdier, når genbrugte dele (*) regnes med.",
        f"the file has more than {MAX_NODES} values when reused parts (*) are counted.",
    )
