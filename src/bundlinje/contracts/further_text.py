"""Prices, break-even, sensitivity, the smallest effect and who should pay, as text."""

from __future__ import annotations

from bundlinje.basics import formats
from bundlinje.basics.texts import Language
from bundlinje.calculation.summary import table
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_words import Words, sentence
from bundlinje.contracts.further import Further
from bundlinje.contracts.outcomes import BY_CHANCE
from bundlinje.contracts.rules import Marginal, Unit
from bundlinje.contracts.smallest_effect import FALSE_ALARM, POWER, SmallestEffect
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.contracts.valuation_text import purse_label
from bundlinje.contracts.what_if import WhatIf


def further_text(valuation: Valuation, found: Further, language: Language = "da") -> str:
    """Return what was asked further, part by part; what cannot be said is left out."""
    say = FurtherWords(valuation, found, language)
    parts = [say.prices(), say.break_even(), say.sensitivity(), say.effects(), say.co_payers()]
    nothing = say.text(
        "Højeste pris, følsomhed og hvem der kan betale kræver betalinger, der ventes (expect), og "
        "en sag (--case) med trækninger.",
        "The highest price, sensitivity and who can pay need payments that are expected (expect), "
        "and a case (--case) with draws.",
    )
    return "\n\n".join(part for part in parts if part) or nothing


class FurtherWords:
    """Writes what was asked further, a text for each question; empty where it cannot be said."""

    def __init__(self, valuation: Valuation, found: Further, language: Language) -> None:
        self.valuation, self.found, self.language = valuation, found, language
        self.contract: Contract = valuation.contract
        self.words = Words(self.contract, language)
        self.sure = formats.percent(found.certainty, language)

    def text(self, da: str, en: str) -> str:
        """Return the text in the language."""
        return self.words.text(da, en)

    def label(self, purse: str) -> str:
        """Return what a purse is called."""
        return purse_label(self.valuation, purse, self.language)

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """Return a share as a percentage."""
        return "–" if share is None else formats.percent(share, self.language, decimals)

    def whole(self, amount: float | None) -> str:
        """Return an amount to the krone."""
        return "–" if amount is None else formats.number(amount, self.language)

    # -- parts -------------------------------------------------------------------------------

    def prices(self) -> str:
        """Return the highest price for each purse."""
        if not self.found.highest_prices:
            return ""
        lines = [self.text(
            f"Højeste pris, hvor kassen med {self.sure} sikkerhed ikke taber:",
            f"Highest price at which the purse is at no loss with {self.sure} certainty:",
        )]  # fmt: skip
        for found in self.found.highest_prices:
            label = self.label(found.purse)
            if found.factor is None:
                lines.append(self.text(
                    f"  {label}: taber ikke ved nogen pris, for loftet holder betalingen nede.",
                    f"  {label}: at no loss at any price, for caps hold the payment down.",
                ))  # fmt: skip
            elif found.factor == 0:
                lines.append(self.text(
                    f"  {label}: taber, selv om der intet betales.",
                    f"  {label}: at a loss even if nothing is paid.",
                ))  # fmt: skip
            else:
                lines.append(f"  {label}: {self._price(found.factor)}")
        return "\n".join(lines)

    def _price(self, factor: float) -> str:
        share = self.percent(factor, 0)
        said = self.text(f"{share} af kontraktens priser", f"{share} of the contract's prices")
        prices = []
        for payment in self.contract.payments:
            rule, price = payment.rule, None
            if isinstance(rule, Unit) and not rule.by_group:
                price = rule.price
            elif isinstance(rule, Marginal):
                price = rule.bands[-1][1]
            if price:
                amount = formats.money(float(price) * factor, self.contract.currency, self.language)
                prices.append(self.text(
                    f"{amount} for {payment.label}", f"{amount} for {payment.label}"
                ))  # fmt: skip
        return sentence(f"{said} ({'; '.join(prices)})" if prices else said)

    def break_even(self) -> str:
        """Return the break-even success rate of each tranche."""
        if not self.found.break_even:
            return ""
        lines = [self.text(
            "Succesrate, hvor kapitalen lige netop får sit igen:",
            "Success rate at which capital just gets its own back:",
        )]  # fmt: skip
        for found in self.found.break_even:
            name = self.words.tranche(found.tranche)
            if found.rates is None:
                lines.append(self.text(
                    f"  {name}: taber, også hvis alle når målet.",
                    f"  {name}: at a loss even if everyone reaches the goal.",
                ))  # fmt: skip
            elif found.factor == 0:
                lines.append(self.text(
                    f"  {name}: får sit igen, også hvis ingen når målet.",
                    f"  {name}: gets its own back even if nobody reaches the goal.",
                ))  # fmt: skip
            else:
                rates = ", ".join(
                    f"{self.percent(rate)} ({self.contract.metrics[id].label})"
                    for id, rate in found.rates.items()
                )
                lines.append(f"  {name}: {rates}")
        return "\n".join(lines)

    def sensitivity(self) -> str:
        """Return how the point moves, as a table."""
        if not self.found.sensitivity:
            return ""
        tranches = list(self.found.sensitivity[0].irr)
        cased = self.valuation.case is not None
        purses = [p for p in self.found.sensitivity[0].net if cased and p in self.contract.payers]
        rows = [[
            self.text("Hvis", "If"), self.text("Betaling", "Payment"),
            *(self.text(f"Afkast, {name}", f"Return, {name}")
              for name in map(self.words.tranche, tranches)),
            *(self.text(f"{self.label(p)} ender med", f"{self.label(p)} ends with")
              for p in purses),
        ]]  # fmt: skip
        for found in self.found.sensitivity:
            rows.append([
                self.change(found.change), self.whole(found.payments),
                *(self.percent(found.irr[id]) for id in tranches),
                *(self.whole(found.net[p]) for p in purses),
            ])  # fmt: skip
        return table(rows)

    def change(self, change: WhatIf) -> str:
        """Return a change in words."""
        if change.rate != 1:
            by = formats.percent(abs(change.rate - 1), self.language)
            more = change.rate > 1
            metrics = self.contract.metrics
            if any(metrics[p.metric].measure not in BY_CHANCE for p in self.contract.payments):
                return self.text(
                    f"resultatet er {by} {'højere' if more else 'lavere'}",
                    f"outcomes {by} {'higher' if more else 'lower'}",
                )
            return self.text(
                f"succesraten er {by} {'højere' if more else 'lavere'}",
                f"success rate {by} {'higher' if more else 'lower'}",
            )
        if change.price != 1:
            by = formats.percent(abs(change.price - 1), self.language)
            return (
                self.text(f"prisen er {by} højere", f"price {by} higher")
                if change.price > 1
                else self.text(f"prisen er {by} lavere", f"price {by} lower")
            )
        if change.delay:
            return self.text(
                f"betalingen kommer {change.delay} måneder senere",
                f"payment comes {change.delay} months later",
            )
        return self.text("alt går som ventet", "all goes as expected")

    def effects(self) -> str:
        """Return the smallest effect of each metric."""
        return "\n".join(self._effect(effect) for effect in self.found.smallest_effects)

    def _effect(self, found: SmallestEffect) -> str:
        label = self.contract.metrics[found.metric].label
        without = self.percent(found.without)
        known = self.text(
            f"{label}: {found.people} borgere måles, og {without} ville nå det uden indsats.",
            f"{label}: {found.people} people are measured, and {without} would reach it without "
            "the intervention.",
        )
        if found.effect is None:
            return known + self.text(
                " Så få kan ikke skelne nogen effekt fra tilfældigheder.",
                " So few cannot tell any effect from chance.",
            )
        points, expected = abs(found.effect) * 100, abs(found.expected) * 100
        alarm = self.percent(FALSE_ALARM, 0)
        least, awaited = (formats.number(p, self.language, 1) for p in (points, expected))
        power = self.percent(POWER, 0)
        said = self.text(
            f" Den mindste effekt, der kan skelnes fra tilfældigheder, er {least} procentpoint "
            f"(fundet med {power} sandsynlighed, {alarm} risiko for falsk alarm).",
            f" The smallest effect that can be told from chance is {least} percentage points "
            f"(found with {power} probability, {alarm} risk of a false alarm).",
        )
        verdict = (
            self.text(f" Der ventes {awaited}.", f" {awaited} are expected.")
            if found.found
            else self.text(
                f" Der ventes kun {awaited}: betalingen vil mest følge tilfældigheder.",
                f" Only {awaited} are expected: payment will mostly follow chance.",
            )
        )
        return known + said + verdict

    def co_payers(self) -> str:
        """Return who can pay."""
        found = self.found.co_payers
        if found is None:
            return ""
        most = ", ".join(
            self.text(f"{self.label(purse)} højst {self.percent(share, 0)}",
                      f"{self.label(purse)} at most {self.percent(share, 0)}")
            for purse, share in found.most.items()
            if share is not None
        )  # fmt: skip
        losing = [self.label(purse) for purse, share in found.most.items() if share is None]
        lines = [self.text(
            f"Hvem kan betale, hvis hver kasse med {self.sure} sikkerhed ikke må tabe?",
            f"Who can pay if each purse is to be at no loss with {self.sure} certainty?",
        )]  # fmt: skip
        if most:
            lines.append(f"  {most}.")
        if losing:
            names = ", ".join(losing)
            lines.append(self.text(
                f"  {names} taber, selv uden at betale.", f"  {names} at a loss even unpaying."
            ))  # fmt: skip
        if found.shares is None:
            covered = self.percent(found.covered, 0)
            lines.append(self.text(
                "  Ingen fordeling stiller alle kasser uden tab; de kan tilsammen bære "
                f"{covered} af betalingen.",
                f"  No division leaves every purse at no loss; together they can bear {covered} "
                "of the payment.",
            ))  # fmt: skip
        else:
            shares = ", ".join(
                f"{self.label(purse)} {self.percent(share, 0)}"
                for purse, share in found.shares.items()
            )
            lines.append(self.text(
                f"  En fordeling, hvor ingen taber: {shares}.",
                f"  A division at which nobody loses: {shares}.",
            ))  # fmt: skip
        return "\n".join(lines)
