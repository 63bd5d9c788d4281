"""An agreement's clauses about capital: who pays up front, bears loss and gets the surplus."""

from __future__ import annotations

from bundlinje.contracts.capital import Capital, DatedAmount, Guarantee, Surplus, Tranche
from bundlinje.reports.clauses import AgreementWords, Draft
from bundlinje.reports.content import Block, Cell, Column, Table, bullets


def capital(words: AgreementWords) -> Draft | None:
    """Return the terms of the capital; None where the contract has none."""
    found, t = words.contract.capital, words.text
    parts: list[str | Block] = [*_delivery(words, found)]
    if found.tranches:
        parts += _tranches(words, found)
    elif parts:
        parts.append(t(
            "Leverandøren lægger selv ud for indsatsen og bærer risikoen for, at resultaterne ikke "
            "nås.",
            "The provider pays for the intervention up front and bears the risk that results are "
            "not reached.",
        ))  # fmt: skip
    if not parts:
        return None
    return Draft("kapital", t("Indsatsens betaling og kapital", "Delivery and capital"),
                 tuple(parts))  # fmt: skip


def _delivery(words: AgreementWords, found: Capital) -> list[str | Block]:
    t, parts = words.text, list[str | Block]()
    if found.delivery:
        total = words.money(
            sum((one.amount for one in found.delivery), found.delivery[0].amount * 0)
        )
        parts.append(t(
            f"Indsatsen koster {total} i alt, som falder sådan:",
            f"The intervention costs {total} in all, due as follows:",
        ))  # fmt: skip
        caption = t("Betaling for indsatsen", "Payment for the intervention")
        parts.append(_dated(words, caption, found.delivery))
    if found.replaces:
        costs = {} if words.case is None else {cost.id: cost.label for cost in words.case.costs}
        names = words.listed(f"»{costs.get(id, id)}«" for id in found.replaces)
        parts.append(t(
            f"Aftalens penge betaler disse udgifter i sagen: {names}."
            + (" De betales med en tolvtedel af årets udgift ved udgangen af hver måned."
               if found.delivery is None else ""),
            f"The agreement's money pays these costs of the case: {names}."
            + (" One twelfth of the cost of the year is paid at the end of each month."
               if found.delivery is None else ""),
        ))  # fmt: skip
    return parts


def _dated(words: AgreementWords, caption: str, amounts: tuple[DatedAmount, ...]) -> Table:
    rows = tuple(
        (Cell(words.date(one.date), one.date.isoformat()),
         Cell(words.money(one.amount), float(one.amount)))
        for one in amounts
    )  # fmt: skip
    columns = (
        Column(words.text("Dato", "Date"), align="left"),
        Column(words.text("Beløb", "Amount")),
    )
    return Table(caption, columns, rows)


def _tranches(words: AgreementWords, found: Capital) -> list[str | Block]:
    t = words.text
    parts: list[str | Block] = [
        t("Denne kapital stilles til rådighed:", "This capital is made available:"),
        _table(words, found),
        *_order(words, found),
    ]
    parts += [said for tranche in found.tranches for said in _repayment(words, tranche)]
    parts.append(_liability(words, found))
    parts += [_guarantee(words, found, guarantee) for guarantee in found.guarantees]
    if found.surplus:
        intro = t(
            "Når lånene er betalt, og indsatsen er slut, fordeles det, der er tilovers, i denne "
            "rækkefølge:",
            "When the loans are repaid and delivery is over, what is left is divided in this "
            "order:",
        )
        steps = [_step(words, found, step) for step in found.surplus]
        if found.surplus[-1].until_irr or found.surplus[-1].until_multiple:
            steps.append(t("Leverandøren får resten.", "The provider gets the rest."))
        parts += [intro, bullets(steps)]
    else:
        parts.append(t(
            "Når lånene er betalt, og indsatsen er slut, er det, der er tilovers, leverandørens.",
            "When the loans are repaid and delivery is over, what is left is the provider's.",
        ))  # fmt: skip
    if found.end is not None and any(tranche.kind != "grant" for tranche in found.tranches):
        day = words.date(found.end)
        parts.append(t(
            f"Det, der ikke er betalt tilbage {day}, bortfalder"
            + (", når garantierne er betalt." if found.guarantees else "."),
            f"What is not repaid on {day} lapses"
            + (" when the guarantees have been paid." if found.guarantees else "."),
        ))  # fmt: skip
    return parts


def _table(words: AgreementWords, found: Capital) -> Table:
    t = words.text
    kinds = {
        "loan": t("lån", "loan"),
        "grant": t("tilskud", "grant"),
        "deferred": t("udskudt betaling", "deferred fee"),
    }
    rows = tuple(
        (
            Cell(words.tranche(tranche.id)),
            Cell(words.party(tranche.holder) if tranche.holder else words.blank),
            Cell(kinds[tranche.kind]),
            Cell(_interest(words, tranche)),
            Cell(words.money(tranche.commitment), float(tranche.commitment)),
        )
        for tranche in found.tranches
    )
    return Table(
        t("Kapital", "Capital"),
        (
            Column(t("Tranche", "Tranche"), align="left"),
            Column(t("Ydes af", "Provided by"), align="left"),
            Column(t("Form", "Kind"), align="left"),
            Column(t("Rente", "Interest"), align="left"),
            Column(t("Højst", "At most")),
        ),
        rows,
    )


def _interest(words: AgreementWords, tranche: Tranche) -> str:
    if tranche.interest is None:
        return words.text("ingen", "none")
    rate = words.percent(tranche.interest.rate)
    return words.text(f"{rate} om året", f"{rate} a year")


def _order(words: AgreementWords, found: Capital) -> list[str]:
    t, said = words.text, []
    provider = words.party("provider")
    if not found.recycles:
        said.append(t(
            "Indsatsen betales af kapitalen, så længe der er noget at trække, og derefter af det, "
            f"der er i kassen. Rækker det ikke, betaler {provider} resten selv.",
            "Delivery is paid from the capital while there is any to draw, and then from money in "
            f"hand. What is short {provider} pays itself.",
        ))  # fmt: skip
    else:
        kept = found.recycle_months
        said.append(
            t("Det, der er i kassen, betaler indsatsen først, og resten af indsatsens udgift "
              "holdes tilbage, før der betales til investorerne. Kapitalen bruges således igen.",
              "Money in hand pays delivery first, and what remains of the cost of delivery is kept "
              "back before investors are paid. The capital is thus used again.")
            if kept is None
            else t(f"Det, der er i kassen, betaler indsatsen først, og {kept} måneders udgift "
                   "holdes tilbage, før der betales til investorerne. Kapitalen bruges "
                   "således igen.",
                   f"Money in hand pays delivery first, and {kept} months' cost is kept back "
                   "before investors are paid. The capital is thus used again.")
        )  # fmt: skip
        said[-1] += t(
            f" Rækker hverken kassen eller kapitalen, betaler {provider} resten selv.",
            f" What neither money in hand nor the capital covers {provider} pays itself.",
        )
    if found.provider_cash:
        own = words.money(found.provider_cash)
        said.append(t(
            f"{provider} går ind med {own} egne penge.",
            f"{provider} brings {own} of its own money.",
        ))  # fmt: skip
    if any(tranche.kind != "grant" for tranche in found.tranches):
        said.append(t(
            f"Resultatbetalingerne går ind i aftalens kasse, som {words.blank} fører. Det, der er "
            "tilbage, når dagens udgift til indsatsen er betalt, betaler renter og derefter "
            "afdrag.",
            f"Outcome payments come into the agreement's account, which {words.blank} keeps. What "
            "is left when the day's delivery has been paid pays interest and then principal.",
        ))  # fmt: skip
    if len(found.tranches) > 1:
        drawn, paid = _ranked(words, found, "draw"), _ranked(words, found, "seniority")
        said.append(t(
            f"Der trækkes i denne rækkefølge: {drawn}. Der betales tilbage i denne: {paid}.",
            f"Draws are made in this order: {drawn}. Repayment is in this: {paid}.",
        ))  # fmt: skip
    return [*said, *_interest_terms(words, found)]


def _interest_terms(words: AgreementWords, found: Capital) -> list[str]:
    """Return how interest is reckoned, and what happens to it where it cannot be paid."""
    t, alike = words.text, dict[tuple[str, str], list[str]]()
    for tranche in found.tranches:
        if tranche.interest is not None:
            terms = (tranche.interest.basis, tranche.interest.unpaid)
            alike.setdefault(terms, []).append(words.quoted(tranche.id))
    said = []
    for (basis, unpaid), ids in alike.items():
        names = words.listed(ids)
        said.append(t(
            f"Rente af {names} er simpel rente af det, der er trukket og ikke betalt tilbage, "
            f"regnet efter {basis}. "
            + ("Rente, der ikke er betalt 31. december, lægges til hovedstolen."
               if unpaid == "add" else "Rente, der ikke kan betales, venter uden at blive "
               "forrentet."),
            f"Interest on {names} is simple interest on what is drawn and not repaid, counted by "
            f"{basis}. "
            + ("Interest unpaid on 31 December is added to the principal."
               if unpaid == "add" else "Interest that cannot be paid waits and bears no interest."),
        ))  # fmt: skip
    return said


def _ranked(words: AgreementWords, found: Capital, key: str) -> str:
    ranks = sorted({getattr(tranche, key) for tranche in found.tranches})
    levels = [
        words.listed(words.quoted(t.id) for t in found.tranches if getattr(t, key) == rank)
        for rank in ranks
    ]
    return words.text(", så ", ", then ").join(levels)


def _repayment(words: AgreementWords, tranche: Tranche) -> list[str]:
    t, said, name = words.text, [], words.quoted(tranche.id)
    if tranche.kind == "grant":
        said.append(t(
            f"{name} er et tilskud og betales ikke tilbage.",
            f"{name} is a grant and is not repaid.",
        ))  # fmt: skip
    if tranche.kind == "deferred":
        holder = words.party(tranche.holder) if tranche.holder else name
        said.append(t(
            f"{holder} leverer nu og får sit vederlag ({name}) senere, når der er penge til "
            "det efter rækkefølgen ovenfor.",
            f"{holder} delivers now and is paid its fee ({name}) later, when there is money "
            "for it in the order above.",
        ))  # fmt: skip
    if tranche.repay:
        dues = words.listed(
            t(f"{words.money(one.amount)} {words.date(one.date)}",
              f"{words.money(one.amount)} on {words.date(one.date)}")
            for one in tranche.repay
        )  # fmt: skip
        said.append(t(f"{name} afdrages sådan: {dues}.", f"{name} is repaid: {dues}."))
    if tranche.recourse:
        provider = words.party("provider")
        said.append(t(
            f"{provider} hæfter for {name} og betaler det, som resultatbetalingerne ikke "
            "dækker, når det forfalder.",
            f"{provider} is liable for {name} and pays what the outcome payments do not "
            "cover when it falls due.",
        ))  # fmt: skip
    return said


def _liability(words: AgreementWords, found: Capital) -> str:
    t = words.text
    ended = found.termination is not None
    return t(
        f"{words.buyers} skylder kun resultatbetalingerne"
        + (" og det, der følger af afsnittet om ophør" if ended else "")
        + ". Ingen andre end dem, der er nævnt her, hæfter for kapitalen.",
        "The outcome payers owe the outcome payments only"
        + (" and what follows from the section on ending" if ended else "")
        + ". Nobody but those named here is liable for the capital.",
    )


def _guarantee(words: AgreementWords, found: Capital, guarantee: Guarantee) -> str:
    t = words.text
    never = (
        ""
        if guarantee.of == "loss"
        else t(", dog aldrig mere end tabet", ", never more than the loss")
    )
    share, by = words.percent(guarantee.share), words.party(guarantee.by)
    name = words.quoted(guarantee.tranche)
    of = {
        "loss": t("tabet", "the loss"),
        "drawn": t("det, der er trukket", "what was drawn"),
        "commitment": t("tilsagnet", "the commitment"),
    }[guarantee.of]
    cap = "" if guarantee.cap is None else words.money(guarantee.cap)
    return t(
        f"{by} garanterer for {name}: ved udløb betales {share} af {of}{never}"
        + (f", højst {cap}" if cap else "")
        + ".",
        f"{by} guarantees {name}: at the end {share} of {of} is paid{never}"
        + (f", at most {cap}" if cap else "")
        + ".",
    ).replace("kr..", "kr.")


def _step(words: AgreementWords, found: Capital, step: Surplus) -> str:
    t = words.text
    if step.split is not None:
        shares = words.listed(
            f"{_receiver(words, found, to)} {words.percent(share)}"
            for to, share in step.split.items()
        )
        return t(f"Det deles: {shares}.", f"It is divided: {shares}.")
    to = _receiver(words, found, step.to)
    if step.until_irr is not None:
        rate = words.percent(step.until_irr)
        return t(
            f"{to} får det, til afkastet er {rate} om året (intern rente, XIRR).",
            f"{to} gets it until the return is {rate} a year (internal rate, XIRR).",
        )
    if step.until_multiple is not None:
        times = words.number(step.until_multiple)
        return t(
            f"{to} får det, til der i alt er betalt {times} gange det, der er trukket.",
            f"{to} gets it until {times} times what was drawn has been paid in all.",
        )
    if step.to == "payers":
        return t(
            f"{words.buyers} får resten tilbage"
            + (" efter deres andele." if len(words.contract.payers) > 1 else "."),
            "The outcome payers get the rest back by their shares.",
        )
    return t(f"{to} får resten.", f"{to} gets the rest.")


def _receiver(words: AgreementWords, found: Capital, to: str) -> str:
    if to == "payers":
        return words.text(words.buyers, "the outcome payers")
    for tranche in found.tranches:
        if tranche.id == to and tranche.holder:
            holder = words.party(tranche.holder)
            return holder if holder in words.tranche(to) else f"{holder} ({words.quoted(to)})"
    return words.party(to)
