"""The terms of a contract in a report: what it says, its traps, and how it is valued."""

from __future__ import annotations

from bundlinje.basics.texts import Text
from bundlinje.contracts.capital import Surplus, Tranche
from bundlinje.contracts.check import check
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.amounts import NB
from bundlinje.reports.content import Block, Section, Subheading, bullets, paragraph
from bundlinje.reports.contract.words import ContractWords


def terms_section(words: ContractWords) -> Section:
    """Return what the contract says, in plain words: payments and capital."""
    say = words.say
    told: list[str] = []
    for text in check(words.contract, words.case).explanation[1:]:
        line = text.to(words.language)
        more = line.strip().removeprefix("–").strip()
        if line.startswith(" ") and told:
            # A detail of the line before.
            told[-1] = f"{told[-1].removesuffix('.')}; {more}"
        else:
            told.append(line.removeprefix("• "))
    told = [words.stop(line) for line in told]
    blocks: list[Block] = []
    if told:
        blocks.append(bullets(told))
    capital = _capital(words)
    if capital:
        blocks += [Subheading(say("Kapitalen", "The capital")), bullets(capital)]
    notes = _notes(words)
    if notes:
        blocks += [Subheading(say("Noter i kontrakten", "Notes in the contract")), bullets(notes)]
    return Section("vilkaar", say("Kontraktens vilkår", "The terms of the contract"), tuple(blocks))


def _notes(words: ContractWords) -> list[str]:
    data = words.contract.data
    notes = data.get("notes") if isinstance(data, dict) else None
    return [str(note) for note in notes.values()] if isinstance(notes, dict) else []


def _capital(words: ContractWords) -> list[str]:
    capital, say = words.contract.capital, words.say
    lines = [_tranche(words, tranche) for tranche in capital.tranches]
    ids = {tranche.id: tranche for tranche in capital.tranches}
    for guarantee in capital.guarantees:
        by, to = words.party(guarantee.by), words.tranche(ids[guarantee.tranche])
        share = words.terms.percent(guarantee.share)
        of = {
            "drawn": say("det trukne", "what was drawn"),
            "commitment": say("tilsagnet", "the commitment"),
            "loss": say("tabet", "the loss"),
        }[guarantee.of]
        text = say(f"{by} garanterer {share} af {of} på {to}",
                   f"{by} guarantees {share} of {of} on {to}")  # fmt: skip
        if guarantee.cap is not None:
            most = words.terms.money(guarantee.cap)
            text += say(f", højst {most}", f", at most {most}")
        lines.append(words.stop(text))
    if capital.recycles:
        months = capital.recycle_months
        lines.append(
            say("Penge, der kommer ind, betaler først leveringen (genbrug af kapital).",
                "Money that comes in pays for delivery first (recycling).")
            if months is None
            else say(f"Penge, der kommer ind, betaler først leveringen, og {months} måneders "
                     "levering bliver i kassen (genbrug af kapital).",
                     f"Money that comes in pays for delivery first, and {months} months' delivery "
                     "stays in hand (recycling).")
        )  # fmt: skip
    lines += [_surplus(words, step, ids) for step in capital.surplus]
    if capital.termination is not None:
        ended = words.date(capital.termination.ended)
        lines.append(say(f"Kontrakten er ophørt {ended}.", f"The contract was ended on {ended}."))
    elif capital.end is not None:
        end = words.date(capital.end)
        lines.append(
            say(f"Kontrakten slutter {end}; lån, der da skyldes, er tabt.",
                f"The contract ends on {end}; loans still owed then are lost.")
        )  # fmt: skip
    return lines


def _tranche(words: ContractWords, tranche: Tranche) -> str:
    say = words.say
    kind = {
        "loan": say("lån", "loan"),
        "grant": say("tilskud, som ikke betales tilbage", "grant, never repaid"),
        "deferred": say("levering nu mod betaling senere", "delivery now, paid later"),
    }[tranche.kind]
    amount = words.terms.money(tranche.commitment)
    text = say(f"{words.tranche(tranche)}: {kind} på indtil {amount}",
               f"{words.tranche(tranche)}: {kind} of up to {amount}")  # fmt: skip
    if tranche.kind != "grant":
        text += say(f"; betales tilbage som nr. {tranche.seniority}, trækkes som nr. "
                    f"{tranche.draw}",
                    f"; repaid as no. {tranche.seniority}, drawn as no. "
                    f"{tranche.draw}")  # fmt: skip
    if tranche.interest is not None:
        rate, basis = words.terms.percent(tranche.interest.rate), tranche.interest.basis
        text += say(f"; rente {rate} om året ({basis})", f"; interest {rate} a year ({basis})")
        if tranche.interest.unpaid == "add":
            text += say(", lagt til gælden hvert år", ", added to the debt each year")
    if tranche.recourse:
        text += say("; leverandøren hæfter for det, der mangler",
                    "; the provider pays what is short")  # fmt: skip
    if tranche.repay:
        days = ", ".join(f"{words.date(r.date)} {words.terms.money(r.amount)}"
                         for r in tranche.repay)  # fmt: skip
        text += say(f"; afdrag {days}", f"; repaid {days}")
    return words.stop(text)


def _surplus(words: ContractWords, step: Surplus, ids: dict[str, Tranche]) -> str:
    say = words.say

    def name(to: str) -> str:
        return words.tranche(ids[to]) if to in ids else words.party(to)

    if step.split is not None:
        parts = words.joined(
            [f"{name(to)} {words.terms.percent(share)}" for to, share in step.split.items()]
        )
        return words.stop(say(f"Overskud deles: {parts}", f"Surplus is split: {parts}"))
    until = ""
    if step.until_irr is not None:
        rate = words.terms.percent(step.until_irr)
        until = say(f", indtil afkastet er {rate} om året", f", until it earns {rate} a year")
    if step.until_multiple is not None:
        times = words.terms.number(step.until_multiple)
        until = say(f", indtil det er {times} gange indskuddet", f", until {times} times its money")
    return words.stop(say(f"Overskud går til {name(step.to)}{until}",
                          f"Surplus goes to {name(step.to)}{until}"))  # fmt: skip


def warnings_section(words: ContractWords, more: tuple[Text, ...] = ()) -> Section:
    """Return what to look out for: known traps and what the calculation warns of."""
    found = [trap.message.to(words.language) for trap in check(words.contract, words.case).traps]
    found += [_sentence(text.to(words.language)) for text in more]
    title = words.say("Vær opmærksom på", "Look out for")
    if not found:
        none = words.say("Ingen kendte fælder.", "No known traps.")
        return Section("opmaerksom", title, (paragraph(none),))
    return Section("opmaerksom", title, (bullets(found),))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def conventions_section(words: ContractWords, valuation: Valuation) -> Section:
    """Return how the contract was valued."""
    say, chances, case = words.say, valuation.chances, valuation.case
    lines = [
        say("Penge i kontrakten er i løbende priser på de dage, de betales, og i hele øre.",
            "The contract's money is in current prices on the days it is paid, in whole cents."),
        say("Hver dag: renter løber på, betalinger kommer ind, levering betales, og det, der er "
            "tilbage, betaler renter, så afdrag efter rang; til sidst deles overskuddet.",
            "Each day: interest accrues, payments come in, delivery is paid, and what is left "
            "pays interest, then principal by rank; at last the surplus is shared."),
    ]  # fmt: skip
    if case is not None:
        lines.append(
            say(f"Det, kasserne sparer, er sagens egne tal: {case.price_year}-priser, diskonteret "
                "til sagens startår. Det, de betaler, er regnet om til samme priser og år.",
                f"What purses save is the case's own figures: {case.price_year} prices, discounted "
                "to the case's first year. What they pay is brought to the same prices and year.")
        )  # fmt: skip
    if chances is None:
        lines.append(say("Ingen trækninger: kun punktresultatet.", "No draws: point only."))
    else:
        shown = words.number(chances.draws)
        lines.append(
            say(f"{shown} trækninger med frø {chances.seed}. Hver trækker succesraten, et fælles "
                f"udsving (korrelation {words.plain(chances.shock)} mellem borgere) og hvem der "
                "lykkes i en gruppe af den størrelse. Sagens tal trækkes med de samme tal som i "
                "sagens egen beregning.",
                f"{shown} draws with seed {chances.seed}. Each draws the success rate, a common "
                f"shock (correlation {words.plain(chances.shock)} between people) and who succeeds "
                "in a group of that size. The case's numbers are drawn as in its own calculation.")
        )  # fmt: skip
        lines.append(
            say("Punktresultatet regner med middelværdierne; med lofter og trin er det et andet "
                "tal end gennemsnittet af trækningerne.",
                "The point uses the means; with caps and steps it differs from the mean of the "
                "draws.")
        )  # fmt: skip
    lines.append(
        say(f"Et interval på 90{NB}% dækker kun den usikkerhed, som kontrakten og sagen angiver.",
            "A 90% interval covers only the uncertainty that contract and case state.")
    )  # fmt: skip
    lines.append(
        say("Beregningen er ikke juridisk rådgivning og siger ikke, om kontrakten er lovlig at "
            "indgå.",
            "The calculation is no legal advice and does not say whether the contract is lawful.")
    )  # fmt: skip
    title = say("Sådan er der regnet", "How it was calculated")
    return Section("regnemaade", title, (bullets(lines),))
