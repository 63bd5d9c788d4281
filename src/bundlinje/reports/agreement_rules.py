"""An agreement's clauses about steering, changes, ending and disputes."""

from __future__ import annotations

from collections.abc import Iterator

from bundlinje.contracts.contract import Payment, Version
from bundlinje.reports.agreement_payment import caps_sentence, line_words, shares_words, terms_words
from bundlinje.reports.clauses import AgreementWords, Draft
from bundlinje.reports.content import Block, bullets


def steering(words: AgreementWords) -> Draft:
    """Return how the parties follow the agreement together."""
    t = words.text
    return Draft(
        "styring",
        t("Styring", "Steering"),
        (
            t(
                "Parterne nedsætter en styregruppe med en repræsentant for hver. Den mødes mindst "
                f"{words.blank} gange om året, og {words.blank} er formand.",
                "The parties set up a steering group with one representative each. It meets at "
                f"least {words.blank} times a year, and {words.blank} is in the chair.",
            ),
            t(
                "Styregruppen følger henvisninger, resultater og afregninger, drøfter "
                "afvigelser og foreslår ændringer. Den kan ikke selv ændre betaling, resultater "
                "eller målgruppe.",
                "The steering group follows referrals, results and settlements, discusses "
                "deviations and proposes changes. It cannot itself change payment, results or "
                "target group.",
            ),
            t(
                "En part, der ser, at henvisninger eller resultater kommer væsentligt bagud, siger "
                "det straks til de andre.",
                "A party that sees referrals or results fall well behind tells the others at once.",
            ),
            t(
                "Regnskab og afregninger kan gennemgås af parternes revisorer.",
                "Accounts and settlements may be examined by the parties' auditors.",
            ),
        ),
    )


def changes(words: AgreementWords) -> Draft:
    """Return how the agreement is changed, and what has been changed."""
    contract, t = words.contract, words.text
    parts: list[str | Block] = [
        t(
            "Ændringer aftales skriftligt af alle parter, med dato og med den periode, de gælder "
            "fra. De gælder fremad: Perioder, der er afregnet, regnes ikke om.",
            "Changes are agreed in writing by all parties, with a date and the period from which "
            "they hold. They hold forward: periods that were settled are not reckoned again.",
        ),
        t(
            "Før en ændring aftales, undersøges det, om den kræver et nyt udbud.",
            "Before a change is agreed it is examined whether it calls for a new tender.",
        ),
    ]
    for before, version in zip(contract.versions, contract.versions[1:], strict=False):
        agreed = words.date(version.agreed)
        parts += [
            t(
                f"Ændring fra perioden {version.first}, aftalt {agreed}:",
                f"Change from the period {version.first}, agreed {agreed}:",
            ),
            bullets(list(_changed(words, before, version))),
        ]
    return Draft("aendringer", t("Ændringer", "Changes"), tuple(parts))


def _changed(words: AgreementWords, before: Version, version: Version) -> Iterator[str]:
    t = words.text
    old = {payment.id: payment for payment in before.payments}
    for payment in version.payments:
        if payment != old.get(payment.id):
            yield f"{payment.label}: {line_words(words, version, payment)}"
            yield from _payers_changed(words, old.get(payment.id), payment)
    for payment in before.payments:
        if payment.id not in {p.id for p in version.payments}:
            yield t(f"{payment.label} betales ikke mere.", f"{payment.label} is no longer paid.")
    if version.payers != before.payers:
        shares = shares_words(words, version.payers)
        yield t(f"Betalerne er nu: {shares}.", f"The payers are now: {shares}.")
    if version.days != before.days:
        yield t(
            f"Der betales {version.days} dage efter periodens udgang.",
            f"Payment is {version.days} days after the period ends.",
        )
    if version.caps != before.caps:
        yield caps_sentence(words, version)
    if version.terms != before.terms:
        yield terms_words(words, version) or t(
            "Beløbene i takstkortet gælder, som de står.",
            "The amounts of the rate card hold as they stand.",
        )


def _payers_changed(
    words: AgreementWords, before: Payment | None, payment: Payment
) -> Iterator[str]:
    if before is not None and before.paid_by == payment.paid_by:
        return
    if payment.paid_by:
        shares = shares_words(words, payment.paid_by)
        yield words.text(
            f"»{payment.label}« betales af {shares}.", f"“{payment.label}” is paid by {shares}."
        )
    elif before is not None:
        yield words.text(
            f"»{payment.label}« betales efter aftalens egne andele.",
            f"“{payment.label}” is paid by the agreement's own shares.",
        )


def ending(words: AgreementWords) -> Draft:
    """Return how long the agreement runs and what happens when it ends before time."""
    capital, t = words.contract.capital, words.text
    last = words.contract.periods[-1].id if words.contract.periods else words.blank
    parts: list[str | Block] = [
        t(
            f"Aftalen gælder fra {words.blank} og ophører, når den sidste periode ({last}) er "
            "afregnet og betalt.",
            f"The agreement runs from {words.blank} and ends when the last period ({last}) has "
            "been settled and paid.",
        ),
        t(
            f"En part kan opsige aftalen med {words.blank} måneders skriftligt varsel, hvis "
            f"{words.blank}. Ved væsentlig misligholdelse kan den hæves, når den anden part har "
            f"haft {words.blank} dage til at rette op.",
            f"A party may give {words.blank} months' written notice if {words.blank}. On material "
            f"breach it may be terminated when the other party has had {words.blank} days to put "
            "it right.",
        ),
        t(
            "Ophører aftalen før tid, betales de resultater, der er nået og kan verificeres til og "
            "med den dag, den ophører.",
            "If the agreement ends before time, results that were reached and can be verified up "
            "to the day it ends are paid.",
        ),
        t(
            "Borgere, der er i gang, sikres et forsvarligt forløb. Parterne aftaler, hvem der "
            "fortsætter hjælpen, og hvem der betaler den.",
            "People who are under way are secured a sound course. The parties agree who goes on "
            "helping them and who pays for it.",
        ),
    ]
    if capital.termination is not None:
        ended = words.date(capital.termination.ended)
        parts += [
            t(
                f"Aftalen er ophørt {ended}. {words.buyers} betaler denne del af de lån, der da "
                "ikke er betalt tilbage:",
                f"The agreement ended on {ended}. The outcome payers pay this share of the loans "
                "that are then not repaid:",
            ),
            bullets([
                t(
                    f"{words.percent(share)}, hvis aftalen ophører senest {words.date(day)}",
                    f"{words.percent(share)} if it ends by {words.date(day)}",
                )
                if day is not None
                else t(f"ellers {words.percent(share)}", f"otherwise {words.percent(share)}")
                for day, share in capital.termination.principal
            ]),
        ]  # fmt: skip
    return Draft("ophoer", t("Varighed og ophør", "Duration and ending"), tuple(parts))


def disputes(words: AgreementWords) -> Draft:
    """Return what happens when the parties disagree."""
    t = words.text
    return Draft(
        "uenighed",
        t("Uenighed", "Disputes"),
        (
            t(
                "Uenighed søges først løst i styregruppen og derefter mellem parternes ledelser. "
                f"Er det ikke lykkedes inden {words.blank} dage, kan en part kræve mægling.",
                "Disagreement is first taken up in the steering group and then between the "
                f"parties' managements. If that has not succeeded within {words.blank} days, a "
                "party may demand mediation.",
            ),
            t(
                f"Uenighed om en måling kan forelægges en uvildig sagkyndig, som {words.blank} "
                "udpeger.",
                f"Disagreement on a measurement may be put to an independent expert appointed by "
                f"{words.blank}.",
            ),
            t(
                f"Aftalen følger dansk ret. Tvister afgøres af {words.blank} (domstol eller "
                "voldgift).",
                f"The agreement follows Danish law. Disputes are decided by {words.blank} (court "
                "or arbitration).",
            ),
        ),
    )
