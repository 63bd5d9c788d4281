"""A valuation as text: who pays and saves what, what capital earns and risks, and who runs dry."""

from __future__ import annotations

from collections.abc import Mapping

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.summaries import Distributed
from bundlinje.calculation.summary import table
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_words import CAPS, Words, sentence
from bundlinje.contracts.surplus import PAYERS
from bundlinje.contracts.valuation_inputs import RESULTS, STATED
from bundlinje.contracts.valuation_result import Chances, TrancheValue, Valuation


def summary(valuation: Valuation, language: Language = "da") -> str:
    """Return the valuation as text: payments, purses, capital, the provider, and what to mind."""
    say = _Say(valuation, language)
    parts = [say.heading(), say.purses(), say.capital(), say.provider(), say.warnings()]
    return "\n\n".join(part for part in parts if part)


def purse_label(valuation: Valuation, purse: str, language: Language) -> str:
    """Return what a purse is called: as a party of the contract, else as in the case."""
    contract, case = valuation.contract, valuation.case
    if (named := contract.label(purse)) != purse:
        return named
    payer, _, department = purse.partition("/")
    if purse == PAYERS:
        return Text("Effektkøbere", "Outcome payers").to(language)
    if case is None or payer not in case.payers:
        return purse[:1].upper() + purse[1:]
    known = case.payers[payer]
    return known.departments.get(department) or known.label.to(language)


class _Say:
    def __init__(self, valuation: Valuation, language: Language) -> None:
        self.valuation, self.language = valuation, language
        self.contract: Contract = valuation.contract
        self.words = Words(self.contract, language)
        self.chances: Chances | None = valuation.chances

    def text(self, da: str, en: str) -> str:
        return self.words.text(da, en)

    def money(self, amount: float) -> str:
        return formats.money(amount, self.contract.currency, self.language)

    def whole(self, amount: float | None) -> str:
        return "–" if amount is None else formats.number(amount, self.language)

    def chance(self, share: float | None) -> str:
        return "–" if share is None else formats.chance(share, self.language)

    def percent(self, share: float | None) -> str:
        return "–" if share is None else formats.percent(share, self.language, 1)

    def label(self, purse: str) -> str:
        return purse_label(self.valuation, purse, self.language)

    # -- parts -------------------------------------------------------------------------------

    def heading(self) -> str:
        contract, point = self.contract, self.valuation.point
        rests_on = {
            STATED: self.text("som aftalt i kontrakten", "as stated in the contract"),
            RESULTS: self.text("efter verificerede resultater", "by verified results"),
        }.get(self.valuation.source, self.text("som det ventes", "as expected"))
        paid = self.money(point.payments)
        lines = [contract.title, "=" * len(contract.title)]
        lines.append(self.text(
            f"Betaling for resultater: {paid}, {rests_on}.",
            f"Outcome payments: {paid}, {rests_on}.",
        ))  # fmt: skip
        chances = self.chances
        if chances is not None and chances.payments.total.sd:
            total = chances.payments.total
            low, high = self.money(total.p5), self.money(total.p95)
            lines.append(self.text(
                f"Mellem {low} og {high} med 90 % sandsynlighed, {self.money(total.mean)} i "
                "gennemsnit.",
                f"Between {low} and {high} with 90% probability, {self.money(total.mean)} on "
                "average.",
            ))  # fmt: skip
            lines += self._payment_chances(chances)
        return "\n".join(lines)

    def _payment_chances(self, chances: Chances) -> list[str]:
        payments, lines = chances.payments, []
        if payments.p_full is not None and payments.most is not None:
            most, full = self.money(payments.most), self.chance(payments.p_full)
            lines.append(self.text(
                f"Chance for fuld betaling ({most}): {full}.",
                f"Chance of full payment ({most}): {full}.",
            ))  # fmt: skip
        for name, share in payments.caps.items():
            lines.append(self.text(
                f"Chance for, at loftet rammes ({self.cap(name)}): {self.chance(share)}.",
                f"Chance that the cap binds ({self.cap(name)}): {self.chance(share)}.",
            ))  # fmt: skip
        if payments.without_effect is not None:
            without = self.money(payments.without_effect.mean)
            lines.append(self.text(
                f"Betaling uden effekt: {without} i gennemsnit. Så meget betales der, selv om "
                "indsatsen intet ændrer.",
                f"Payment without effect: {without} on average. So much is paid though the "
                "intervention changes nothing.",
            ))  # fmt: skip
        return lines

    def cap(self, name: str) -> str:
        """Return what a cap is called, with the payment it belongs to."""
        if name in CAPS:
            return CAPS[name].to(self.language)
        _, id, key = name.split(".", 2)
        label = next(p.label for p in self.contract.payments if p.id == id)
        return f"{label}: {CAPS[key].to(self.language)}"

    def purses(self) -> str:
        rows = [[
            self.text("Kasse", "Purse"), self.text("Betaler", "Pays"),
            self.text("Sparer", "Saves"), self.text("Ender med", "Ends with"),
            self.text("5 %", "5%"), self.text("95 %", "95%"),
            self.text("Risiko for tab", "Risk of loss"),
        ]]  # fmt: skip
        for purse, value in self.valuation.point.payers.items():
            drawn = None if self.chances is None else self.chances.payers.get(purse)
            net = None if drawn is None else drawn.net
            rows.append([
                self.label(purse), self.whole(value.pays), self.whole(value.saves),
                self.whole(value.net), *self._ends(net),
                self.chance(None if drawn is None else drawn.p_pays_more),
            ])  # fmt: skip
        case = self.valuation.case
        if case is None:
            note = self.text(
                "I løbende priser. Angiv sagen med --case for at se, hvad kasserne sparer.",
                "In current prices. Give the case with --case to see what the purses save.",
            )
        else:
            note = self.text(
                f"Nutidsværdi i {case.price_year}-priser som i sagen; uden de udgifter, som "
                "kontrakten erstatter.",
                f"Present value in {case.price_year} prices as in the case; without the costs "
                "that the contract replaces.",
            )
        return f"{table(rows)}\n{note}"

    def _ends(self, drawn: Distributed | None) -> list[str]:
        if drawn is None:
            return ["–", "–"]
        return [self.whole(drawn.p5), self.whole(drawn.p95)]

    def capital(self) -> str:
        tranches: Mapping[str, TrancheValue] = self.valuation.point.tranches
        if not tranches:
            return ""
        rows = [[
            self.text("Kapital", "Capital"), self.text("Trækkes", "Drawn"),
            self.text("Højest ude", "Peak"), self.text("Får", "Gets"),
            self.text("Tab", "Loss"), self.text("Gange", "Multiple"),
            self.text("Afkast", "Return"), self.text("Afkast, middel", "Return, mean"),
            self.text("Afkast, 5 %", "Return, 5%"), self.text("Risiko for tab", "Risk of loss"),
        ]]  # fmt: skip
        for id, value in tranches.items():
            drawn = None if self.chances is None else self.chances.tranches[id]
            irr = None if drawn is None else drawn.irr
            got = value.repaid + value.interest + value.gain + value.guarantee
            multiple = "–" if value.moic is None else formats.number(value.moic, self.language, 2)
            rows.append([
                self._tranche(id), self.whole(value.drawn), self.whole(value.peak_drawn),
                self.whole(got), self.whole(value.loss), multiple, self.percent(value.irr),
                self.percent(None if irr is None else irr.mean),
                self.percent(None if irr is None else irr.p5),
                self.chance(None if drawn is None else drawn.p_loss),
            ])  # fmt: skip
        note = self.text(
            "Afkast om året (XIRR); et tab af det hele er −100 % og er talt med i middel.",
            "Return a year (XIRR); a total loss is −100% and counts in the mean.",
        )
        return f"{table(rows)}\n{note}"

    def _tranche(self, id: str) -> str:
        holder = next(t.holder for t in self.contract.capital.tranches if t.id == id)
        return self.words.tranche_of(id, self.contract.label(holder) if holder else "")

    def provider(self) -> str:
        provider = self.valuation.point.provider
        name = self.contract.parties.get("provider") or self.text("Leverandøren", "The provider")
        low, last = self.money(provider["lowest"]), self.money(provider["balance"])
        line = sentence(self.text(
            f"{name} har mindst {low} i kassen undervejs og ender med {last}",
            f"{name} has at least {low} in hand on the way and ends with {last}",
        ))  # fmt: skip
        if self.chances is not None:
            short = self.chances.provider["p_short"]
            assert isinstance(short, float)
            line += self.text(
                f" Risiko for at mangle penge: {self.chance(short)}.",
                f" Risk of running short: {self.chance(short)}.",
            )
        return line

    def warnings(self) -> str:
        if not self.valuation.warnings:
            return ""
        title = self.text("Vær opmærksom på", "Please note")
        lines = [f"  - {warning.to(self.language)}" for warning in self.valuation.warnings]
        return "\n".join([f"{title}:", *lines])
