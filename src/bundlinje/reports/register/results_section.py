"""What was found: differences by service and year, every method, and what the groups used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bundlinje.register.result import ServiceFound
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Section,
    Table,
    paragraph,
)
from bundlinje.reports.register import year_charts
from bundlinje.reports.register.answer import overview
from bundlinje.reports.register.definition_words import estimand_words
from bundlinje.reports.register.words import METHODS, NONE, RegisterWords


def results_section(words: RegisterWords) -> Section:
    """Return the differences of every service, and what the two groups used."""
    say, result = words.say, words.result
    count = sum(len(words.shown(service)) for service in result.services)
    chance = words.number(max(count * 0.05, 1.0))
    blocks: list[Block] = [
        paragraph(
            say(
                "Et minus betyder, at de, der nåede målet, brugte mindre. Tallet gælder "
                f"{estimand_words(words)}. Alt, der er regnet ud, står her, også det, der kan være "
                f"tilfældigt: af {count} intervaller vil omkring {chance} ligge helt på den ene "
                "side af nul, selv om der ingen forskel er.",
                "A minus means that those who reached the goal used less. The figure is for "
                f"{estimand_words(words)}. All that was calculated stands here, also what may be "
                f"chance: of {count} intervals about {chance} will lie on one side of zero "
                "although there is no difference.",
            )
        ),
        overview(words),
    ]
    if result.price_year is not None and any(s.unit == "kr." for s in result.services):
        blocks.append(
            paragraph(
                say(f"Beløb er i {result.price_year}-priser.",
                    f"Amounts are in {result.price_year} prices."), "note",
            )
        )  # fmt: skip
    shown = [service for service in result.services if words.shown(service)]
    parts = year_charts.parts(shown)
    blocks += [difference_chart(words, part, at, len(parts)) for at, part in enumerate(parts)]
    blocks.append(used_table(words))
    if any(result.hidden):
        blocks.append(paragraph(words.why_hidden, "note"))
    title = say("Forskellen år for år", "The difference year by year")
    return Section("resultater", title, tuple(blocks))


def difference_chart(
    words: RegisterWords, services: Sequence[ServiceFound], at: int = 0, count: int = 1
) -> Chart:
    """Return the chart of services' differences by year, with the numbers of all methods.

    It is the one `at`, from 0, of `count` such charts.
    """
    say, result = words.say, words.result
    told = []
    for service in services:
        decimals = words.decimals(service)
        for year in words.shown(service):
            i = result.position(service.id, year)
            mean = words.number(words.main.mean[i], decimals)
            ends = words.ends(words.main.low[i], words.main.high[i], decimals)
            raw = words.number(result.methods["raw"].mean[i], decimals)
            told.append(
                say(f"{service.label}, år {year}: {mean} ({ends}), rå {raw}",
                    f"{service.label}, year {year}: {mean} ({ends}), raw {raw}")
            )  # fmt: skip
    names = [words.service(s.id) for s in services if len(words.shown(s)) < result.years]
    gap = (
        say(f" Nogle år vises ikke for {words.joined(names)}: der er for få.",
            f" Some years are not shown for {words.joined(names)}: there are too few.")
        if names else ""
    )  # fmt: skip
    one = services[0].label if len(services) == 1 and count == 1 else ""
    own = say(" Hver ydelse har sin egen akse.", " Each service has its own axis.")
    title = say("Forskellen i hvert opfølgningsår", "The difference in each follow-up year")
    key = say(
        "De, der nåede målet, minus de andre. Under nul-linjen brugte de mindre. Stregerne er "
        "95 %-intervaller. Afstanden mellem ruderne og prikkerne er det, der kan forklares med "
        "de målte forskelle mellem grupperne.",
        "Those who reached the goal less the others. Below the zero line they used less. The "
        "bars are 95% intervals. The gap between the diamonds and the dots is what the "
        "measured differences between the groups explain.",
    )
    if at:
        key = say("Læses som figuren før.", "Read like the figure before.")
    elif not one:
        key += own
    return Chart(
        id=f"forskel-{services[0].id}",
        title=f"{one}: {title[:1].lower()}{title[1:]}"
        if one else year_charts.part_of(words, title, at, count),
        key=key + gap,
        description="; ".join(told) + ".",
        draw=partial(year_charts.differences, words, services),
        table=methods_table(words, services),
    )  # fmt: skip


def methods_table(words: RegisterWords, services: Sequence[ServiceFound]) -> Table:
    """Return all methods' differences by service and year, each with its interval below."""
    say, result = words.say, words.result
    names = [name for name in METHODS if name in result.methods]
    rows = []
    for service in services:
        decimals = words.decimals(service)
        rows.append(_heading(words, service, len(names)))
        for year in words.years:
            i = result.position(service.id, year)
            label = Cell(say(f"År {year}", f"Year {year}"), year)
            if result.hidden[i]:
                rows.append((label, *(Cell(NONE) for _ in names)))
                continue
            found = [result.methods[name] for name in names]
            means = (Cell(words.number(m.mean[i], decimals), m.mean[i]) for m in found)
            rows.append((label, *means))
            # With a semicolon the intervals of four methods fit across a page.
            ends = [[words.number(v, decimals) for v in (m.low[i], m.high[i])] for m in found]
            interval = Cell(say("95 %-interval", "95% interval"))
            rows.append((interval, *(Cell("; ".join(pair)) for pair in ends)))
    return Table(
        say("Forskellen pr. person og år efter alle fire metoder",
            "The difference a person and year by all four methods"),
        (
            Column(say("Ydelse og opfølgningsår", "Service and follow-up year"), align="left"),
            *(Column(METHODS[name].to(words.language)) for name in names),
        ),
        tuple(rows),
        id=f"metoder-{services[0].id}",
    )  # fmt: skip


def used_table(words: RegisterWords) -> Table:
    """Return what the two groups used of each service each year, the raw figures."""
    say, result = words.say, words.result
    rows = []
    for service in result.services:
        levels = [v for v in result.levels if v.service == service.id]
        largest = max((abs(m) for v in levels for m in v.mean if m is not None), default=0.0)
        decimals = 0 if largest >= 1000 else 1 if largest >= 1 else 2
        rows.append(_heading(words, service, 4))
        for level in levels:
            means = [
                Cell(NONE) if m is None else Cell(words.number(m, decimals), m) for m in level.mean
            ]
            users = [words.count(n) for n in level.users]
            name = Cell(say(f"År {level.year}", f"Year {level.year}"), level.year)
            rows.append((name, *means, *users))
    return Table(
        say("Hvad de to grupper brugte pr. person og år", "What the groups used a person and year"),
        (
            Column(say("Ydelse og opfølgningsår", "Service and follow-up year"), align="left"),
            Column(say("Nåede målet", "Reached the goal")),
            Column(say("Nåede ikke målet", "Did not reach it")),
            Column(say("Brugere: nåede målet", "Users: reached it")),
            Column(say("Brugere: nåede ikke", "Users: did not")),
        ),
        tuple(rows),
        id="brug",
    )  # fmt: skip


def _heading(words: RegisterWords, service: ServiceFound, columns: int) -> tuple[Cell, ...]:
    """Return the row that says which service the rows below it are of, with its unit."""
    return (Cell(f"{service.label} ({service.unit})"), *(Cell("") for _ in range(columns)))
