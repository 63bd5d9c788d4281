"""A portfolio's value as text: capital, calls, liquidity, return and concentration."""

from __future__ import annotations

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.summary import table
from bundlinje.contracts.contract_words import sentence
from bundlinje.contracts.portfolio_value import PortfolioValue


def portfolio_summary(value: PortfolioValue, language: Language = "da") -> str:
    """Return the value as an economist would read it."""
    say = _Say(value, language)
    parts = [say.heading(), say.members(), say.quarters(), say.concentration(), say.warnings()]
    return "\n\n".join(part for part in parts if part)


class _Say:
    def __init__(self, value: PortfolioValue, language: Language) -> None:
        self.value, self.language = value, language

    def text(self, da: str, en: str) -> str:
        return Text(da, en).to(self.language)

    def money(self, amount: float) -> str:
        return formats.money(amount, self.value.portfolio.currency, self.language)

    def whole(self, amount: float | None) -> str:
        return "–" if amount is None else formats.number(amount, self.language)

    def chance(self, share: float | None) -> str:
        return "–" if share is None else formats.chance(share, self.language)

    def percent(self, share: float | None) -> str:
        return "–" if share is None else formats.percent(share, self.language, 1)

    def point(self, name: str) -> float:
        return self.value.point[name] or 0.0

    def heading(self) -> str:
        value, portfolio = self.value, self.value.portfolio
        calls, returns = self.money(self.point("calls")), self.money(self.point("returns"))
        capital, peak = self.money(portfolio.capital), self.money(self.point("peak"))
        lines = [portfolio.title, "=" * len(portfolio.title)]
        lines.append(sentence(self.text(
            f"{portfolio.label} ventes at betale {calls} ud i kontrakterne og få {returns} igen",
            f"{portfolio.label} is expected to pay {calls} into the contracts and get {returns} "
            "back",
        )))  # fmt: skip
        irr = value.point["irr"]
        if irr is not None:
            lines.append(self.text(f"Afkast: {self.percent(irr)} om året.",
                                   f"Return: {self.percent(irr)} a year."))  # fmt: skip
        lines.append(sentence(self.text(
            f"Øremærket: {capital}; højst ude på én gang: {peak}",
            f"Earmarked: {capital}; most out at any one time: {peak}",
        )))  # fmt: skip
        gain = value.figures.get("gain")
        if gain is not None:
            lines.append(sentence(self.text(
                f"Gevinst: mellem {self.money(gain.p5)} og {self.money(gain.p95)} med 90 % "
                f"sandsynlighed, risiko for tab {self.chance(value.p_loss)}",
                f"Gain: between {self.money(gain.p5)} and {self.money(gain.p95)} with 90% "
                f"probability, risk of loss {self.chance(value.p_loss)}",
            )))  # fmt: skip
            lines.append(sentence(self.text(
                f"Risiko for, at de øremærkede penge ikke rækker: {self.chance(value.p_short)}",
                f"Risk that the earmarked money is not enough: {self.chance(value.p_short)}",
            )))  # fmt: skip
        back = self.text(
            "Det, der kommer tilbage, bruges igen." if portfolio.recycles
            else "Det, der kommer tilbage, går til de almindelige midler.",
            "What comes back is used again." if portfolio.recycles
            else "What comes back goes to the general fund.",
        )  # fmt: skip
        return "\n".join([*lines, back])

    def members(self) -> str:
        rows = [[
            self.text("Kontrakt", "Contract"), self.text("Stadie", "Stage"),
            self.text("Chance", "Chance"), self.text("Tilsagn", "Commitment"),
            self.text("Betales", "Calls"), self.text("Får igen", "Returns"),
            self.text("Gevinst", "Gain"), self.text("Risiko for tab", "Risk of loss"),
            self.text("Del af tab", "Part of loss"),
        ]]  # fmt: skip
        for m in self.value.members:
            rows.append([
                m.id, m.stage or "–", self.chance(m.probability) if m.probability < 1
                else formats.percent(1, self.language), self.whole(m.commitment),
                self.whole(m.calls), self.whole(m.returns), self.whole(m.returns - m.calls),
                self.chance(m.p_loss), self.percent(m.worst),
            ])  # fmt: skip
        note = self.text(
            "Betales, får igen og gevinst er ganget med chancen for, at kontrakten indgås. Del af "
            "tab: kontraktens del af fondens tab i de 5 % værste trækninger.",
            "Calls, returns and gain are times the chance that the contract is signed. Part of "
            "loss: the contract's part of the fund's loss in the worst 5% of the draws.",
        )
        return f"{table(rows)}\n{note}"

    def quarters(self) -> str:
        series = self.value.series
        rows = [[
            self.text("Kvartal til", "Quarter to"), self.text("Betales", "Calls"),
            self.text("95 %", "95%"), self.text("Får igen", "Returns"),
            self.text("Ude", "In use"), self.text("95 %", "95%"),
            self.text("Øremærket tilbage", "Earmark left"), self.text("5 %", "5%"),
        ]]  # fmt: skip
        for at, day in enumerate(self.value.quarters):
            calls, in_use = series["calls"].spread(at), series["in_use"].spread(at)
            hand = series["hand"].spread(at)
            rows.append([
                formats.date(day, self.language), self.whole(series["calls"].point[at]),
                self.whole(None if calls is None else calls.p95),
                self.whole(series["returns"].point[at]), self.whole(series["in_use"].point[at]),
                self.whole(None if in_use is None else in_use.p95),
                self.whole(series["hand"].point[at]),
                self.whole(None if hand is None else hand.p5),
            ])  # fmt: skip
        return table(rows)

    def concentration(self) -> str:
        number = formats.number(self.value.effective_number, self.language, 1)
        lines = [self.text(
            f"Spredning: tilsagnene svarer til {number} lige store kontrakter.",
            f"Spread: the commitments are as {number} contracts of equal size.",
        )]  # fmt: skip
        if self.value.by_theme:
            themes = ", ".join(
                f"{theme} {formats.percent(share, self.language)}"
                for theme, share in self.value.by_theme.items()
            )
            lines.append(self.text(
                f"Temaernes del af tilsagnene: {themes}. En kontrakt med flere temaer tæller med "
                "i hvert.",
                f"The themes' parts of the commitments: {themes}. A contract with several counts "
                "in each.",
            ))  # fmt: skip
        whole = sum(self.value.by_payer.values())
        if whole:
            parts = ", ".join(
                f"{payer} {formats.percent(amount / whole, self.language)}"
                for payer, amount in self.value.by_payer.items()
            )
            lines.append(self.text(f"Betalingerne kommer fra: {parts}.",
                                   f"Payments come from: {parts}."))  # fmt: skip
        return "\n".join(lines)

    def warnings(self) -> str:
        if not self.value.warnings:
            return ""
        title = self.text("Vær opmærksom på", "Please note")
        lines = [f"  - {warning.to(self.language)}" for warning in self.value.warnings]
        return "\n".join([f"{title}:", *lines])
