"""The sheet of each person: what a payment per person gives for everyone, in formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bundlinje.reports.contract.workbook.line_chain import Own, Step
from bundlinje.reports.contract.workbook.terms_sheet import TermsSheet
from bundlinje.reports.workbook.cells import Book, Sheet

(
    _PERIOD, _LABEL, _PERSON, _COUNTED, _GIVEN, _BEST, _EARNED, _LESS, _REACHED,
) = range(9)  # fmt: skip
_FIRST = 4
#: People in lines beyond which no spreadsheet is pleasant to use.
MOST_PEOPLE = 1000


@dataclass(frozen=True)
class Everyone:
    """The rows of the people of one line, with their columns."""

    sheet: Sheet
    first: int
    last: int

    def sum_of(self, col: int) -> str:
        """Return the formula of a column's sum."""
        return f"SUM({self.sheet.in_column(col, self.first, self.last)})"

    @property
    def counted(self) -> str:
        """The formula of what counts of all."""
        return self.sum_of(_COUNTED)

    @property
    def given(self) -> str:
        """The formula of what the rule gives for all."""
        return self.sum_of(_GIVEN)

    @property
    def best(self) -> str:
        """The formula of what it gave before."""
        return self.sum_of(_BEST)

    @property
    def earned(self) -> str:
        """The formula of what is earned."""
        return self.sum_of(_EARNED)

    @property
    def less(self) -> str:
        """The formula of what is netted off."""
        return self.sum_of(_LESS)

    @property
    def reached(self) -> str:
        """The formula of what is given."""
        return self.sum_of(_REACHED)


def each_sheet(
    book: Book, steps: Sequence[Step], terms: TermsSheet, met: Callable[[int], str]
) -> dict[int, Everyone]:
    """Put the sheet where any line is settled per person.

    Args:
        book: The workbook.
        steps: The lines.
        terms: The sheet of terms.
        met: Returns the cell that says whether the conditions of a line are met, by its place.

    Returns:
        The people of each such line, by its place; none where they are too many for a sheet.
    """
    found: dict[int, Everyone] = {}
    shown = [at for at, step in enumerate(steps) if step.live and step.people]
    if not shown or sum(len(steps[at].people) for at in shown) > MOST_PEOPLE:
        return found
    sheet = book.sheet("Hver person", "Each person", "input")
    _frame(book, sheet)
    row = _FIRST
    rows: dict[tuple[int, str], int] = {}
    for at in shown:
        step, first = steps[at], row
        for own in step.people:
            rows[at, own.person] = row
            _put(sheet, terms, step, own, met(at), row, rows.get((step.before, own.person), -1))
            row += 1
        found[at] = Everyone(sheet, first, row - 1)
    return found


def _put(
    sheet: Sheet, terms: TermsSheet, step: Step, own: Own, met: str, row: int, before: int
) -> None:
    def at(col: int, on: int = row) -> str:
        return sheet.at(on, col)

    sheet.text(row, _PERIOD, step.line.period, "calc_text")
    sheet.text(row, _LABEL, step.payment.label, "calc_text")
    sheet.text(row, _PERSON, own.person, "calc_text")
    sheet.put(row, _COUNTED, float(own.counted), "input")
    sheet.formula(row, _GIVEN, terms.rule_formula(step, at(_COUNTED)), float(own.given), "number")
    goes_on = before >= 0
    best = f"MAX({at(_GIVEN, before)},{at(_BEST, before)})" if goes_on else "0"
    sheet.formula(row, _BEST, best, float(own.best), "number")
    earned = f"MAX({at(_GIVEN)}-{at(_BEST)},0)*{terms.factors[step.line.period, step.factor]}"
    earned += f"+{at(_EARNED, before)}" if goes_on else ""
    sheet.formula(row, _EARNED, earned, float(own.earned), "number")
    sheet.put(row, _LESS, float(own.less), "input_money")
    reached = f"IF({met}=1,{at(_EARNED)}-MIN(MAX({at(_LESS)},0),{at(_EARNED)}),0)"
    if goes_on:
        reached = f"MAX({reached},{at(_REACHED, before)})"
    sheet.formula(row, _REACHED, reached, float(own.reached), "number")


def _frame(book: Book, sheet: Sheet) -> None:
    say = book.say
    sheet.text(0, 0, say("Hver person: det, reglen giver", "Each person: what the rule gives"),
               "title")  # fmt: skip
    sheet.text(1, 0, say(
        "Pseudonymer. Ret det gule, og linjerne på arket Afregning regner med.",
        "Pseudonyms. Change what is yellow and the lines on Settlement follow.",
    ), "about")  # fmt: skip
    heads = [
        say("Periode", "Period"), say("Betaling", "Payment"), say("Person", "Person"),
        say("Tæller", "Counts"), say("Reglen giver", "Rule gives"),
        say("Reglen gav før", "Rule gave before"), say("Optjent til dato", "Earned to date"),
        say("Fradrag til dato", "Less to date"), say("Givet til dato", "Given to date"),
    ]  # fmt: skip
    sheet.heading(_FIRST - 1, heads, 0)
    sheet.widths = dict.fromkeys(range(_REACHED + 1), 14.0) | {_LABEL: 34.0}
    sheet.row_heights[_FIRST - 1] = 32
    sheet.frozen = (_FIRST, 0)
