"""An agreement's clauses about people: the target group, citizens' rights and their data."""

from __future__ import annotations

from bundlinje.reports.agreement_results import people_of
from bundlinje.reports.clauses import AgreementWords, Draft
from bundlinje.reports.content import Block, Cell, Column, Table


def target_group(words: AgreementWords) -> Draft:
    """Return who the intervention is for, and how people come into it."""
    contract, t = words.contract, words.text
    parts: list[str | Block] = [
        t(
            f"Målgruppen er: {words.told('target_group')}.".replace("..", "."),
            f"The target group is: {words.told('target_group')}.".replace("..", "."),
        ),
        t(
            f"Der ventes henvist {_people(words)} borgere i alt, fra {words.blank} til "
            f"{words.blank}.",
            f"{_people(words)} people in all are expected to be referred, from {words.blank} to "
            f"{words.blank}.",
        ),
        t(
            "Myndigheden afgør, hvem der er i målgruppen, og hvem der henvises. Afgørelser om "
            "borgerens hjælp træffes af myndigheden alene og overlades ikke til leverandør eller "
            "investor.",
            "The authority decides who is in the target group and who is referred. Decisions on a "
            "person's help are made by the authority alone and are not left to provider or "
            "investor.",
        ),
        t(
            "Leverandøren tager imod alle, der henvises og er i målgruppen. Et afslag begrundes "
            "skriftligt og forelægges styregruppen. En borger, der er henvist, tælles med i "
            "målingen, også hvis forløbet stopper før tid.",
            "The provider takes everyone who is referred and in the target group. A refusal is "
            "given in writing with its reason and put before the steering group. A person who was "
            "referred is counted in the measurement even if the course ends early.",
        ),
    ]
    for payment in contract.payments:
        if payment.referrals is None:
            continue
        r = payment.referrals
        each, count = words.number(r.counts_as), words.number(r.guaranteed)
        parts.append(t(
            f"{words.buyers} lover {count} henvisninger ({contract.metrics[r.metric].label}). Ved "
            f"»{payment.label}« tæller hver henvisning, der mangler, som {each} resultat.",
            f"The outcome payers promise {count} referrals ({contract.metrics[r.metric].label}). "
            f"For “{payment.label}” each referral that is missing counts as {each} result.",
        ))  # fmt: skip
    title = t("Målgruppe og henvisning", "Target group and referral")
    return Draft("maalgruppe", title, tuple(parts))


def _people(words: AgreementWords) -> str:
    """Return how many people the results are expected among, where the contract says one number."""
    found = {people_of(words, metric) for metric in words.contract.metrics.values()} - {None}
    people = found.pop() if len(found) == 1 else None
    return words.blank if people is None else words.number(people)


def citizens(words: AgreementWords) -> Draft:
    """Return the rights of the people in the intervention."""
    t = words.text
    return Draft(
        "borgere",
        t("Borgernes rettigheder", "The rights of the people"),
        (
            t(
                "Aftalen ændrer ikke borgerens ret til hjælp efter lovgivningen. Ingen borger må "
                "stilles ringere, fordi et resultat udløser betaling.",
                "The agreement does not change a person's right to help under the law. Nobody may "
                "be worse off because a result triggers payment.",
            ),
            t(
                "Hvor deltagelsen er frivillig, kan borgeren sige nej eller stoppe, uden at det "
                "får betydning for anden hjælp.",
                "Where taking part is voluntary, a person can say no or stop without consequence "
                "for other help.",
            ),
            t(
                "Borgeren får, før forløbet begynder, skriftlig besked i et klart sprog om "
                "indsatsen, om at der betales for resultater, om hvilke oplysninger der bruges, og "
                "om hvor man kan klage.",
                "Before the course begins the person is told in writing and in plain words about "
                "the intervention, that results are paid for, which information is used, and "
                "where to complain.",
            ),
            t(
                "Afgørelser kan påklages som ellers. Klager over leverandøren går til "
                f"{words.blank} og forelægges styregruppen i anonym form.",
                f"Decisions can be appealed as otherwise. Complaints about the provider go to "
                f"{words.blank} and are put before the steering group without names.",
            ),
            t(
                "Leverandøren må ikke presse en borger til at nå eller melde et resultat, og der "
                "gives ikke borgeren penge eller gaver for det.",
                "The provider may not press a person to reach or report a result, and gives no "
                "money or gifts for it.",
            ),
        ),
    )


def data(words: AgreementWords) -> Draft:
    """Return what may be known of people, by whom, and for how long."""
    t = words.text
    rows = (
        (
            t("Myndigheden", "The authority"),
            t("oplysninger om den enkelte borger", "information on each person"),
        ),
        (
            t("Leverandøren", "The provider"),
            t(
                "oplysninger om de borgere, som leverandøren arbejder med",
                "information on the people it works with",
            ),
        ),
        (
            t("Den, der verificerer", "The verifier"),
            t("det, der er nødvendigt for at verificere", "what verification needs"),
        ),
        (
            t("Investorer og andre", "Investors and others"),
            t("kun samlede tal uden små grupper", "totals only, without small groups"),
        ),
    )
    table = Table(
        t("Hvem ser hvad", "Who sees what"),
        (
            Column(t("Hvem", "Who"), align="left"),
            Column(t("Ser", "Sees"), align="left"),
        ),
        tuple((Cell(who), Cell(sees)) for who, sees in rows),
    )
    return Draft(
        "data",
        t("Data og fortrolighed", "Data and confidentiality"),
        (
            t(
                "Resultater meldes med et pseudonym for hver borger. CPR-numre, navne og andre "
                "direkte kendetegn må ikke stå i resultatfilen eller i en afregning. Pseudonymer "
                "er stadig personoplysninger.",
                "Results are reported with a pseudonym for each person. Civil registration "
                "numbers, names and other direct marks may not stand in the results file or in a "
                "settlement. Pseudonyms are still personal data.",
            ),
            t(
                f"Nøglen mellem pseudonym og borger opbevares af {words.blank}, adskilt fra "
                "resultaterne.",
                f"The key between pseudonym and person is kept by {words.blank}, apart from the "
                "results.",
            ),
            table,
            t(
                f"Dataansvarlig er {words.blank}. Behandler en part oplysninger for en anden, "
                "indgås en databehandleraftale, før der udveksles oplysninger.",
                f"The controller is {words.blank}. Where one party processes data for another, a "
                "data processing agreement is made before any information is exchanged.",
            ),
            t(
                f"Oplysningerne slettes eller anonymiseres senest {words.blank}. Samlede tal og "
                "afregninger gemmes, så længe regnskab og revision kræver det.",
                f"The data are erased or made anonymous by {words.blank}. Totals and settlements "
                "are kept as long as accounts and audit require.",
            ),
            t(
                "Tavshedspligt gælder for alle, der får kendskab til oplysninger om borgere, også "
                "efter at aftalen er ophørt. Reglerne om aktindsigt går forud for aftaler om "
                "fortrolighed mellem parterne.",
                "Everyone who learns of people's circumstances is bound to secrecy, also after the "
                "agreement has ended. Rules on public access come before any confidentiality "
                "between the parties.",
            ),
        ),
    )
