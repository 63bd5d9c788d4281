"""The answer of a contract's report: what is paid, what is saved, and who bears the risk."""

from __future__ import annotations

from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.valuation_inputs import EXPECTED, RESULTS, STATED
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.amounts import NB
from bundlinje.reports.content import Block, Cell, Figure, Figures, bullets, paragraph
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.words import sentence

#: The mean of the draws is said beside what the mean values give where they differ by more.
UNLIKE = 0.05


def introduction(words: ContractWords, valuation: Valuation) -> tuple[Block, ...]:
    """Return the answer in a sentence, each party in a line, and the key figures."""
    return (
        paragraph(_answer(words, valuation), "answer"),
        bullets(_parties(words, valuation)),
        Figures(tuple(_figures(words, valuation))),
    )


def _answer(words: ContractWords, valuation: Valuation) -> str:
    point, say = valuation.point, words.say
    spread = None if valuation.chances is None else valuation.chances.payments.total
    paid = words.amount(point.payments, None if spread is None else spread.sd)
    first = {
        STATED: say(f"Kontrakten betaler {paid} for resultater", f"The contract pays {paid}"),
        RESULTS: say(
            f"De verificerede resultater udløser {paid}", f"The verified results trigger {paid}"
        ),
    }.get(
        valuation.source,
        say(f"Kontrakten ventes at betale {paid} for resultater",
            f"The contract is expected to pay {paid} for outcomes"),
    )  # fmt: skip
    mean = None if spread is None or valuation.source != EXPECTED else spread.mean
    if mean is not None and abs(mean - point.payments) > UNLIKE * max(abs(mean), point.payments):
        # With steps and caps the mean values are not what comes on average.
        often = words.amount(mean)
        first += say(f", i gennemsnit {often}", f", {often} on average")
    second = _purses(words, valuation)
    third = _capital(words, valuation)
    parts = [part for part in (second, third) if part]
    return words.stop(f"{first}{': ' if parts else ''}{words.say('; ', '; ').join(parts)}")


def _purses(words: ContractWords, valuation: Valuation) -> str:
    purses = valuation.point.payers.values()
    if any(purse.net is None for purse in purses):
        return ""
    pays, saves = sum(p.pays for p in purses), sum(p.saves or 0.0 for p in purses)
    sd = None
    drawn = valuation.drawn
    if drawn is not None and drawn.saves is not None:
        sd = float((drawn.saves - drawn.pays).sum(axis=0).std())
    precision = words.precision(max(abs(pays), abs(saves)), sd)
    paid, saved = words.amounts([pays, saves], precision)
    text = words.say(
        f"som nutidsværdi betaler de offentlige kasser {paid} og sparer {saved}",
        f"in present value the public purses pay {paid} and save {saved}",
    )
    if drawn is not None and drawn.saves is not None:
        net = (drawn.saves - drawn.pays).sum(axis=0)
        more = words.chance(float((net < 0).mean()))
        text += words.say(
            f", med {more} risiko for at betale mere, end de sparer",
            f", with a {more} risk of paying more than they save",
        )
    return text


def _capital(words: ContractWords, valuation: Valuation) -> str:
    tranches = valuation.point.tranches
    drawn, received = valuation.drawn, 0.0
    lent = sum(t.drawn for t in tranches.values())
    if not lent:
        return ""
    received = sum(t.repaid + t.interest + t.gain + t.guarantee for t in tranches.values())
    out, back = words.amounts([lent, received], words.precision(max(lent, received)))
    text = words.say(
        f"investorerne lægger {out} ud og får {back} igen",
        f"the investors put up {out} and get {back} back",
    )
    if drawn is not None:
        loss = drawn.received.sum(axis=0) < drawn.drawn.sum(axis=0) - 0.005
        share = words.chance(float(loss.mean()))
        text += words.say(f", med {share} risiko for tab", f", with a {share} risk of loss")
    return text


def _parties(words: ContractWords, valuation: Valuation) -> list[str]:
    lines = [
        _purse(words, valuation, purse)
        for purse in valuation.point.payers
        if _takes_part(valuation, purse)
    ]
    lines += [_tranche(words, valuation, id) for id in valuation.point.tranches]
    return [*lines, _provider(words, valuation)]


def _takes_part(valuation: Valuation, purse: str) -> bool:
    """Return whether a purse pays or saves anything, expected or in a draw."""
    value = valuation.point.payers[purse]
    found = [value.pays, value.saves]
    if valuation.chances is not None:
        chances = valuation.chances.payers[purse]
        found += [chances.pays.sd, None if chances.saves is None else chances.saves.sd]
    return any(found)


def _purse(words: ContractWords, valuation: Valuation, purse: str) -> str:
    value, name = valuation.point.payers[purse], words.subject(purse)
    chances = None if valuation.chances is None else valuation.chances.payers[purse]
    if value.net is None:
        paid = words.amount(value.pays, None if chances is None else chances.pays.sd)
        return words.stop(words.say(f"{name} betaler {paid}", f"{name} pays {paid}"))
    net = None if chances is None else chances.net
    ends = words.amount(abs(value.net), None if net is None else net.sd)
    if not round(value.net):
        said = words.say("går i nul", "breaks even")
    elif value.net > 0:
        said = words.say(f"ender med et plus på {ends}", f"ends with a plus of {ends}")
    else:
        said = words.say(f"ender med et minus på {ends}", f"ends with a minus of {ends}")
    text = f"{name} {said}"
    if chances is not None and chances.p_pays_more is not None:
        share = words.chance(chances.p_pays_more)
        text += words.say(
            f"; risikoen for at betale mere, end der spares, er {share}",
            f"; the risk of paying more than it saves is {share}",
        )
    return words.stop(text)


def _tranche(words: ContractWords, valuation: Valuation, id: str) -> str:
    tranche = next(t for t in words.contract.capital.tranches if t.id == id)
    value, name = valuation.point.tranches[id], sentence(words.tranche(tranche))
    if not value.drawn:
        return words.stop(words.say(f"{name} bliver ikke trukket", f"{name} is not drawn"))
    put, got = words.amounts(
        [value.drawn, value.moic * value.drawn if value.moic else 0.0], words.precision(value.drawn)
    )
    text = words.say(f"{name} lægger {put} ud og får {got}", f"{name} puts up {put} and gets {got}")
    if value.irr is not None:
        rate = words.percent(value.irr, 1)
        text += words.say(f", {rate} om året", f", {rate} a year")
    if valuation.chances is not None:
        share = words.chance(valuation.chances.tranches[id].p_loss)
        text += words.say(f"; risikoen for tab er {share}", f"; the risk of loss is {share}")
    return words.stop(text)


def _provider(words: ContractWords, valuation: Valuation) -> str:
    provider, name = valuation.point.provider, words.party(PROVIDER)
    low, last = words.amount(provider["lowest"]), words.amount(provider["balance"])
    text = words.say(
        f"{name} har mindst {low} i kassen undervejs og {last} til sidst",
        f"{name} has at least {low} in hand on the way and {last} at the end",
    )
    if valuation.chances is not None:
        short = valuation.chances.provider["p_short"]
        assert isinstance(short, float)
        share = words.chance(short)
        text += words.say(
            f"; risikoen for at mangle penge er {share}", f"; the risk of running short is {share}"
        )
    return words.stop(text)


def _figures(words: ContractWords, valuation: Valuation) -> list[Figure]:
    point, chances, say = valuation.point, valuation.chances, words.say
    total = None if chances is None else chances.payments.total
    sd = None if total is None else total.sd
    explained = ""
    if total is not None and total.sd:
        ends = words.interval(total, words.precision(point.payments, total.sd))
        explained = say(f"90{NB}%-interval {ends}", f"90% interval {ends}")
    figures = [
        Figure(
            say("Betaling for resultater", "Outcome payments"),
            Cell(words.amount(point.payments, sd), point.payments),
            explained,
        )
    ]
    if point.without_effect is not None:
        spread = None if chances is None else chances.payments.without_effect
        mean = point.without_effect if spread is None else spread.mean
        figures.append(
            Figure(
                say("Betaling uden effekt", "Payment without effect"),
                Cell(words.amount(mean, None if spread is None else spread.sd), mean),
                say("hvis indsatsen intet ændrer", "if the intervention changes nothing"),
            )
        )
    if chances is not None and chances.payments.p_full is not None:
        most = chances.payments.most
        assert most is not None
        figures.append(
            Figure(
                say("Chance for fuld betaling", "Chance of full payment"),
                Cell(words.chance(chances.payments.p_full), chances.payments.p_full),
                words.amount(most),
            )
        )
    peak = sum(t.peak_drawn for t in point.tranches.values())
    if peak:
        figures.append(
            Figure(
                say("Kapital ude, når det er mest", "Capital out at its peak"),
                Cell(words.amount(peak), peak),
                say("investorerne under ét", "the investors together"),
            )
        )
    return figures
