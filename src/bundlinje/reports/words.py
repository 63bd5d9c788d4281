"""How one result's amounts, shares and names are written in a report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case, payer_of
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed
from bundlinje.reports.content import Cell, Column

NB = formats.NO_BREAK
#: Amounts are never written with more significant digits than this in running text.
MOST_DIGITS = 3
#: What is shown where there is no figure.
NONE = "–"

_DEFINITE = {"Kommune": "kommunen", "Region": "regionen", "Stat": "staten", "Borger": "borgeren"}


@dataclass(frozen=True)
class Scale:
    """The unit that amounts are written in: `divisor` [DKK] with `decimals` and its name."""

    divisor: float
    decimals: int
    unit: str


@dataclass(frozen=True)
class Words:
    """Writes the numbers and names of one result in one language."""

    result: Result
    language: Language

    @property
    def case(self) -> Case:
        """The case of the result."""
        return self.result.case

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the report."""
        # The full stop of an abbreviation also ends the sentence.
        return Text(da, en).to(self.language).replace("kr..", "kr.")

    def stop(self, text: str) -> str:
        """Return text that ends with one full stop."""
        return text if text.endswith(".") else f"{text}."

    # Numbers

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number."""
        return formats.number(value, self.language, decimals)

    def plain(self, value: float, digits: int = 4) -> str:
        """Return a number with at most `digits` significant digits."""
        return formats.plain(value, self.language, digits)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage."""
        return formats.percent(share, self.language, decimals)

    def share(self, share: float) -> str:
        """Return a share as a percentage with the decimals that it has, at most two."""
        decimals = next((d for d in (0, 1) if abs(round(share, d + 2) - share) < 1e-9), 2)
        return self.percent(share, decimals)

    def chance(self, share: float) -> str:
        """Return a probability as a percentage that never claims certainty."""
        return formats.chance(share, self.language)

    @property
    def currency(self) -> str:
        """The unit of money as it is written."""
        danish = self.case.currency == "DKK" and self.language == "da"
        return "kr." if danish else self.case.currency

    def money(self, value: float, decimals: int = 0) -> str:
        """Return an amount to the krone."""
        return formats.money(value, self.case.currency, self.language, decimals)

    def scale(self, values: Sequence[float], precision: float) -> Scale:
        """Return the unit in which these amounts are written together."""
        largest = max((abs(value) for value in values), default=0.0)
        for least, digits, word in (
            (1e10, 9, self.say("mia.", "billion")),
            (999_500, 6, self.say("mio.", "million")),
        ):
            if largest >= least:
                decimals = max(0, min(2, round(digits - math.log10(precision))))
                return Scale(10.0**digits, decimals, f"{word}{NB}{self.currency}")
        return Scale(1.0, 0, self.currency)

    def amount(self, value: float, spread: float | None = None) -> str:
        """Return an amount rounded to what its spread (sd) allows."""
        return self.amounts([value], self.precision(value, spread))[0]

    def amounts(self, values: Sequence[float], precision: float) -> list[str]:
        """Return amounts in one common unit, rounded to `precision`."""
        scale = self.scale(values, precision)
        rounded = [round(value / precision) * precision for value in values]
        return [
            f"{self.number(value / scale.divisor, scale.decimals)}{NB}{scale.unit}"
            for value in rounded
        ]

    def interval(self, drawn: Distributed, precision: float) -> str:
        """Return the 90 % interval with its unit said once: `−1,2 til 15,1 mio. kr.`."""
        low, high = self.amounts([drawn.p5, drawn.p95], precision)
        return f"{low.split(NB, 1)[0]} {self.say('til', 'to')} {high}"

    def bare_amounts(self, values: Sequence[float], precision: float) -> list[str]:
        """Return amounts as `amounts` does, without the unit."""
        return [text.split(NB, 1)[0] for text in self.amounts(values, precision)]

    def precision(self, value: float, spread: float | None = None) -> float:
        """Return the power of ten that an amount is rounded to, from its spread or its size."""
        size = abs(value)
        by_digits = 10.0 ** (math.floor(math.log10(size)) - MOST_DIGITS + 1) if size >= 1 else 1.0
        allowed = 1.0 if spread is None else formats.precision_of(spread)
        # Never so coarse that the amount itself vanishes.
        coarsest = 10.0 ** math.floor(math.log10(size)) if size >= 1 else 1.0
        return max(min(max(by_digits, allowed), coarsest), 1.0)

    # Cells

    def money_cell(self, value: float | None) -> Cell:
        """Return an amount to the krone without its unit, which stands in the header."""
        return Cell(NONE) if value is None else Cell(self.number(value), value)

    def chance_columns(self) -> tuple[Column, ...]:
        """Return the column of the chance of a plus, where it is known."""
        header = self.say("Chance for plus", "Chance of a plus")
        return () if self.result.uncertainty is None else (Column(header),)

    def chance_cells(self, drawn: Distributed | None) -> tuple[Cell, ...]:
        """Return the chance of a plus, where it is known."""
        return () if drawn is None else (self.chance_cell(drawn),)

    def chance_cell(self, drawn: Distributed) -> Cell:
        """Return the chance of a plus."""
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

    def joined(self, parts: Sequence[str]) -> str:
        """Return parts as an enumeration: `a, b og c`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('og', 'and')} {parts[-1]}"

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


def sentence(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def to_spread(value: float, spread: float) -> tuple[float, int]:
    """Return a value rounded so that `spread` has two significant digits, and its decimals."""
    if spread <= 0:
        return value, 0
    digits = 1 - math.floor(math.log10(spread))
    return round(value, digits), max(0, digits)
