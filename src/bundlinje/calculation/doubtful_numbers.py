"""Numbers of a case that are possible, and most likely mistyped or forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bundlinje.basics import formats
from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.texts import LANGUAGES, Remark
from bundlinje.calculation.case import Case

#: A price level further from the first year than this is doubted. [years before, years after]
NEAR = (15, 5)
#: More than this is doubted; a place in the dearest institution costs less. [currency/person]
MOST_PER_PERSON = 10e6
#: More than this is doubted, in all or a year; no intervention is so large. [currency]
MOST_IN_ALL = 10e9
#: More than this is doubted for one unit of a service. [currency/unit]
MOST_PER_UNIT = 10e6


def doubtful_numbers(case: Case, index: PriceIndex) -> Iterator[Remark]:
    """Yield what is most likely wrong in a case that can be calculated; `index` its price index."""
    yield from _price_level(case, index)
    yield from _costs(case)
    for change in case.consequences:
        price = change.price.amount.numbers[0].mean
        if abs(price) > MOST_PER_UNIT:
            yield _too_much(case, change.path, "price", MOST_PER_UNIT)


def _price_level(case: Case, index: PriceIndex) -> Iterator[Remark]:
    year, first = case.price_year, case.start_year
    if not first - NEAR[0] <= year <= first + NEAR[1]:
        yield Remark.on(
            "price_year",
            f"prisniveauet {year} ligger langt fra det første år, {first}. Tjek årstallet.",
            f"the price level {year} is far from the first year, {first}. Check the year.",
        )
    elif index.values and year not in index.values:
        covered = index.covered()
        yield Remark.on(
            "price_year",
            f"prisindekset {index.name} dækker {covered}, ikke {year}. Beløb fra andre år kan ikke "
            f"regnes om, før I selv skriver et skøn for {year}.",
            f"the price index {index.name} covers {covered}, not {year}. Amounts of other years "
            f"cannot be converted before you write your own estimate for {year}.",
            named="price_index: extend",
        )


def _costs(case: Case) -> Iterator[Remark]:
    if not any(cost.kind != "displaced" for cost in case.costs):
        yield Remark.on(
            "costs",
            "sagen har ingen omkostninger. Skriv, hvad indsatsen koster, ellers ser den ud til at "
            "være gratis.",
            "the case has no costs. Write what the intervention costs, or it looks free.",
        )
    for cost in case.costs:
        amount, path = cost.amount.numbers[0].mean, f"costs.{cost.id}"
        if amount < 0:
            yield Remark.on(
                path,
                "beløbet er negativt og tæller som en indtægt. En udgift skrives uden minus, også "
                "en fortrængt.",
                "the amount is negative and counts as income. A cost is written without a minus, "
                "a displaced one too.",
                "amount",
            )
        most = MOST_PER_PERSON if cost.per in ("participant", "starter") else MOST_IN_ALL
        if abs(amount) > most:
            yield _too_much(case, path, "amount", most)


def _too_much(case: Case, path: str, key: str, most: float) -> Remark:
    da, en = (formats.money(most, case.currency, language) for language in LANGUAGES)
    return Remark.on(
        path,
        f"beløbet er over {da.removesuffix('.')}. Tjek antallet af nuller.",
        f"the amount is above {en}. Check the number of zeros.",
        key,
    )
