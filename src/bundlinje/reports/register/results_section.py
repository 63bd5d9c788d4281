"""What was found: differences by service and year, every method, and what the groups used."""

from __future__ import annotations

from functools import partial

from bundlinje.register.result import ServiceFound
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Section,
    Subheading,
    Table,
    paragraph,
)
from bundlinje.reports.register import charts
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
    for service in result.services:
        blocks += _service(words, service)
    title = say("Forskellen år for år", "The difference year by year")
    return Section("resultater", title, tuple(blocks))


def _service(words: RegisterWords, service: ServiceFound) -> list[Block]:
    blocks: list[Block] = [Subheading(service.label)]
    shown = words.shown(service)
    if shown:
        blocks.append(difference_chart(words, service))
    blocks += [methods_table(words, service), used_table(words, service)]
    if len(shown) < words.result.years:
        blocks.append(paragraph(words.why_hidden, "note"))
    return blocks


def difference_chart(words: RegisterWords, service: ServiceFound) -> Chart:
    """Return the chart of a service's difference by year, with its numbers."""
    say, result = words.say, words.result
    decimals, raw = words.decimals(service), result.methods["raw"]
    told = []
    rows = []
    for year in words.years:
        i = result.position(service.id, year)
        if result.hidden[i]:
            rows.append((Cell(str(year), year), *(Cell(NONE) for _ in range(6))))
            continue
        cells = [
            Cell(words.number(value, decimals), value)
            for found in (words.main, raw)
            for value in (found.mean[i], found.low[i], found.high[i])
        ]
        rows.append((Cell(str(year), year), *cells))
        ends = words.ends(words.main.low[i], words.main.high[i], decimals)
        told.append(
            say(f"år {year}: {cells[0].text} ({ends}), rå {cells[3].text}",
                f"year {year}: {cells[0].text} ({ends}), raw {cells[3].text}")
        )  # fmt: skip
    unit = words.unit(service)
    missing = [str(y) for y in words.years if y not in words.shown(service)]
    gap = ""
    if missing:
        listed = words.joined(missing)
        gap = say(f" Ikke vist, fordi der er for få: år {listed}.",
                  f" Not shown, since there are too few: year {listed}.")  # fmt: skip
    return Chart(
        id=f"forskel-{service.id}",
        title=say(f"{service.label}: forskel i hvert opfølgningsår",
                  f"{service.label}: difference in each follow-up year"),
        key=say(
            "De, der nåede målet, minus de andre. Under nul-linjen brugte de mindre. Stregerne er "
            "95 %-intervaller. Afstanden mellem ruderne og prikkerne er det, der kan forklares med "
            "de målte forskelle mellem grupperne.",
            "Those who reached the goal less the others. Below the zero line they used less. The "
            "bars are 95% intervals. The gap between the diamonds and the dots is what the "
            "measured differences between the groups explain.",
        ) + gap,
        description="; ".join(told) + f" ({unit}).",
        draw=partial(charts.differences, words, service),
        table=Table(
            say(f"{service.label}: forskel i hvert opfølgningsår",
                f"{service.label}: difference in each follow-up year"),
            (
                Column(say("År", "Year"), align="left"),
                Column(say("Dobbelt robust", "Doubly robust"), unit),
                Column(say("95 %, fra", "95%, from")),
                Column(say("95 %, til", "95%, to")),
                Column(say("Rå forskel", "Raw difference"), unit),
                Column(say("95 %, fra", "95%, from")),
                Column(say("95 %, til", "95%, to")),
            ),
            tuple(rows),
        ),
    )  # fmt: skip


def methods_table(words: RegisterWords, service: ServiceFound) -> Table:
    """Return all methods' differences by year, each with its interval below."""
    say, result = words.say, words.result
    decimals = words.decimals(service)
    names = [name for name in METHODS if name in result.methods]
    rows = []
    for year in words.years:
        i = result.position(service.id, year)
        label = Cell(say(f"År {year}", f"Year {year}"), year)
        if result.hidden[i]:
            rows.append((label, *(Cell(NONE) for _ in names)))
            continue
        found = [result.methods[name] for name in names]
        rows.append((label, *(Cell(words.number(m.mean[i], decimals), m.mean[i]) for m in found)))
        ends = (Cell(words.ends(m.low[i], m.high[i], decimals)) for m in found)
        rows.append((Cell(say("95 %-interval", "95% interval")), *ends))
    return Table(
        say(f"{service.label}: forskellen efter alle fire metoder",
            f"{service.label}: the difference by all four methods"),
        (
            Column(say("Opfølgningsår", "Follow-up year"), align="left"),
            *(Column(METHODS[name].to(words.language), words.unit(service)) for name in names),
        ),
        tuple(rows),
        id=f"metoder-{service.id}",
    )  # fmt: skip


def used_table(words: RegisterWords, service: ServiceFound) -> Table:
    """Return what the two groups used of a service each year, the raw figures."""
    say, result = words.say, words.result
    levels = [v for v in result.levels if v.service == service.id]
    largest = max((abs(m) for v in levels for m in v.mean if m is not None), default=0.0)
    decimals = 0 if largest >= 1000 else 1 if largest >= 1 else 2
    rows = []
    for level in levels:
        means = [
            Cell(NONE) if m is None else Cell(words.number(m, decimals), m) for m in level.mean
        ]
        users = [words.count(n) for n in level.users]
        rows.append((Cell(str(level.year), level.year), *means, *users))
    each = say("pr. person og år", "a person and year")
    return Table(
        say(f"{service.label}: hvad de to grupper brugte", f"{service.label}: what they used"),
        (
            Column(say("Opfølgningsår", "Follow-up year"), align="left"),
            Column(say("Nåede målet", "Reached the goal"), f"{service.unit} {each}"),
            Column(say("Nåede ikke målet", "Did not reach it"), f"{service.unit} {each}"),
            Column(say("Brugere: nåede målet", "Users: reached it")),
            Column(say("Brugere: nåede ikke", "Users: did not")),
        ),
        tuple(rows),
        id=f"brug-{service.id}",
    )  # fmt: skip
