"""How far a study can be trusted: balance, overlap, before time zero, what was not measured."""

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
    bullets,
    paragraph,
)
from bundlinje.reports.register import charts
from bundlinje.reports.register.words import NONE, RegisterWords


def trust_section(words: RegisterWords) -> Section:
    """Return the section about how far the comparison can be trusted."""
    say, result = words.say, words.result
    blocks: list[Block] = [Subheading(say("Advarsler", "Warnings"))]
    blocks.append(bullets([words.named(w.to(words.language)) for w in result.warnings]))
    blocks.append(Subheading(say("Var de to grupper ens?", "Were the two groups alike?")))
    blocks += _balance(words)
    blocks.append(Subheading(say("Kan de sammenlignes?", "Can they be compared?")))
    blocks += _overlap(words)
    blocks.append(
        Subheading(say("Var forskellen der allerede før?", "Was the difference there before?"))
    )
    blocks += _before(words)
    blocks.append(
        Subheading(say("Hvad kunne forklare forskellen?", "What could explain the difference?"))
    )
    blocks += _sensitivity(words)
    title = say("Kan man stole på sammenligningen?", "Can the comparison be trusted?")
    return Section("tillid", title, tuple(blocks))


def balance_words(words: RegisterWords) -> str:
    """Return how alike the groups are after weighting, in a sentence."""
    known = [(abs(b.after), b) for b in words.result.balance if b.after is not None]
    if not known:
        return words.say(
            "Der er ingen baggrundsoplysninger at sammenligne grupperne på.",
            "There are no covariates to compare the groups by.",
        )
    most, worst = max(known, key=lambda pair: pair[0])
    uneven = sum(size > charts.IMBALANCE for size, _ in known)
    largest = f"{words.quoted(words.covariate_of(worst))} ({words.number(most, 2)})"
    if not uneven:
        return words.say(
            f"Efter vægtning ligner grupperne hinanden i alle {len(known)} viste oplysninger: "
            f"ingen forskel er over 0,1. Størst er {largest}.",
            f"After weighting the groups are alike in all {len(known)} items shown: no difference "
            f"is above 0.1. The largest is {largest}.",
        )
    return words.say(
        f"Efter vægtning er forskellen over 0,1 for {uneven} af {len(known)} viste oplysninger. "
        f"Størst er {largest}. Skønnene kan derfor være skæve.",
        f"After weighting the difference is above 0.1 for {uneven} of {len(known)} items shown. "
        f"The largest is {largest}. The estimates may therefore be biased.",
    )


def _balance(words: RegisterWords) -> list[Block]:
    say, shown = words.say, words.result.balance
    if not shown:
        return [paragraph(balance_words(words))]
    told = [
        f"{words.covariate_of(b)}: {words.number(b.before, 2)} → {words.number(b.after or 0.0, 2)}"
        for b in shown
        if b.before is not None
    ]
    blocks: list[Block] = [
        paragraph(balance_words(words)),
        Chart(
            id="balance",
            title=say("Forskelle mellem grupperne før og efter vægtning",
                      "Differences between the groups before and after weighting"),
            key=say(
                "Forskel i gennemsnit målt i standardafvigelser. Inden for de stiplede linjer "
                "(0,1) regnes grupperne almindeligvis for ens. Ruden er før vægtning, prikken "
                "efter.",
                "Difference of means in standard deviations. Within the dashed lines (0.1) groups "
                "are commonly taken to be alike. The diamond is before weighting, the dot after.",
            ),
            description="; ".join(told) + ".",
            draw=partial(charts.love, words),
            table=balance_table(words),
        ),
    ]  # fmt: skip
    if any(b.before is None for b in shown):
        blocks.append(
            paragraph(
                say(
                    f"{NONE} vises ikke: under {words.result.minimum} personer i den ene gruppe, "
                    "eller ingen forskel mellem personerne.",
                    f"{NONE} not shown: fewer than {words.result.minimum} people in one group, or "
                    "the people do not differ.",
                ),
                "note",
            )
        )
    return blocks


def balance_table(words: RegisterWords) -> Table:
    """Return the groups' means of every covariate and their standardised differences."""
    say = words.say

    def cell(value: float | None, decimals: int) -> Cell:
        return Cell(NONE) if value is None else Cell(words.number(value, decimals), value)

    rows = [
        (
            Cell(words.covariate_of(b)),
            cell(b.reached, 2), cell(b.not_reached, 2), cell(b.before, 2), cell(b.after, 2),
        )
        for b in words.result.balance
    ]  # fmt: skip
    return Table(
        say("Baggrund i de to grupper", "Background of the two groups"),
        (
            Column(say("Oplysning", "Item"), align="left"),
            Column(say("Nåede målet", "Reached the goal"), say("gennemsnit", "mean")),
            Column(say("Nåede ikke målet", "Did not reach it"), say("gennemsnit", "mean")),
            Column(say("Forskel før", "Difference before"), say("standardiseret", "standardised")),
            Column(say("Forskel efter", "Difference after"), say("standardiseret", "standardised")),
        ),
        tuple(rows),
    )


def overlap_words(words: RegisterWords) -> str:
    """Return how many have a counterpart in the other group, in a sentence."""
    bins = words.result.overlap
    total = sum(b.reached + b.not_reached for b in bins)
    both = sum(b.reached + b.not_reached for b in bins if b.reached and b.not_reached)
    if not total:
        return words.say(
            "Fordelingen vises ikke: der er for få personer.",
            "The distribution is not shown: there are too few people.",
        )
    share = words.percent(both / total)
    return words.say(
        f"{share} af personerne har nogen i den anden gruppe med omtrent samme chance for at nå "
        "målet.",
        f"{share} of the people have someone in the other group with about the same chance of "
        "reaching the goal.",
    )


def _overlap(words: RegisterWords) -> list[Block]:
    say, bins = words.say, words.result.overlap
    text = paragraph(overlap_words(words))
    if not any(b.reached or b.not_reached for b in bins):
        return [text]

    def span(low: float, high: float) -> str:
        return f"{words.number(low * 100)}–{words.percent(high)}"

    rows = tuple(
        (Cell(span(b.low, b.high)), words.count(b.reached), words.count(b.not_reached))
        for b in bins
    )
    people = say("personer", "people")
    chart = Chart(
        id="overlap",
        title=say("Chancen for at nå målet i de to grupper",
                  "The chance of reaching the goal in the two groups"),
        key=say(
            "Chancen er beregnet af baggrunden. Hver gruppe er vist for sig, og søjlernes højde er "
            "andelen af gruppen. Hvor kun den ene gruppe har søjler, er der ingen at sammenligne "
            "med.",
            "The chance is fitted from the background. Each group is shown by itself, and the "
            "height of the bars is the share of the group. Where only one group has bars, there "
            "is nobody to compare with.",
        ),
        description="; ".join(
            f"{row[0].text}: {row[1].text} / {row[2].text}"
            for row, b in zip(rows, bins, strict=True)
            if b.reached or b.not_reached
        ) + ".",
        draw=partial(charts.overlap, words),
        table=Table(
            say("Chancen for at nå målet i de to grupper",
                "The chance of reaching the goal in the two groups"),
            (
                Column(say("Chance", "Chance"), align="left"),
                Column(say("Nåede målet", "Reached the goal"), people),
                Column(say("Nåede ikke målet", "Did not reach it"), people),
            ),
            rows,
        ),
    )  # fmt: skip
    return [text, chart]


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


def _before(words: RegisterWords) -> list[Block]:
    blocks: list[Block] = [paragraph(before_words(words))]
    for service in words.result.services:
        if charts.before_points(words, service) and words.shown(service):
            blocks.append(trend_chart(words, service))
    if words.result.before:
        blocks.append(before_table(words))
        blocks.append(
            paragraph(
                words.say(
                    "* Årets forbrug er blandt baggrundsoplysningerne, så den vægtede forskel "
                    "bliver næsten nul af sig selv og efterprøver ikke noget.",
                    "* The year's use is among the covariates, so that the weighted difference "
                    "comes near zero by itself and tests nothing.",
                ),
                "note",
            )
        )
    return blocks


def trend_chart(words: RegisterWords, service: ServiceFound) -> Chart:
    """Return the chart of a service's raw difference before and after time zero."""
    say, result = words.say, words.result
    decimals, raw = words.decimals(service), result.methods["raw"]
    points = [(p.x, p.mean, p.low, p.high) for p in charts.before_points(words, service)]
    points += [
        (float(year), raw.mean[i], raw.low[i], raw.high[i])
        for year in words.shown(service)
        for i in [result.position(service.id, year)]
    ]
    rows = tuple(
        (Cell(words.number(x), x),
         *(Cell(words.number(value, decimals), value) for value in values))
        for x, *values in points
    )  # fmt: skip
    unit = words.unit(service)
    title = say(f"{service.label}: rå forskel før og efter tid nul",
                f"{service.label}: raw difference before and after time zero")  # fmt: skip
    gap = say(
        " Opfølgningen begynder, når målet er gjort op, så der er tid mellem år −1 og år 1."
        if result.starts_at_goal
        else "",
        " Follow-up begins when the goal is known, so there is time between year −1 and year 1."
        if result.starts_at_goal
        else "",
    )
    return Chart(
        id=f"foer-{service.id}",
        title=title,
        key=say(
            "Rå forskelle med 95 %-intervaller. Til venstre for den lodrette linje er der endnu "
            "ikke sket noget: ligger ruderne væk fra nul, var grupperne forskellige fra start.",
            "Raw differences with 95% intervals. Left of the upright line nothing has happened "
            "yet: where the diamonds are away from zero, the groups differed from the start.",
        ) + gap,
        description="; ".join(
            say(f"år {row[0].text}: {row[1].text}", f"year {row[0].text}: {row[1].text}")
            for row in rows
        ) + f" ({unit}).",
        draw=partial(charts.trend, words, service),
        table=Table(
            title,
            (
                Column(say("År fra tid nul", "Year from time zero"), align="left"),
                Column(say("Rå forskel", "Raw difference"), unit),
                Column(say("95 %, fra", "95%, from")),
                Column(say("95 %, til", "95%, to")),
            ),
            rows,
        ),
    )  # fmt: skip


def before_table(words: RegisterWords) -> Table:
    """Return the differences before time zero, raw and weighted."""
    say = words.say
    decimals = {s.id: words.decimals(s) for s in words.result.services}
    shown = {s.id for s in words.result.services if words.shown(s)}
    rows = []
    for b in words.result.before:
        if b.service not in shown:
            continue
        d = decimals[b.service]
        mark = say(" *", " *") if b.in_covariates else ""
        rows.append(
            (
                Cell(words.services.get(b.service, b.service)),
                Cell(words.number(-b.year), -b.year),
                Cell(words.number(b.raw, d), b.raw),
                Cell(words.number(b.raw_sd, d), b.raw_sd),
                Cell(words.number(b.adjusted, d) + mark, b.adjusted),
                Cell(words.number(b.adjusted_sd, d), b.adjusted_sd),
            )
        )
    error = say("Standardfejl", "Standard error")
    return Table(
        say("Forskelle før tid nul, pr. person og år", "Differences before time zero, a year"),
        (
            Column(say("Ydelse", "Service"), align="left"),
            Column(say("År", "Year")),
            Column(say("Rå", "Raw")),
            Column(error),
            Column(say("Vægtet", "Weighted")),
            Column(error),
        ),
        tuple(rows),
        id="foer",
    )


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
    """Return the E-values of every service and year that has them."""
    say, result = words.say, words.result
    known = {(s.service, s.year): s for s in result.sensitivity}
    rows = []
    for service in result.services:
        for year in words.years:
            found = known.get((service.id, year))
            cells = (
                (Cell(NONE), Cell(NONE))
                if found is None
                else (
                    Cell(words.number(found.point, 2), found.point),
                    Cell(words.number(found.interval, 2), found.interval),
                )
            )
            rows.append((Cell(service.label), Cell(str(year), year), *cells))
    return Table(
        say("E-værdier", "E-values"),
        (
            Column(say("Ydelse", "Service"), align="left"),
            Column(say("År", "Year")),
            Column(say("For skønnet", "For the estimate")),
            Column(say("For intervallets ende nærmest nul", "For the end of the interval near 0")),
        ),
        tuple(rows),
        id="e-vaerdier",
    )
