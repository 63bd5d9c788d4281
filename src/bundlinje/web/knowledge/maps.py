"""The evidence map as a table: target groups down, areas across, a small bar in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bundlinje.basics.texts import Language, Text
from bundlinje.evidence import codes
from bundlinje.evidence.evidence_map import Cell, evidence_map
from bundlinje.evidence.knowledge import Knowledge

#: Where long words of a column's heading may be broken.
_BREAKS = {
    word.replace("|", ""): word.replace("|", "\u00ad")
    for word in ("Beskæf|tigelse", "selv|forsørgelse", "Anbrin|gelse", "forældre|skab",
                 "Kriminali|tet", "sundheds|væsen", "livs|kvalitet")
}  # fmt: skip


def _breakable(text: Text) -> Text:
    return Text(" ".join(_BREAKS.get(word, word) for word in text.da.split(" ")), text.en)


@dataclass(frozen=True)
class Part:
    """A part of a cell's bar: the direction, how many, and where it stands [% of the width]."""

    direction: str
    start: str
    width: str


@dataclass(frozen=True)
class Square:
    """The studies of a target group and an area; without any, only the area's name."""

    outcome: Text
    count: int = 0
    address: str = ""
    said: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Map:
    """The areas, and for each target group its squares; `total` counts the estimates."""

    outcomes: tuple[Text, ...]
    rows: tuple[tuple[str, str, tuple[Square, ...]], ...]
    total: int
    legend: tuple[tuple[str, Text], ...]


def map_of(knowledge: Knowledge, groups: Sequence[str], country: str, language: Language) -> Map:
    """Return the evidence map of these target groups (none: all) and a country (empty: all)."""
    cells = evidence_map(knowledge, groups, [country] if country else [])
    by_group: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        by_group.setdefault(cell.target_group, {})[cell.outcome] = cell
    used = [code for code in codes.OUTCOMES if any(cell.outcome == code for cell in cells)]
    rows = tuple(
        (
            knowledge.lookup(f"target_groups/{group}").title.to(language),
            f"target_groups/{group}",
            tuple(_square(found.get(code), code, country, language) for code in used),
        )
        for group, found in by_group.items()
    )
    return Map(
        tuple(_breakable(codes.OUTCOMES[code]) for code in used),
        rows,
        sum(cell.estimates for cell in cells),
        tuple((code, codes.DIRECTIONS[code]) for code in codes.DIRECTIONS),
    )


def _square(cell: Cell | None, outcome: str, country: str, language: Language) -> Square:
    if cell is None:
        return Square(codes.OUTCOMES[outcome])
    asked = {
        "kind": "effects",
        "target_group": cell.target_group,
        "outcome": outcome,
        "country": country,
    }
    present = [code for code in codes.DIRECTIONS if cell.directions[code]]
    parts, start = [], 0.0
    for code in present:
        width = 100 * cell.directions[code] / cell.estimates
        parts.append(Part(code, f"{start:.1f}", f"{width:.1f}"))
        start += width
    said = ", ".join(_counted(code, cell.directions[code], language) for code in present)
    address = "?" + urlencode({name: value for name, value in asked.items() if value})
    return Square(codes.OUTCOMES[outcome], cell.estimates, address, said, tuple(parts))


def _counted(code: str, count: int, language: Language) -> str:
    names = codes.DIRECTIONS if count == 1 else codes.DIRECTIONS_PLURAL
    return f"{count} {names[code].to(language).lower()}"
