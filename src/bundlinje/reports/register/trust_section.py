"""How far a study can be trusted: balance, overlap, before time zero, what was not measured."""

from __future__ import annotations

from bundlinje.reports.content import (
    Block,
    Cell,
    Column,
    Section,
    Subheading,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.register.alike_section import balance_blocks, overlap_blocks
from bundlinje.reports.register.before_section import before_blocks
from bundlinje.reports.register.words import NONE, RegisterWords


def trust_section(words: RegisterWords) -> Section:
    """Return the section about how far the comparison can be trusted."""
    say, result = words.say, words.result
    blocks: list[Block] = [Subheading(say("Advarsler", "Warnings"))]
    blocks.append(bullets([words.named(w.to(words.language)) for w in result.warnings]))
    blocks.append(Subheading(say("Var de to grupper ens?", "Were the two groups alike?")))
    blocks += balance_blocks(words)
    blocks.append(Subheading(say("Kan de sammenlignes?", "Can they be compared?")))
    blocks += overlap_blocks(words)
    blocks.append(
        Subheading(say("Var forskellen der allerede før?", "Was the difference there before?"))
    )
    blocks += before_blocks(words)
    blocks.append(
        Subheading(say("Hvad kunne forklare forskellen?", "What could explain the difference?"))
    )
    blocks += _sensitivity(words)
    title = say("Kan man stole på sammenligningen?", "Can the comparison be trusted?")
    return Section("tillid", title, tuple(blocks))


def sensitivity_words(words: RegisterWords) -> str:
    """Return how strong something unmeasured must be, in a sentence; nothing if not known."""
    sure = [s for s in words.result.sensitivity if s.interval > 1]
    if not sure:
        return words.say(
            "Ingen af årenes forskelle er sikre, så der skal ikke noget skjult til at forklare "
            "dem: tilfældet er nok.",
            "No year's difference is sure, so nothing hidden is needed to explain them: chance "
            "is enough.",
        )
    weakest = min(sure, key=lambda s: s.interval)
    name, size = words.service(weakest.service), words.number(weakest.interval, 2)
    return words.say(
        f"Svagest af de sikre forskelle står {name} år {weakest.year}: her skulle en skjult "
        f"forskel kun have en E-værdi på {size} for at gøre den usikker.",
        f"The weakest of the sure differences is {name} year {weakest.year}: a hidden difference "
        f"with an E-value of only {size} would make it unsure.",
    )


def _sensitivity(words: RegisterWords) -> list[Block]:
    say, found = words.say, words.result.sensitivity
    if not found:
        return [paragraph(sensitivity_words(words))]
    return [
        paragraph(
            say(
                "E-værdien svarer på: Hvor stærkt skulle noget, vi ikke har målt (fx motivation "
                "eller et netværk), hænge sammen med både det at nå målet og forbruget, før det "
                "alene kunne forklare forskellen? En E-værdi på 2 betyder, at begge sammenhænge "
                "skulle være på mindst det dobbelte, ud over alt det målte. 1 betyder, at der "
                "intet skal til.",
                "The E-value answers: how strongly must something that was not measured (such as "
                "motivation or a network) be tied both to reaching the goal and to use before it "
                "alone could explain the difference? An E-value of 2 means that both ties must be "
                "at least twofold, beyond all that was measured. 1 means that nothing is needed.",
            )
        ),
        paragraph(sensitivity_words(words)),
        sensitivity_table(words),
        paragraph(
            say(
                "Omregnet fra en forskel i gennemsnit til et forhold (VanderWeele og Ding 2017); "
                "tallene er tilnærmede.",
                "Converted from a difference of means to a ratio (VanderWeele and Ding 2017), so "
                "the figures are approximate.",
            ),
            "note",
        ),
    ]


def sensitivity_table(words: RegisterWords) -> Table:
    """Return the E-values by service and year: of the estimate, and of its interval's near end."""
    say, result = words.say, words.result
    known = {(s.service, s.year): s for s in result.sensitivity}
    rows = []
    for service in result.services:
        cells = []
        for year in words.years:
            found = known.get((service.id, year))
            if found is None:
                cells.append(Cell(NONE))
                continue
            point, end = words.number(found.point, 2), words.number(found.interval, 2)
            cells.append(Cell(f"{point} ({end})", found.point))
        rows.append((Cell(service.label), *cells))
    return Table(
        say("E-værdier for skønnet (i parentes: for intervallets ende nærmest nul)",
            "E-values of the estimate (in brackets: of the end of the interval near 0)"),
        (
            Column(say("Ydelse", "Service"), align="left"),
            *(Column(say(f"År {year}", f"Year {year}")) for year in words.years),
        ),
        tuple(rows),
        id="e-vaerdier",
    )  # fmt: skip
