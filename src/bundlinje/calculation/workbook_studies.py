"""Cells of an effect that is pooled from studies: what must not change, and what stands instead.

The mean of the studies is shown and not read; it stands twice, so that a change is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bundlinje.basics.errors import Problem
from bundlinje.basics.formats import plain
from bundlinje.basics.reading import shown
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Case
from bundlinje.calculation.workbook_cells import Read
from bundlinje.calculation.workbook_nodes import Row

#: A pooled mean that is shown may differ from what the studies give by rounding alone.
SAME = 1e-9


@dataclass
class PooledCells:
    """The rows of one pooled effect; `path` is the effect's, as in a case file."""

    path: str
    rows: dict[str, Row] = field(default_factory=dict)
    references: list[Read] = field(default_factory=list)

    def take(self, key: str, row: Row) -> None:
        """Take one of its rows."""
        if key != form.POOL:
            self.rows[key] = row
        elif read := row.get("value"):
            self.references.append(read)

    def problems(self, tree: dict[str, Any], own: dict[str, str], file: str) -> list[Problem]:
        """Put the studies in the tree of the effect, and return what stands against them.

        Args:
            tree: The effect as read so far.
            own: Places of the cells for an effect of one's own, by key.
            file: The workbook.
        """
        if not self.references:
            return []
        nodes = [Node(str(read.value).strip(), read.place) for read in self.references]
        studies = tree.setdefault("studies", {})
        studies["pool"] = Node(nodes, nodes[0].line)
        for key in form.POOLING:
            if key in self.rows and (read := self.rows[key].get("value")):
                studies[key.rpartition(".")[2]] = Node(read.value, read.place)
        found = []
        for key, place in own.items():
            if key in tree:
                found.append(Problem(_both(self._studies), file, place, f"{self.path}.{key}"))
        pooled, known = (self._value(key) for key in (form.POOLED, form.POOLED_FOUND))
        if form.POOLED in self.rows and not _same(pooled, known):
            at = own.get("difference") or own.get("with", "")
            message = _changed(pooled, known, self._studies, at.rpartition("!")[2])
            place = self.rows[form.POOLED].place_of("value")
            found.append(Problem(message, file, place, f"{self.path}.{form.POOLED}"))
        return found

    def warning(self, case: Case) -> Text | None:
        """Return what must be said where the studies now give another mean than is shown."""
        effect = next((e for e in case.effects.values() if e.path == self.path), None)
        if effect is None or effect.studies is None or form.POOLED not in self.rows:
            return None
        assert effect.difference is not None
        value, mean = self._value(form.POOLED), effect.difference.numbers[0].mean
        if _same(value, mean) or not isinstance(value, int | float):
            return None
        place = self.rows[form.POOLED].place_of("value")
        return Text(
            f"{place} viser {plain(value, 'da', 6)}, men studierne giver nu {plain(mean, 'da', 6)}"
            ": succesraten uden indsats, studierne eller vidensdatabasen er ændret, siden arket "
            "blev lavet. Lav et nyt ark, så tallene følger med.",
            f"{place} shows {plain(value, 'en', 6)}, but the studies now give "
            f"{plain(mean, 'en', 6)}: the success rate without, the studies or the knowledge base "
            "changed since the workbook was made. Make a new one so that its figures follow.",
        )

    @property
    def _studies(self) -> str:
        first, last = (self.references[at].place.rpartition("!")[2] for at in (0, -1))
        return first if first == last else f"{first}:{last}"

    def _value(self, key: str) -> object:
        read = self.rows[key].get("value") if key in self.rows else None
        return None if read is None else read.value


def _same(value: object, known: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(known, int | float) and abs(value - known) <= SAME * max(1.0, abs(known))


def _both(studies: str) -> Text:
    return Text(
        f"der står både en egen effekt her og studier i {studies}. Slet studierne, hvis den egne "
        "effekt skal gælde, ellers slet tallet her.",
        f"there is both an own effect here and studies in {studies}. Delete the studies if the own "
        "effect is to count, else delete the number here.",
    )


def _changed(value: object, known: object, studies: str, own: str) -> Text:
    found = shown(value)
    known_da = plain(known, "da", 6) if isinstance(known, int | float) else "?"
    known_en = plain(known, "en", 6) if isinstance(known, int | float) else "?"
    return Text(
        f"fandt {found.da}, men studierne giver {known_da}. Den samlede effekt kan ikke ændres i "
        f"sin celle: skriv {known_da} igen. Vil du bruge en egen effekt, så slet studierne i "
        f"{studies}, og skriv effekten i {own}.",
        f"found {found.en}, but the studies give {known_en}. The pooled effect cannot be changed "
        f"in its cell: write {known_en} again. To use an effect of your own, delete the studies in "
        f"{studies} and write it in {own}.",
    )
