"""Rows that a rule is calculated in: its steps, and levels and changes year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.calculation.case import Consequence, RuleSplit
from bundlinje.calculation.model import pool_of
from bundlinje.evidence.payer_rules import PayerRule
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.changes import row_name
from bundlinje.reports.workbook.frame import (
    FIRST_NUMBER,
    LABEL,
    NAME,
    SECOND_NUMBER,
    UNIT,
    YEARS,
    Frame,
    Item,
)
from bundlinje.reports.workbook.inputs import SPREAD, VALUE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Profiles as they are held, and their listed years alone.
HELD, LISTED = "held", "listed"


@dataclass(frozen=True)
class Limits:
    """Where the steps of an item's rule stand: rows of limits, and a column for every account."""

    sheet: Sheet
    first: int
    steps: int

    def inside(self, step: int, total: str) -> str:
        """Return how much of a total lies within a step."""
        low = self.sheet.at(self.first + step, FIRST_NUMBER)
        high = self.sheet.at(self.first + step + 1, FIRST_NUMBER)
        upper = f"MIN({total},{high})" if step + 1 < self.steps else total
        return f"MAX(0,{upper}-{low})" if step else f"({upper}-{low})"

    def split(self, account: int, total: str) -> str:
        """Return what an account bears of a total."""
        parts = [
            f"{self.sheet.at(self.first + step, YEARS + account)}*{self.inside(step, total)}"
            for step in range(self.steps)
        ]
        return "+".join(parts)


def split_of(item: Item) -> RuleSplit | None:
    """Return the rule by duration or level of a row of items."""
    return item.item.split if isinstance(item.item, Consequence) else None


class RuleRows:
    """The rows of one item's rule, one below another."""

    def __init__(self, frame: Frame, sheet: Sheet, item: Item, row: int) -> None:
        assert isinstance(item.item, Consequence) and item.item.split is not None
        self.frame, self.sheet, self.item, self.row = frame, sheet, item, row
        self.change, self.split = item.item, item.item.split
        self.shares = np.array(self.split.shares)
        members = pool_of(frame.case, self.change)
        self.pool = [i for i in frame.consequences if i.item in members]
        self.variants = (HELD, LISTED) if frame.steps.extra else (HELD,)
        offsets = [
            y - frame.case.start_year for y in frame.case.participants_of(self.change.effect)
        ]
        self.offsets = sorted(offsets)
        self.parts: dict[tuple[int, str], Array] = {}  # per person by account and calendar year

    # -- the rule ----------------------------------------------------------------------------

    def steps(self) -> Limits:
        """Put the steps of the rule: limits in the case's price level and shares by account."""
        frame, sheet, split = self.frame, self.sheet, self.split
        say = frame.say
        sheet.heading(self.row, [say("Trin", "Step"), say("Omregnet", "Converted"),
                                 say("Grænse", "Limit"), say("Som skrevet", "As written"),
                                 *split.accounts], LABEL)  # fmt: skip
        first = self.row + 1
        rule = frame.case.knowledge.lookup(split.rule)
        assert isinstance(rule, PayerRule)
        value = rule.at(split.date)
        level = frame.field("price_year")
        converted = split.measure == "amount" and split.kind != "ladder"
        factor, known = "1", 1.0
        if converted and value.price_year is not None:
            index, years = frame.cells["index."], frame.cells["index.years"]
            year = value.price_year
            factor = (
                f"IF({year}={level},1,INDEX({index},MATCH({level},{years},0))"
                f"/INDEX({index},MATCH({year},{years},0)))"
            )
            raw = value.thresholds[-1][0]
            known = split.limits[-1] / raw if raw else 1.0
        for step, limit in enumerate(split.limits):
            row = first + step
            sheet.text(row, LABEL, say(f"Trin {step + 1}, fra", f"Step {step + 1}, from"), "label")
            sheet.formula(row, UNIT, factor, known, "factor")
            written = limit / known if known else limit
            if converted and value.thresholds:
                written = value.thresholds[step][0]
            sheet.put(row, SECOND_NUMBER, written, "given")
            sheet.formula(
                row, FIRST_NUMBER, f"{sheet.at(row, SECOND_NUMBER)}*{sheet.at(row, UNIT)}", limit,
                "number",
            )  # fmt: skip
            for at, share in enumerate(split.shares[step]):
                sheet.put(row, YEARS + at, share, "given_rate")
        self.row = first + len(split.limits) + 1
        return Limits(sheet, first, len(split.limits))

    # -- levels and changes ------------------------------------------------------------------

    def values(self, item: Item, variant: str) -> Array:
        """Return a change by year after completion."""
        change = item.item
        assert isinstance(change, Consequence)
        values = self.frame.steps.per_person[change.id].copy()
        if variant == LISTED:
            values[change.lag + len(change.quantity.numbers) :] = 0.0
        return values

    def change_at(self, item: Item, i: int, variant: str) -> str:
        """Return the address of a change in a year after completion."""
        here = self.frame.at(row_name("change", item), i)
        if variant == HELD:
            return here
        sheet, row = self.frame.places[row_name("change", item)]
        end = f"{sheet.at(row, FIRST_NUMBER)}+{sheet.at(row, SECOND_NUMBER)}"
        return f"IF({i}<{end},{here},0)"

    def level_at(self, item: Item, d: int, i: int) -> tuple[str, float]:
        """Return a level without success in a year, of one of the shares of people."""
        split = split_of(item)
        assert split is not None
        rows = self.frame.baselines[item.id]
        spread = self.is_spread(item)
        at = min(d if spread else i, len(rows) - 1)
        level = split.level(i)
        return self.frame.inputs.sheet.at(rows[at], VALUE), level[min(d, len(level) - 1)][1]

    def is_spread(self, item: Item) -> bool:
        """Return whether the level of an item is a distribution."""
        rows, cells = self.frame.baselines.get(item.id, []), self.frame.inputs.sheet.cells
        return bool(rows) and cells[rows[0], SPREAD].value is not None

    def people_shares(self) -> list[tuple[str, float]]:
        """Return the shares of people by level: one of 1 where no level is a distribution."""
        for item in self.pool:
            split = split_of(item)
            if self.is_spread(item) and split is not None:
                sheet, rows = self.frame.inputs.sheet, self.frame.baselines[item.id]
                return [
                    (sheet.at(row, SPREAD), share)
                    for row, (share, _) in zip(rows, split.level(0), strict=True)
                ]
        return [("1", 1.0)]

    def line(
        self,
        label: str,
        formulas: Sequence[str],
        values: Sequence[float] | Array,
        account: str = "",
        style: str = "number",
    ) -> int:
        """Put one row by year, and return it."""
        row = self.row
        self.sheet.text(row, NAME, self.change.id, "label")
        self.sheet.text(row, LABEL, label, "label")
        self.sheet.text(row, UNIT, account, "label")
        self.sheet.row_of(row, YEARS, formulas, [float(v) + 0.0 for v in values], style)
        self.row += 1
        return row

    def cell(self, row: int, year: int) -> str:
        """Return the address of one year of a row."""
        return self.sheet.at(row, YEARS + year)
