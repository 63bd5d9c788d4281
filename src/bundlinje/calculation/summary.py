"""A result as a few lines of text: what an economist would paste into a memo."""

from __future__ import annotations

from bundlinje.basics.formats import chance, money, number, percent, plain
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.invented import invented_people
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.remarks import readable
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed

#: The drivers that are named in a summary.
DRIVERS_SHOWN = 5


def summary(result: Result, language: Language = "da") -> str:
    """Return the result as text: the net result, each purse, the outcomes, what drives it."""
    invented = invented_people(result.case)
    parts = [
        "" if invented is None else invented.to(language),
        _heading(result, language),
        _purses(result, language),
        _outcomes(result, language),
        _drivers(result, language),
        _warnings(result, language),
    ]
    return "\n\n".join(part for part in parts if part)


def conventions_line(result: Result, language: Language = "da") -> str:
    """Return the conventions of a result in one line."""
    case = result.case
    discounting = case.discounting
    if discounting.schedule:
        first_rate = percent(discounting.steps[0][1], language, 1)
        schedule = case.knowledge.lookup(f"schedules/{discounting.schedule}")
        rate = f"{first_rate} ({schedule.title.to(language)})"
    else:
        rate = ", ".join(percent(step[1], language, 1) for step in discounting.steps)
    first = {
        0.0: Text("første år tæller fuldt", "the first year counts in full"),
        0.5: Text("midt på året", "mid-year"),
        1.0: Text("første år tilbageføres ét år", "the first year is discounted one year"),
    }.get(discounting.offset, Text(f"forskudt {discounting.offset:g} år", "shifted"))
    return Text(
        f"Faste {case.price_year}-priser, {case.start_year}–{case.last_year}, "
        f"diskontering {rate}, {first.da}. Uden udligning, bloktilskud og afledte virkninger "
        "i økonomien i øvrigt.",
        f"Fixed {case.price_year} prices, {case.start_year}–{case.last_year}, "
        f"discounting {rate}, {first.en}. Without equalisation, block grants and the wider "
        "economy.",
    ).to(language)


def _heading(result: Result, language: Language) -> str:
    case, point = result.case, result.point
    net = money(point.net_result, case.currency, language)
    lines = [case.title, "=" * len(case.title)]
    line = Text(f"Nettoresultat: {net}", f"Net result: {net}").to(language)
    if point.net_result_per_participant is not None:
        per = money(point.net_result_per_participant, case.currency, language)
        line += Text(f" ({per} pr. deltager)", f" ({per} per participant)").to(language)
    lines.append(line)
    if result.uncertainty is not None:
        net_draws = result.uncertainty.net_result
        low = money(net_draws.p5, case.currency, language)
        high = money(net_draws.p95, case.currency, language)
        plus = chance(net_draws.p_positive, language)
        between = Text(
            f"90 %-interval: {low} til {high.removesuffix('.')}. Chance for plus: {plus}.",
            f"90% interval: {low} to {high}. Chance of a plus: {plus}.",
        )
        certain = Text(
            "Ingen tal i sagen er usikre, så resultatet er det samme i alle trækninger.",
            "No figure of the case is uncertain, so the result is the same in every draw.",
        )
        lines.append((certain if net_draws.sd == 0 else between).to(language))
    lines.append(conventions_line(result, language))
    return "\n".join(lines)


def _purses(result: Result, language: Language) -> str:
    case, point = result.case, result.point
    header = [
        Text("Kasse", "Purse"), Text("Lægger ud", "Puts in"), Text("Får", "Gets"),
        Text("Ender med", "Ends with"), Text("5 %", "5%"), Text("95 %", "95%"),
        Text("Chance for plus", "Chance of a plus"),
        Text("Tilbagebetalingsår", "Payback year"),
    ]  # fmt: skip
    rows = [[text.to(language) for text in header]]
    for payer, pocket in point.wrong_pocket.items():
        if not (pocket.puts_in or pocket.gets or pocket.net_result):
            continue
        drawn = None if result.uncertainty is None else result.uncertainty.by_payer[payer]
        rows.append(
            [
                case.payers[payer].label.to(language),
                number(pocket.puts_in, language),
                number(pocket.gets, language),
                number(pocket.net_result, language),
                *_spread(drawn, language),
                _year(point.payback_year[payer]),
            ]
        )
    drawn = None if result.uncertainty is None else result.uncertainty.net_result
    rows.append(
        [
            Text("I alt", "Total").to(language),
            number(point.costs, language),
            number(point.consequences, language),
            number(point.net_result, language),
            *_spread(drawn, language),
            _year(point.payback_year[TOTAL]),
        ]
    )
    return table(rows)


def _spread(drawn: Distributed | None, language: Language) -> list[str]:
    if drawn is None:
        return ["–", "–", "–"]
    return [
        number(drawn.p5, language),
        number(drawn.p95, language),
        "–" if drawn.nothing else chance(drawn.p_positive, language),
    ]


def _year(year: int | None) -> str:
    return "–" if year is None else str(year)


def _outcomes(result: Result, language: Language) -> str:
    lines = []
    for outcome in result.case.outcomes:
        total = result.point.outcomes[outcome.id]
        line = f"  {outcome.label}: {_units(total, language)} {outcome.unit}".rstrip()
        if result.uncertainty is not None:
            drawn = result.uncertainty.outcomes[outcome.id]
            line += f" ({_units(drawn.p5, language)} – {_units(drawn.p95, language)})"
        lines.append(line)
    if not lines:
        return ""
    title = Text("Resultater for borgerne, i alt", "Outcomes for people, in all").to(language)
    return "\n".join([f"{title}:", *lines])


def _units(value: float, language: Language) -> str:
    """Return a number of units with decimals only where it is small, as the report does."""
    if 0 < abs(value) < 1:
        return plain(value, language, 2)
    return number(value, language, 0 if abs(value) >= 20 else 1)


def _drivers(result: Result, language: Language) -> str:
    if result.uncertainty is None or not result.uncertainty.drivers:
        return ""
    title = Text("Det betyder mest for resultatet", "What matters most for the result")
    rows = [[title.to(language), *Text("Lav|Høj", "Low|High").to(language).split("|")]]
    for driver in result.uncertainty.drivers[:DRIVERS_SHOWN]:
        if round(driver.low) == round(driver.high):
            continue
        label = input_label(result.case, driver.input).to(language)
        rows.append([label, number(driver.low, language), number(driver.high, language)])
    return table(rows)


def _warnings(result: Result, language: Language) -> str:
    if not result.warnings:
        return ""
    title = Text("Vær opmærksom på", "Please note").to(language)
    remarks = (readable(result.case, language, warning) for warning in result.warnings)
    return "\n".join([f"{title}:", *(f"  - {remark}" for remark in remarks)])


def table(rows: list[list[str]]) -> str:
    """Return rows as aligned text: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
