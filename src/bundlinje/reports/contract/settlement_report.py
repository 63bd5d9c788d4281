"""The report of a settlement, as data: what is due now, by whom, and why."""

from __future__ import annotations

from bundlinje.basics.texts import Language
from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.reports.content import Block, Cell, Figure, Figures, Report, paragraph
from bundlinje.reports.contract.settlement_sections import lines_section, periods_section
from bundlinje.reports.contract.terms_sections import terms_section, warnings_section
from bundlinje.reports.contract.value_report import citation, meta
from bundlinje.reports.contract.words import ContractWords


def settlement_report(settlement: Settlement, language: Language = "da") -> Report:
    """Return the report of a settlement in a language."""
    contract = settlement.contract
    words = ContractWords(contract, language)
    title = words.say(f"Afregning: {contract.title}", f"Settlement: {contract.title}")
    return Report(
        title=title,
        language=language,
        introduction=_introduction(words, settlement),
        sections=(
            periods_section(words, settlement),
            lines_section(words, settlement),
            terms_section(words),
            warnings_section(words, settlement.warnings),
        ),
        citation=citation(words, None),
        meta=meta(contract, None),
    )


def _introduction(words: ContractWords, settlement: Settlement) -> tuple[Block, ...]:
    say, cents = words.say, words.terms.money
    last = settlement.periods[-1] if settlement.periods else ""
    due, total = cents(settlement.due), cents(settlement.total)
    if not settlement.lines:
        text = say("Der er intet at afregne endnu.", "There is nothing to settle yet.")
    elif settlement.due < 0:
        back = cents(-settlement.due)
        text = say(
            f"Der skal betales {back} tilbage: {total} er optjent til og med {last}, og "
            f"{cents(settlement.paid)} er betalt.",
            f"{back} is to be paid back: {total} is earned up to {last}, and "
            f"{cents(settlement.paid)} was paid.",
        )
    elif settlement.paid:
        text = say(
            f"Der skal betales {due} nu: {total} er optjent til og med {last}, og "
            f"{cents(settlement.paid)} er betalt før.",
            f"{due} is due now: {total} is earned up to {last}, and {cents(settlement.paid)} was "
            "paid before.",
        )
    else:
        text = say(
            f"Der skal betales {due} for resultaterne til og med {last}.",
            f"{due} is due for the results up to {last}.",
        )
    figures = [
        Figure(say("Til betaling nu", "Due now"), Cell(due, float(settlement.due))),
        Figure(say("Optjent til dato", "Earned to date"), Cell(total, float(settlement.total))),
        *(
            Figure(words.party(payer), Cell(cents(amount), float(amount)),
                   say("til dato", "to date"))
            for payer, amount in settlement.by_payer.items()
        ),
    ]  # fmt: skip
    return (paragraph(text, "answer"), Figures(tuple(figures)))
