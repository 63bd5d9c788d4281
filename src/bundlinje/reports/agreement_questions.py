"""The dated checklist of legal questions: asked, never answered.

Where a lawyer begins to look is named by the common name of the law, and nothing is quoted from it.
Sources, read on 26 November 2026:

- procurement: https://www.kfst.dk/faq/udbud/nyt-udbud/fase-1/hvad-er-light-regimet-og-hvordan-udbyder-jeg-en-light-ydelse/
- state aid: https://eur-lex.europa.eu/legal-content/DA/TXT/?uri=CELEX%3A32023R2831 and
  https://www.horten.dk/viden/artikler-2018/kommuner-kan-da-ikke-yde-statstoette-eller-kan-de
- municipal borrowing: https://elov.dk/lanebekendtgorelsen/paragraf/11 and
  https://danskelove.dk/kommunestyrelsesloven/41
- data protection: https://gdpr.dk/databeskyttelsesloven
"""

from __future__ import annotations

import datetime

from bundlinje.basics.texts import Text
from bundlinje.reports.clauses import AgreementWords, Draft
from bundlinje.reports.content import Block, Cell, Column, Table, bullets

#: When the questions were last gone through. Renew it only with the questions themselves.
CHECKED = datetime.date(2026, 11, 26)

#: The rules that an area begins with, where a source for it was read.
_RULES = {
    "Udbud": Text("udbudsloven", "the Public Procurement Act"),
    "Statsstøtte": Text(
        "EUF-traktatens artikel 107 og konkurrenceloven",
        "Article 107 of the EU treaty and the Competition Act",
    ),
    "Kommunal låntagning": Text(
        "kommunestyrelsesloven og lånebekendtgørelsen",
        "the Local Government Act and the order on municipal borrowing",
    ),
    "Databeskyttelse": Text(
        "databeskyttelsesforordningen (GDPR) og databeskyttelsesloven",
        "the General Data Protection Regulation and the Data Protection Act",
    ),
}

_TENDER = (
    Text(
        "Er aftalen en offentlig kontrakt om tjenesteydelser, og skal den i udbud? Gælder de "
        "lempeligere regler for sociale ydelser?",
        "Is the agreement a public service contract, and must it be tendered? Do the lighter rules "
        "for social services apply?",
    ),
    Text(
        "Hvordan beregnes kontraktens værdi, når betalingen afhænger af resultater? Tæller den "
        "højeste betaling og mulige forlængelser med?",
        "How is the contract's value reckoned when payment depends on results? Do the highest "
        "payment and possible extensions count?",
    ),
    Text(
        "Kan aftalen ændres undervejs (takster, antal borgere, løbetid) uden et nyt udbud, og er "
        "ændringerne beskrevet på forhånd?",
        "Can the agreement be changed on the way (prices, number of people, duration) without a "
        "new tender, and are the changes described beforehand?",
    ),
)
_CAPITAL_TENDER = Text(
    "Kan investoren vælges uden udbud? Er lånet en del af den ydelse, der udbydes?",
    "Can the investor be chosen without a tender? Is the loan part of the service tendered?",
)
_AID = (
    Text(
        "Indeholder aftalen statsstøtte, fx en betaling, en rente eller en garanti på andre vilkår "
        "end markedets? Kan den i så fald holdes inden for en undtagelse?",
        "Does the agreement hold state aid, e.g. a payment, interest or guarantee on other than "
        "market terms? If so, can it be kept within an exemption?",
    ),
)
_BORROWING = (
    Text(
        "Er investorens forudbetaling reelt et kommunalt lån efter lånebekendtgørelsen, fx fordi "
        "kommunen på forhånd er bundet til at betale?",
        "Is the investor's up-front payment in fact a municipal loan under the order on municipal "
        "borrowing, e.g. because the municipality is bound beforehand to pay?",
    ),
    Text(
        "Udløser aftalen krav om deponering, eller bruger den af kommunens låneramme?",
        "Does the agreement call for a deposit, or does it use the municipality's borrowing limit?",
    ),
    Text(
        "Giver kommunen en garanti eller noget, der må sidestilles med en, herunder ved ophør?",
        "Does the municipality give a guarantee or something equal to one, also at termination?",
    ),
)
_AUTHORITY = (
    Text(
        "Er der hjemmel i lov eller kommunalfuldmagten til indsatsen og til at betale for "
        "resultater på denne måde?",
        "Is there authority in statute or in the general powers of municipalities for the "
        "intervention and for paying for results in this way?",
    ),
    Text(
        "Er der en bevilling til betalinger i flere år, og hvem i kommunen kan forpligte den? "
        "Hvordan tæller betalingerne i servicerammen?",
        "Is there an appropriation for payments over several years, and who can bind the "
        "municipality? How do payments count against the limit on service expenditure?",
    ),
    Text(
        "Bliver alle afgørelser om borgeren hos myndigheden, også når leverandøren visiterer eller "
        "måler?",
        "Do all decisions on the person stay with the authority, also when the provider screens or "
        "measures?",
    ),
)
_FUND = (
    Text(
        "Er parterne selvstændige juridiske enheder, eller er aftalen intern i kommunen, så den "
        "skal have en anden form?",
        "Are the parties legal entities of their own, or is the agreement internal to the "
        "municipality, so that it needs another form?",
    ),
    Text(
        "Må kommunen stille kapital til rådighed eller låne ud, og på hvilke vilkår?",
        "May the municipality provide capital or lend, and on which terms?",
    ),
)
_STATE = (
    Text(
        "Har staten hjemmel og bevilling på finansloven til at betale i alle årene?",
        "Does the state have authority and an appropriation to pay in all the years?",
    ),
    Text(
        "Kan kommunen hjemtage statsrefusion af resultatbetalinger, og betales der så to gange for "
        "det samme?",
        "Can the municipality claim state refund for outcome payments, and is the same then paid "
        "for twice?",
    ),
)
_DATA = (
    Text(
        "Hvem er dataansvarlig og databehandler i hvert led, og er der databehandleraftaler?",
        "Who is controller and processor at each step, and are there data processing agreements?",
    ),
    Text(
        "Hvad er grundlaget efter databeskyttelsesreglerne (GDPR) for at indsamle, samkøre og "
        "videregive oplysninger om resultater, også følsomme? Kræves samtykke?",
        "What is the basis under data protection rules (GDPR) for collecting, linking and passing "
        "on data on results, also sensitive ones? Is consent needed?",
    ),
    Text(
        "Skal der laves en konsekvensanalyse, før behandlingen begynder?",
        "Must an impact assessment be made before processing begins?",
    ),
    Text(
        "Er grupperne så små, at samlede tal kan vise, hvem der er tale om?",
        "Are groups so small that totals can show who is meant?",
    ),
)
_CITIZENS = (
    Text(
        "Er deltagelsen frivillig, og hvad sker der med borgerens ret til hjælp ved et nej?",
        "Is taking part voluntary, and what happens to a person's right to help on a no?",
    ),
    Text(
        "Kan betalingen få nogen til at vælge de letteste borgere, og er det i strid med "
        "ligebehandling?",
        "Can payment lead anyone to pick the easiest people, and is that against equal treatment?",
    ),
)
_TAX = (
    Text(
        "Er betalingen vederlag eller tilskud? Er den momspligtig, og er den med i kommunens "
        "momsrefusion?",
        "Is payment a fee or a grant? Is it subject to VAT, and is it within the municipality's "
        "VAT refund?",
    ),
)
_CAPITAL_TAX = Text(
    "Hvordan beskattes renter, afkast og tab hos investorerne?",
    "How are interest, return and loss taxed with the investors?",
)
_FINANCE = (
    Text(
        "Kræver udlån, formidling af kapital eller en fælles pulje tilladelse efter de finansielle "
        "regler?",
        "Does lending, arranging capital or a common fund need a licence under financial rules?",
    ),
    Text(
        "Hvad sker der med kapitalen og de optjente betalinger, hvis leverandøren går konkurs?",
        "What happens to the capital and the payments earned if the provider goes bankrupt?",
    ),
)
_RECOURSE = Text(
    "Kan leverandøren bære at hæfte for lånet, og er der sikkerhed eller kaution?",
    "Can the provider bear being liable for the loan, and is there security or surety?",
)
_STAFF = (
    Text(
        "Overtager leverandøren opgaver eller medarbejdere, så reglerne om virksomhedsoverdragelse "
        "gælder?",
        "Does the provider take over tasks or staff so that the rules on transfer of undertakings "
        "apply?",
    ),
    Text(
        "Kan aftale, afregninger og resultater kræves udleveret efter reglerne om aktindsigt?",
        "Can agreement, settlements and results be demanded under the rules on public access?",
    ),
)


def questions(words: AgreementWords) -> Draft:
    """Return the questions that this contract raises, by area of law, with room for answers."""
    t = words.text
    rows = [
        (Cell(area.to(words.language)), Cell(question.to(words.language)), Cell(words.blank))
        for area, asked in _asked(words)
        for question in asked
    ]
    table = Table(
        t("Spørgsmål til juristen", "Questions to the lawyer"),
        (
            Column(t("Område", "Area"), align="left"),
            Column(t("Spørgsmål", "Question"), align="left"),
            Column(t("Svar og dato", "Answer and date"), align="left"),
        ),
        tuple(rows),
    )
    day = words.date(CHECKED)
    parts: tuple[str | Block, ...] = (
        t(
            f"Spørgsmålene er gennemgået {day}. De er ikke juridisk rådgivning, de er ikke "
            "udtømmende, og reglerne kan være ændret siden. Hvert spørgsmål besvares af en jurist "
            "for hver part, før aftalen underskrives.",
            f"The questions were gone through on {day}. They are no legal advice, they are not "
            "exhaustive, and rules may have changed since. Each is answered by a lawyer of each "
            "party before the agreement is signed.",
        ),
        t(
            "Dette afsnit tages ud af den aftale, der underskrives.",
            "This section is taken out of the agreement that is signed.",
        ),
        *_rules(words),
        table,
    )
    return Draft("spoergsmaal", t("Spørgsmål til juristen", "Questions to the lawyer"), parts)


def _rules(words: AgreementWords) -> list[str | Block]:
    """Return where a lawyer begins, for the areas that this contract raises."""
    named = [
        f"{area.to(words.language)}: {_RULES[area.da].to(words.language)}"
        for area, _ in _asked(words)
        if area.da in _RULES
    ]
    said = words.text("Regler at begynde med, blandt flere:", "Rules to begin with, among others:")
    return [said, bullets(named)]


def _asked(words: AgreementWords) -> list[tuple[Text, tuple[Text, ...]]]:
    contract = words.contract
    capital = contract.capital
    payers = {payer.partition("/")[0] for payer in contract.payers}
    holders = {tranche.holder.partition("/")[0] for tranche in capital.tranches}
    municipal = "kommune" in payers or "kommune" in holders
    funded = bool(capital.tranches)
    found: list[tuple[Text, tuple[Text, ...]]] = [
        (Text("Udbud", "Procurement"), (*_TENDER, *([_CAPITAL_TENDER] if funded else []))),
        (Text("Statsstøtte", "State aid"), _AID),
    ]
    if municipal:
        authority = (*_AUTHORITY, *(_FUND if _municipal_fund(words) else ()))
        found += [
            (Text("Kommunal låntagning", "Municipal borrowing"), _BORROWING if funded else
             _BORROWING[1:]),
            (Text("Kommunens hjemmel", "Municipal authority"), authority),
        ]  # fmt: skip
    if "stat" in payers:
        found.append((Text("Statens betaling", "Payment by the state"), _STATE))
    found += [
        (Text("Databeskyttelse", "Data protection"), _DATA),
        (Text("Borgernes retsstilling", "The people's rights"), _CITIZENS),
        (Text("Moms og skat", "VAT and tax"), (*_TAX, *([_CAPITAL_TAX] if funded else []))),
    ]
    if funded:
        recourse = any(tranche.recourse for tranche in capital.tranches)
        asked = (*_FINANCE, *([_RECOURSE] if recourse else []))
        found.append((Text("Finansielle regler", "Financial rules"), asked))
    found.append((Text("Ansættelse og offentlighed", "Staff and public access"), _STAFF))
    return found


def _municipal_fund(words: AgreementWords) -> bool:
    """Return whether capital comes from the municipality, or is recycled as a fund's is."""
    capital = words.contract.capital
    return capital.recycles or any(
        tranche.holder.partition("/")[0] == "kommune" for tranche in capital.tranches
    )
