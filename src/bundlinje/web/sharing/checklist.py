"""What a critical colleague asks of a case, and what the case itself knows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bundlinje.basics import formats
from bundlinje.basics.texts import Text
from bundlinje.calculation.case_warnings import counted_twice
from bundlinje.calculation.fit import fit_warnings
from bundlinje.calculation.remarks import readable
from bundlinje.calculation.result import Result
from bundlinje.reports.assumptions import unsourced_titles
from bundlinje.reports.grounds_words import grounds_sentence
from bundlinje.reports.words import Words
from bundlinje.web.language import current
from bundlinje.web.templatetags.words import kroner, say

#: What can be answered.
ANSWERS = {
    "ja": Text("I orden", "In order"),
    "nej": Text("Ikke i orden", "Not in order"),
    "ikke": Text("Ikke relevant", "Not relevant"),
}


@dataclass(frozen=True)
class Question:
    """One question with a line of help."""

    key: str
    asks: Text
    help: Text


QUESTIONS = (
    Question("sammenligning", Text("Hvem er der sammenlignet med?", "Who is the comparison?"),
             Text("Kun en gruppe, der lignede fra start, viser, hvad indsatsen selv gjorde. Før og "
                  "efter er ikke nok.",
                  "Only a group that was alike from the start shows what the intervention itself "
                  "did. Before and after is not enough.")),
    Question("maalgruppe", Text("Er effekten fra en målgruppe som denne?",
                                "Is the effect from a target group like this one?"),
             Text("Se på alder, problemer, land og måden, indsatsen blev givet på.",
                  "Look at age, problems, country and how the intervention was given.")),
    Question("uden", Text("Hvad sker der uden indsatsen?", "What happens without it?"),
             Text("Nogle når målet alligevel, og nogle får et andet tilbud, der også virker.",
                  "Some reach the goal anyway, and some get another service that works too.")),
    Question("deltagere", Text("Er antallet af borgere realistisk?",
                               "Is the number of people realistic?"),
             Text("Kan så mange findes, og hvor mange falder fra undervejs?",
                  "Can so many be found, and how many drop out?")),
    Question("omkostninger", Text("Er omkostningerne hele?", "Are the costs whole?"),
             Text("Også opstart, ledelse, lokaler, visitation og tid hos samarbejdspartnere.",
                  "Also set-up, management, rooms, referral and the time of partners.")),
    Question("dobbelt", Text("Er noget talt med to gange?", "Is anything counted twice?"),
             Text("Den samme besparelse kan stå under to konsekvenser eller også være en fortrængt "
                  "udgift.",
                  "The same saving can stand under two consequences or be a displaced cost too.")),
    Question("budget", Text("Kan besparelsen tages ud af budgettet, og hvornår?",
                            "Can the saving be taken out of the budget, and when?"),
             Text("En ledig plads giver først penge, når den lukkes eller sælges.",
                  "A free place gives money only once it is closed or sold.")),
    Question("kasser", Text("Hvem betaler, og hvem får gevinsten?",
                            "Who pays, and who gets the gain?"),
             Text("Den, der lægger ud, er ikke altid den, der sparer. Er det aftalt?",
                  "Whoever pays is not always who saves. Has it been agreed?")),
    Question("antagelser", Text("Hvad hviler på egne antagelser?",
                                "What rests on own assumptions?"),
             Text("Et skøn er i orden, når det er sagt, begrundet og prøvet med andre tal.",
                  "A guess is in order when it is said, reasoned and tried with other numbers.")),
    Question("horisont", Text("Er tidshorisonten rimelig?", "Is the horizon fair?"),
             Text("Hvor længe er borgerne fulgt i studierne, og hvor meget ligger efter det?",
                  "How long were people followed in the studies, and how much lies beyond?")),
    Question("usikkerhed", Text("Er usikkerheden ærlig?", "Is the uncertainty honest?"),
             Text("Har de tal, der betyder mest, et interval, man kan tro på?",
                  "Do the numbers that matter most have an interval one can believe?")),
    Question("borgerne", Text("Hvad får borgerne ud af det?", "What do the people gain?"),
             Text("Er der noget, borgerne mister? Er det målt på noget, de selv ville nævne?",
                  "Do they lose anything? Is it measured by something they would name?")),
    Question("bemaerkninger", Text("Er beregningens egne bemærkninger taget alvorligt?",
                                   "Are the calculation's own remarks taken seriously?"),
             Text("De står også i rapporten.", "They stand in the report too.")),
)  # fmt: skip


def known(result: Result | None) -> dict[str, list[str]]:
    """Return what a case itself says to each question, by its key; nothing without a result."""
    if result is None:
        return {}
    words = Words(result, current())
    return {key: list(dict.fromkeys(tell(words))) for key, tell in _TOLD.items()}


def _remarks(words: Words, warnings: Iterator[Text] | list[Text]) -> Iterator[str]:
    for warning in warnings:
        yield readable(words.case, words.language, warning)


def _evidence(words: Words) -> Iterator[str]:
    for effect in words.case.effects.values():
        records = [words.case.records[name] for name in effect.evidence
                   if name in words.case.records]  # fmt: skip
        for record in records:
            standing = record.standing.to(words.language)
            title = record.title.to(words.language)
            yield f"{title}: {standing[:1].lower()}{standing[1:]}" if standing else title
        if not records:
            yield say("Effekten har ingen kilde i vidensdatabasen.",
                      "The effect has no source in the knowledge base.")  # fmt: skip


def _fit(words: Words) -> Iterator[str]:
    found = list(_remarks(words, fit_warnings(words.case)))
    yield from found or [say("Sagen har ingen bemærkninger til, om studierne passer.",
                             "The case has no remarks on how the studies fit.")]  # fmt: skip


def _without(words: Words) -> Iterator[str]:
    for effect in words.case.effects.values():
        if effect.without is not None and effect.with_ is not None:
            low, high = (
                formats.percent(series.numbers[0].mean, language=words.language)
                for series in (effect.without, effect.with_)
            )
            yield say(f"Målet nås af {low} uden og {high} med indsatsen.",
                      f"{low} reach the goal without and {high} with it.")  # fmt: skip


def _last(amount: str) -> str:
    """Return an amount that ends a sentence: `kr.` has its full stop already."""
    return amount.removesuffix(".")


def _costs(words: Words) -> Iterator[str]:
    kinds = {cost.kind for cost in words.case.costs}
    names = {"setup": Text("etablering", "set-up"), "running": Text("drift", "running costs"),
             "displaced": Text("fortrængte udgifter", "displaced costs")}  # fmt: skip
    missing = [name.to(words.language) for kind, name in names.items() if kind not in kinds]
    count = len(words.case.costs)
    yield say("1 post." if count == 1 else f"{count} poster.",
              "1 item." if count == 1 else f"{count} items.")  # fmt: skip
    if missing:
        yield say(f"Sagen har ingen post for {', '.join(missing)}.",
                  f"The case has no item for {', '.join(missing)}.")  # fmt: skip


def _twice(words: Words) -> Iterator[str]:
    found = list(_remarks(words, counted_twice(words.case)))
    yield from found or [say("Ingen to konsekvenser siger selv, at de tæller det samme.",
                             "No two consequences say that they count the same.")]  # fmt: skip


def _budget(words: Words) -> Iterator[str]:
    point = words.result.point
    yield say(
        f"Nettoresultat {kroner(point.net_result)}, heraf kan det, der er sagt at kunne tages ud, "
        f"give {_last(kroner(point.net_result_realisable))}.",
        f"Net result {kroner(point.net_result)}; with only what is said to be taken out "
        f"{kroner(point.net_result_realisable)}.",
    )
    year = point.payback_year.get("public")
    if year is not None:
        yield say(f"Tjent hjem i {year}.", f"Paid back in {year}.")
    if all(not change.realisable for change in words.case.consequences):
        yield say("Sagen siger ikke, hvor meget der kan tages ud: alt er regnet med.",
                  "The case does not say how much can be taken out: all is counted.")  # fmt: skip


def _payers(words: Words) -> Iterator[str]:
    for name, pocket in words.result.point.wrong_pocket.items():
        label = words.case.payers[name].label.to(words.language)
        yield say(
            f"{label} lægger {kroner(pocket.puts_in)} og får {_last(kroner(pocket.gets))}.",
            f"{label} puts in {kroner(pocket.puts_in)} and gets {kroner(pocket.gets)}.",
        )


def _own(words: Words) -> Iterator[str]:
    said = grounds_sentence(words)
    if said:
        yield said
    listed = [one for one in words.case.series()
              if not all(n.certain and n.mean in (0, 1) for n in one.numbers)]  # fmt: skip
    own = [one for one in listed if not all(number.ref for number in one.numbers)]
    yield say(f"{len(own)} af {len(listed)} tal er skrevet i sagen, ikke hentet i vidensdatabasen.",
              f"{len(own)} of {len(listed)} numbers are not from the knowledge base.")  # fmt: skip
    titles = unsourced_titles(words)
    if titles:
        yield say(f"Uden kilde eller note: {', '.join(titles)}.",
                  f"Without source or note: {', '.join(titles)}.")  # fmt: skip


def _horizon(words: Words) -> Iterator[str]:
    case, by_year = words.case, words.result.point.by_year
    years = sorted(by_year)
    late = years[len(years) // 2 :]
    yield say(f"Regnet over {case.horizon} år fra {case.start_year}.",
              f"Calculated over {case.horizon} years from {case.start_year}.")  # fmt: skip
    if late:
        amount = kroner(sum(by_year[year] for year in late))
        yield say(f"Fra {late[0]} og frem kommer {_last(amount)}.", f"From {late[0]} on: {amount}.")


def _uncertain(words: Words) -> Iterator[str]:
    drawn = words.result.uncertainty
    if drawn is None:
        return
    chance = formats.chance(drawn.net_result.p_positive, words.language)
    low, high = kroner(drawn.net_result.p5), kroner(drawn.net_result.p95)
    yield say(f"Chance for plus: {chance}. Med 90 % sandsynlighed mellem {low} og {high}",
              f"Chance of a plus: {chance}. 90% interval from {low} to {high}")  # fmt: skip


def _people(words: Words) -> Iterator[str]:
    labels = [outcome.label for outcome in words.case.outcomes]
    if labels:
        yield ", ".join(labels) + "."
    else:
        yield say(
            "Sagen har ingen resultater for borgerne.", "The case has no outcomes for people."
        )


def _others(words: Words) -> Iterator[str]:
    told = {*fit_warnings(words.case), *counted_twice(words.case)}
    yield from _remarks(words, [one for one in words.result.warnings if one not in told])


_TOLD: dict[str, Callable[[Words], Iterator[str]]] = {
    "sammenligning": _evidence,
    "maalgruppe": _fit,
    "uden": _without,
    "omkostninger": _costs,
    "dobbelt": _twice,
    "budget": _budget,
    "kasser": _payers,
    "antagelser": _own,
    "horisont": _horizon,
    "usikkerhed": _uncertain,
    "borgerne": _people,
    "bemaerkninger": _others,
}
