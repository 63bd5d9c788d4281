"""A contract's numbers, rules and limits in words, for settlements and explanations."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.contract import Condition, Contract, Metric
from bundlinje.contracts.rules import Interpolate, Marginal, Rule, Share, Steps, Unit
from bundlinje.contracts.tranche_names import names_of

#: What each limit is called, by the name that `capped_by` gives it.
CAPS = {
    "cap.count_per_person": Text("antal pr. person", "count per person"),
    "cap.count": Text("antal i alt", "count in all"),
    "cap.per_person": Text("betalingens loft pr. person", "the payment's cap per person"),
    "cap.per_period": Text("betalingens loft pr. periode", "the payment's cap per period"),
    "cap.amount": Text("betalingens samlede loft", "the payment's cap in all"),
    "caps.per_person": Text("kontraktens loft pr. person", "the contract's cap per person"),
    "caps.per_period": Text("kontraktens loft pr. periode", "the contract's cap per period"),
    "caps.total": Text("kontraktens samlede loft", "the contract's cap in all"),
}


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends with one as `kr.` does."""
    return text if text.endswith(".") else f"{text}."


class Words:
    """Writes the numbers of one contract in one language."""

    def __init__(self, contract: Contract, language: Language) -> None:
        self.contract = contract
        self.language = language
        self.tranches = names_of(contract)

    def text(self, da: str, en: str) -> str:
        """Return the text in the language."""
        return da if self.language == "da" else en

    def money(self, amount: Decimal | Fraction) -> str:
        """Return an amount, with decimals where it has any."""
        whole = amount == int(amount)
        return formats.money(
            float(amount), self.contract.currency, self.language, 0 if whole else 2
        )

    def cents(self, amount: Decimal) -> str:
        """Return an amount with two decimals."""
        return formats.money(float(amount), self.contract.currency, self.language, 2)

    def number(self, value: Fraction) -> str:
        """Return a number with the decimals it has, at most six."""
        for decimals in range(7):
            if value * 10**decimals == int(value * 10**decimals):
                return formats.number(float(value), self.language, decimals)
        return formats.number(float(value), self.language, 4)

    def percent(self, share: Fraction) -> str:
        """Return a share as a percentage with its decimals; `2/3` where they have no end."""
        if (share * 100 * 10**6).denominator > 1 and share.denominator < 100:
            return f"{share.numerator}/{share.denominator}"
        shown = self.number(share * 100)
        return f"{shown}{formats.NO_BREAK}%" if self.language == "da" else f"{shown}%"

    def value(self, metric: Metric, value: Fraction | None) -> str:
        """Return a measured value in the unit of its metric."""
        if value is None:
            return self.text("ikke målt", "not measured")
        if metric.measure == "rate":
            return self.percent(value)
        return self.money(value) if metric.measure == "amount" else self.number(value)

    def rule(self, rule: Rule, metric: Metric) -> str:
        """Return what a rule pays, in a few words."""
        match rule:
            case Unit(by_group=groups) if groups:
                prices = ", ".join(f"{group} {self.money(p)}" for group, p in groups.items())
                return self.text(
                    f"pr. resultat efter gruppe: {prices}", f"per result, by group: {prices}"
                )
            case Unit(price=price) if metric.measure == "count":
                shown = self.money(price)
                return self.text(f"{shown} pr. resultat", f"{shown} per result")
            case Unit(price=price):
                shown = self.money(price)
                return self.text(f"{shown} gange værdien", f"{shown} times the value")
            case Share(share=share):
                return self.text(
                    f"{self.percent(share)} af besparelsen", f"{self.percent(share)} of the saving"
                )
            case Steps(points=points):
                steps = "; ".join(
                    self.text(
                        f"fra {self.value(metric, at)}: {self.money(amount)}",
                        f"from {self.value(metric, at)}: {self.money(amount)}",
                    )
                    for at, amount in points
                )
                zero = self.money(Fraction(0))
                return self.text(
                    f"i trin ({steps}; derunder {zero})", f"in steps ({steps}; below that {zero})"
                )
            case Interpolate(points=points, below=below):
                shown = ", ".join(
                    self.text(
                        f"{self.value(metric, x)} giver {self.money(amount)}",
                        f"{self.value(metric, x)} gives {self.money(amount)}",
                    )
                    for x, amount in points
                )
                return self.text(
                    f"glidende: {shown}; derunder {self.money(below)}, derover det sidste beløb",
                    f"sliding: {shown}; below that {self.money(below)}, above it the last amount",
                )
            case Marginal(bands=bands):
                shown = "; ".join(self._band(up_to, price) for up_to, price in bands)
                if bands and bands[-1][0] is None:
                    return shown
                zero = self.money(Fraction(0))
                return self.text(f"{shown}; derover {zero}", f"{shown}; above that {zero}")

    def _band(self, up_to: Fraction | None, price: Fraction) -> str:
        shown = self.money(price)
        if up_to is None:
            return self.text(f"resten {shown} pr. resultat", f"the rest {shown} per result")
        last = self.number(up_to)
        return self.text(
            f"til og med nr. {last}: {shown} pr. resultat", f"up to no. {last}: {shown} per result"
        )

    def tranche(self, id: str) -> str:
        """Return what a tranche is called: `Seniorlån`."""
        return self.tranches[id].to(self.language)

    def tranche_of(self, id: str, holder: str) -> str:
        """Return a tranche with the name of its holder: `Seniorlån (Banken)`."""
        name = self.tranche(id)
        return f"{name} ({holder})" if holder and holder not in name else name

    def condition(self, condition: Condition) -> str:
        """Return a condition in words."""
        label, said = self.contract.metrics[condition.metric].label, self.levels(condition)
        return f"{label} ({said})" if said else label

    def levels(self, condition: Condition) -> str:
        """Return the levels of a condition in words: `mindst 20`; empty where it has none."""
        metric = self.contract.metrics[condition.metric]
        parts = []
        if condition.at_least is not None:
            level = self.value(metric, condition.at_least)
            parts.append(self.text(f"mindst {level}", f"at least {level}"))
        if condition.below is not None:
            level = self.value(metric, condition.below)
            parts.append(self.text(f"under {level}", f"below {level}"))
        return self.text(" og ", " and ").join(parts)

    def cap(self, name: str) -> str:
        """Return what a limit is called."""
        return CAPS[name].to(self.language) if name in CAPS else name
