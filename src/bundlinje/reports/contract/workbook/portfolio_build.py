"""Build the workbook of a portfolio: contracts, cash by date and year, concentration, checks."""

from __future__ import annotations

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.reports.contract.portfolio_report import portfolio_report
from bundlinje.reports.contract.portfolio_words import PortfolioWords
from bundlinje.reports.contract.words import payer_name
from bundlinje.reports.contract.workbook.build import MOST_ROWS
from bundlinje.reports.contract.workbook.front_sheets import (
    Check,
    checks_sheet,
    front_sheet,
    tables_sheet,
)
from bundlinje.reports.contract.workbook.portfolio_cash_sheet import (
    FundSheet,
    fund_sheet,
    years_sheet,
)
from bundlinje.reports.contract.workbook.portfolio_contracts import ContractsSheet, contracts_sheet
from bundlinje.reports.words import sentence
from bundlinje.reports.workbook.cells import Book, Sheet

_ORDER = ("Forside", "Kontrakter", "Pengestrøm", "Efter år", "Spredning", "Udfald", "Kontroller")


def portfolio_workbook(value: PortfolioValue, language: Language = "da") -> Book:
    """Return the workbook of a portfolio's value.

    Raises:
        InputError: there are more dates than a workbook is made for.
    """
    if len(value.cash.dates) > MOST_ROWS:
        raise input_error(
            f"porteføljen er for stor til et regneark: {len(value.cash.dates)} dage, højst "
            f"{MOST_ROWS}. Brug et andet rapportformat.",
            f"the portfolio is too large for a workbook: {len(value.cash.dates)} dates, at most "
            f"{MOST_ROWS}. Use another report format.",
            key="report",
        )
    book = Book(language, value.portfolio.title)
    contracts = contracts_sheet(book, value)
    fund = fund_sheet(book, value, contracts)
    contracts.put_results(fund.of_member("calls"), fund.of_member("returns"))
    years = years_sheet(book, fund, contracts)
    number = _spread(book, value, contracts)
    report = portfolio_report(value, language)
    if value.draws:
        tables_sheet(
            book,
            Text("Udfald", "Outcomes"),
            Text("Hvor sikkert det er (Bundlinjes trækninger)", "How sure it is (our draws)"),
            "drawn",
            [section for section in report.sections if section.id == "afkast"],
        )
    ok = checks_sheet(book, _checks(contracts, fund, years))
    front_sheet(book, report, [*_figures(book, value, contracts, fund), number], ok)
    book.sheets.sort(key=lambda sheet: _ORDER.index(sheet.key))
    return book


def _figures(
    book: Book, value: PortfolioValue, contracts: ContractsSheet, fund: FundSheet
) -> list[tuple[str, str, float]]:
    say, point = book.say, value.point
    calls, returns = (f"SUM({fund.column(name)})" for name in ("calls", "returns"))
    lines = [
        (say("Øremærket", "Earmarked"), contracts.capital, value.portfolio.capital),
        (say("Betales ud", "Paid out"), calls, point["calls"]),
        (say("Får igen", "Gets back"), returns, point["returns"]),
        (say("Gevinst", "Gain"), f"{returns}-{calls}", point["gain"]),
        (say("Højst ude på én gang", "Most out at any one time"),
         f"MAX({fund.column('in_use')})", point["peak"]),
        (say("Mindst tilbage af det øremærkede", "Lowest left of the earmark"),
         f"MIN({fund.column('hand')})", point["lowest"]),
        (say("Tilføres fra de almindelige midler", "Topped up by the general fund"),
         f"SUM({fund.column('topped_up')})", point["topped_up"]),
    ]  # fmt: skip
    if point["irr"] is not None:
        label = say("Afkast om året i procent (XIRR)", "Return a year in percent (XIRR)")
        lines.append((label, f"100*{fund.irr()}", 100 * point["irr"]))
    return [(label, formula, known or 0.0) for label, formula, known in lines]


def _checks(contracts: ContractsSheet, fund: FundSheet, years: str) -> list[Check]:
    total = {name: f"SUM({fund.column(name)})" for name in fund.fund}
    left = fund.at(len(fund.value.cash.dates) - 1, "hand")
    moved = f"{total['topped_up']}+{total['returns']}-{total['general']}-{total['calls']}"
    return [
        Check(Text("Det øremærkede går op: start, ind og ud giver det, der er tilbage",
                   "The earmark adds up: start, in and out give what is left"),
              f"ROUND({contracts.capital}+{moved}-{left},2)"),
        Check(Text("Det øremærkede er aldrig under 0", "The earmark is never below 0"),
              f"MAX(0,-ROUND(MIN({fund.column('hand')}),2))"),
        Check(Text("Kontrakternes gevinst er fondens", "The contracts' gain is the fund's"),
              f"ROUND(SUM({contracts.gains})-({total['returns']}-{total['calls']}),2)"),
        Check(Text("Intet er ude til sidst", "Nothing is out at the end"),
              f"ROUND({fund.at(len(fund.value.cash.dates) - 1, 'in_use')},2)"),
        Check(Text("Hvert år går op", "Every year adds up"), f"SUMPRODUCT(ABS({years}))"),
        Check(Text("Chancerne er fra 0 til 100 %", "Chances are from 0 to 100%"),
              f"SUMPRODUCT(({contracts.chances}<0)+({contracts.chances}>1))"),
    ]  # fmt: skip


def _spread(book: Book, value: PortfolioValue, contracts: ContractsSheet) -> tuple[str, str, float]:
    """Put the sheet of concentration, and return its effective number for the front."""
    say = book.say
    sheet = book.sheet("Spredning", "Concentration", "result")
    title = say("Hvor meget der hviler på hvad", "How much rests on what")
    sheet.text(0, 0, title, "title")
    sheet.widths = {0: 62} | dict.fromkeys(range(1, 40), 17.0)
    label = say("Tilsagnene er spredt som så mange lige store kontrakter",
                "Commitments are spread as over so many equal contracts")  # fmt: skip
    sheet.text(2, 0, label, "label")
    formula = f"IF(SUMSQ({contracts.shares})=0,0,1/SUMSQ({contracts.shares}))"
    sheet.formula(2, 1, formula, value.effective_number, "number")
    row = 4
    if value.by_theme:
        row = _themes(book, sheet, value, contracts, row) + 2
    if value.by_payer:
        _payers(book, sheet, value, contracts, row)
    return label, sheet.at(2, 1), value.effective_number


def _themes(
    book: Book, sheet: Sheet, value: PortfolioValue, contracts: ContractsSheet, row: int
) -> int:
    """Put which contracts have which themes, and each theme's part; return the last row."""
    note = book.say(
        "1: kontrakten har temaet. En kontrakt med flere tæller med i hvert.",
        "1: the contract has the theme. One with several counts in each.",
    )
    sheet.text(row, 0, note, "about")
    sheet.heading(row + 1, [book.say("Tema", "Theme"), *value.by_theme], 0)
    first, last = row + 2, row + 1 + len(value.members)
    for at, member in enumerate(value.members):
        sheet.text(first + at, 0, member.title, "calc_text")
        for col, theme in enumerate(value.by_theme, 1):
            sheet.put(first + at, col, float(theme in member.themes), "input_year")
    sheet.text(last + 1, 0, book.say("Del af tilsagn", "Part of commitments"), "total_text")
    for col, share in enumerate(value.by_theme.values(), 1):
        flags = sheet.in_column(col, first, last)
        formula = f"SUMPRODUCT({flags},{contracts.shares})"
        sheet.formula(last + 1, col, formula, share, "share")
    return last + 1


def _payers(
    book: Book, sheet: Sheet, value: PortfolioValue, contracts: ContractsSheet, row: int
) -> None:
    """Put who pays for outcomes in each contract as if signed, and what is expected in all."""
    words = PortfolioWords(value.portfolio, book.language)
    names = [sentence(payer_name(words, payer)) for payer in value.by_payer]
    note = book.say(
        "Betaling for resultater i hver kontrakt, som hvis den var indgået.",
        "Outcome payments in each contract, as if it were signed.",
    )
    sheet.text(row, 0, note, "about")
    sheet.heading(row + 1, [book.say("Effektkøber", "Outcome payer"), *names], 0)
    first, last = row + 2, row + 1 + len(value.members)
    for at, member in enumerate(value.members):
        sheet.text(first + at, 0, member.title, "calc_text")
        outcome = value.member_cash[at].outcome
        for col, payer in enumerate(value.by_payer, 1):
            cents = float(outcome[payer][0]) if payer in outcome else 0.0
            sheet.put(first + at, col, cents / 100, "given_cents")
    expected, part = last + 1, last + 2
    sheet.text(expected, 0, book.say("Ventet betaling", "Expected payment"), "total_text")
    sheet.text(part, 0, book.say("Del", "Part"), "calc_text")
    whole = sum(value.by_payer.values())
    sums = sheet.in_row(expected, 1, len(value.by_payer))
    for col, amount in enumerate(value.by_payer.values(), 1):
        paid = sheet.in_column(col, first, last)
        sheet.formula(expected, col, f"SUMPRODUCT({contracts.chances},{paid})", amount,
                      "total_cents")  # fmt: skip
        formula = f"IF(SUM({sums})=0,0,{sheet.at(expected, col)}/SUM({sums}))"
        sheet.formula(part, col, formula, amount / whole if whole else 0.0, "share")
