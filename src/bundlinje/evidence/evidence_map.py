"""The evidence map: what is studied for whom, how well, and which way it points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bundlinje.evidence.codes import OUTCOMES
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import Knowledge


@dataclass
class Cell:
    """The studies of one target group and outcome.

    `estimates` counts rows, `sources` the pages they were read on; `designs`, `directions` and
    `uses` count codes of `codes.DESIGNS`, `DIRECTIONS` and `MODEL_USES`.
    """

    target_group: str
    outcome: str
    estimates: int = 0
    sources: set[str] = field(default_factory=set)
    designs: Counter[str] = field(default_factory=Counter)
    directions: Counter[str] = field(default_factory=Counter)
    uses: Counter[str] = field(default_factory=Counter)
    studies: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as JSON has them."""
        counts = {name: dict(getattr(self, name)) for name in ("designs", "directions", "uses")}
        return {
            "target_group": self.target_group,
            "outcome": self.outcome,
            "estimates": self.estimates,
            "sources": len(self.sources),
            **counts,
            "studies": self.studies,
        }


def evidence_map(
    knowledge: Knowledge, target_groups: Iterable[str] = (), countries: Iterable[str] = ()
) -> list[Cell]:
    """Return the cells that hold any study, in the order of target groups and outcomes.

    Args:
        knowledge: The records.
        target_groups: Ids to keep; none keeps all.
        countries: Codes of countries to keep; none keeps all.
    """
    groups, places = set(target_groups), set(countries)
    cells: dict[tuple[str, str], Cell] = {}
    for study in knowledge.all("effect_studies"):
        assert isinstance(study, EffectStudy)
        if groups and study.target_group not in groups:
            continue
        if places and not places & set(study.countries):
            continue
        key = (study.target_group, study.outcome)
        cell = cells.setdefault(key, Cell(*key))
        cell.estimates += 1
        cell.sources.add(study.source)
        cell.designs[study.design] += 1
        cell.directions[study.direction] += 1
        cell.uses[study.model_use] += 1
        cell.studies.append(study.reference)
    order = {group: number for number, group in enumerate(knowledge.ids("target_groups"))}
    outcomes = list(OUTCOMES)
    return sorted(
        cells.values(),
        key=lambda cell: (order.get(cell.target_group, 999), outcomes.index(cell.outcome)),
    )
