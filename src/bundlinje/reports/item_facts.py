"""The stated numbers of a cost, a consequence or an outcome, as facts to read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from bundlinje.basics import formats
from bundlinje.calculation.case import Change, Consequence, Cost, Outcome, RuleSplit
from bundlinje.reports.content import Cell, Fact
from bundlinje.reports.number_words import (
    money_unit,
    number_words,
    persistence_words,
    series_words,
)
from bundlinje.reports.profile_words import profile_source
from bundlinje.reports.purses_section import kind_names
from bundlinje.reports.words import Words


def of_cost(words: Words, cost: Cost) -> Iterator[Fact]:
    """Yield the facts of a cost."""
    per = {
        "total": words.say("i alt", "in all"),
        "year": words.say("om året", "a year"),
        "participant": words.say("pr. deltager", "per participant"),
        "starter": words.say("pr. borger, der starter", "per starter"),
    }[cost.per]
    number = cost.amount.numbers[0]
    amount = number_words(words, number, money_unit(words))
    yield Fact(words.say("Slags", "Kind"), Cell(kind_names(words)[cost.kind], cost.kind))
    label = words.say(f"Beløb {per}", f"Amount {per}")
    yield Fact(label, Cell(amount, number.mean))
    index = words.case.price_index
    yield from price_level(words, number.mean, cost.price_year, cost.price_factor, index)
    yield from growth(words, cost.growth)
    yield Fact(words.say("Falder i", "Falls in"), Cell(_when(words, cost)))
    yield Fact(words.say("Betales af", "Paid by"), Cell(shares(words, cost.paid_by)))
    yield contribution(words, cost.id)


def _when(words: Words, cost: Cost) -> str:
    if cost.per in ("total", "year"):
        years = words.joined([str(year) for year in cost.years])
        spread = cost.per == "total" and len(cost.years) > 1
        return years + (words.say(", ligeligt fordelt", ", spread equally") if spread else "")
    if not cost.years_before:
        return words.say("det år, deltageren gennemfører", "the year of completion")
    return words.say(
        f"{cost.years_before} år før deltageren gennemfører",
        f"{cost.years_before} years before completion",
    )


def of_consequence(words: Words, change: Consequence) -> Iterator[Fact]:
    """Yield the facts of a consequence."""
    if change.transfer:
        kind = words.say("Overførsel mellem parter", "Transfer between parties")
    elif change.direction == "income":
        kind = words.say("Ændret indtægt", "Changed income")
    else:
        kind = words.say("Ændret udgift", "Changed expense")
    yield Fact(words.say("Slags", "Kind"), Cell(kind, change.direction))
    yield from _quantity(words, change)
    price = change.price
    number = price.amount.numbers[0]
    label = words.say(f"Enhedspris pr. {change.unit}", f"Unit price per {change.unit}")
    yield Fact(label, Cell(number_words(words, number, money_unit(words)), number.mean))
    yield from price_level(words, number.mean, price.price_year, price.price_factor, price.index)
    yield from growth(words, price.growth)
    yield from _accounts(words, change)
    if change.realisable:
        yield Fact(words.say("Kan hentes ud", "Realisable share"), Cell(_realisable(words, change)))
    if change.counts:
        label = words.say("Tæller med", "Includes")
        yield Fact(label, Cell(", ".join(change.counts)))
    yield contribution(words, change.id)


def of_outcome(words: Words, outcome: Outcome) -> Iterator[Fact]:
    """Yield the facts of an outcome."""
    yield from _quantity(words, outcome)
    if outcome.valuation is not None:
        value = outcome.valuation
        label = words.say("Værdi pr. enhed", "Value per unit")
        shown = words.money(value.amount, 0 if value.amount == round(value.amount) else 2)
        yield Fact(label, Cell(shown, value.amount))
        index = words.case.price_index
        yield from price_level(words, value.amount, value.price_year, value.price_factor, index)


def _quantity(words: Words, change: Change) -> Iterator[Fact]:
    per = (
        words.say("pr. succes", "per success")
        if change.per == "success"
        else words.say("pr. deltager", "per participant")
    )
    unit = f"{change.unit} {per}".strip()
    tail = ""
    if change.hold:
        tail = words.say("; derefter det samme", "; then the same")
        if change.until is not None:
            tail += words.say(
                f" til og med år {change.until}", f" to the end of year {change.until}"
            )
    label = words.say(f"Ændring ({unit})", f"Change ({unit})")
    yield Fact(label, Cell(series_words(words, change.quantity.numbers, tail)))
    yield from profile_source(words, change)
    if change.effect:
        yield Fact(words.say("Hører til effekten", "Belongs to the effect"), Cell(change.effect))
    begins = (
        words.say("år 0 er det år, deltageren gennemfører", "year 0 is the year of completion")
        if not change.lag
        else words.say(
            f"år 0 er {change.lag} år efter det år, deltageren gennemfører",
            f"year 0 is {change.lag} {'year' if change.lag == 1 else 'years'} after the year of "
            "completion",
        )
    )
    yield Fact(words.say("Regnes fra", "Counted from"), Cell(begins))
    factor = change.factor.numbers[0]
    if not (factor.certain and factor.mean == 1):
        label = words.say("Ganget med faktor", "Times a factor")
        yield Fact(label, Cell(number_words(words, factor), factor.mean))
    elif isinstance(change, Consequence) and change.per == "success":
        label = words.say("Faktor for udvælgelse", "Factor for selection")
        yield Fact(label, Cell(words.say("ingen (1)", "none (1)"), 1.0))
    if change.persistence is not None:
        label = words.say("Egen fastholdelse", "Own persistence")
        yield Fact(label, Cell(persistence_words(words, change.persistence)))


def _rule(words: Words, split: RuleSplit) -> Iterator[Fact]:
    title = next(rule.title for rule in words.case.rules if rule.rule == split.rule)
    day = formats.date(datetime.date.fromisoformat(split.date), words.language)
    name = title.to(words.language)
    yield Fact(
        words.say("Betales efter reglen", "Paid by the rule"),
        Cell(
            words.say(
                f"{name} ({split.rule}), som den gælder pr. {day}",
                f"{name} ({split.rule}), as of {day}",
            )
        ),
    )
    yield Fact(
        words.say("Kasser", "Purses"), Cell("; ".join(words.account(a) for a in split.accounts))
    )
    levels = ["; ".join(_level(words, *pair) for pair in year) for year in split.baseline]
    if levels:
        yield Fact(
            words.say("Niveau uden succes", "Level without success"), Cell(", ".join(levels))
        )
    if split.kind == "ladder":
        weeks = words.number(split.baseline_weeks)
        label = words.say("Uger på ydelsen før", "Weeks on the benefit before")
        yield Fact(label, Cell(weeks, split.baseline_weeks))


def _level(words: Words, share: float, level: float) -> str:
    shown = words.number(level)
    return shown if share == 1 else f"{words.share(share)}: {shown}"


def _accounts(words: Words, change: Consequence) -> Iterator[Fact]:
    if change.split is not None:
        yield from _rule(words, change.split)
        return
    positive = {account: share for account, share in change.paid_by.items() if share > 0}
    negative = {account: -share for account, share in change.paid_by.items() if share < 0}
    if change.direction == "income":
        labels = words.say("Tilfalder", "Goes to"), words.say("Betales af", "Paid by")
    else:
        labels = words.say("Betales af", "Paid by"), words.say("Modtages af", "Received by")
    for label, part in zip(labels, (positive, negative), strict=True):
        if part:
            yield Fact(label, Cell(shares(words, part)))


def _realisable(words: Words, change: Consequence) -> str:
    years = [words.share(share) for share in change.realisable]
    if len(years) == 1:
        return words.say(f"{years[0]} af besparelsen", f"{years[0]} of the saving")
    listed = [f"{words.say('år', 'year')} {at}: {share}" for at, share in enumerate(years)]
    return words.say(
        f"{', '.join(listed)} og derefter det samme", f"{', '.join(listed)} and then the same"
    )


def shares(words: Words, paid_by: Mapping[str, float]) -> str:
    """Return accounts with their shares; a single account that bears all stands alone."""
    if len(paid_by) == 1 and next(iter(paid_by.values())) == 1:
        return words.account(next(iter(paid_by)))
    return "; ".join(f"{words.account(a)}: {words.share(share)}" for a, share in paid_by.items())


def price_level(
    words: Words, amount: float, year: int, factor: float, index: str
) -> Iterator[Fact]:
    """Yield the price year, and the conversion to the price level of the case."""
    case = words.case
    label = words.say("Prisniveau", "Price level")
    if year == case.price_year:
        text = words.say(f"{year}-priser", f"{year} prices")
    else:
        name = index_name(words, index)
        times = words.number(factor, 4)
        converted = words.money(amount * factor, 0 if abs(amount) >= 1000 else 2)
        text = words.say(
            f"{year}-priser; i {case.price_year}-priser {converted} ({name}, ganget med {times})",
            f"{year} prices; {converted} in {case.price_year} prices ({name}, times {times})",
        )
    yield Fact(label, Cell(text, year))


def index_name(words: Words, index: str) -> str:
    """Return what a price index is called in a sentence."""
    if index == "dk-net-price":
        return words.say("nettoprisindekset", "the Danish net price index")
    return words.say("sagens egne indekstal", "the case's own index") if index == "own" else index


def growth(words: Words, rate: float) -> Iterator[Fact]:
    """Yield the real growth of a price where there is any."""
    if rate:
        label = words.say("Realvækst om året", "Real growth a year")
        yield Fact(label, Cell(words.share(rate), rate))


def contribution(words: Words, item: str) -> Fact:
    """Return what an item adds to the net result."""
    value = words.result.point.by_item[item]
    return Fact(contribution_label(words), Cell(words.money(value), value))


def contribution_label(words: Words) -> str:
    """Return what the contribution of an item is called: the one fact that is a result."""
    return words.say("Bidrag til nettoresultatet", "Contribution to the net result")
