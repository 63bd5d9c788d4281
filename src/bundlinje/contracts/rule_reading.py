"""Read the rule of a payment."""

from __future__ import annotations

from fractions import Fraction

from bundlinje.basics.reading import Reader, join
from bundlinje.basics.yaml_tree import Node
from bundlinje.contracts.exact import amount, exact, share
from bundlinje.contracts.rules import Interpolate, Marginal, Rule, Share, Steps, Unit

KINDS = ("unit", "steps", "interpolate", "marginal", "share")
MAX_POINTS = 1000
_FREE = Unit()


def read_rule(reader: Reader, node: Node | None, path: str) -> Rule:
    """Return the rule at `node`; a wrong one is reported and gives nothing."""
    if node is None:
        return _FREE
    before = reader.found
    section = reader.section(node, path, [*KINDS, "below"])
    if section.broken:
        return _FREE
    given = [kind for kind in KINDS if kind in section]
    if not given and reader.found > before:
        return _FREE  # the rule's name is misspelt, and has been reported
    if len(given) != 1:
        found = ", ".join(given) or "ingen"
        reader.report(
            node, path,
            f"fandt {found}, ventede én regel: {', '.join(KINDS)}.",
            f"found {', '.join(given) or 'none'}, expected one rule: {', '.join(KINDS)}.",
        )  # fmt: skip
        return _FREE
    kind = given[0]
    if "below" in section and kind != "interpolate":
        reader.report(
            section.get("below"), section.at("below"),
            "hører kun til interpolate. Fjern den.", "belongs to interpolate only. Remove it.",
        )  # fmt: skip
    child, at = section.node.value[kind], section.at(kind)
    if kind == "unit":
        return _unit(reader, child, at)
    if kind == "share":
        return Share(share(reader, child, at))
    if kind == "marginal":
        return _marginal(reader, child, at)
    points = _points(reader, child, at)
    if not points:
        return _FREE
    if kind == "steps":
        return Steps(points)
    low = section.get("below")
    below = Fraction(0) if low is None else amount(reader, low, section.at("below"))
    return Interpolate(points, below)


def _unit(reader: Reader, node: Node, path: str) -> Unit:
    if not isinstance(node.value, dict):
        return Unit(amount(reader, node, path))
    groups = {
        str(key): amount(reader, child, join(path, key))
        for key, child in reader.entries(node, path)
    }
    if not groups:
        reader.expected(node, path, "en pris for mindst én gruppe", "a price for one group or more")
    return Unit(by_group=groups)


def _pairs(reader: Reader, node: Node, path: str) -> list[tuple[Node, Node, str]]:
    found = []
    entries = reader.items(node, path, MAX_POINTS)
    if isinstance(node.value, list) and not node.value:
        reader.expected(node, path, "mindst ét par [tal, beløb]", "at least one [number, amount]")
    for position, entry in enumerate(entries, 1):
        at = f"{path}[{position}]"
        if isinstance(entry.value, list) and len(entry.value) == 2:
            found.append((*entry.value, at))
        else:
            reader.expected(entry, at, "et par som [10, 50000]", "a pair such as [10, 50000]")
    return found


def _points(reader: Reader, node: Node, path: str) -> tuple[tuple[Fraction, Fraction], ...]:
    points: list[tuple[Fraction, Fraction]] = []
    for first, second, at in _pairs(reader, node, path):
        before = reader.found
        point = (exact(reader, first, at), amount(reader, second, at))
        if reader.found > before:
            continue
        if points and point[0] <= points[-1][0]:
            _not_rising(reader, first, at)
            continue
        points.append(point)
    return tuple(points)


def _marginal(reader: Reader, node: Node, path: str) -> Rule:
    bands: list[tuple[Fraction | None, Fraction]] = []
    for first, second, at in _pairs(reader, node, path):
        before = reader.found
        up_to = None if first.value is None else exact(reader, first, at, 0.0)
        price = amount(reader, second, at)
        if reader.found > before:
            continue
        last = bands[-1][0] if bands else Fraction(0)
        if last is None:
            reader.report(
                first, at, "null er resten, så der kan ikke stå bånd efter. Flyt den sidst.",
                "null is the rest, so no band can follow it. Move it last.",
            )  # fmt: skip
        elif up_to is not None and up_to <= last:
            _not_rising(reader, first, at)
        else:
            bands.append((up_to, price))
    return Marginal(tuple(bands)) if bands else _FREE


def _not_rising(reader: Reader, node: Node, path: str) -> None:
    reader.expected(
        node, path, "et tal over det forrige; grænser skrives i stigende rækkefølge",
        "a number above the one before; limits are written in rising order",
    )  # fmt: skip
