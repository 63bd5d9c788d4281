"""What a contract is asked further: prices, break-even, sensitivity, smallest effect, payers."""

from __future__ import annotations

from bundlinje.contracts.further import Further
from bundlinje.contracts.further_text import FurtherWords
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.content import (
    Block,
    Cell,
    Column,
    Section,
    Subheading,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.words import sentence


def further_section(words: ContractWords, valuation: Valuation, found: Further) -> Section:
    """Return what the contract can bear, and what it takes for everyone to be at no loss."""
    say, told = words.say, FurtherWords(valuation, found, words.language)
    blocks: list[Block] = [
        *_listed(say("Højeste pris", "Highest price"), told.prices()),
        *_listed(say("Balancepunkt for kapitalen", "Break-even of the capital"), told.break_even()),
        *_listed(say("Hvem kan betale", "Who can pay"), told.co_payers()),
    ]
    effects = told.effects().splitlines()
    if effects:
        blocks.append(Subheading(say("Mindste effekt", "Smallest effect")))
        blocks += [paragraph(effect) for effect in effects]
    if found.sensitivity:
        blocks.append(Subheading(say("Hvis noget er anderledes", "If something is different")))
        blocks.append(_sensitivity(words, valuation, found, told))
    title = say("Hvad kontrakten kan bære", "What the contract can bear")
    return Section("kan-baere", title, tuple(blocks))


def _listed(heading: str, text: str) -> list[Block]:
    """Return a text of a first line and more under it as a heading, a paragraph and a list."""
    if not text:
        return []
    first, *rest = text.splitlines()
    return [Subheading(heading), paragraph(first), bullets([sentence(x.strip()) for x in rest])]


def _sensitivity(
    words: ContractWords, valuation: Valuation, found: Further, told: FurtherWords
) -> Table:
    say, currency = words.say, words.currency
    contract = words.contract
    purses = [] if valuation.case is None else list(contract.payers)
    rows = tuple(
        (
            Cell(sentence(told.change(changed.change))),
            words.whole(changed.payments),
            *(words.rate(changed.irr[tranche.id]) for tranche in contract.capital.tranches),
            *(words.whole(changed.net[purse]) for purse in purses),
        )
        for changed in found.sensitivity
    )
    return Table(
        say("Hvordan punktresultatet flytter sig", "How the point moves"),
        (
            Column(say("Hvis", "If"), align="left"),
            Column(say("Betaling", "Payment"), currency),
            *(
                Column(say(f"Afkast, {name}", f"Return, {name}"))
                for name in map(words.terms.tranche, words.terms.tranches)
            ),
            *(
                Column(
                    say(f"{words.party(purse)} ender med", f"{words.party(purse)} ends with"),
                    currency,
                )
                for purse in purses
            ),
        ),
        rows,
    )
