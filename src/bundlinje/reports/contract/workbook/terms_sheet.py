"""The sheet of terms: prices, limits, factors and shares, in cells that the lines refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bundlinje.contracts.cents import whole_cents
from bundlinje.contracts.rules import Interpolate, Marginal, Rule, Share, Steps, Unit
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.line_chain import Step, own_limits, period_limit
from bundlinje.reports.workbook.cells import Book, Sheet

#: Stands for the rest in a price band by band.
REST = 1e15
_NAME, _FROM, _TO, _AMOUNT = range(4)


@dataclass
class TermsSheet:
    """The sheet with the addresses of what stands in it, by what it is for."""

    book: Book
    words: ContractWords
    sheet: Sheet
    row: int = 3
    rules: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    limits: dict[tuple[str, Fraction], str] = field(default_factory=dict)
    factors: dict[tuple[str, Fraction], str] = field(default_factory=dict)
    shares: dict[tuple[str, tuple[tuple[str, Fraction], ...]], int] = field(default_factory=dict)

    # -- putting -----------------------------------------------------------------------------

    def put(self, steps: Sequence[Step]) -> None:
        """Put everything that the lines refer to."""
        say, live = self.book.say, [step for step in steps if step.live]
        self._heading(
            say("Priser", "Prices"),
            (say("Betaling", "Payment"), say("Fra", "From"), say("Til", "To"),
             say("Beløb, pris eller andel", "Amount, price or share")),
        )  # fmt: skip
        for step in live:
            assert step.rule is not None
            key = (step.line.payment, repr(step.rule))
            if key not in self.rules:
                label, amended = step.payment.label, step.version.first
                if amended and any(payment == step.line.payment for payment, _ in self.rules):
                    label = f"{label} ({say('fra', 'from')} {amended})"
                self.rules[key] = self._rule(label, step.rule)
        self.row += 1
        self._heading(
            say("Rabat og indeks", "Discount and index"),
            (say("Periode", "Period"), "", "", say("Faktor", "Factor")),
        )
        for step in live:
            factor = (step.line.period, step.factor)
            if factor not in self.factors:
                self.factors[factor] = self._one(step.line.period, float(step.factor), "factor")
        self.row += 1
        self._heading(say("Lofter", "Caps"), (say("Loft", "Cap"), "", "", say("Højst", "At most")))
        for step in live:
            for name, limit in named_limits(step):
                if (name, limit) not in self.limits:
                    shown = self._cap_label(step, name)
                    amount = whole_cents(limit) / 100
                    self.limits[name, limit] = self._one(shown, amount, "money")
        self.row += 1
        self._shares(live)

    def _cap_label(self, step: Step, name: str) -> str:
        key = name.partition("@")[0]
        period = name.partition("@")[2]
        cap = self.words.terms.cap(key.partition("/")[0])
        parts = [cap]
        if key.partition("/")[2]:
            parts.insert(0, step.payment.label)
        if period:
            parts.append(period)
        return ", ".join(parts)

    def _heading(self, title: str, heads: Sequence[str]) -> None:
        for col in range(_NAME, _AMOUNT + 1):
            self.sheet.put(self.row, col, None, "section")
        self.sheet.text(self.row, _NAME, title, "section")
        self.sheet.heading(self.row + 1, heads, _NAME)
        self.row += 2

    def _one(self, label: str, value: float, kind: str) -> str:
        self.sheet.text(self.row, _NAME, label, "label")
        self.sheet.put(self.row, _AMOUNT, value, f"input_{kind}")
        self.row += 1
        return self.sheet.at(self.row - 1, _AMOUNT)

    def _rule(self, label: str, rule: Rule) -> tuple[int, int]:
        first = self.row
        rows: list[tuple[float | None, float | None, float]] = []
        match rule:
            case Unit(by_group=groups) if groups:
                rows = [(None, None, float(price)) for price in groups.values()]
            case Unit(price=price):
                rows = [(None, None, float(price))]
            case Share(share=share):
                rows = [(None, None, float(share))]
            case Steps(points=points):
                rows = [(float(at), None, float(amount)) for at, amount in points]
            case Interpolate(points=points, below=below):
                rows = [(None, None, float(below))]
                rows += [(float(x), None, float(amount)) for x, amount in points]
            case Marginal(bands=bands):
                start = 0.0
                for up_to, price in bands:
                    end = REST if up_to is None else float(up_to)
                    rows.append((start, end, float(price)))
                    start = end
        kind = "input" if isinstance(rule, Share) else "input_money"
        for at, (low, high, amount) in enumerate(rows):
            self.sheet.text(self.row, _NAME, label if at == 0 else "", "label")
            for col, value in ((_FROM, low), (_TO, high)):
                if value is not None:
                    style = "input_rest" if value == REST else "input"
                    self.sheet.put(self.row, col, value, style)
            self.sheet.put(self.row, _AMOUNT, amount, kind)
            self.row += 1
        if isinstance(rule, Unit):
            for at, group in enumerate(rule.by_group):
                self.sheet.text(first + at, _FROM, group, "label")
        if isinstance(rule, Interpolate):
            below_text = self.book.say("under det første punkt", "below the first point")
            self.sheet.text(first, _TO, below_text, "about")
        return first, self.row - 1

    def _shares(self, live: Sequence[Step]) -> None:
        say = self.book.say
        payers = list(dict.fromkeys(p for step in live for p in step.version.shares(step.payment)))
        self._heading(say("Hvem betaler", "Who pays"), (say("Betaling", "Payment"),))
        for col, payer in enumerate(payers):
            self.sheet.text(self.row - 1, _FROM + col, self.words.party(payer), "header")
        self.payers = payers
        for step in live:
            shares = tuple(step.version.shares(step.payment).items())
            if (step.line.payment, shares) in self.shares:
                continue
            self.shares[step.line.payment, shares] = self.row
            self.sheet.text(self.row, _NAME, step.payment.label, "label")
            for payer, share in shares:
                self.sheet.put(self.row, _FROM + payers.index(payer), float(share), "input_factor")
            self.row += 1

    # -- referring ---------------------------------------------------------------------------

    def rule_formula(self, step: Step, counted: str, groups: str = "") -> str:
        """Return the formula of what a rule gives for what stands in the cell `counted`.

        With a price by need group, for what stands in the cells `groups`.
        """
        assert step.rule is not None
        first, last = self.rules[step.line.payment, repr(step.rule)]
        sheet = self.sheet
        amounts = sheet.in_column(_AMOUNT, first, last)
        lows = sheet.in_column(_FROM, first, last)
        match step.rule:
            case Unit(by_group=prices) if prices:
                return f"SUMPRODUCT({groups}*{amounts})"
            case Unit() | Share():
                return f"{counted}*{sheet.at(first, _AMOUNT)}"
            case Steps():
                low = sheet.at(first, _FROM)
                return f"IF({counted}<{low},0,LOOKUP({counted},{lows},{amounts}))"
            case Marginal():
                highs = sheet.in_column(_TO, first, last)
                within = (
                    f"({counted}>{lows})*(({counted}<{highs})*{counted}+({counted}>={highs})"
                    f"*{highs}-{lows})"
                )
                return f"SUMPRODUCT({within}*{amounts})"
            case Interpolate():
                return self._interpolated(first, last, counted)

    def _interpolated(self, first: int, last: int, counted: str) -> str:
        sheet = self.sheet
        xs = sheet.in_column(_FROM, first + 1, last)
        ys = sheet.in_column(_AMOUNT, first + 1, last)
        below, top = sheet.at(first, _AMOUNT), sheet.at(last, _AMOUNT)
        low, high = sheet.at(first + 1, _FROM), sheet.at(last, _FROM)
        place = f"MATCH({counted},{xs},1)"
        x0, x1 = f"INDEX({xs},{place})", f"INDEX({xs},{place}+1)"
        y0, y1 = f"INDEX({ys},{place})", f"INDEX({ys},{place}+1)"
        inside = f"{y0}+({counted}-{x0})*({y1}-{y0})/({x1}-{x0})"
        return f"IF({counted}<{low},{below},IF({counted}>={high},{top},{inside}))"

    def share_cell(self, step: Step, payer: str) -> str:
        """Return the address of a payer's share of a line."""
        shares = tuple(step.version.shares(step.payment).items())
        return self.sheet.at(
            self.shares[step.line.payment, shares], _FROM + self.payers.index(payer)
        )


def named_limits(step: Step) -> list[tuple[str, Fraction]]:
    """Return the limits of a line by the name of what they are: cap, payment, period."""
    found: list[tuple[str, Fraction]] = []
    per_period, amount = own_limits(step)
    own = step.line.payment
    if per_period is not None:
        mark = f"@{step.line.period}" if step.payment.cap.by_period else ""
        found.append((f"cap.per_period/{own}{mark}", per_period))
    if amount is not None:
        found.append((f"cap.amount/{own}", amount))
    caps = step.version.caps
    in_period = period_limit(caps, step.line.period)
    if in_period is not None:
        mark = f"@{step.line.period}" if caps.by_period else ""
        found.append((f"caps.per_period{mark}", in_period))
    if caps.total is not None:
        found.append(("caps.total", caps.total))
    return found


def terms_sheet(book: Book, words: ContractWords, steps: Sequence[Step]) -> TermsSheet:
    """Put the sheet of terms."""
    sheet = book.sheet("Vilkår", "Terms", "input")
    sheet.widths = {_NAME: 46, _FROM: 16, _TO: 16, _AMOUNT: 22, 4: 16, 5: 16}
    sheet.text(0, 0, book.say("Vilkår", "Terms"), "title")
    about = book.say(
        "Gule celler kan ændres, og linjerne på arket Afregning regner med. Ændringer her er ikke "
        "en ændring af kontrakten.",
        "Yellow cells may be changed, and the lines on the sheet Settlement follow. Changes here "
        "do not amend the contract.",
    )
    sheet.text(1, 0, about, "about")
    made = TermsSheet(book, words, sheet)
    made.put(steps)
    return made
