"""Read `{ref: NAME}`: a number that stands elsewhere, under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bundlinje.basics.errors import Fault, InputError
from bundlinje.basics.numbers import Kind, Number, Spread, spread_from_ci95
from bundlinje.basics.plain_reading import inside, join
from bundlinje.basics.yaml_tree import Node

if TYPE_CHECKING:
    from bundlinje.basics.reading import Reader, Section

#: Keys of a reference to a number: what it is multiplied by, and an uncertainty of its own.
REFERENCE_KEYS = ("ref", "times", "sd", "ci95")


def read_reference(reader: Reader, node: Node, path: str, kind: Kind) -> Number:
    """Return the number that a reference names, multiplied; remember what it is used as."""
    section = reader.section(node, path, REFERENCE_KEYS)
    name = reader.text(section.node.value["ref"], join(path, "ref"))
    own = section.get("sd") or section.get("ci95")
    times = section.get("times")
    factor = 1.0 if times is None else reader.share(times, section.at("times"), -1e9, 1e9)
    if "/" in name and reader.elsewhere is not None:
        try:
            found = reader.elsewhere(name, kind, own is not None or name in reader.named)
        except InputError as error:
            reader.refuse(node, path, name, error)
            return Number(inside(0.0, *kind.bounds))
        reader.named.setdefault(name, found)
    if name not in reader.named:
        hint = reader.hint(name, reader.named)
        reader.report(
            node,
            path,
            f"henviser til {name}, som ikke findes under parameters eller joint. {hint.da}",
            f"refers to {name}, which is not under parameters or joint. {hint.en}",
        )
        return Number(inside(0.0, *kind.bounds))
    if own is not None:
        _own_spread(reader, section, name)
    mean = reader.named[name].mean * factor
    low, high = kind.bounds
    if not low <= mean <= high:
        reader.out_of_bounds(Node(mean, node.line), path, low, high, mean=True)
        return Number(inside(mean, low, high))
    # A multiple of a number can be of another kind than the number itself; what cannot be
    # negative cannot be so before it is multiplied either.
    same = factor == 1 or kind is Kind.MONEY or (factor > 0 and kind.breadth == 1)
    used_as = kind if same else Kind.QUANTITY
    reader.uses.setdefault(name, []).append((used_as, path, node.line))
    return Number(mean, ref=name, times=factor)


def _own_spread(reader: Reader, section: Section, name: str) -> None:
    """Give a record the uncertainty that the file states for it: the same wherever it is."""
    key = "sd" if "sd" in section else "ci95"
    node, path = section.get(key), section.at(key)
    assert node is not None
    if "/" not in name or ("sd" in section and "ci95" in section):
        reader.report(
            node, path,
            "skriv enten sd eller ci95, og kun ved en oplysning i vidensdatabasen. Et "
            "navngivet tal får sin usikkerhed under parameters.",
            "write either sd or ci95, and only for a record of the knowledge base. A named "
            "number gets its uncertainty under parameters.",
        )  # fmt: skip
        return
    before, mean = reader.found, reader.named[name].mean
    if key == "sd":
        spread = Spread(mean, reader.plain(node, path, 0.0))
    else:
        low, high = reader.pair(node, path)
        if reader.found == before and not low <= mean <= high:
            reader.expected(
                node, path, f"et interval omkring {mean:g}", f"an interval around {mean:g}",
                kind=Fault.NOT_AROUND, facts=(mean,),
            )  # fmt: skip
        if reader.found == before:
            reader.doubt_lopsided(node, path, mean, low, high)
        spread = spread_from_ci95(mean, low, high)
    if reader.found == before and not spread.sd > 0:
        reader.expected(node, path, "en usikkerhed over 0", "an uncertainty above 0")
        return
    stated = reader.own_spreads.setdefault(name, spread)
    if stated != spread:
        reader.report(
            node, path,
            f"{name} er ét usikkert tal og har allerede fået en anden usikkerhed i filen. "
            "Skriv den samme, eller skriv den kun ét sted.",
            f"{name} is one uncertain number and was given another uncertainty in the file. "
            "Write the same, or write it in one place only.",
        )  # fmt: skip
    if reader.found == before:
        reader.named[name] = spread
