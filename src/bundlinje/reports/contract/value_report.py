"""The report of a contract's value, as data: the answer first, then who gets what and how sure."""

from __future__ import annotations

from bundlinje.basics.texts import Language
from bundlinje.basics.version import __version__
from bundlinje.calculation.case import Case
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.further import Further
from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.contracts.valuation_inputs import RESULTS
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.content import Report
from bundlinje.reports.contract.answer import introduction
from bundlinje.reports.contract.capital_section import capital_section
from bundlinje.reports.contract.further_section import further_section
from bundlinje.reports.contract.payment_section import payment_section
from bundlinje.reports.contract.settlement_sections import lines_section
from bundlinje.reports.contract.terms_sections import (
    conventions_section,
    terms_section,
    warnings_section,
)
from bundlinje.reports.contract.value_sections import cash_section, purses_section, results_section
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.conventions import HASH


def value_report(
    valuation: Valuation,
    language: Language = "da",
    settlement: Settlement | None = None,
    further: Further | None = None,
) -> Report:
    """Return the report of a valuation.

    Args:
        valuation: The valuation.
        language: The language of the report.
        settlement: The lines that its point rests on, if any.
        further: What was asked further of it, if anything.
    """
    words = words_of(valuation, language)
    sections = [
        cash_section(words, valuation),
        results_section(words, valuation),
        purses_section(words, valuation),
        capital_section(words, valuation),
        payment_section(words, valuation),
        None if further is None else further_section(words, valuation, further),
        *(
            ()
            if settlement is None
            else (lines_section(words, settlement, valuation.source != RESULTS),)
        ),
        terms_section(words),
        warnings_section(words, valuation.warnings),
        conventions_section(words, valuation),
    ]
    draws = None if valuation.chances is None else (valuation.chances.draws, valuation.chances.seed)
    return Report(
        title=valuation.contract.title,
        language=language,
        introduction=introduction(words, valuation),
        sections=tuple(section for section in sections if section is not None),
        citation=citation(words, draws),
        meta=meta(valuation.contract, valuation.case),
    )


def words_of(valuation: Valuation, language: Language) -> ContractWords:
    """Return what writes the numbers and names of a valuation."""
    drawn = valuation.chances is not None
    return ContractWords(valuation.contract, language, valuation.case, drawn)


def meta(contract: Contract, case: Case | None) -> dict[str, str]:
    """Return what identifies a calculation of a contract."""
    found = {
        "software": f"bundlinje {__version__}",
        "contract": contract.id,
        "sha256": contract.sha256[:HASH],
    }
    if case is not None:
        found["case"] = f"{case.id} (sha256 {case.sha256[:HASH]})"
    return found


def citation(words: ContractWords, draws: tuple[int, int] | None) -> str:
    """Return one line by which the calculation can be found again; `draws` and their seed."""
    say, contract = words.say, words.contract
    shown = [
        f"bundlinje {__version__}",
        say("kontrakt ", "contract ") + f"{contract.id} (sha256 {contract.sha256[:HASH]})",
    ]
    if words.case is not None:
        case = words.case
        shown.append(say("sag ", "case ") + f"{case.id} (sha256 {case.sha256[:HASH]})")
    if draws is not None:
        count = words.number(draws[0])
        shown.append(say(f"{count} trækninger, frø {draws[1]}", f"{count} draws, seed {draws[1]}"))
    return say("Beregnet med ", "Calculated with ") + ", ".join(shown) + "."
