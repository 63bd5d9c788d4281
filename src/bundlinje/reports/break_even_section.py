"""What must hold for the net result to be 0."""

from __future__ import annotations

from bundlinje.calculation.indicators import BreakEven
from bundlinje.reports.content import Cell, Column, Section, Table, bullets, paragraph
from bundlinje.reports.row_charts import net_of, rows_of_purses
from bundlinje.reports.words import NONE, Words


def break_even_section(words: Words) -> Section:
    """Return what must hold for the result to be 0, for the total and each purse."""
    found = words.result.point.break_even
    entries = [
        f"{words.payer(payer)}: {break_even_text(words, found[payer], net_of(words.result, payer))}"
        for payer in reversed(rows_of_purses(words))
    ]
    intro = words.say(
        "Balancepunktet viser, hvad der skal til, før nettoresultatet er 0, når alt andet er som "
        "forudsat.",
        "The break-even shows what it takes for the net result to be 0, all else as assumed.",
    )
    blocks = (paragraph(intro), bullets(entries), break_even_table(words))
    return Section("balancepunkt", words.say("Balancepunkt", "Break-even"), blocks)


def break_even_text(words: Words, found: BreakEven | None, net: float) -> str:
    """Return a break-even in words."""
    parts = [] if found is None else [*_effect_needed(words, found, net), *_costs(words, found)]
    if not parts:
        return words.say(
            "intet balancepunkt, fordi kassen ikke har både udgifter og gevinster.",
            "no break-even, because the purse does not have both costs and gains.",
        )
    assert found is not None
    # Either is enough by itself; where no effect is, the costs are the only way.
    either = net < 0 and found.possible is not False
    return words.stop((words.say(", eller ", ", or ") if either else "; ").join(parts))


def _costs(words: Words, found: BreakEven) -> list[str]:
    if found.cost_factor is None:
        return []
    if found.cost_factor >= 1:
        # As the ratio of gains to costs, which it is for the total: 1.17 must not become 1.2.
        times = words.number(found.cost_factor, 2)
        return [
            words.say(
                f"udgifterne kan være op til {times} gange så store som forudsat",
                f"the costs may be up to {times} times those assumed",
            )
        ]
    share = words.percent(found.cost_factor)
    return [
        words.say(
            f"udgifterne skal ned på {share} af det forudsatte",
            f"the costs must come down to {share} of those assumed",
        )
    ]


def _effect_needed(words: Words, found: BreakEven, net: float) -> list[str]:
    if found.effect is None:
        return []
    if len(words.case.effects) > 1:
        size = words.percent(found.effect)
        needed = words.say(f"{size} af de forudsatte effekter", f"{size} of the effects assumed")
    else:
        points = words.number(found.effect * 100, 1)
        needed = words.say(
            f"en effekt på {points} procentpoint", f"an effect of {points} percentage points"
        )
        if found.rate is not None and found.possible:
            rate = words.percent(found.rate, 1)
            needed += words.say(f" (succesrate {rate} med indsats)", f" (success rate {rate})")
    if found.possible is False:
        return [
            words.say(
                f"ingen mulig effekt er nok; det ville kræve {needed}",
                f"no possible effect is enough; it would take {needed}",
            )
        ]
    if net >= 0:
        return [words.say(f"{needed} er nok", f"{needed} is enough")]
    return [words.say(f"det kræver {needed}", f"it takes {needed}")]


def _rate_cell(words: Words, possible: bool | None, rate: float | None) -> Cell:
    if rate is None:
        return Cell(NONE)
    if possible is False:
        return Cell(words.say("umulig", "impossible"), rate)
    return Cell(words.percent(rate, 1), rate)


def break_even_table(words: Words) -> Table:
    """Return the break-evens as numbers."""
    found = words.result.point.break_even
    several = len(words.case.effects) > 1

    def cells(payer: str) -> tuple[Cell, ...]:
        row = found[payer]
        effect = None if row is None else row.effect
        rate = None if row is None else row.rate
        factor = None if row is None else row.cost_factor
        return (
            Cell(words.payer(payer), payer),
            Cell(NONE)
            if effect is None
            else Cell(words.percent(effect) if several else words.number(effect * 100, 1), effect),
            _rate_cell(words, None if row is None else row.possible, rate),
            Cell(NONE) if factor is None else Cell(words.percent(factor), factor),
        )

    needed = (
        Column(words.say("Andel af effekterne", "Share of the effects"))
        if several
        else Column(words.say("Effekt", "Effect"), words.say("procentpoint", "points"))
    )
    columns = (
        Column(words.say("Kasse", "Purse"), align="left"),
        needed,
        Column(words.say("Succesrate", "Success rate")),
        Column(words.say("Andel af udgifterne", "Share of the costs")),
    )
    rows = [cells(payer) for payer in rows_of_purses(words)]
    # Where the money does not follow the effect, there is nothing to say of it.
    told = [at for at in range(len(columns)) if any(row[at].raw is not None for row in rows)]
    return Table(
        words.say("Balancepunkt: resultatet er 0", "Break-even: the result is 0"),
        tuple(columns[at] for at in told),
        tuple(tuple(row[at] for at in told) for row in rows),
    )
