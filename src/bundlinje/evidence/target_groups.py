"""Target groups, and the goals that count as success for one participant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from bundlinje.basics.texts import Text
from bundlinje.evidence.codes import OUTCOMES
from bundlinje.evidence.record import Record


@dataclass(frozen=True)
class Goal:
    """An outcome that counts as success, and the records in which it was measured."""

    id: str
    title: Text
    outcome: str
    seen_in: tuple[str, ...]


@dataclass(frozen=True)
class TargetGroup(Record):
    """A group of people that interventions are for."""

    PREFIX: ClassVar[str] = "target_groups"

    id: str
    name: Text
    goals: tuple[Goal, ...]

    @property
    def title(self) -> Text:
        """Return the name of the group."""
        return self.name

    @property
    def summary(self) -> Text:
        """Return the success goals."""
        return Text(
            "; ".join(goal.title.da for goal in self.goals),
            "; ".join(goal.title.en for goal in self.goals),
        )


def read_target_groups(path: Path) -> tuple[TargetGroup, ...]:
    """Return the target groups of a file.

    Raises:
        InputError: the file is wrong.
    """
    from bundlinje.basics.reading import Reader
    from bundlinje.basics.yaml_tree import read_document
    from bundlinje.evidence.yaml_records import read_title

    document = read_document(path)
    reader = Reader(str(path))
    top = reader.section(document.root, "", ["target_groups"])
    groups = []
    seen: set[str] = set()
    for node in reader.items(top.need("target_groups"), "target_groups", 500):
        section = reader.section(node, "target_groups", ["id", "title", "goals"])
        section.need("id")
        id = section.identifier("id")
        if id in seen:
            reader.report(
                node, id, "id'et står to gange. Behold det ene.", "the id stands twice. Keep one."
            )
        seen.add(id)
        goals = []
        for entry in reader.items(section.get("goals"), section.at("goals"), 50):
            goal = reader.section(entry, f"{id}.goals", ["id", "title", "outcome", "seen_in"])
            goals.append(
                Goal(
                    goal.identifier("id"),
                    read_title(goal),
                    goal.choice("outcome", list(OUTCOMES)),
                    goal.texts("seen_in"),
                )
            )
        groups.append(TargetGroup(id, read_title(section), tuple(goals)))
    reader.finish()
    return tuple(groups)
