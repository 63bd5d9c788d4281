"""Whether the groups differed before time zero, when there can be no effect."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bundlinje.register.result import ServiceFound
from bundlinje.reports.content import Block, Cell, Chart, Column, Table, paragraph
from bundlinje.reports.register import year_charts
from bundlinje.reports.register.words import RegisterWords


def before_words(words: RegisterWords) -> str:
    """Return whether the groups differed before time zero, in a sentence."""
    t = words.quantile(words.result.methods["raw"])
    told = words.result.before
    if not told:
        return words.say(
            "Registret går ikke langt nok tilbage til at se det.",
            "The register does not go back far enough to tell.",
        )
    different = {b.service for b in told if abs(b.raw) > t * b.raw_sd and b.raw_sd > 0}
    left = {
        b.service
        for b in told
        if not b.in_covariates and b.adjusted_sd > 0 and abs(b.adjusted) > t * b.adjusted_sd
    }
    names = [words.service(s.id) for s in words.result.services if s.id in different]
    if not names:
        text = words.say(
            "Før tid nul var der ingen sikker rå forskel på grupperne i de ydelser, der følges.",
            "Before time zero there was no sure raw difference in the services followed.",
        )
    else:
        text = words.say(
            f"Allerede før tid nul brugte grupperne forskelligt af {words.joined(names)}. Den "
            "forskel kan ikke være en virkning, og noget af den kan ligge i forskellen bagefter.",
            f"Already before time zero the groups differed in {words.joined(names)}. That "
            "difference cannot be an effect, and some of it may lie in the difference afterwards.",
        )
    if left:
        still = words.joined([words.service(s.id) for s in words.result.services if s.id in left])
        text += words.say(
            f" Efter vægtning er der stadig en sikker forskel før tid nul for {still}.",
            f" After weighting there still is a sure difference before time zero for {still}.",
        )
    return text


def before_blocks(words: RegisterWords) -> list[Block]:
    """Return whether the groups differed before time zero: a sentence, a chart and its numbers."""
    shown = [
        service for service in words.result.services
        if year_charts.before_points(words, service) and words.shown(service)
    ]  # fmt: skip
    blocks: list[Block] = [paragraph(before_words(words))]
    parts = year_charts.parts(shown)
    blocks += [trend_chart(words, part, at, len(parts)) for at, part in enumerate(parts)]
    if any(b.in_covariates for b in words.result.before):
        blocks.append(
            paragraph(
                words.say(
                    "* I tallene bag figuren: årets forbrug er blandt baggrundsoplysningerne, så "
                    "den vægtede forskel bliver næsten nul af sig selv og efterprøver ikke noget.",
                    "* In the numbers behind the figure: the year's use is among the covariates, "
                    "so that the weighted difference comes near zero by itself and tests nothing.",
                ),
                "note",
            )
        )
    return blocks


def trend_chart(
    words: RegisterWords, services: Sequence[ServiceFound], at: int, count: int
) -> Chart:
    """Return the chart of services' raw differences before and after time zero.

    It is the one `at`, from 0, of `count` such charts.
    """
    say, result = words.say, words.result
    told = []
    for service in services:
        decimals = words.decimals(service)
        points = [(p.x, p.mean) for p in year_charts.before_points(words, service)]
        points += [
            (float(y), result.methods["raw"].mean[result.position(service.id, y)])
            for y in words.shown(service)
        ]
        told += [
            say(f"{service.label}, år {words.number(x)}: {words.number(mean, decimals)}",
                f"{service.label}, year {words.number(x)}: {words.number(mean, decimals)}")
            for x, mean in points
        ]  # fmt: skip
    gap = (
        say(" Opfølgningen begynder, når målet er gjort op, så der er tid mellem år −1 og år 1.",
            " Follow-up begins when the goal is known, so there is time between year −1 and "
            "year 1.")
        if result.starts_at_goal else ""
    )  # fmt: skip
    title = say("Den rå forskel før og efter tid nul",
                "The raw difference before and after time zero")  # fmt: skip
    key = say(
        "Rå forskelle med 95 %-intervaller. Til venstre for den lodrette linje er der endnu "
        "ikke sket noget: ligger ruderne væk fra nul, var grupperne forskellige fra start.",
        "Raw differences with 95% intervals. Left of the upright line nothing has happened "
        "yet: where the diamonds are away from zero, the groups differed from the start.",
    )
    again = say("Læses som figuren før.", "Read like the figure before.")
    return Chart(
        id=f"foer-{services[0].id}",
        title=year_charts.part_of(words, title, at, count),
        key=again if at else key + gap,
        description="; ".join(told) + ".",
        draw=partial(year_charts.trends, words, services),
        table=before_table(words, services),
    )


def before_table(words: RegisterWords, services: Sequence[ServiceFound]) -> Table:
    """Return services' differences before time zero, raw and weighted."""
    say = words.say
    rows = []
    for service in services:
        d = words.decimals(service)
        rows.append((Cell(f"{service.label} ({service.unit})"), *(Cell("") for _ in range(4))))
        for b in sorted(words.result.before, key=lambda b: -b.year):
            if b.service != service.id:
                continue
            mark = " *" if b.in_covariates else ""
            rows.append(
                (
                    Cell(
                        say(f"År {words.number(-b.year)}", f"Year {words.number(-b.year)}"), -b.year
                    ),
                    Cell(words.number(b.raw, d), b.raw),
                    Cell(words.number(b.raw_sd, d), b.raw_sd),
                    Cell(words.number(b.adjusted, d) + mark, b.adjusted),
                    Cell(words.number(b.adjusted_sd, d), b.adjusted_sd),
                )
            )
    error = say("Standardfejl", "Standard error")
    return Table(
        say("Forskelle før tid nul, pr. person og år",
            "Differences before time zero, a person and year"),
        (
            Column(say("Ydelse og år fra tid nul", "Service and year from time zero"),
                   align="left"),
            Column(say("Rå", "Raw")),
            Column(error),
            Column(say("Vægtet", "Weighted")),
            Column(error),
        ),
        tuple(rows),
    )  # fmt: skip
