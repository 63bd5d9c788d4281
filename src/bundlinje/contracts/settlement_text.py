"""A settlement as text: every line says what was measured, what counts and how it is paid."""

from __future__ import annotations

from bundlinje.basics import formats
from bundlinje.basics.texts import Language
from bundlinje.contracts.contract import Metric, Payment
from bundlinje.contracts.contract_words import Words, sentence
from bundlinje.contracts.rules import Interpolate, Marginal, Share, Steps, Unit, indexed
from bundlinje.contracts.settlement_lines import NOTHING, Explanation, Line, Settlement


def summary(settlement: Settlement, language: Language = "da") -> str:
    """Return the settlement as an economist would read it, period by period."""
    words = Words(settlement.contract, language)
    contract = settlement.contract
    parts = [contract.title, *_totals(settlement, words), ""]
    for period in settlement.periods:
        lines = [line for line in settlement.lines if line.period == period]
        parts.append(_heading(settlement, period, lines, words))
        for line in lines:
            parts += [f"  {text}" for text in _line(settlement, line, words)]
        if not lines:
            parts.append(words.text("  Intet at afregne.", "  Nothing to settle."))
        parts.append("")
    parts += [
        words.text(f"OBS: {warning.da}", f"NB: {warning.en}") for warning in settlement.warnings
    ]
    return "\n".join(parts).rstrip()


def _totals(settlement: Settlement, words: Words) -> list[str]:
    payers = ", ".join(
        f"{settlement.contract.label(payer)} {words.cents(amount)}"
        for payer, amount in settlement.by_payer.items()
    )
    total, due = words.cents(settlement.total), words.cents(settlement.due)
    lines = [sentence(words.text(f"I alt {total}: {payers}", f"In all {total}: {payers}"))]
    if settlement.paid or settlement.due != settlement.total:
        paid = words.cents(settlement.paid)
        lines.append(
            sentence(
                words.text(
                    f"Betalt før: {paid}; til betaling nu: {due}",
                    f"Paid before: {paid}; due now: {due}",
                )
            )
        )
    return lines


def _heading(settlement: Settlement, period: str, lines: list[Line], words: Words) -> str:
    amount = words.cents(sum((line.amount for line in lines), NOTHING))
    dates = [line.date for line in lines if line.date is not None]
    if not dates:
        return f"{period}: {amount}"
    day = formats.date(max(dates), words.language)
    return words.text(f"{period} (betales {day}): {amount}", f"{period} (paid {day}): {amount}")


def _line(settlement: Settlement, line: Line, words: Words) -> list[str]:
    labels = {payment.id: payment.label for payment in settlement.contract.payments}
    payers = ", ".join(
        f"{settlement.contract.label(payer)} {words.cents(amount)}"
        for payer, amount in line.by_payer.items()
        if amount
    )
    paid = f"{labels[line.payment]}: {words.cents(line.amount)}"
    said = [f"{paid} ({payers})" if payers else paid]
    said += [f"  {text}" for text in explained(settlement, line, words)]
    return said


def explained(settlement: Settlement, line: Line, words: Words) -> list[str]:
    """Return how a line came about, a sentence for each step."""
    if line.corrects:
        return [_correction(settlement, line, words)]
    if line.explanation is None:
        return [words.text("Allerede betalt.", "Already paid.")]
    return _why(settlement, line, line.explanation, words)


def _correction(settlement: Settlement, line: Line, words: Words) -> str:
    """Return what a correction corrects, and what to: told where it is new."""
    if line in settlement.paid_lines or not settlement.owed:
        return words.text(
            f"Retter det, der er betalt for {line.corrects}.",
            f"Corrects what was paid for {line.corrects}.",
        )
    key = (line.corrects, line.payment)
    now = sum((x.amount for x in settlement.owed if (x.period, x.payment) == key), NOTHING)
    right, wrong = words.cents(now), words.cents(now - line.amount)
    return sentence(words.text(
        f"Retter det, der er betalt for {line.corrects}: {right} i stedet for {wrong}",
        f"Corrects what was paid for {line.corrects}: {right} instead of {wrong}",
    ))  # fmt: skip


def _why(settlement: Settlement, line: Line, why: Explanation, words: Words) -> list[str]:
    payment, metric = why.payment, settlement.contract.metrics[line.metric]
    window = ""
    if line.fallback:
        window = words.text(" for alle perioder samlet", " for all periods pooled")
    elif why.over == "contract":
        window = words.text(" til dato", " to date")
    value, counted = words.value(metric, line.value), words.value(metric, line.counted)
    said = words.text(f"{metric.label}{window}: {value}", f"{metric.label}{window}: {value}")
    if line.counted != line.value:
        said += words.text(f", heraf tæller {counted}", f", of which {counted} counts")
    if why.referrals:
        missing = words.number(why.referrals)
        said += words.text(
            f" (med {missing} for manglende henvisninger)",
            f" (with {missing} for missing referrals)",
        )
    found = [sentence(said)]
    if line.counted is not None:
        found.append(_applied(settlement, payment, metric, line, words))
    if why.over == "contract" and not line.fallback and line.counted is not None:
        gross = words.money(why.gross)
        found.append(
            words.text(
                f"Reglen giver {gross} mere end før.", f"The rule gives {gross} more than before."
            )
        )
    if line.less:
        less = settlement.contract.metrics[payment.less].label
        netted = words.cents(line.less)
        found.append(sentence(words.text(f"Fratrukket {less}: {netted}", f"Less {less}: {netted}")))
    for condition, measured in why.unmet:
        asked = words.condition(condition)
        shown = words.value(settlement.contract.metrics[condition.metric], measured)
        found.append(
            words.text(
                f"Betingelsen {asked} er ikke opfyldt ({shown}), så der betales 0.",
                f"The condition {asked} is not met ({shown}), so 0 is paid.",
            )
        )
    counts = [words.cap(name) for name in line.capped_by if name not in dict(why.cuts)]
    if counts:
        names = ", ".join(counts)
        found.append(words.text(f"Begrænset af: {names}.", f"Limited by: {names}."))
    for name, cut in why.cuts:
        found.append(
            words.text(
                f"Skåret {words.cents(cut)} af: {words.cap(name)}.",
                f"Cut by {words.cents(cut)}: {words.cap(name)}.",
            )
        )
    return found


def _applied(
    settlement: Settlement, payment: Payment, metric: Metric, line: Line, words: Words
) -> str:
    """Return how the rule met the value, as one sentence."""
    why, counted = line.explanation, line.counted
    assert why is not None and counted is not None
    rule = why.rule
    factor = ""
    if why.factor != 1 and indexed(rule):
        shown = formats.number(float(why.factor), words.language, 4)
        named = _factor_named(why, settlement, words)
        factor = f" × {shown} ({named})"
    to_date = why.over == "contract"
    result = "" if to_date and not line.fallback else f" = {words.money(why.gross)}"
    if payment.per == "person":
        said = words.text("Regnet person for person", "Settled person by person")
        return sentence(f"{said}{factor}{result}")
    match rule:
        case Unit(by_group=groups) if groups:
            said = words.text("Pris efter gruppe", "Price by group")
        case Unit(price=price):
            said = f"{words.number(counted)} × {words.money(price)}"
        case Share(share=share):
            said = f"{words.percent(share)} × {words.money(counted)}"
        case Steps(points=points):
            reached = [point for point in points if counted >= point[0]]
            if not reached:
                return words.text("Intet trin er nået.", "No step is reached.")
            at, amount = reached[-1]
            level = words.value(metric, at)
            said = words.text(
                f"Trinnet fra {level} er nået: {words.money(amount)}",
                f"The step from {level} is reached: {words.money(amount)}",
            )
        case Interpolate(points=points):
            said = words.text("På linjen mellem punkterne", "On the line between the points")
            if counted < points[0][0]:
                said = words.text("Under det første punkt", "Below the first point")
            elif counted > points[-1][0]:
                said = words.text("Over det sidste punkt", "Above the last point")
        case Marginal():
            said = words.text("Pris bånd for bånd", "Price band by band")
    return sentence(f"{said}{factor}{result}")


def _factor_named(why: Explanation, settlement: Settlement, words: Words) -> str:
    """Return what a factor is made of: the bid discount, the index, or both."""
    terms = settlement.contract.version_at(settlement.periods[why.place]).terms
    if not terms.discount:
        return words.text("indeks", "index")
    if terms.price_year is None:
        return words.text("rabat", "discount")
    return words.text("rabat og indeks", "discount and index")
