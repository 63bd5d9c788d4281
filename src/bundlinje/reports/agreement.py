"""The text of an agreement, written from an outcome contract: a draft for the parties' lawyers.

Whatever the contract file tells is written out; what it does not tell is a blank to fill in. The
clauses are our own, and no rule of law is quoted: what must be settled by a lawyer is asked.
"""

from __future__ import annotations

from bundlinje.basics.texts import Language
from bundlinje.basics.version import __version__
from bundlinje.calculation.case import Case
from bundlinje.contracts.contract import Contract
from bundlinje.reports.agreement_capital import capital
from bundlinje.reports.agreement_payment import payment
from bundlinje.reports.agreement_people import citizens, data, target_group
from bundlinje.reports.agreement_questions import questions
from bundlinje.reports.agreement_results import results
from bundlinje.reports.agreement_rules import changes, disputes, ending, steering
from bundlinje.reports.clauses import AgreementWords, Draft, numbered
from bundlinje.reports.content import Block, Cell, Column, Report, Subheading, Table, bullets
from bundlinje.reports.content import paragraph as text_of

#: How much of a hash is shown; enough to tell two contract files apart.
_HASH = 12


def agreement(contract: Contract, case: Case | None = None, language: Language = "da") -> Report:
    """Return the agreement of a contract as a report that can be written as Word, PDF or HTML.

    Args:
        contract: The contract.
        case: The case that it rests on: what it refers to is then written out.
        language: The language of the text.
    """
    words = AgreementWords(contract, case, language)
    drafts = [
        _parties(words),
        _purpose(words),
        target_group(words),
        results(words),
        payment(words),
        capital(words),
        steering(words),
        changes(words),
        ending(words),
        citizens(words),
        data(words),
        disputes(words),
        _signatures(words),
        questions(words),
        _annexes(words),
    ]
    digest = contract.sha256[:_HASH]
    return Report(
        title=words.text(f"Aftale: {contract.title}", f"Agreement: {contract.title}"),
        language=language,
        introduction=_introduction(words),
        sections=numbered(draft for draft in drafts if draft is not None),
        citation=words.text(
            f"Bundlinje {__version__}, kontraktfil {contract.id} (sha256 {digest}).",
            f"Bundlinje {__version__}, contract file {contract.id} (sha256 {digest}).",
        ),
        meta={"software": f"bundlinje {__version__}", "contract": contract.id, "sha256": digest},
        numbered=True,
    )


def _introduction(words: AgreementWords) -> tuple[Block, ...]:
    warning = words.text(
        "Udkast. Teksten er skrevet ud fra kontraktfilen. Den er ikke juridisk rådgivning, og en "
        "jurist skal gennemgå den, før nogen underskriver.",
        "Draft. The text was written from the contract file. It is no legal advice, and a lawyer "
        "must go through it before anyone signs.",
    )
    todo = words.text(
        "Det, der er mærket [udfyldes], ved kontraktfilen ikke. Beløb og regler kommer fra filen: "
        "Ret dem dér, og skriv aftalen igen, så tekst og beregning bliver ved med at passe sammen.",
        "What is marked [to be filled in] is not known from the contract file. Amounts and rules "
        "come from the file: change them there and write the agreement again, so that text and "
        "calculation keep together.",
    )
    return (text_of(warning, "warning"), text_of(todo))


def _parties(words: AgreementWords) -> Draft:
    contract, t = words.contract, words.text
    roles: dict[str, list[str]] = {}

    def add(party: str, role: str) -> None:
        held = roles.setdefault(party, [])
        if role not in held:
            held.append(role)

    for payer in contract.payers:
        add(payer, t("effektkøber", "outcome payer"))
    add("provider", t("leverandør", "provider"))
    for tranche in contract.capital.tranches:
        held = {
            "loan": t("investor (långiver)", "investor (lender)"),
            "grant": t("giver af tilskud", "grant giver"),
            "deferred": t("yder med udskudt betaling", "paid later"),
        }
        add(tranche.holder or tranche.id, held[tranche.kind])
    for guarantee in contract.capital.guarantees:
        add(guarantee.by, t("garant", "guarantor"))
    for party in contract.parties:
        known = any(payer.partition("/")[0] == party for payer in contract.payers)
        if not known:
            add(party, t("part", "party")) if party not in roles else None
    rows = tuple(
        (
            Cell(words.party(party)),
            Cell(", ".join(held)),
            Cell(words.blank),
            Cell(words.blank),
        )
        for party, held in roles.items()
    )
    table = Table(
        t("Parterne", "The parties"),
        (
            Column(t("Part", "Party"), align="left"),
            Column(t("Rolle", "Role"), align="left"),
            Column(t("Navn og CVR-nr.", "Name and company no."), align="left"),
            Column(t("Kontaktperson", "Contact"), align="left"),
        ),
        rows,
    )
    return Draft(
        "parter",
        t("Parterne", "The parties"),
        (
            t("Aftalen er indgået mellem disse parter:", "This agreement is made between:"),
            table,
            t(
                "Hver part hæfter kun for sine egne forpligtelser, medmindre andet står i aftalen.",
                "Each party answers for its own obligations only, unless the agreement says "
                "otherwise.",
            ),
        ),
    )


def _purpose(words: AgreementWords) -> Draft:
    contract, t = words.contract, words.text
    labels = dict.fromkeys(contract.metrics[p.metric].label for p in contract.payments)
    parts: list[str | Block] = [
        t(f"Baggrund: {words.told('description')}", f"Background: {words.told('description')}"),
        t(
            "Der betales for verificerede resultater og ikke for aktiviteter. Formålet er et bedre "
            "liv for borgerne og en bedre økonomi for det offentlige.",
            "Payment is for verified results, not for activities. The purpose is a better life for "
            "the people and a better economy for the public purses.",
        ),
    ]
    if labels:
        parts += [
            t("Parterne arbejder for disse resultater:", "The parties work for these results:"),
            bullets(list(labels)),
        ]
    if words.case is not None:
        goals = [effect.goal for effect in words.case.effects.values() if effect.goal]
        title = words.case.title
        if goals:
            goal = "; ".join(goals)
            parts.append(t(
                f"Aftalen bygger på sagen »{title}«. Succesmål i sagen: {goal}.",
                f"The agreement rests on the case “{title}”. Goal in the case: {goal}.",
            ))  # fmt: skip
    return Draft("formaal", t("Baggrund og formål", "Background and purpose"), tuple(parts))


def _signatures(words: AgreementWords) -> Draft:
    t = words.text
    parties = dict.fromkeys(
        [
            *(payer.partition("/")[0] for payer in words.contract.payers),
            "provider",
            *(t.holder for t in words.contract.capital.tranches if t.holder),
            *(g.by for g in words.contract.capital.guarantees),
        ]
    )
    columns = (
        Column(t("Part", "Party"), align="left"),
        Column(t("Sted og dato", "Place and date"), align="left"),
        Column(t("Navn og stilling", "Name and position"), align="left"),
        Column(t("Underskrift", "Signature"), align="left"),
    )
    rows = tuple(
        (Cell(words.party(party)), *(Cell(words.blank) for _ in columns[1:])) for party in parties
    )
    table = Table(t("Underskrifter", "Signatures"), columns, rows)
    return Draft("underskrifter", t("Underskrifter", "Signatures"), (table,))


def _annexes(words: AgreementWords) -> Draft:
    contract, t = words.contract, words.text
    parts: list[str | Block] = [
        t(
            f"Kontraktfilen {contract.id} (sha256 {contract.sha256}) hører til aftalen. Enhver "
            "part kan regne en afregning efter med den og de verificerede resultater.",
            f"The contract file {contract.id} (sha256 {contract.sha256}) belongs to the agreement. "
            "With it and the verified results every party can recalculate a settlement.",
        ),
        t(
            "Er der forskel på filen og teksten, gælder teksten, til parterne har rettet filen.",
            "Where the file and the text differ, the text holds until the parties have corrected "
            "the file.",
        ),
    ]
    notes = dict(contract.data.get("notes") or {})
    notes.pop("verification", None)  # it stands with the results
    if notes:
        heading = t("Forudsætninger, som de er noteret", "Assumptions as noted")
        parts += [Subheading(heading), bullets([str(note) for note in notes.values()])]
    return Draft("bilag", t("Bilag og forudsætninger", "Annexes and assumptions"), tuple(parts))
