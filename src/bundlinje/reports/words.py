"""How one result's amounts, shares and names are written in a report."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bundlinje.basics.texts import Language
from bundlinje.calculation.case import Case, payer_of
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed
from bundlinje.reports import amounts
from bundlinje.reports.content import Cell, Column

NB, NONE = amounts.NB, amounts.NONE

_DEFINITE = {"Kommune": "kommunen", "Region": "regionen", "Stat": "staten", "Borger": "borgeren"}


@dataclass(frozen=True)
class Words(amounts.AmountWords):
    """Writes the numbers and names of one result in one language."""

    result: Result
    language: Language

    @property
    def case(self) -> Case:
        """The case of the result."""
        return self.result.case

    @property
    def currency_code(self) -> str:
        """The currency of the case."""
        return self.case.currency

    # Cells

    def chance_columns(self) -> tuple[Column, ...]:
        """Return the column of the chance of a plus, where it is known."""
        header = self.say("Chance for plus", "Chance of a plus")
        return () if self.result.uncertainty is None else (Column(header),)

    def chance_cells(self, drawn: Distributed | None) -> tuple[Cell, ...]:
        """Return the chance of a plus, where it is known."""
        return () if drawn is None else (self.chance_cell(drawn),)

    def chance_cell(self, drawn: Distributed) -> Cell:
        """Return the chance of a plus; none where the figure is 0 in every draw."""
        if drawn.nothing:
            return Cell(NONE)
        return Cell(self.chance(drawn.p_positive), drawn.p_positive)

    def spread_columns(self, unit: str | None = None) -> tuple[Column, ...]:
        """Return the columns of the ends of the 90 % interval, where it is known."""
        if self.result.uncertainty is None:
            return ()
        unit = self.currency if unit is None else unit
        return Column(self.percent(0.05), unit), Column(self.percent(0.95), unit)

    def spread_cells(self, drawn: Distributed | None) -> tuple[Cell, ...]:
        """Return the ends of the 90 % interval, where it is known."""
        if drawn is None:
            return ()
        return self.money_cell(drawn.p5), self.money_cell(drawn.p95)

    def year_cell(self, year: int | None) -> Cell:
        """Return a calendar year."""
        return Cell(NONE) if year is None else Cell(str(year), year)

    def spread(self, payer: str) -> float | None:
        """Return how widely the net result of a payer is spread: its sd, where it is known."""
        drawn = self.result.uncertainty
        return None if drawn is None else drawn.by_payer[payer].sd

    # Names

    def payer(self, payer: str) -> str:
        """Return what a payer is called, and the total of the public purses."""
        if payer == TOTAL:
            return self.say("Alle offentlige kasser", "All public purses")
        return self.case.payers[payer].label.to(self.language)

    def definite(self, payer: str) -> str:
        """Return the payer inside a sentence: `kommunen`, or its own label."""
        if payer == TOTAL:
            return self.say("de offentlige kasser samlet", "the public purses together")
        label = self.payer(payer)
        if self.language == "da":
            return _DEFINITE.get(label, label)
        return f"the {label.lower()}" if label in ("Municipality", "Region", "State") else label

    def account(self, account: str) -> str:
        """Return an account with its department: `Kommune, Socialforvaltningen`."""
        payer, _, department = account.partition("/")
        if not department:
            return self.payer(payer)
        name = self.case.payers[payer].departments.get(department, department)
        return f"{self.payer(payer)}, {name}"

    @property
    def payers_in_play(self) -> tuple[str, ...]:
        """The public payers that put anything in or get anything."""
        pockets = self.result.point.wrong_pocket
        used = {payer_of(account) for item in self.case.items for account in item.accounts}
        return tuple(payer for payer in pockets if payer in used)

    @property
    def period(self) -> str:
        """The horizon: `11 år (2027–2037)`."""
        years = self.case.horizon
        unit = self.say("år", "year" if years == 1 else "years")
        # A word joiner keeps the years together on one line.
        span = f"{self.case.start_year}\u2060–\u2060{self.case.last_year}"
        return f"{years}{NB}{unit} ({self.case.start_year if years == 1 else span})"

    @property
    def prices(self) -> str:
        """The price level: `i 2023-priser`."""
        year = self.case.price_year
        return self.say(f"i{NB}{year}-\u2060priser", f"in {year} prices")


def sentence(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def to_spread(value: float, spread: float) -> tuple[float, int]:
    """Return a value rounded so that `spread` has two significant digits, and its decimals."""
    if spread <= 0:
        return value, 0
    digits = 1 - math.floor(math.log10(spread))
    return round(value, digits), max(0, digits)
