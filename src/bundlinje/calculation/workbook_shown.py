"""A case read from a workbook, and whether it is what the cells show."""

from __future__ import annotations

from dataclasses import dataclass, field

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.formats import plain
from bundlinje.basics.reading import shown
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document
from bundlinje.calculation.case import Case
from bundlinje.calculation.workbook_nodes import Shown, ShownShare
from bundlinje.calculation.workbook_places import Places
from bundlinje.calculation.workbook_profiles import ProfileCells
from bundlinje.calculation.workbook_studies import PooledCells

#: A shown mean may differ from its distribution's by rounding alone.
SAME = 1e-9


@dataclass
class ReadWorkbook:
    """A case as it was read from a workbook."""

    document: Document
    rule_date: str | None
    shown: list[Shown] = field(default_factory=list)
    shares: list[ShownShare] = field(default_factory=list)
    pooled: list[PooledCells] = field(default_factory=list)
    profiles: list[ProfileCells] = field(default_factory=list)
    places: Places = field(default_factory=lambda: Places({}))

    def warnings(self, case: Case) -> list[Text]:
        """Return what must be said about a case that is not quite what its cells show."""
        return [text for cells in self.pooled if (text := cells.warning(case)) is not None]

    def check(self, case: Case) -> None:
        """Check that no cell shows another mean or share than the case has.

        Raises:
            InputError: a mean was changed beside a distribution, or a share beside a rule, that
                gives another.
        """
        series = {one.path: one for one in case.series()}
        problems = [p for one in self.profiles for p in one.problems(case, self.document.file)]
        for cell in self.shown:
            known = series.get(cell.path)
            value = cell.read.value
            if known is None or value is None:
                continue
            mean = known.numbers[min(cell.index, len(known.numbers) - 1)].mean
            if not same(value, mean):
                message = another_mean(value, mean, cell.beside)
                problems.append(Problem(message, self.document.file, cell.read.place, cell.path))
        paid_by = {f"costs.{cost.id}": cost.paid_by for cost in case.costs}
        paid_by |= {change.path: change.paid_by for change in case.consequences}
        for share in self.shares:
            given = paid_by.get(share.path, {}).get(share.account)
            if given is None or share.read.value != given:
                message = _another_share(share.read.value)
                place, key = share.read.place, f"{share.path}.paid_by.{share.account}"
                problems.append(Problem(message, self.document.file, place, key))
        if problems:
            raise InputError(problems)


def _another_share(value: object) -> Text:
    return Text(
        f"cellen viser {value}, men reglen i rækken bestemmer, hvem der betaler. Slet andelen, "
        "eller slet reglen, så andelene tæller.",
        f"the cell shows {value}, but the rule of the row decides who pays. Delete the share, or "
        "delete the rule so that the shares count.",
    )


def same(value: object, mean: float) -> bool:
    """Return whether a cell shows a mean."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value - mean) <= SAME * max(abs(value), abs(mean))


def another_mean(value: object, mean: float, place: str) -> Text:
    """Return that a cell shows another mean than what stands at `place` gives."""
    found, cell = shown(value), place.rpartition("!")[2]
    return Text(
        f"cellen viser {found.da}, men det, der står i {cell}, giver {plain(mean, 'da', 6)}. Slet "
        f"teksten i {cell}, hvis tallet i cellen skal gælde, eller skriv tallet igen.",
        f"the cell shows {found.en}, but what stands in {cell} gives {plain(mean, 'en', 6)}. "
        f"Delete the text in {cell} if the number in the cell is to count, or write the number "
        "again.",
    )
