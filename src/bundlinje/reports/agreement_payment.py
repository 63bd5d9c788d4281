"""An agreement's clauses about payment: every line of the rate card, when it is paid, by whom."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from bundlinje.contracts.contract import Condition, Payment, Referrals, Version
from bundlinje.contracts.contract_words import sentence
from bundlinje.contracts.limits import most_of_contract, most_of_payment
from bundlinje.reports.clauses import AgreementWords, Draft
from bundlinje.reports.content import Block, Cell, Column, Table, bullets


def payment(words: AgreementWords) -> Draft:
    """Return what is paid for results, in which order it is reckoned, and who pays."""
    contract, t = words.contract, words.text
    version = contract.versions[0]
    parts: list[str | Block] = []
    if version.payments:
        said = t(
            f"{words.buyers} betaler for verificerede resultater og ikke for andet, efter denne "
            "tabel:",
            "The outcome payers pay for verified results and for nothing else, by this table:",
        )
        parts += [said, _rates(words, version), *_shares(words, version)]
        parts.append(caps_sentence(words, version))
        if version.terms.discount or version.terms.price_year is not None:
            parts.append(terms_words(words, version))
        parts += [_order_intro(words), _order(words)]
    if contract.capital.outcome_payments is not None:
        parts += _agreed_payments(words)
        parts += [] if version.payments else _shares(words, version)
    parts += [*_dates(words, version), *_corrections(words)]
    return Draft("betaling", t("Betaling", "Payment"), tuple(parts))


def _rates(words: AgreementWords, version: Version) -> Table:
    t = words.text
    rows = []
    for line in version.payments:
        metric = words.contract.metrics[line.metric]
        most = most_of_payment(words.contract, version, line)
        rows.append(
            (
                Cell(line.label),
                Cell(words.rule(line.rule, metric)),
                Cell(_conditions(words, line)),
                Cell("–" if most is None else words.money(most), None if most is None else
                     float(most)),
            )
        )  # fmt: skip
    return Table(
        t("Takstkort", "Rate card"),
        (
            Column(t("Betales for", "Paid for"), align="left"),
            Column(t("Takst", "Price"), align="left"),
            Column(t("Opgørelse og betingelser", "Reckoning and conditions"), align="left"),
            Column(t("Kan højst give", "Gives at most")),
        ),
        tuple(rows),
    )


def line_words(words: AgreementWords, version: Version, line: Payment) -> str:
    """Return one payment in a sentence: rule, window, conditions and limits."""
    rule = words.rule(line.rule, words.contract.metrics[line.metric])
    most = most_of_payment(words.contract, version, line)
    said = f"{rule}. {_conditions(words, line)}"
    if most is not None:
        shown = words.money(most)
        said += (
            words.text(f" Højst {shown} i alt.", f" At most {shown} in all.")
            if most == line.cap.amount
            else words.text(f" Kan højst give {shown}.", f" Can give {shown} at most.")
        )
    return said.replace("kr..", "kr.")


def _conditions(words: AgreementWords, line: Payment) -> str:
    t, contract = words.text, words.contract
    metric = contract.metrics[line.metric]
    said = [
        t("Opgøres samlet fra aftalens start", "Reckoned in all from the start")
        if line.over == "contract"
        else t("Opgøres for hver periode for sig", "Reckoned for each period alone")
    ]
    if metric.label != line.label:
        said[0] += t(f" efter »{metric.label}«", f" by “{metric.label}”")
    if line.per == "person":
        said.append(t("Regnes person for person", "Reckoned person by person"))
    if line.requires is not None:
        said.append(_required(words, line.requires))
    if line.when:
        needed = words.listed(_met(words, condition) for condition in line.when)
        said.append(t(f"Kun hvis {needed}", f"Only if {needed}"))
    if line.referrals is not None:
        said.append(_missing_referrals(words, line.referrals))
    if line.less:
        less = contract.metrics[line.less].label
        said.append(t(f"Fratrukket {less}, dog ikke under 0", f"Less {less}, never below 0"))
    said += _limits(words, line)
    if line.fallback is not None:
        rule = words.rule(line.fallback, metric)
        said.append(t(
            f"Har ingen periode udløst betaling, opgøres alle perioder samlet i den sidste: {rule}",
            f"If no period gave payment, all are pooled in the last one: {rule}",
        ))  # fmt: skip
    if line.to:
        said.append(t(f"Går til {_tranche(words, line.to)}", f"Goes to {_tranche(words, line.to)}"))
    return " ".join(sentence(part) for part in said)


def _missing_referrals(words: AgreementWords, referrals: Referrals) -> str:
    label = words.contract.metrics[referrals.metric].label
    count, each = words.number(referrals.guaranteed), words.number(referrals.counts_as)
    return words.text(
        f"Hver af {count} henvisninger (»{label}«), der mangler, tæller som {each} resultat",
        f"Each of {count} referrals (“{label}”) that is missing counts as {each} result",
    )


def _met(words: AgreementWords, condition: Condition) -> str:
    label, levels = words.contract.metrics[condition.metric].label, words.levels(condition)
    is_da, is_en = (f"er {levels}", f"is {levels}") if levels else ("er nået", "is reached")
    return words.text(f"»{label}« {is_da}", f"“{label}” {is_en}")


def _required(words: AgreementWords, condition: Condition) -> str:
    label = words.contract.metrics[condition.metric].label
    if condition.at_least is None and condition.below is None:
        return words.text(
            f"Kun for borgere, der har nået »{label}«",
            f"Only for people who have reached “{label}”",
        )
    needed = words.condition(condition)
    return words.text(f"Kun for borgere med {needed}", f"Only for people with {needed}")


def _tranche(words: AgreementWords, id: str) -> str:
    holders = {tranche.id: tranche.holder for tranche in words.contract.capital.tranches}
    holder = holders.get(id)
    return words.party(holder) if holder else words.quoted(id)


def _limits(words: AgreementWords, line: Payment) -> list[str]:
    t, cap = words.text, line.cap
    said = []
    if cap.count_per_person is not None:
        count = words.number(cap.count_per_person)
        said.append(
            t("Højst én gang pr. borger", "At most once per person")
            if cap.count_per_person == 1
            else t(f"Højst {count} gange pr. borger", f"At most {count} times per person")
        )
    if cap.count is not None:
        count = words.number(cap.count)
        said.append(t(f"Højst {count} i alt", f"At most {count} in all"))
    if cap.per_person is not None:
        shown = words.money(cap.per_person)
        said.append(t(f"Højst {shown} pr. borger", f"At most {shown} per person"))
    if cap.per_period is not None:
        shown = words.money(cap.per_period)
        said.append(t(f"Højst {shown} pr. periode", f"At most {shown} per period"))
    for period, limit in cap.by_period.items():
        shown = words.money(limit)
        said.append(t(f"Højst {shown} i {period}", f"At most {shown} in {period}"))
    if cap.amount is not None:
        shown = words.money(cap.amount)
        said.append(t(f"Loft på {shown} i alt", f"Capped at {shown} in all"))
    return said


def shares_words(words: AgreementWords, shares: Mapping[str, Fraction]) -> str:
    """Return who pays and how much of it, in one phrase."""
    if len(shares) == 1:
        (payer,) = shares
        return words.text(f"{words.party(payer)} alene", f"{words.party(payer)} alone")
    return words.listed(
        f"{words.party(payer)} {words.percent(share)}" for payer, share in shares.items()
    )


def _shares(words: AgreementWords, version: Version) -> list[str]:
    t, said = words.text, []
    if len(version.payers) == 1:
        (payer,) = version.payers
        said.append(t(f"{words.party(payer)} betaler det hele.", f"{words.party(payer)} pays all."))
    elif version.payers:
        shares = shares_words(words, version.payers)
        said.append(t(
            f"Hver betaling deles således: {shares}. Hver betaler sin egen del og hæfter ikke for "
            "de andres.",
            f"Each payment is divided thus: {shares}. Each pays its own part and does not answer "
            "for the others'.",
        ))  # fmt: skip
    for line in version.payments:
        if line.paid_by:
            shares = shares_words(words, line.paid_by)
            said.append(t(
                f"»{line.label}« betales dog af {shares}.",
                f"“{line.label}” is however paid by {shares}.",
            ))  # fmt: skip
    return said


def caps_sentence(words: AgreementWords, version: Version) -> str:
    """Return the limits of the whole contract."""
    t, caps, most = words.text, version.caps, most_of_contract(words.contract, version)
    indexed = version.terms.price_year is not None
    if caps.total is None:
        said = t(
            "Aftalen har intet loft over den samlede betaling",
            "The agreement has no limit on payment in all",
        )
    else:
        shown = words.money(caps.total)
        said = t(
            f"Der betales højst {shown} i alt i aftalens løbetid",
            f"At most {shown} is paid in all during the agreement",
        )
    if caps.per_period is not None:
        shown = words.money(caps.per_period)
        said += t(f", højst {shown} pr. periode", f", at most {shown} per period")
    for period, limit in caps.by_period.items():
        shown = words.money(limit)
        said += t(f", højst {shown} i {period}", f", at most {shown} in {period}")
    if caps.per_person is not None:
        shown = words.money(caps.per_person)
        said += t(f", højst {shown} pr. borger", f", at most {shown} per person")
    if most is not None and (most < caps.total and not indexed if caps.total is not None else True):
        # What follows from the rate card was not agreed as a cap.
        shown = words.money(most)
        said = sentence(said) + t(
            f" Efter takstkortet kan der højst komme {shown} til betaling",
            f" By the rate card at most {shown} can come to be paid",
        )
        said += t(", før regulering", ", before indexation") if indexed else ""
    return sentence(said)


def terms_words(words: AgreementWords, version: Version) -> str:
    """Return the bid discount and how prices follow inflation."""
    t, terms, said = words.text, version.terms, []
    if terms.price_year is not None:
        said.append(t(
            f"Beløbene i takstkortet er i {terms.price_year}-priser. Ved hver afregning reguleres "
            "de til prisniveauet i det år, perioden slutter",
            f"The amounts of the rate card are in prices of {terms.price_year}. At each settlement "
            "they are brought to the price level of the year in which the period ends",
        ))  # fmt: skip
        growth = "" if terms.inflation is None else words.percent(terms.inflation)
        if terms.index is not None:
            name = terms.index.name
            said[-1] += t(f", med prisindekset {name}", f", by the price index {name}")
            if growth:
                said[-1] += t(
                    f" og derefter med {growth} om året, til indekset er offentliggjort",
                    f" and then by {growth} a year until the index is published",
                )
        elif growth:
            said[-1] += t(f", med {growth} om året", f", by {growth} a year")
        said.append(
            t(
                "De højeste beløb i takstkortet er før regulering. Lofter og andele reguleres ikke",
                "The highest amounts of the rate card are before indexation. Caps and shares are "
                "not indexed",
            )
        )
    if terms.discount:
        shown = words.percent(terms.discount)
        said.append(t(
            f"Beløbene nedsættes med leverandørens tilbudsrabat på {shown}",
            f"The amounts are reduced by the provider's bid discount of {shown}",
        ))  # fmt: skip
    return " ".join(sentence(part) for part in said)


def _order_intro(words: AgreementWords) -> str:
    return words.text(
        "Betalingen beregnes i denne rækkefølge:", "Payment is reckoned in this order:"
    )


def _order(words: AgreementWords) -> Block:
    t = words.text
    whole = any(line.over == "contract" for line in words.contract.payments)
    added = t(
        "Opgøres et resultat samlet fra aftalens start, betales kun det, der er kommet til, siden "
        "det sidst blev opgjort. Falder det senere, kræves intet tilbage.",
        "Where a result is reckoned in all from the start, only what has been added since it was "
        "last reckoned is paid. If it falls again, nothing is claimed back.",
    )
    return bullets([
        t(
            "Det verificerede resultat opgøres, efter betingelser for den enkelte borger, antal "
            "pr. borger, manglende henvisninger og antal i alt.",
            "The verified result is established, after conditions for each person, the count per "
            "person, missing referrals and the count in all.",
        ),
        t(
            "Taksten bruges på resultatet, og aftalte fradrag trækkes fra, dog ikke under 0.",
            "The price is applied to the result, and agreed deductions are made, never below 0.",
        ),
        *([added] if whole else []),
        t(
            "Er en betingelse for hele gruppen ikke opfyldt, betales 0.",
            "Where a condition for the whole group is not met, 0 is paid.",
        ),
        t(
            "Beløbet afrundes til hele øre og nedsættes til lofterne: først betalingens egne (pr. "
            "borger, pr. periode, i alt), så aftalens (pr. borger, pr. periode, i alt).",
            "The amount is rounded to 0.01 and reduced to the caps: first the payment's own (per "
            "person, per period, in all), then the agreement's (per person, per period, in all).",
        ),
        t(
            "Et loft bruges af tidligere perioder først og derefter i takstkortets rækkefølge. "
            "Det, der falder over et loft, betales ikke senere.",
            "A cap is used by earlier periods first and then in the order of the rate card. What "
            "falls above a cap is not paid later.",
        ),
    ])  # fmt: skip


def _agreed_payments(words: AgreementWords) -> list[str | Block]:
    t, dated = words.text, words.contract.capital.outcome_payments or ()
    rows = tuple(
        (Cell(words.date(one.date), one.date.isoformat()),
         Cell(words.money(one.amount), float(one.amount)))
        for one in dated
    )  # fmt: skip
    if not rows:
        return []
    table = Table(
        t("Resultatbetalinger", "Outcome payments"),
        (
            Column(t("Dato", "Date"), align="left"),
            Column(t("Beløb", "Amount")),
        ),
        rows,
    )
    said = t("Disse resultatbetalinger er aftalt:", "These outcome payments are agreed:")
    return [said, table]


def _dates(words: AgreementWords, version: Version) -> list[str | Block]:
    t = words.text
    if not version.payments:
        return []
    said = t(
        f"{words.buyers} betaler senest {version.days} dage efter periodens udgang.",
        f"The outcome payers pay within {version.days} days of the end of the period.",
    )
    if not words.contract.capital.tranches:
        provider = words.party("provider")
        said += t(f" Betalingen går til {provider}.", f" Payment goes to {provider}.")
    dated = [(period.id, period.end) for period in words.contract.periods if period.end]
    if not dated:
        return [said]
    rows = []
    for id, end in dated:
        days = words.contract.version_at(id).days
        due = end + datetime.timedelta(days=days)
        rows.append((Cell(id), Cell(words.date(end)), Cell(words.date(due))))
    table = Table(
        t("Perioder og betaling", "Periods and payment"),
        (
            Column(t("Periode", "Period"), align="left"),
            Column(t("Slutter", "Ends"), align="left"),
            Column(t("Betales senest", "Paid by"), align="left"),
        ),
        tuple(rows),
    )
    return [said, table]


def _corrections(words: AgreementWords) -> list[str]:
    t = words.text
    return [
        t(
            "Viser et afregnet resultat sig at være forkert, rettes det i den næste afregning, som "
            "nævner, hvad den retter. Det kan gøre et beløb negativt. Betalinger, der er sket, "
            "står ved magt, til de er rettet sådan.",
            "Where a settled result turns out wrong it is corrected in the next settlement, which "
            "names what it corrects. An amount can thereby be negative. Payments made stand until "
            "they are so corrected.",
        ),
        t(
            f"Betales der for sent, svares der rente efter {words.blank}.",
            f"Interest on late payment follows {words.blank}.",
        ),
    ]
