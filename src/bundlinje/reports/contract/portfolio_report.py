"""The report of a fund's portfolio, as data: the answer first, then why."""

from __future__ import annotations

from bundlinje.basics.texts import Language
from bundlinje.basics.version import __version__
from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.reports.amounts import NB, NONE, AmountWords
from bundlinje.reports.content import (
    Block,
    Cell,
    Figure,
    Figures,
    Report,
    Section,
    bullets,
    paragraph,
)
from bundlinje.reports.contract.portfolio_sections import (
    concentration_section,
    contracts_section,
    known,
    return_section,
    time_section,
)
from bundlinje.reports.contract.portfolio_words import PortfolioWords
from bundlinje.reports.conventions import HASH
from bundlinje.reports.words import sentence


def portfolio_report(value: PortfolioValue, language: Language = "da") -> Report:
    """Return the report of a portfolio's value in a language."""
    words = PortfolioWords(value.portfolio, language)
    sections = [
        time_section(words, value),
        return_section(words, value),
        contracts_section(words, value),
        concentration_section(words, value),
        _warnings_section(words, value),
        _conventions_section(words, value),
    ]
    return Report(
        title=value.portfolio.title,
        language=language,
        introduction=_introduction(words, value),
        sections=tuple(section for section in sections if section is not None),
        citation=_citation(words, value),
        meta={
            "software": f"bundlinje {__version__}",
            "portfolio": value.portfolio.id,
            "sha256": value.portfolio.sha256[:HASH],
        },
    )


def _introduction(words: PortfolioWords, value: PortfolioValue) -> tuple[Block, ...]:
    say, portfolio = words.say, value.portfolio
    gain = value.figures.get("gain")
    amounts = [known(value, "calls"), known(value, "returns")]
    precision = words.precision(max(amounts), None if gain is None else gain.sd)
    calls, returns = words.amounts(amounts, precision)
    text = say(
        f"{sentence(portfolio.label)} ventes at betale {calls} ud i kontrakterne og få {returns} "
        "igen",
        f"{sentence(portfolio.label)} is expected to pay {calls} into the contracts and get "
        f"{returns} back",
    )
    if value.p_loss is not None and value.p_short is not None:
        loss, short = words.chance(value.p_loss), words.chance(value.p_short)
        text += say(
            f"; risikoen for tab er {loss}, og risikoen for, at de øremærkede penge ikke rækker, "
            f"er {short}",
            f"; the risk of loss is {loss}, and the risk that the earmarked money is not enough "
            f"is {short}",
        )
    if gain is not None:
        mean = words.amount(gain.mean, gain.sd)
        text += say(
            f". Gevinsten er {mean} i gennemsnit af trækningerne",
            f". The gain is {mean} on average over the draws",
        )
    figures = [
        Figure(say("Øremærket", "Earmarked"), _cell(words, portfolio.capital)),
        Figure(
            say("Højst ude på én gang", "Most out at any one time"),
            _cell(words, known(value, "peak")),
            _ends(words, value, "peak"),
        ),
        Figure(
            say("Gevinst", "Gain"),
            Cell(
                words.amount(known(value, "gain"), None if gain is None else gain.sd),
                known(value, "gain"),
            ),
            _ends(words, value, "gain"),
        ),
        Figure(say("Afkast om året", "Return a year"), _rate(words, value.point["irr"])),
    ]
    back = say(
        "Det, der kommer tilbage, bruges igen til nye træk."
        if portfolio.recycles
        else "Det, der kommer tilbage, går til fondens almindelige midler og bruges ikke igen her.",
        "What comes back is used again for new calls."
        if portfolio.recycles
        else "What comes back goes to the general fund and is not used again here.",
    )
    return (
        paragraph(words.stop(text), "answer"),
        paragraph(back),
        Figures(tuple(figures)),
    )


def _cell(words: AmountWords, value: float) -> Cell:
    """Return an amount with its raw value."""
    return Cell(words.amount(value), value)


def _rate(words: AmountWords, share: float | None) -> Cell:
    return Cell(NONE) if share is None else Cell(words.percent(share, 1), share)


def _ends(words: PortfolioWords, value: PortfolioValue, name: str) -> str:
    spread = value.figures.get(name)
    if spread is None or not spread.sd:
        return ""
    ends = words.interval(spread, words.precision(max(abs(spread.p5), abs(spread.p95)), spread.sd))
    return words.say(f"90{NB}%-interval {ends}", f"90% interval {ends}")


def _warnings_section(words: PortfolioWords, value: PortfolioValue) -> Section | None:
    found = [sentence(w.to(words.language)) for w in value.warnings]
    if not found:
        return None
    return Section("opmaerksom", words.say("Vær opmærksom på", "Look out for"), (bullets(found),))


def _conventions_section(words: PortfolioWords, value: PortfolioValue) -> Section:
    say, portfolio = words.say, value.portfolio
    lines = [
        say("Fondens penge i en kontrakt er det, dens trancher trækker og får igen, og de "
            "garantier, den giver. Beløb er i løbende priser.",
            "The fund's money in a contract is what its tranches draw and get back, and the "
            "guarantees that it gives. Amounts are in current prices."),
        say("Som ventet: hver kontrakt ganget med chancen for, at den indgås.",
            "As expected: each contract times the chance that it is signed."),
    ]  # fmt: skip
    if value.draws:
        common = words.plain(portfolio.common_shock)
        lines.append(
            say(f"{words.number(value.draws)} trækninger med frø {value.seed}. Hver kontrakt er "
                "enten indgået eller ikke. Udfaldene er dem, kontrakten selv regnes med; "
                f"kontrakternes udsving hænger sammen med en korrelation på {common}.",
                f"{words.number(value.draws)} draws with seed {value.seed}. Each contract is "
                "either signed or not. Outcomes are those that the contract itself is valued with; "
                f"the contracts' shocks are correlated by {common}.")
        )  # fmt: skip
    lines.append(
        say("Kapital ude er det, der er trukket og endnu ikke betalt tilbage. Når en kontrakt er "
            "slut, er resten tabt og ikke længere ude.",
            "Capital in use is principal not yet repaid; when a contract has ended the rest is "
            "lost and no longer out.")
    )  # fmt: skip
    title = say("Sådan er der regnet", "How it was calculated")
    return Section("regnemaade", title, (bullets(lines),))


def _citation(words: PortfolioWords, value: PortfolioValue) -> str:
    say, portfolio = words.say, value.portfolio
    contracts = ", ".join(
        f"{m.contract.id} ({m.contract.sha256[:HASH]})" for m in portfolio.members
    )
    shown = [
        f"bundlinje {__version__}",
        say("portefølje ", "portfolio ") + f"{portfolio.id} (sha256 {portfolio.sha256[:HASH]})",
        say("kontrakter ", "contracts ") + contracts,
    ]
    if value.draws:
        count = words.number(value.draws)
        shown.append(
            say(f"{count} trækninger, frø {value.seed}", f"{count} draws, seed {value.seed}")
        )
    return say("Beregnet med ", "Calculated with ") + ", ".join(shown) + "."
