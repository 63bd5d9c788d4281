"""Records that count the same money: a bundle and its parts must not stand in one case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bundlinje.basics.texts import Text


@dataclass(frozen=True)
class Overlap:
    """A bundle and the parts that it includes, by reference.

    `weights` are what the parts are multiplied by where they add up to the bundle, within the
    relative `tolerance`; empty where they do not.
    """

    id: str
    bundle: str
    parts: tuple[str, ...]
    why: Text
    weights: tuple[float, ...] = ()
    tolerance: float = 0.0


def overlaps(references: Iterable[str], declared: Iterable[Overlap]) -> list[tuple[str, str, Text]]:
    """Return the pairs among `references` that count the same money, each with the reason.

    Args:
        references: References as a case names them, such as `prices/anbr_plejefamilie`.
        declared: The declarations, `Knowledge.overlaps()`.
    """
    found: dict[tuple[str, str], Text] = {}
    asked = list(dict.fromkeys(references))
    for overlap in declared:
        for first, second in combinations(asked, 2):
            pair = {first, second}
            if overlap.bundle in pair and pair - {overlap.bundle} <= set(overlap.parts):
                part = next(iter(pair - {overlap.bundle}))
                found.setdefault((overlap.bundle, part), overlap.why)
    return [(bundle, part, why) for (bundle, part), why in found.items()]


def read_overlaps(path: Path) -> tuple[Overlap, ...]:
    """Return the overlaps that a file declares.

    Raises:
        InputError: the file is wrong.
    """
    from bundlinje.basics.reading import Reader
    from bundlinje.basics.yaml_tree import read_document

    document = read_document(path)
    reader = Reader(str(path))
    top = reader.section(document.root, "", ["overlaps"])
    result = []
    for node in reader.items(top.need("overlaps"), "overlaps", 2000):
        section = reader.section(
            node, "overlaps", ["id", "bundle", "parts", "why", "weights", "tolerance"]
        )
        section.need("id")
        why = reader.section(section.need("why"), section.at("why"), ["da", "en"])
        parts = section.texts("parts")
        weights = tuple(
            reader.plain(entry, section.at("weights"))
            for entry in reader.items(section.get("weights"), section.at("weights"), 100)
        )
        if weights and len(weights) != len(parts):
            reader.report(
                section.get("weights"),
                section.at("weights"),
                f"fandt {len(weights)} vægte til {len(parts)} dele.",
                f"found {len(weights)} weights for {len(parts)} parts.",
            )
        result.append(
            Overlap(
                section.identifier("id"),
                section.text("bundle", required=True),
                parts,
                Text(why.text("da", required=True), why.text("en", required=True)),
                weights,
                section.plain("tolerance", 0.0, 0.0, 1.0),
            )
        )
    reader.finish()
    return tuple(result)
