"""Build the workbook of a contract's value or of a settlement, sheet by sheet."""

from __future__ import annotations

from dataclasses import replace

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.content import Report
from bundlinje.reports.contract.settlement_report import settlement_report
from bundlinje.reports.contract.value_report import value_report, words_of
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.cash_sheet import CashSheet, cash_sheet
from bundlinje.reports.contract.workbook.front_sheets import (
    Check,
    checks_sheet,
    front_sheet,
    tables_sheet,
)
from bundlinje.reports.contract.workbook.line_chain import chain
from bundlinje.reports.contract.workbook.lines_sheet import LinesSheet, lines_sheet
from bundlinje.reports.contract.workbook.paid_sheet import paid_sheet
from bundlinje.reports.contract.workbook.terms_sheet import terms_sheet
from bundlinje.reports.contract.workbook.years_sheet import years_sheet
from bundlinje.reports.workbook.cells import Book

#: Lines or dates beyond which no spreadsheet is pleasant to use.
MOST_ROWS = 2000
_ORDER = (
    "Forside", "Vilkår", "Grupper", "Personer", "Hver person", "Afregning", "Betalt", "Kapital",
    "Pengestrøm", "Fordeling", "Efter år", "Parterne", "Kontroller",
)  # fmt: skip


def value_workbook(
    valuation: Valuation, settlement: Settlement | None, language: Language = "da"
) -> Book:
    """Return the workbook of a valuation; `settlement` is what its point rests on, if any.

    Raises:
        InputError: there are more lines or dates than a workbook is made for.
    """
    _check_size(
        0 if settlement is None else len(settlement.lines), len(valuation.point.table.dates)
    )
    words = words_of(valuation, language)
    book = Book(language, valuation.contract.title)
    lines = None if settlement is None else _lines(book, words, settlement)
    cash = cash_sheet(book, words, valuation, lines)
    _, adds_up = years_sheet(book, cash)
    report = value_report(valuation, language)
    shown = [s for s in report.sections if s.id in ("resultat", "kasserne", "kapital",
                                                    "betaling-og-lofter")]  # fmt: skip
    tables_sheet(
        book,
        Text("Parterne", "Parties"),
        Text("Hvad hver part ender med, og hvor sikkert det er", "What each party ends with"),
        "drawn",
        shown,
    )
    checks = _cash_checks(cash, adds_up)
    figures = [
        (book.say("Betaling for resultater", "Outcome payments"),
         "+".join(cash.total(col) for col in cash.payments.values()),
         float(valuation.point.table.payments.sum()) / 100),
        (book.say("Levering", "Delivery"), cash.total(cash.delivery),
         float(valuation.point.table.delivery[:, 0].sum()) / 100),
        (book.say("Mindst i leverandørens kasse", "Lowest in the provider's hand"),
         cash.provider["lowest"], valuation.point.provider["lowest"]),
        (book.say("Leverandørens kasse til sidst", "The provider's money at the end"),
         cash.provider["balance"], valuation.point.provider["balance"]),
    ]  # fmt: skip
    if lines is not None:
        checks += _line_checks(lines)
        ended = valuation.contract.capital.termination
        paid = lines.in_all
        if ended is not None:  # what would be paid after a termination is not
            paid = f'SUMPRODUCT(({lines.days}<="{ended.ended.isoformat()}")*{lines.paid})'
        linked = "+".join(cash.total(col) for col in cash.payments.values())
        checks.append(
            Check(
                Text("Linjerne giver pengestrømmens betalinger",
                     "The lines give the payments of the cash"),
                f"ROUND({paid}-({linked}),2)",
            )
        )  # fmt: skip
    return _finished(book, report, figures, checks_sheet(book, checks))


def settlement_workbook(settlement: Settlement, language: Language = "da") -> Book:
    """Return the workbook of a settlement.

    Raises:
        InputError: there are more lines than a workbook is made for.
    """
    _check_size(len(settlement.lines), 0)
    words = ContractWords(settlement.contract, language)
    book = Book(language, settlement.contract.title)
    fresh = settlement
    if settlement.paid_lines:  # what results give now stands on the sheet of lines
        fresh = replace(settlement, lines=settlement.owed, owed=(), paid_lines=())
    lines = _lines(book, words, fresh)
    total, due, checks = lines.in_all, lines.in_all, _line_checks(lines)
    if settlement.paid_lines:
        paid = paid_sheet(book, words, settlement, lines)
        due = paid.due
        checks.append(
            Check(
                Text("Til betaling er det optjente mindre det betalte",
                     "What is due is what is earned less what was paid"),
                f"ROUND({due}-({total}-{paid.paid}),2)",
            )
        )  # fmt: skip
    figures = [
        (book.say("Optjent til dato", "Earned to date"), total, float(settlement.total)),
        (book.say("Til betaling nu", "Due now"), due, float(settlement.due)),
        *((words.party(payer), lines.total(col), float(settlement.by_payer[payer]))
          for payer, col in lines.payers.items()),
    ]  # fmt: skip
    report = settlement_report(settlement, language)
    return _finished(book, report, figures, checks_sheet(book, checks))


def _lines(book: Book, words: ContractWords, settlement: Settlement) -> LinesSheet:
    steps = chain(settlement)
    terms = terms_sheet(book, words, steps)
    return lines_sheet(book, words, settlement, steps, terms)


def _finished(book: Book, report: Report, figures: list[tuple[str, str, float]], ok: str) -> Book:
    front_sheet(book, report, figures, ok)
    book.sheets.sort(key=lambda sheet: _ORDER.index(sheet.key))
    return book


def _line_checks(lines: LinesSheet) -> list[Check]:
    payers = "+".join(f"SUM({lines.of(payer)})" for payer in lines.payers)
    return [
        Check(
            Text("Betalernes dele giver det, der betales i alt",
                 "The payers' parts give what is paid in all"),
            f"ROUND(SUM({lines.paid})-({payers}),2)",
        ),
    ]  # fmt: skip


def _cash_checks(cash: CashSheet, adds_up: str) -> list[Check]:
    hand = cash.column(cash.hand)
    last = cash.sheet.at(cash.last, cash.hand)
    net = "+".join(cash.total(col) for col in cash.net.values())
    return [
        Check(Text("Kassen er aldrig under 0", "Money in hand is never below 0"),
              f"MAX(0,-ROUND(MIN({hand}),2))"),
        Check(Text("Kassen er tom til sidst", "Nothing is in hand at the end"),
              f"ROUND({last},2)"),
        Check(Text("Parternes penge og leveringen går op", "Parties and delivery add up"),
              f"ROUND({net}+{cash.total(cash.delivery)}+{last},2)"),
        Check(Text("Hvert år går op", "Every year adds up"),
              f"SUMPRODUCT(ABS({adds_up}))"),
    ]  # fmt: skip


def _check_size(lines: int, dates: int) -> None:
    if max(lines, dates) > MOST_ROWS:
        raise input_error(
            f"kontrakten er for stor til et regneark: {max(lines, dates)} rækker, højst "
            f"{MOST_ROWS}. Brug et andet rapportformat.",
            f"the contract is too large for a workbook: {max(lines, dates)} rows, at most "
            f"{MOST_ROWS}. Use another report format.",
            key="report",
        )
