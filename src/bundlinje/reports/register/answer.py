"""What a register study found, in a paragraph that promises no more than it carries."""

from __future__ import annotations

from bundlinje.register.result import ServiceFound
from bundlinje.reports.content import Cell, Column, Figure, Figures, Table
from bundlinje.reports.register.words import NB, NONE, Mean, RegisterWords

#: Services that the first paragraph names, and that stand as key figures.
MOST_NAMED = 3
MOST_FIGURES = 6


def answer(words: RegisterWords) -> str:
    """Return the first paragraph: what was found, that it need not be an effect, and if made up."""
    say, result = words.say, words.result
    found = [(s, words.over_years(s)) for s in result.services]
    sure = [(s, m) for s, m in found if m is not None and m.sure]
    named = [_difference(words, s, m) for s, m in sure[:MOST_NAMED]]
    parts = []
    if named:
        rest = len(sure) - len(named)
        more = say(f" {rest} flere forskelle står nedenfor.", f" {rest} more stand below.")
        parts.append(
            say(
                f"De, der nåede målet {words.quoted(result.goal)}, brugte pr. år i gennemsnit "
                f"{words.joined(named)} end de, der ikke nåede det, når der tages højde for "
                f"det, der er målt om dem.{more if rest else ''}",
                f"Those who reached the goal {words.quoted(result.goal)} used, a year on average, "
                f"{words.joined(named)} than those who did not, when what was measured "
                f"about them is allowed for.{more if rest else ''}",
            )
        )
    unsure = [s for s, m in found if m is not None and not m.sure]
    if unsure and named:
        parts.append(_unsure(words, unsure))
    elif unsure:
        parts.append(
            say(
                f"Der kan ikke ses nogen sikker forskel mellem dem, der nåede målet "
                f"{words.quoted(result.goal)}, og dem, der ikke gjorde.",
                f"No sure difference can be seen between those who reached the goal "
                f"{words.quoted(result.goal)} and those who did not.",
            )
        )
    if not sure and not unsure:
        parts.append(
            say(
                "Ingen af forskellene kan vises: for få personer brugte ydelserne.",
                "None of the differences can be shown: too few people used the services.",
            )
        )
    parts.append(
        say(
            "Forskellen er ikke nødvendigvis en virkning af at nå målet: de to grupper kan være "
            "forskellige på måder, som registret ikke viser.",
            "The difference is not necessarily an effect of reaching the goal: the two groups may "
            "differ in ways that the register does not show.",
        )
    )
    if result.synthetic:
        parts.append(
            say(
                "Registret er syntetisk: ingen af personerne findes, og tallene må ikke bruges til "
                "en beslutning.",
                "The register is synthetic: none of the people exist, and the figures must not be "
                "used for a decision.",
            )
        )
    return " ".join(parts)


def _unsure(words: RegisterWords, services: list[ServiceFound]) -> str:
    if len(services) > MOST_NAMED:
        return words.say(
            f"For {len(services)} ydelser kan der ikke ses en sikker forskel.",
            f"For {len(services)} services no sure difference can be seen.",
        )
    listed = words.joined([words.service(s.id) for s in services])
    return words.say(
        f"For {listed} kan der ikke ses en sikker forskel.",
        f"For {listed} no sure difference can be seen.",
    )


def _difference(words: RegisterWords, service: ServiceFound, mean: Mean) -> str:
    """Return a difference in words: `omkring 7 døgn mindre af »Døgn på herberg« (… 6 til 8)`."""
    size, low, high = words.about(mean)
    unit = service.unit
    less = mean.mean < 0
    more = words.say("mindre" if less else "mere", "less" if less else "more")
    name = words.service(service.id)
    if words.language == "da":
        return f"omkring {size}{NB}{unit} {more} af {name} (95{NB}%-interval {low} til {high})"
    return f"about {size}{NB}{unit} {more} of {name} (95% interval {low} to {high})"


def who(words: RegisterWords) -> str:
    """Return who was compared and over how long, in a sentence."""
    result = words.result
    reached, others = words.number(result.reached), words.number(result.not_reached)
    total = result.reached + result.not_reached
    share = words.percent(result.reached / total) if total else NONE
    return words.say(
        f"Studiet sammenligner {reached} personer, der nåede målet ({share}), med {others}, der "
        f"ikke gjorde. Målgruppe: {result.target_group}. De følges i {result.years} år. Kilde: "
        f"{result.register}.",
        f"The study compares {reached} people who reached the goal ({share}) with {others} who did "
        f"not. Target group: {result.target_group}. They are followed for {result.years} years. "
        f"Source: {result.register}.",
    )


def figures(words: RegisterWords) -> Figures:
    """Return the mean difference a year of each service as key figures."""
    shown = []
    for service in words.result.services[:MOST_FIGURES]:
        mean = words.over_years(service)
        if mean is None:
            value, told = Cell(NONE), words.say("vises ikke: for få", "not shown: too few")
        else:
            decimals = words.decimals(service)
            value = Cell(f"{words.number(mean.mean, decimals)}{NB}{service.unit}", mean.mean)
            ends = words.ends(mean.low, mean.high, decimals)
            told = words.say(f"95 %: {ends}", f"95%: {ends}")
            if mean.years < words.result.years:
                told += words.say(f"; {mean.years} år vist", f"; {mean.years} years shown")
        shown.append(Figure(service.label, value, told))
    return Figures(tuple(shown))


def overview(words: RegisterWords) -> Table:
    """Return every service: the mean difference a year, and the first and last year's."""
    result, say = words.result, words.say
    rows = []
    for service in result.services:
        decimals, mean = words.decimals(service), words.over_years(service)
        shown = words.shown(service)

        def year(number: int, id: str = service.id, decimals: int = decimals) -> Cell:
            value = words.main.mean[result.position(id, number)]
            return Cell(words.number(value, decimals), value)

        unit = f"{service.label} ({service.unit})"
        if service.income:
            unit += say(", mere er en gevinst", ", more is a gain")
        if mean is None:
            rows.append((Cell(unit), *(Cell(NONE) for _ in range(4))))
            continue
        rows.append(
            (
                Cell(unit),
                Cell(words.number(mean.mean, decimals), mean.mean),
                Cell(words.ends(mean.low, mean.high, decimals)),
                year(1) if 1 in shown else Cell(NONE),
                year(result.years) if result.years in shown else Cell(NONE),
            )
        )
    return Table(
        say(
            "Forskel pr. person og år: dem, der nåede målet, minus dem, der ikke gjorde "
            "(dobbelt robust)",
            "Difference a person and year: those who reached the goal less those who did not "
            "(doubly robust)",
        ),
        (
            Column(say("Ydelse", "Service"), align="left"),
            Column(say("Gennemsnit pr. år", "Mean a year")),
            Column(say("95 %-interval", "95% interval")),
            Column(say("Første år", "First year")),
            Column(say(f"År {result.years}", f"Year {result.years}")),
        ),
        tuple(rows),
        id="oversigt",
    )
