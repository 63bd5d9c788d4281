"""Who is compared: the target group, the goal, how many reached it, and the way to them."""

from __future__ import annotations

from typing import Any

from bundlinje.register.suppression import hide_steps
from bundlinje.reports.content import Block, Cell, Column, Section, Table, bullets, paragraph
from bundlinje.reports.register.definition_words import (
    age_words,
    before_words,
    condition_words,
    follow_up_words,
    time_zero_words,
)
from bundlinje.reports.register.words import NONE, RegisterWords


def people_section(words: RegisterWords) -> Section:
    """Return the section about who is compared."""
    say, result = words.say, words.result
    found: dict[str, Any] = result.definition
    lines = [
        say(f"Målgruppe: {result.target_group}.", f"Target group: {result.target_group}."),
        say("Tid nul: ", "Time zero: ") + time_zero_words(words),
    ]
    lines += [text for text in (age_words(words),) if text]
    lines += [before_words(words, use) for use in found.get("before", [])]
    conditions = words.joined([condition_words(words, use) for use in found.get("conditions", [])])
    lines += [
        say(
            f"Målet {words.quoted(result.goal)}: {conditions}.",
            f"The goal {words.quoted(result.goal)}: {conditions}.",
        ),
        follow_up_words(words),
    ]
    blocks: list[Block] = [bullets(lines), flow_table(words)]
    if any(n is None for _, _, n in result.steps):
        blocks.append(paragraph(_hidden_step(words), "note"))
    followed = followed_table(words)
    blocks.append(followed)
    if any(cell.raw is None for row in followed.rows for cell in row):
        blocks.append(paragraph(_hidden_fall(words), "note"))
    blocks += _trimmed(words)
    title = say("Hvem der sammenlignes", "Who is compared")
    return Section("sammenligning", title, tuple(blocks))


def flow_table(words: RegisterWords) -> Table:
    """Return the way from those whose clock could start to those compared."""
    say, result = words.say, words.result
    rows = [(Cell(words.step(da, en)), words.count(n)) for da, en, n in result.steps]
    rows += [
        (Cell(say("– nåede målet", "– reached the goal")), words.count(result.reached)),
        (Cell(say("– nåede det ikke", "– did not reach it")), words.count(result.not_reached)),
    ]
    return Table(
        say("Vejen til de personer, der sammenlignes", "The way to the people compared"),
        (
            Column(say("Trin", "Step"), align="left"),
            Column(say("Tilbage", "Left"), say("personer", "people")),
        ),
        tuple(rows),
        id="vejen",
    )


def followed_table(words: RegisterWords) -> Table:
    """Return how many of each group are followed for some of each year.

    A fall of fewer than the smallest number is hidden: it would tell how few died or moved away.
    """
    say, result = words.say, words.result
    counts: list[list[int | None]] = [[], []]
    for group in (0, 1):
        known = [_followed(words, year, group) for year in words.years]
        shown = iter(hide_steps([n for n in known if n is not None], result.minimum))
        counts[group] = [None if n is None else next(shown) for n in known]
    rows = [
        (Cell(str(year), year), words.count(counts[0][at]), words.count(counts[1][at]))
        for at, year in enumerate(words.years)
    ]
    return Table(
        say("Så mange følges noget af året", "So many are followed for some of the year"),
        (
            Column(say("Opfølgningsår", "Follow-up year"), align="left"),
            Column(say("Nåede målet", "Reached the goal")),
            Column(say("Nåede ikke målet", "Did not reach it")),
        ),
        tuple(rows),
        id="fulgt",
    )


def _followed(words: RegisterWords, year: int, group: int) -> int | None:
    """Return how many of a group are followed in a year, if any service shows it."""
    shown = (v.people[group] for v in words.result.levels if v.year == year and not v.hidden)
    return next((n for n in shown if n is not None), None)


def _hidden_step(words: RegisterWords) -> str:
    least = words.number(words.result.minimum)
    return words.say(
        f"{NONE} vises ikke: trinnet skiller færre end {least} personer fra, og så få må ikke "
        "kunne ses.",
        f"{NONE} not shown: the step takes out fewer than {least} people, and so few must not be "
        "seen.",
    )


def _hidden_fall(words: RegisterWords) -> str:
    least = words.number(words.result.minimum)
    return words.say(
        f"{NONE} vises ikke: færre end {least} er faldet fra siden året før, eller for få bruger "
        "ydelserne.",
        f"{NONE} not shown: fewer than {least} have left since the year before, or too few use "
        "the services.",
    )


def _trimmed(words: RegisterWords) -> list[Block]:
    result = words.result
    if result.trimmed == 0:
        return []
    how_many = (
        words.say(f"under {result.minimum}", f"fewer than {result.minimum}")
        if result.trimmed is None
        else words.number(result.trimmed)
    )
    return [
        paragraph(
            words.say(
                f"{how_many} personer er ude af de vægtede skøn, fordi de næsten ingen har at "
                "blive sammenlignet med.",
                f"{how_many} people are left out of the weighted estimates, since next to nobody "
                "can be compared with them.",
            ),
            "note",
        )
    ]
