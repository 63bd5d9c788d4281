"""The sheet of settlement lines: from what counts to what each payer pays, in formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.each_sheet import Everyone, each_sheet
from bundlinje.reports.contract.workbook.groups_sheet import groups_sheet
from bundlinje.reports.contract.workbook.line_chain import Step
from bundlinje.reports.contract.workbook.people_sheet import people_sheet
from bundlinje.reports.contract.workbook.terms_sheet import TermsSheet, named_limits
from bundlinje.reports.workbook.cells import Book, Sheet

(
    _PERIOD, _DAY, _ID, _LABEL, _VALUE, _COUNTED, _GIVEN, _BEST, _FACTOR, _EARNED, _LESS, _MET,
    _REACHED, _BEFORE, _CUT, _OWN, _CUT_AFTER, _PAID, _PAYERS,
) = range(19)  # fmt: skip
_FIRST = 3
#: Fractions of a cent below this are noise of binary numbers.
_DIGITS = 6


@dataclass(frozen=True)
class LinesSheet:
    """The sheet, its first and last row of lines, and the columns of the payers."""

    sheet: Sheet
    first: int
    last: int
    payers: dict[str, int]

    @property
    def days(self) -> str:
        """The column of the days of payment."""
        return self.sheet.in_column(_DAY, self.first, self.last)

    @property
    def periods(self) -> str:
        """The column of the periods."""
        return self.sheet.in_column(_PERIOD, self.first, self.last)

    @property
    def ids(self) -> str:
        """The column of the payments' ids."""
        return self.sheet.in_column(_ID, self.first, self.last)

    @property
    def paid(self) -> str:
        """The column of what is paid."""
        return self.sheet.in_column(_PAID, self.first, self.last)

    def of(self, payer: str) -> str:
        """Return the column of what a payer pays."""
        return self.sheet.in_column(self.payers[payer], self.first, self.last)

    def total(self, col: int) -> str:
        """Return the cell of a column's total."""
        return self.sheet.at(self.last + 1, col)

    @property
    def in_all(self) -> str:
        """The cell of everything that is paid."""
        return self.total(_PAID)


def lines_sheet(
    book: Book,
    words: ContractWords,
    settlement: Settlement,
    steps: Sequence[Step],
    terms: TermsSheet,
) -> LinesSheet:
    """Put the sheet of lines."""
    sheet = book.sheet("Afregning", "Settlement", "calc")
    payers = {payer: _PAYERS + at for at, payer in enumerate(settlement.by_payer)}
    _frame(book, words, sheet, payers)
    last = _FIRST + max(len(steps), 1) - 1
    made = LinesSheet(sheet, _FIRST, last, payers)
    groups = groups_sheet(book, steps)
    people = people_sheet(book, settlement, steps)
    each = each_sheet(book, steps, terms, lambda at: sheet.at(_FIRST + at, _MET))
    for at, step in enumerate(steps):
        row = _FIRST + at
        _names(sheet, row, step)
        if step.live and (at in each or not step.people):
            _live(made, terms, step, row, groups.get(at, ""), people.get(at, ""), each.get(at))
        else:
            _given(made, step, row)
    row = last + 1
    for col in range(_PAYERS + len(payers)):
        sheet.put(row, col, None, "total")
    sheet.text(row, _PERIOD, book.say("I alt", "In all"), "total_text")
    columns = {_BEFORE: sum((s.line.before_caps for s in steps), Decimal(0)),
               _PAID: settlement.total,
               **{col: settlement.by_payer[payer] for payer, col in payers.items()}}  # fmt: skip
    for col, value in columns.items():
        sheet.formula(
            row, col, f"SUM({sheet.in_column(col, _FIRST, last)})", float(value), "total_cents"
        )
    return made


def _frame(book: Book, words: ContractWords, sheet: Sheet, payers: dict[str, int]) -> None:
    say = book.say
    helpers = _PAYERS + len(payers)
    sheet.widths = dict.fromkeys(range(_PAYERS + 2 * len(payers)), 14.0) | {
        _PERIOD: 12, _DAY: 12, _ID: 12, _LABEL: 34, _MET: 10, _FACTOR: 10,
    }  # fmt: skip
    sheet.hidden_columns |= set(range(helpers, helpers + len(payers)))
    sheet.text(0, 0, say("Afregning, linje for linje", "Settlement, line by line"), "title")
    about = say(
        "Ret det gule, og linjerne regner videre. Grå tal er Bundlinjes egne: det, der er skåret "
        "pr. person, og linjer, som ingen formel kan følge.",
        "Change what is yellow and the lines recalculate. Grey figures are Bundlinje's own: what "
        "was cut per person, and lines that no formula can follow.",
    )
    sheet.text(1, 0, about, "about")
    heads = [
        say("Periode", "Period"), say("Betales", "Paid on"), say("Id", "Id"),
        say("Betaling", "Payment"), say("Målt", "Measured"), say("Tæller", "Counts"),
        say("Reglen giver", "Rule gives"), say("Reglen gav før", "Rule gave before"),
        say("Rabat og indeks", "Discount and index"), say("Optjent til dato", "Earned to date"),
        say("Fradrag til dato", "Less to date"), say("Betingelse opfyldt (1/0)", "Met (1/0)"),
        say("Givet til dato", "Given to date"), say("Før lofter", "Before caps"),
        say("Skåret pr. person (betalingen)", "Cut per person (payment)"),
        say("Efter betalingens lofter", "After the payment's caps"),
        say("Skåret pr. person (kontrakten)", "Cut per person (contract)"),
        say("Betales i alt", "Paid in all"), *(words.party(payer) for payer in payers),
        *("" for _ in payers),
    ]  # fmt: skip
    sheet.heading(2, heads, 0)
    sheet.row_heights[2] = 42
    sheet.frozen = (_FIRST, _LABEL + 1)
    sheet.wide = True


def _names(sheet: Sheet, row: int, step: Step) -> None:
    line = step.line
    sheet.text(row, _PERIOD, line.period, "calc_text")
    sheet.text(row, _DAY, "" if line.date is None else line.date.isoformat(), "calc_text")
    sheet.text(row, _ID, line.payment, "calc_text")
    label = step.payment.label + (f" ({line.corrects})" if line.corrects else "")
    sheet.text(row, _LABEL, label, "calc_text")
    sheet.put(row, _VALUE, None if line.value is None else float(line.value), "given")


def _given(made: LinesSheet, step: Step, row: int) -> None:
    sheet, line = made.sheet, step.line
    counted = None if line.counted is None else float(line.counted)
    sheet.put(row, _COUNTED, counted, "given")
    for col in range(_GIVEN, _BEFORE):
        sheet.put(row, col, None, "given")
    sheet.put(row, _BEFORE, float(line.before_caps), "given_cents")
    for col in range(_CUT, _PAID):
        sheet.put(row, col, None, "given")
    sheet.put(row, _PAID, float(line.amount), "given_cents")
    for payer, col in made.payers.items():
        sheet.put(row, col, float(line.by_payer.get(payer, Decimal(0))), "given_cents")


def _live(
    made: LinesSheet,
    terms: TermsSheet,
    step: Step,
    row: int,
    groups: str,
    people: str,
    each: Everyone | None,
) -> None:
    sheet, line = made.sheet, step.line
    assert line.counted is not None

    def at(col: int, on: int = row) -> str:
        return sheet.at(on, col)

    before = _FIRST + step.before
    goes_on = step.before >= 0
    if each is not None:
        _everyone(sheet, terms, step, row, each)
    else:
        _earned(made, terms, step, row, groups, people)
    # Rounded twice, so that a half cent is one in binary numbers too.
    amount = f"ROUND(ROUND({at(_REACHED)},{_DIGITS}),2)"
    if goes_on:
        amount += f"-ROUND(ROUND({at(_REACHED, before)},{_DIGITS}),2)"
    sheet.formula(row, _BEFORE, f"ROUND({amount},2)", float(line.before_caps), "number")
    _capped(made, terms, step, row)
    _payers(made, terms, step, row)


def _everyone(sheet: Sheet, terms: TermsSheet, step: Step, row: int, each: Everyone) -> None:
    """Put the sums of what the sheet of each person gives."""
    counted = sum(own.counted for own in step.people)
    if counted == step.line.counted:
        sheet.formula(row, _COUNTED, each.counted, float(counted), "calc")
    else:  # an average, of which there is no sum
        sheet.put(row, _COUNTED, float(step.line.counted or 0), "given")
    sheet.formula(row, _GIVEN, each.given, float(step.given), "number")
    sheet.formula(row, _BEST, each.best, float(step.best), "number")
    factor = terms.factors[step.line.period, step.factor]
    sheet.formula(row, _FACTOR, factor, float(step.factor), "factor")
    sheet.formula(row, _EARNED, each.earned, float(step.earned), "number")
    sheet.formula(row, _LESS, each.less, float(step.less), "number")
    sheet.put(row, _MET, 1.0 if step.met else 0.0, "input")
    sheet.formula(row, _REACHED, each.reached, float(step.reached), "number")


def _earned(
    made: LinesSheet, terms: TermsSheet, step: Step, row: int, groups: str, people: str
) -> None:
    """Put what is earned and given of what counts."""
    sheet, line = made.sheet, step.line
    assert line.counted is not None

    def at(col: int, on: int = row) -> str:
        return sheet.at(on, col)

    before = _FIRST + step.before
    goes_on = step.before >= 0
    if groups:
        sheet.formula(row, _COUNTED, f"SUM({groups})", float(line.counted), "calc")
    elif people:
        sheet.formula(row, _COUNTED, people, float(line.counted), "calc")
    else:
        sheet.put(row, _COUNTED, float(line.counted), "input")
    rule = terms.rule_formula(step, at(_COUNTED), groups)
    sheet.formula(row, _GIVEN, rule, float(step.given), "number")
    best = f"MAX({at(_GIVEN, before)},{at(_BEST, before)})" if goes_on else "0"
    if step.earlier:  # an amended rule is applied again to what counted before
        again = (terms.rule_formula(step, at(_COUNTED, _FIRST + j)) for j in step.earlier)
        best = f"MAX(0,{','.join(again)})"
    sheet.formula(row, _BEST, best, float(step.best), "number")
    sheet.formula(
        row, _FACTOR, terms.factors[line.period, step.factor], float(step.factor), "factor"
    )
    earned = f"MAX({at(_GIVEN)}-{at(_BEST)},0)*{at(_FACTOR)}"
    earned += f"+{at(_EARNED, before)}" if goes_on else ""
    sheet.formula(row, _EARNED, earned, float(step.earned), "number")
    sheet.put(row, _LESS, float(step.less), "input_money")
    sheet.put(row, _MET, 1.0 if step.met else 0.0, "input")
    reached = f"IF({at(_MET)}=1,{at(_EARNED)}-MIN(MAX({at(_LESS)},0),{at(_EARNED)}),0)"
    if goes_on:
        reached = f"MAX({reached},{at(_REACHED, before)})"
    sheet.formula(row, _REACHED, reached, float(step.reached), "number")


def _capped(made: LinesSheet, terms: TermsSheet, step: Step, row: int) -> None:
    sheet = made.sheet
    limits = {name.partition("@")[0].partition("/")[0]: terms.limits[name, limit]
              for name, limit in named_limits(step)}  # fmt: skip
    sheet.put(row, _CUT, float(step.cut_before), "given_cents")
    own = [f"{sheet.at(row, _BEFORE)}-{sheet.at(row, _CUT)}"]
    if "cap.per_period" in limits:
        own.append(limits["cap.per_period"])
    if "cap.amount" in limits:
        used = _used(made, row, _ID)
        own.append(f"MAX({limits['cap.amount']}-{used},0)")
    sheet.formula(row, _OWN, _least(own), float(step.after_own), "number")
    sheet.put(row, _CUT_AFTER, float(step.cut_after), "given_cents")
    parts = [f"{sheet.at(row, _OWN)}-{sheet.at(row, _CUT_AFTER)}"]
    if "caps.per_period" in limits:
        parts.append(f"MAX({limits['caps.per_period']}-{_used(made, row, _PERIOD)},0)")
    if "caps.total" in limits:
        before = f"SUM({sheet.in_column(_PAID, _FIRST, row - 1)})" if row > _FIRST else "0"
        parts.append(f"MAX({limits['caps.total']}-{before},0)")
    sheet.formula(row, _PAID, f"ROUND({_least(parts)},2)", float(step.line.amount), "number")


def _least(parts: list[str]) -> str:
    return f"MIN({','.join(parts)})" if len(parts) > 1 else parts[0]


def _used(made: LinesSheet, row: int, by: int) -> str:
    """Return what the lines above paid that have the same id or period."""
    if row == _FIRST:
        return "0"
    sheet = made.sheet
    names, paid = sheet.in_column(by, _FIRST, row - 1), sheet.in_column(_PAID, _FIRST, row - 1)
    return f"SUMPRODUCT(({names}={sheet.at(row, by)})*{paid})"


def _payers(made: LinesSheet, terms: TermsSheet, step: Step, row: int) -> None:
    """Put each payer's part: whole cents, those left over to the largest remainders."""
    sheet, line = made.sheet, step.line
    helpers = _PAYERS + len(made.payers)
    own = list(line.by_payer)
    exact = {payer: sheet.at(row, helpers + list(made.payers).index(payer)) for payer in own}
    shares = step.version.shares(step.payment)
    for payer in own:
        share = terms.share_cell(step, payer)
        formula = f"ROUND({sheet.at(row, _PAID)}*100*{share},{_DIGITS})"
        value = float(line.amount) * 100 * float(shares[payer])
        sheet.formula(
            row, helpers + list(made.payers).index(payer), formula, round(value, _DIGITS), "number"
        )
    whole = "".join(f"-INT({cell})" for cell in exact.values())
    left = f"(ROUND({sheet.at(row, _PAID)}*100,0){whole})"
    for at, payer in enumerate(own):
        rest = f"ROUND({exact[payer]}-INT({exact[payer]}),{_DIGITS})"
        ahead = []
        for j, other in enumerate(own):
            if j != at:
                theirs = f"ROUND({exact[other]}-INT({exact[other]}),{_DIGITS})"
                ahead.append(f"({theirs}{'>=' if j < at else '>'}{rest})")
        rank = "+".join(ahead) or "0"
        formula = f"ROUND((INT({exact[payer]})+IF({left}>({rank}),1,0))/100,2)"
        sheet.formula(row, made.payers[payer], formula, float(line.by_payer[payer]), "number")
    for payer, col in made.payers.items():
        if payer not in own:
            sheet.put(row, col, 0.0, "number")
