"""What a reader of the result should know about a case that is valid but may mislead."""

from __future__ import annotations

from collections.abc import Iterator

from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import Remark, Text
from bundlinje.calculation.case import Case, payer_of
from bundlinje.calculation.fit import fit_warnings
from bundlinje.calculation.price_units import price_unit_warnings
from bundlinje.evidence.unit_prices import UnitPrice


def case_warnings(case: Case) -> list[Text]:
    """Return warnings about a case, in the order of its sections."""
    return [
        *_own_index_years(case),
        *_certain_effects(case),
        *_fading_twice(case),
        *_held_tails(case),
        *counted_twice(case),
        *_unknown_evidence(case),
        *_levels_below_0(case),
        *_doubtful_quantities(case),
        *fit_warnings(case),
        *_other_payers(case),
        *price_unit_warnings(case),
    ]


def _own_index_years(case: Case) -> Iterator[Text]:
    if case.own_index_years:
        years = ", ".join(map(str, case.own_index_years))
        yield Text(
            f"Prisindekset bruger egne år, som ikke står i kilden: {years}.",
            f"The price index uses the user's own years, which are not in the source: {years}.",
        )


def _certain_effects(case: Case) -> Iterator[Text]:
    for effect in case.effects.values():
        numbers = [number for series in effect.rates() for number in series.numbers]
        if all(number.certain for number in numbers) and any(n.mean for n in numbers):
            yield Remark.on(
                effect.path,
                "er angivet uden usikkerhed. Angiv et interval, ellers ser resultatet sikrere ud, "
                "end det er.",
                "is stated without uncertainty. Give an interval, or the result looks more certain "
                "than it is.",
                "difference" if effect.with_ is None else "with",
                mark="",
            )


def _fading_twice(case: Case) -> Iterator[Text]:
    for change in (*case.consequences, *case.outcomes):
        persistence = change.persistence or case.effects[change.effect].persistence
        sizes = [abs(number.mean) for number in change.quantity.numbers]
        if _fades(persistence.series.numbers) and sizes[-1] < max(sizes):
            yield Remark.on(
                change.path,
                "både fastholdelsen af effekten og mængderne aftager med årene. Tjek, at "
                "tilbagefald ikke er regnet med to gange.",
                "both the persistence of the effect and the quantities fall over the years. Check "
                "that relapse is not counted twice.",
                "quantity",
            )


def _fades(numbers: tuple[Number, ...]) -> bool:
    return numbers[-1].mean < 1 or any(not number.certain for number in numbers)


def _held_tails(case: Case) -> Iterator[Text]:
    for change in case.consequences:
        cohorts = case.participants_of(change.effect)
        ends = [case.last_year - cohort for cohort in cohorts]
        last = change.until if change.until is not None else float("inf")
        if change.hold and any(end < last for end in ends):
            yield Remark.on(
                change.path,
                f"fortsætter efter {case.last_year}. De senere år er ikke regnet med, heller ikke "
                "i det afskårne beløb.",
                f"goes on after {case.last_year}. The later years are not counted, not even in "
                "the amount cut off.",
                "then",
                mark="",
            )


def counted_twice(case: Case) -> Iterator[Text]:
    """Yield each saving that two consequences both say they count."""
    first: dict[str, str] = {}
    for change in case.consequences:
        for item in change.counts:
            if item in first:
                yield Text(
                    f"{change.path} og {first[item]} tæller begge {item}. Tjek, at de samme "
                    "penge ikke er regnet med to gange.",
                    f"{change.path} and {first[item]} both count {item}. Check that the same "
                    "money is not counted twice.",
                )
            first.setdefault(item, change.path)


def _unknown_evidence(case: Case) -> Iterator[Text]:
    known = {*case.sources, *case.notes, *case.records}
    places: list[tuple[str, tuple[str, ...]]] = [
        *((effect.path, effect.evidence) for effect in case.effects.values()),
        *((f"costs.{cost.id}", cost.evidence) for cost in case.costs),
        *((change.path, change.evidence) for change in (*case.consequences, *case.outcomes)),
        *((f"{o.path}.valuation", (o.valuation.source,)) for o in case.outcomes if o.valuation),
    ]
    for path, evidence in places:
        for reference in evidence:
            if reference not in known:
                yield Text(
                    f"{path} henviser til {reference}, som hverken er en af sagens kilder eller "
                    "noter eller står i vidensdatabasen.",
                    f"{path} refers to {reference}, which is neither a source or note of the case "
                    "nor in the knowledge base.",
                )


def _other_payers(case: Case) -> Iterator[Text]:
    """Yield where others pay in the case than the price's record says."""
    priced = [(f"costs.{cost.id}", cost.amount, cost.accounts) for cost in case.costs]
    priced += [(c.path, c.price.amount, c.accounts) for c in case.consequences]
    for path, amount, accounts in priced:
        record = case.records.get(amount.numbers[0].ref)
        if not isinstance(record, UnitPrice) or not record.payers:
            continue
        paying = dict.fromkeys(payer_of(account) for account in accounts)
        if set(paying) == {payer for payer, share in record.payers.items() if share}:
            continue
        (says, lets) = (
            [case.payers[p].label if p in case.payers else Text(p, p) for p in names]
            for names in (record.payers, paying)
        )
        da, en = (
            [" og ".join(x.da for x in s).lower() for s in (says, lets)],
            [" and ".join(x.en for x in s).lower() for s in (says, lets)],
        )
        yield Remark.on(
            path,
            f"prisen {record.reference} betales efter kilden af {da[0]}, men i sagen af {da[1]}. "
            "Bekræft, at det er rigtigt.",
            f"the price {record.reference} is paid by {en[0]} according to its source, but in the "
            f"case by {en[1]}. Confirm that this is right.",
            "paid_by",
        )


def _doubtful_quantities(case: Case) -> Iterator[Text]:
    """Yield quantities that perhaps have the wrong sign or order, or were meant as an interval."""
    expenses = [c for c in case.consequences if c.direction == "expense" and not c.transfer]
    falls = any(number.mean < 0 for change in expenses for number in change.quantity.numbers)
    for change in case.consequences:
        means = [number.mean for number in change.quantity.numbers]
        if any(mean > 0 for mean in means) and any(mean < 0 for mean in means):
            yield Remark.on(
                change.path,
                "mængden skifter fortegn fra år til år. Tjek, at det er meningen.",
                "the quantity changes sign over the years. Check that it should.",
                "quantity",
            )
        elif (
            change in expenses
            and sum(means) > 0
            and not (falls and any(key.startswith(change.path) for key in case.notes))
        ):
            pair = Text("", "")
            if len(means) == 2:
                pair = Text(
                    " To tal er det første og det andet år, ikke et interval.",
                    " Two numbers are the first and the second year, not an interval.",
                )
            yield Remark.on(
                change.path,
                "mængden er positiv, så indsatsen giver mere forbrug og en merudgift. Er det et "
                f"fald, skal der minus foran tallene.{pair.da}",
                "the quantity is positive, so the intervention brings more use and a higher "
                f"expense. If it is a fall, the numbers need a minus.{pair.en}",
                "quantity",
            )


def _levels_below_0(case: Case) -> Iterator[Text]:
    for change in case.consequences:
        if change.split is None or not change.split.baseline or change.split.kind != "brackets":
            continue
        for year, number in enumerate(change.quantity.numbers):
            lowest = min(level for _, level in change.split.level(year + change.lag))
            if lowest + number.mean * change.factor.numbers[0].mean < 0:
                yield Remark.on(
                    change.path,
                    "forbruget uden succes er mindre end faldet. Det overskydende er fordelt som "
                    "det første trin.",
                    "the level without success is smaller than the fall. What is beyond it is "
                    "split like the first step.",
                    "baseline",
                )
                break
