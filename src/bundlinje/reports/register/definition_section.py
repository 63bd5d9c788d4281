"""The frozen definition, how it was calculated, and how the result is used in a case."""

from __future__ import annotations

from typing import Any

from bundlinje.reports.content import (
    Assumption,
    Block,
    Cell,
    Column,
    Fact,
    Section,
    Source,
    Span,
    Subheading,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.register.definition_words import (
    age_words,
    before_words,
    condition_words,
    estimand_words,
    follow_up_words,
    service_words,
    time_zero_words,
)
from bundlinje.reports.register.words import RegisterWords

#: Digits of a hash that are shown in a table.
HASH = 16
_DOI = "https://doi.org/"
_SOURCES = (
    (
        "Stefanski og Boos (2002): The Calculus of M-Estimation. The American Statistician 56, "
        "29–38.",
        "Stefanski and Boos (2002): The Calculus of M-Estimation. The American Statistician 56, "
        "29–38.",
        "10.1198/000313002753631330",
        ("usikkerheden", "the uncertainty"),
    ),
    (
        "Lunceford og Davidian (2004): Stratification and weighting via the propensity score in "
        "estimation of causal treatment effects: a comparative study. Statistics in Medicine 23, "
        "2937–2960.",
        "Lunceford and Davidian (2004): Stratification and weighting via the propensity score in "
        "estimation of causal treatment effects: a comparative study. Statistics in Medicine 23, "
        "2937–2960.",
        "10.1002/sim.1903",
        ("vægtede skøn", "weighted estimates"),
    ),
    (
        "Bang og Robins (2005): Doubly Robust Estimation in Missing Data and Causal Inference "
        "Models. Biometrics 61, 962–973.",
        "Bang and Robins (2005): Doubly Robust Estimation in Missing Data and Causal Inference "
        "Models. Biometrics 61, 962–973.",
        "10.1111/j.1541-0420.2005.00377.x",
        ("dobbelt robuste skøn", "doubly robust estimates"),
    ),
    (
        "VanderWeele og Ding (2017): Sensitivity Analysis in Observational Research: Introducing "
        "the E-Value. Annals of Internal Medicine 167, 268–274.",
        "VanderWeele and Ding (2017): Sensitivity Analysis in Observational Research: Introducing "
        "the E-Value. Annals of Internal Medicine 167, 268–274.",
        "10.7326/M16-2607",
        ("E-værdier", "E-values"),
    ),
)
_OVERLAP = (
    "Li, Morgan og Zaslavsky (2018): Balancing Covariates via Propensity Score Weighting. Journal "
    "of the American Statistical Association 113, 390–400.",
    "Li, Morgan and Zaslavsky (2018): Balancing Covariates via Propensity Score Weighting. Journal "
    "of the American Statistical Association 113, 390–400.",
    "10.1080/01621459.2016.1260466",
    ("overlapvægte", "overlap weights"),
)


def definition_section(words: RegisterWords) -> Section:
    """Return the frozen definition, so that anybody can see what was decided beforehand."""
    say, result = words.say, words.result
    title = say("Definitionen, som den blev låst", "The definition as it was frozen")
    blocks: list[Block] = [
        paragraph(
            say(
                "Definitionen låses, før nogen ser resultaterne, så den ikke kan vælges efter dem. "
                f"Denne har kendetegnet {result.sha256}.",
                "The definition is frozen before anyone sees the results, so that it cannot be "
                f"chosen by them. This one has the hash {result.sha256}.",
            )
        ),
        frozen_table(words),
        Assumption("definition", result.title, tuple(_facts(words))),
        services_table(words),
    ]
    return Section("definition", title, tuple(blocks))


def frozen_table(words: RegisterWords) -> Table:
    """Return when definitions were frozen, and why they were changed."""
    say = words.say
    first = say("låst første gang", "frozen the first time")
    again = say("ændret uden angivet grund", "changed, no reason given")
    rows = tuple(
        (
            Cell(words.date(f["date"]), f["date"]),
            Cell(f["sha256"][:HASH], f["sha256"]),
            Cell(f["reason"] or (again if at else first)),
        )
        for at, f in enumerate(words.result.frozen)
    )
    return Table(
        say("Hvornår definitionen blev låst og ændret", "When the definition was frozen, changed"),
        (
            Column(say("Dato", "Date"), align="left"),
            Column(say("Kendetegn (de første tegn)", "Hash (first signs)"), align="left"),
            Column(say("Grund", "Reason"), align="left"),
        ),
        rows,
        id="laast",
    )


def _facts(words: RegisterWords) -> list[Fact]:
    say, result = words.say, words.result
    found: dict[str, Any] = result.definition
    covers = found["register"]["covers"]
    conditions = words.joined([condition_words(words, use) for use in found["conditions"]])
    zero = time_zero_words(words)
    suppression = found.get("suppression", {})
    cluster = str(found.get("cluster", "person"))
    clustered = (
        say("hver person for sig", "each person")
        if cluster == "person"
        else f"{words.column(cluster)} ({words.number(words.main.clusters)})"
    )
    facts = [
        (say("Målgruppe", "Target group"), str(found.get("target_group", result.target_group))),
        (say("Tid nul", "Time zero"), zero[:1].upper() + zero[1:]),
        (say("Alder", "Age"), age_words(words)),
        (say("Før tid nul", "Before time zero"),
         " ".join(before_words(words, use) for use in found.get("before", []))),
        (say("Succesmål", "Goal"), f"{found.get('goal', result.goal)}: {conditions}."),
        (say("Opfølgning", "Follow-up"), follow_up_words(words)),
        (say("Baggrundsoplysninger", "Covariates"),
         "; ".join(words.covariate(c) for c in found.get("covariates", []))
         or say("ingen", "none")),
        (say("Skønnet gælder", "The estimate is for"), estimand_words(words)),
        (say("Udeladt i vægtede skøn", "Left out of weighted estimates"), _trim(words)),
        (say("Model for forbruget", "Model of use"), _outcome_model(words)),
        (say("Usikkerhed regnet pr.", "Uncertainty by"), clustered),
        (say("Prisår", "Price year"), str(result.price_year) if result.price_year else ""),
        (say("Små grupper skjules", "Small groups are hidden"), say(
            f"under {suppression.get('minimum', result.minimum)} personer, eller hvor én person "
            f"har over {words.percent(suppression.get('dominance', 0.5))} af forbruget",
            f"fewer than {suppression.get('minimum', result.minimum)} people, or where one person "
            f"has over {words.percent(suppression.get('dominance', 0.5))} of the use")),
        (say("Register", "Register"), say(
            f"{result.register}, {words.date(covers[0])} til {words.date(covers[1])}"
            + (" (syntetisk)" if result.synthetic else ""),
            f"{result.register}, {words.date(covers[0])} to {words.date(covers[1])}"
            + (" (synthetic)" if result.synthetic else ""))),
    ]  # fmt: skip
    return [Fact(label, Cell(value)) for label, value in facts if value]


def _trim(words: RegisterWords) -> str:
    trim = words.result.definition.get("method", {}).get("trim", 0)
    if not trim:
        return words.say("ingen", "nobody")
    low, high = words.percent(trim), words.percent(1 - trim)
    return words.say(
        f"chance for at nå målet under {low} eller over {high}",
        f"chance of reaching the goal below {low} or above {high}",
    )


def _outcome_model(words: RegisterWords) -> str:
    model = words.result.definition.get("method", {}).get("outcome_model", "linear")
    if model == "two_part":
        return words.say(
            "om der er et forbrug, og hvor stort", "whether there is use, and how much"
        )
    return words.say("lineær", "linear")


def services_table(words: RegisterWords) -> Table:
    """Return how every service of the definition is read from the register."""
    say = words.say
    known: dict[str, Any] = words.result.definition["register"]["services"]
    rows = tuple(
        (
            Cell(words.services.get(id, id)),
            Cell(id),
            *(Cell(text) for text in service_words(words, found)),
        )
        for id, found in known.items()
    )
    headers = (
        say("Ydelse", "Service"), say("Id", "Id"), say("Tabel", "Table"), say("Koder", "Codes"),
        say("Måles i", "Measured in"),
    )  # fmt: skip
    return Table(
        say("Ydelserne i registret", "The services in the register"),
        tuple(Column(header, align="left") for header in headers),
        rows,
        id="ydelser",
    )


def method_section(words: RegisterWords) -> Section:
    """Return how the figures were calculated, with sources, and how a case uses them."""
    say, result = words.say, words.result
    sources = [*_SOURCES, *((_OVERLAP,) if result.estimand == "overlap" else ())]
    two_part = result.definition.get("method", {}).get("outcome_model") == "two_part"
    blocks: list[Block] = [
        bullets(
            [
                say(
                    "Rå forskel: gennemsnit for dem, der nåede målet, minus gennemsnit for de "
                    "andre. Intet er taget højde for.",
                    "Raw difference: mean of those who reached the goal less mean of the others. "
                    "Nothing is allowed for.",
                ),
                say(
                    "Regression: en lineær model med målet og baggrunden, den fremgangsmåde SØM "
                    "bruger.",
                    "Regression: a linear model of the goal and the background, as SØM does.",
                ),
                say(
                    "Vægtet: hver person tæller efter sin chance for at nå målet (logistisk), "
                    "så de to grupper får samme baggrund.",
                    "Weighted: each person counts by the chance of reaching the goal (logistic "
                    "model), so that the groups get the same background.",
                ),
                say(
                    "Dobbelt robust: vægtene og en model af forbruget i hver gruppe sammen. Det "
                    "er rigtigt, hvis blot én af de to modeller er, og alt, der betyder noget, "
                    "er målt. Det er studiets hovedtal.",
                    "Doubly robust: the weights and a model of each group's use together. The "
                    "estimate is right if either model is, and if all that matters was measured. "
                    "It is the study's main figure.",
                ),
                _uncertainty(words, two_part=two_part),
            ]
        ),
        Assumption(
            "metodekilder",
            say("Kilder til metoderne", "Sources of the methods"),
            (),
            tuple(
                Source(Span(say(da, en), _DOI + doi), note=say(*what))
                for da, en, doi, what in sources
            ),
        ),
        Subheading(say("Brug i en sag", "Use in a case")),
        *_use(words),
        Subheading(say("Det siger studiet ikke", "What the study does not say")),
        bullets(_limits(words)),
    ]
    title = say("Sådan er der regnet", "How it was calculated")
    return Section("regnemaade", title, tuple(blocks))


def _uncertainty(words: RegisterWords, *, two_part: bool) -> str:
    clusters = words.number(words.main.clusters)
    clustered = words.main.degrees is not None
    spread = (
        words.say(f", samlet i {clusters} klynger", f", summed in {clusters} clusters")
        if clustered
        else ""
    )
    models = (
        words.say("chancemodellens usikkerhed er regnet med", "the chance model's is included")
        if two_part
        else words.say(
            "modellernes egen usikkerhed er regnet med", "that of the fitted models is included"
        )
    )
    return words.say(
        f"Usikkerhed: sandwich-estimator{spread}; {models}. Intervallerne er 95 %. De dækker "
        "tilfældighed, ikke det, der ikke er målt.",
        f"Uncertainty: sandwich estimator{spread}; {models}. Intervals are 95%. They cover chance, "
        "not what was not measured.",
    )


def _use(words: RegisterWords) -> list[Block]:
    say, result = words.say, words.result
    service = result.services[0].id
    line = f"quantity: {{ref: profiles/{result.id}, service: {service}}}"
    return [
        paragraph(
            say(
                "Resultatet kan skrives som oplysning i vidensdatabasen (register estimate … "
                "--folder MAPPE) og bruges som mængden i en konsekvens:",
                "The result can be written as a record of the knowledge base (register estimate … "
                "--folder FOLDER) and used as the quantity of a consequence:",
            )
        ),
        paragraph(line),
        paragraph(
            say(
                "Alle år og ydelser trækkes så sammen med deres indbyrdes sammenhæng. Sæt en "
                "faktor under 1, hvis kun en del af forskellen regnes for en virkning."
                + (" Et syntetisk studie hører ikke hjemme i en rigtig sag."
                   if result.synthetic else ""),
                "All years and services are then drawn together with how they hang together. Set a "
                "factor below 1 where only a part of the difference is taken to be an effect."
                + (" A synthetic study does not belong in a real case."
                   if result.synthetic else ""),
            )
        ),
    ]  # fmt: skip


def _limits(words: RegisterWords) -> list[str]:
    return [
        words.say(
            "At forskellen skyldes, at målet blev nået. Det kræver, at alt, der både påvirker "
            "chancen for at nå målet og det senere forbrug, er blandt baggrundsoplysningerne.",
            "That the difference is due to the goal being reached. That takes everything that "
            "moves both the chance of reaching it and later use to be among the covariates.",
        ),
        words.say(
            "Hvad en indsats virker. Studiet sammenligner dem, der nåede målet, med dem, der ikke "
            "gjorde, ikke dem, der fik en indsats, med dem, der ikke fik den.",
            "What an intervention does. The study compares those who reached the goal with those "
            "who did not, not those who got an intervention with those who did not.",
        ),
        words.say(
            "Hvordan det går andre målgrupper, andre år eller under andre regler.",
            "How other target groups fare, or other years, or under other rules.",
        ),
    ]
