"""The second bottom line, and all parties together: shown strictly apart from the net result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bundlinje.calculation.case import Outcome
from bundlinje.reports import bottom_lines
from bundlinje.reports.content import Block, Cell, Chart, Column, Section, Table, paragraph
from bundlinje.reports.words import NB, Words

#: Below this correlation the two bottom lines are said hardly to go together.
UNRELATED = 0.1


def outcomes_section(words: Words) -> Section:
    """Return the outcomes for people in their own units, and their money value on its own line."""
    title = words.say(
        "Resultater for borgerne: den anden bundlinje",
        "Outcomes for people: the second bottom line",
    )
    if not words.case.outcomes:
        none = words.say(
            "Sagen angiver ingen resultater for borgerne. At der ikke står noget her, betyder "
            "ikke, at borgerne intet får ud af indsatsen.",
            "The case states no outcomes for people. That nothing stands here does not mean that "
            "people gain nothing.",
        )
        return Section("borgerne", title, (paragraph(none),))
    rates = words.case.discounting.outcome_steps
    discounted = any(rate for _, rate in rates)
    intro = words.say(
        "Tallene er ændringer for alle deltagere tilsammen i deres egen enhed. De er ikke regnet "
        "om til penge og indgår ikke i nettoresultatet. "
        f"{'De er diskonteret.' if discounted else 'De er ikke diskonteret.'}",
        "The figures are changes for all participants together in their own unit. They are not "
        "turned into money and are not part of the net result. "
        f"{'They are discounted.' if discounted else 'They are not discounted.'}",
    )
    blocks: list[Block] = [
        paragraph(intro),
        outcomes_table(words),
        bottom_lines_chart(words, words.case.outcomes[0]),
        *_values(words),
    ]
    return Section("borgerne", title, tuple(blocks))


def outcomes_table(words: Words) -> Table:
    """Return the outcomes with their 90 % intervals."""
    return Table(
        words.say("Resultater for borgerne", "Outcomes for people"),
        (
            Column(words.say("Resultat", "Outcome"), align="left"),
            Column(words.say("Enhed", "Unit"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate")),
            *words.spread_columns(""),
        ),
        tuple(_row(words, outcome) for outcome in words.case.outcomes),
    )


def outcome_words(words: Words, outcome: Outcome) -> str:
    """Return an outcome in a line: `Uger i job: 320 uger (90 %-interval 110 til 530)`."""
    value = words.result.point.outcomes[outcome.id]
    text = f"{outcome.label}: {units(words, value)} {outcome.unit}".rstrip()
    drawn = words.result.uncertainty
    if drawn is None or drawn.outcomes[outcome.id].sd == 0:
        return words.stop(text)
    spread = drawn.outcomes[outcome.id]
    low, high = units(words, spread.p5), units(words, spread.p95)
    return text + words.say(
        f" (90{NB}%-interval {low} til {high}).", f" (90% interval {low} to {high})."
    )


def bottom_lines_chart(words: Words, outcome: Outcome) -> Chart:
    """Return the chart of the net result against the first outcome of the case."""
    corners = bottom_lines.quadrants(words.result, words, outcome)
    key = words.say(
        f"Vandret: de offentlige kassers nettoresultat. Lodret: {outcome.label.lower()}",
        f"Across: the net result of the public purses. Up: {outcome.label.lower()}",
    )
    if bottom_lines.better(outcome) < 0:
        key += words.say(" (lavest er øverst, for det er bedst)", " (lowest at the top: best)")
    key += words.say(". Stort punkt: bedste skøn.", ". Large dot: best estimate.")
    drawn = words.result.uncertainty
    if drawn is not None:
        shown = bottom_lines.thinned(bottom_lines.pairs(words.result, outcome)).shape[1]
        key += words.say(
            f" Streger: 90 %-intervaller. Små prikker: {words.number(shown)} af trækningerne; "
            "procenterne tæller dem alle.",
            f" Lines: 90% intervals. Small dots: {words.number(shown)} of the draws; the "
            "percentages count all of them.",
        )
        key += _go_together(words, outcome)
    return Chart(
        "to-bundlinjer",
        words.say("De to bundlinjer mod hinanden", "The two bottom lines against each other"),
        key,
        _together(words, outcome, corners),
        partial(bottom_lines.two_bottom_lines, words.result, words, outcome),
        bottom_lines_table(words, outcome, corners),
    )


def _together(words: Words, outcome: Outcome, corners: Sequence[bottom_lines.Quadrant]) -> str:
    """Return in words how the two bottom lines go together."""
    point = words.result.point
    people = units(words, point.outcomes[outcome.id])
    net = words.amount(point.net_result)
    text = words.say(
        f"Bedste skøn: nettoresultat {net}, {outcome.label.lower()} {people} {outcome.unit}.",
        f"Best estimate: net result {net}, {outcome.label.lower()} {people} {outcome.unit}.",
    )
    shares = [f"{c.name} {words.chance(c.share)}" for c in corners if c.share is not None]
    if shares:
        text += words.say(
            f" Andel af trækningerne: {'; '.join(shares)}.",
            f" Share of the draws: {'; '.join(shares)}.",
        )
    return text


def _go_together(words: Words, outcome: Outcome) -> str:
    """Return in words whether what is good for people is good for the purses; else nothing."""
    found = bottom_lines.correlation(bottom_lines.pairs(words.result, outcome))
    if found is None:
        return ""
    side = bottom_lines.better(outcome)
    found *= side or 1
    number = words.number(found, 2)
    shown = words.say(f"korrelation {number}", f"correlation {number}")
    if abs(found) < UNRELATED:
        return words.say(
            f" De to hænger næsten ikke sammen ({shown}).", f" They hardly go together ({shown})."
        )
    more = (
        words.say("bedre for borgerne", "better for people")
        if side
        else words.say("højere tal", "higher the figure")
    )
    kind = ("bedre", "better") if found > 0 else ("dyrere", "dearer")
    return words.say(
        f" Jo {more}, jo {kind[0]} for kasserne ({shown}).",
        f" The {more}, the {kind[1]} for the purses ({shown}).",
    )


def bottom_lines_table(
    words: Words, outcome: Outcome, corners: Sequence[bottom_lines.Quadrant]
) -> Table:
    """Return the two bottom lines with their intervals, and the share of the draws by quadrant."""
    point, drawn = words.result.point, words.result.uncertainty
    ends: list[tuple[Cell, ...]] = [(), ()]
    blank: tuple[Cell, ...] = ()
    if drawn is not None:
        people = drawn.outcomes[outcome.id]
        ends = [
            words.spread_cells(drawn.net_result),
            tuple(Cell(units(words, end), end) for end in (people.p5, people.p95)),
        ]
        blank = (Cell(""), Cell(""))
    value = point.outcomes[outcome.id]
    net = words.say("Nettoresultat", "Net result")
    return Table(
        words.say("De to bundlinjer", "The two bottom lines"),
        (
            Column(words.say("Bundlinje", "Bottom line"), align="left"),
            Column(words.say("Bedste skøn eller andel", "Best estimate or share")),
            *words.spread_columns(""),
        ),
        (
            (Cell(f"{net} ({words.currency})"), words.money_cell(point.net_result), *ends[0]),
            (
                Cell(bottom_lines.outcome_title(outcome), outcome.id),
                Cell(units(words, value), value),
                *ends[1],
            ),
            *(
                (Cell(corner.name), Cell(words.chance(corner.share), corner.share), *blank)
                for corner in corners
                if corner.share is not None
            ),
        ),
    )


def _row(words: Words, outcome: Outcome) -> tuple[Cell, ...]:
    value = words.result.point.outcomes[outcome.id]
    drawn = words.result.uncertainty
    ends: tuple[Cell, ...] = ()
    if drawn is not None:
        spread = drawn.outcomes[outcome.id]
        ends = (
            Cell(units(words, spread.p5), spread.p5),
            Cell(units(words, spread.p95), spread.p95),
        )
    return (
        Cell(outcome.label, outcome.id),
        Cell(outcome.unit),
        Cell(units(words, value), value),
        *ends,
    )


def units(words: Words, value: float) -> str:
    """Return a number of units with decimals only where it is small."""
    if 0 < abs(value) < 1:
        return words.plain(value, 2)
    return words.number(value, 0 if abs(value) >= 20 else 1)


def _values(words: Words) -> list[Block]:
    values = words.result.point.outcome_values
    if not values:
        return []
    labels = {outcome.id: outcome for outcome in words.case.outcomes}
    rows = []
    for name, value in values.items():
        valuation = labels[name].valuation
        source = "" if valuation is None else valuation.source
        known = words.case.sources.get(source)
        rows.append(
            (
                Cell(labels[name].label, name),
                words.money_cell(value),
                Cell(source if known is None else known.title),
            )
        )
    return [
        paragraph(
            words.say(
                "Sagen sætter også en værdi i kroner på nogle af resultaterne. Værdien er ikke "
                "penge i en kasse og er ikke lagt til nettoresultatet.",
                "The case also puts a money value on some outcomes. The value is not money in any "
                "purse and is not added to the net result.",
            )
        ),
        Table(
            words.say("Værdi af resultater for borgerne", "Value of outcomes for people"),
            (
                Column(words.say("Resultat", "Outcome"), align="left"),
                Column(words.say("Værdi", "Value"), words.currency),
                Column(words.say("Kilde", "Source"), align="left"),
            ),
            tuple(rows),
        ),
    ]


def society_section(words: Words) -> Section | None:
    """Return all parties together where others than the public purses pay or receive."""
    used = {account.split("/")[0] for item in words.case.items for account in item.accounts}
    private = [payer for payer in words.case.payers if payer in used - set(words.payers_in_play)]
    if not private:
        return None
    point, drawn = words.result.point, words.result.uncertainty
    rows = [
        (
            Cell(words.say("Offentlige kasser (nettoresultatet)", "Public purses (net result)")),
            words.money_cell(point.net_result),
            *words.spread_cells(None if drawn is None else drawn.net_result),
        ),
        *(
            (
                Cell(words.payer(payer), payer),
                words.money_cell(point.by_payer[payer]),
                *words.spread_cells(None if drawn is None else drawn.by_payer[payer]),
            )
            for payer in private
        ),
    ]
    total = (
        Cell(words.say("Alle parter tilsammen", "All parties together")),
        words.money_cell(point.society),
        *words.spread_cells(None if drawn is None else drawn.society),
    )
    table = Table(
        words.say("Alle parter, diskonteret", "All parties, discounted"),
        (
            Column(words.say("Part", "Party"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate"), words.currency),
            *words.spread_columns(),
        ),
        tuple(rows),
        total,
    )
    intro = words.say(
        "Her er også de parter med, som ikke er offentlige kasser. Overførsler mellem parterne "
        "går ud mod hinanden i summen. Det er ikke en samfundsøkonomisk analyse: Der er ikke "
        "regnet med nettoafgiftsfaktor, skatteforvridning eller værdien af borgernes tid.",
        "Parties that are not public purses are included here. Transfers between parties cancel "
        "in the sum. It is not a welfare-economic analysis: there is no net tax factor, no tax "
        "distortion and no value of people's time.",
    )
    title = words.say("Alle parter tilsammen", "All parties together")
    return Section("parter", title, (paragraph(intro), table))
