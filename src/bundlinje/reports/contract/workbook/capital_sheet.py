"""The sheet of capital: commitments, rates, guarantees and the surplus, in cells that may change.

Who is drawn and paid first, days and kinds are the contract's; they are shown, not calculated on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bundlinje.contracts.capital import Surplus, Tranche
from bundlinje.contracts.cash_plan import CashPlan
from bundlinje.contracts.cash_table import CashTable
from bundlinje.contracts.cents import rounded_cents
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.quantities import Quantity
from bundlinje.reports.workbook.cells import Book, Sheet

_NAME, _KIND, _RANK, _DRAW, _BASIS, _COMMITMENT, _RATE = range(7)
_VALUE = _COMMITMENT
_KINDS = {
    "loan": ("lån", "loan"),
    "grant": ("tilskud", "grant"),
    "deferred": ("udskudt betaling", "deferred"),
}


@dataclass
class CapitalSheet:
    """The sheet with its cells as quantities, by place of tranche, guarantee, step and payer."""

    book: Book
    words: ContractWords
    sheet: Sheet
    row: int = 3
    commitment: list[Quantity] = field(default_factory=list)
    rate: list[Quantity] = field(default_factory=list)
    guarantee_share: list[Quantity] = field(default_factory=list)
    guarantee_cap: list[Quantity | None] = field(default_factory=list)
    limit: dict[int, Quantity] = field(default_factory=dict)
    split: dict[int, list[Quantity]] = field(default_factory=dict)
    shares: list[Quantity] = field(default_factory=list)
    months: Quantity | None = None
    terminated: Quantity | None = None
    own: Quantity = field(default_factory=lambda: Quantity("0", 0.0))

    def heading(self, texts: Sequence[str]) -> None:
        """Put a row of headings after a free row."""
        self.row += 1
        self.sheet.heading(self.row, texts, 0)
        self.row += 1

    def one(self, label: str, value: float, kind: str = "input_money") -> Quantity:
        """Put a labelled value and return it."""
        self.sheet.text(self.row, _NAME, label, "label")
        self.row += 1
        return self.cell(self.row - 1, _VALUE, value, kind)

    def cell(self, row: int, col: int, value: float, kind: str) -> Quantity:
        """Put a value and return it."""
        self.sheet.put(row, col, value, kind)
        return Quantity(self.sheet.at(row, col), value)


def capital_sheet(
    book: Book, words: ContractWords, table: CashTable, plan: CashPlan
) -> CapitalSheet:
    """Put the sheet of capital."""
    say, capital = book.say, table.capital
    sheet = book.sheet("Kapital", "Capital", "input")
    sheet.widths = {_NAME: 44, _KIND: 18, _RANK: 12, _DRAW: 12, _BASIS: 12, _COMMITMENT: 18,
                    _RATE: 14}  # fmt: skip
    sheet.text(0, 0, say("Kapital", "Capital"), "title")
    sheet.text(1, 0, say(
        "Gule celler kan ændres, og pengene deles på ny på arket Fordeling. Dage, art, rang og "
        "trækrækkefølge er kontraktens: ændres de, skal kontrakten regnes igen.",
        "Yellow cells may be changed, and money is shared anew on the sheet Sharing. Days, kind, "
        "rank and order of drawing are the contract's: change them there and value it again.",
    ), "about")  # fmt: skip
    made = CapitalSheet(book, words, sheet)
    _tranches(made, capital.tranches)
    _guarantees(made, table)
    _surplus(made, capital.surplus)
    made.heading([say("Andre vilkår", "Other terms"), "", "", "", "", say("Værdi", "Value")])
    made.own = made.one(
        say("Leverandørens egne penge ved start", "The provider's own money at the start"),
        rounded_cents(capital.provider_cash) / 100,
    )
    if capital.recycle_months is not None:
        made.months = made.one(
            say("Måneders levering, der holdes i kassen", "Months of delivery kept in hand"),
            float(capital.recycle_months), "input",
        )  # fmt: skip
    if plan.terminated is not None:
        made.terminated = made.one(
            say("Andel af skyldige lån, der betales ved ophør", "Share of loans paid at the end"),
            float(plan.terminated), "input_factor",
        )  # fmt: skip
    made.heading([say("Betalernes andele", "Shares of the payers"), "", "", "", "",
                  say("Andel", "Share")])  # fmt: skip
    for payer, share in plan.payers.items():
        made.shares.append(made.one(words.party(payer), float(share), "input_factor"))
    return made


def _tranches(made: CapitalSheet, tranches: Sequence[Tranche]) -> None:
    say = made.book.say
    made.heading([
        say("Tranche", "Tranche"), say("Art", "Kind"), say("Rang", "Rank"),
        say("Trækkes som nr.", "Drawn as no."), say("Dage", "Days"),
        say("Tilsagn", "Commitment"), say("Rente om året", "Interest a year"),
    ])  # fmt: skip
    for tranche in tranches:
        row, sheet = made.row, made.sheet
        sheet.text(row, _NAME, made.words.tranche(tranche), "label")
        sheet.text(row, _KIND, say(*_KINDS[tranche.kind]), "calc_text")
        sheet.text(row, _RANK, str(tranche.seniority), "calc_text")
        sheet.text(row, _DRAW, str(tranche.draw), "calc_text")
        interest = tranche.interest
        sheet.text(row, _BASIS, "" if interest is None else interest.basis, "calc_text")
        amount = rounded_cents(tranche.commitment) / 100
        made.commitment.append(made.cell(row, _COMMITMENT, amount, "input_money"))
        if interest is None:
            made.rate.append(Quantity("0", 0.0))
        else:
            made.rate.append(made.cell(row, _RATE, float(interest.rate), "input_factor"))
        made.row += 1


def _guarantees(made: CapitalSheet, table: CashTable) -> None:
    guarantees, say = table.capital.guarantees, made.book.say
    if not guarantees:
        return
    made.heading([say("Garanti", "Guarantee"), say("Af", "Of"), "", "", "", say("Højst", "Cap"),
                  say("Andel", "Share")])  # fmt: skip
    of = {"loss": ("tabet", "the loss"), "drawn": ("det trukne", "what is drawn"),
          "commitment": ("tilsagnet", "the commitment")}  # fmt: skip
    tranches = {tranche.id: tranche for tranche in table.capital.tranches}
    for guarantee in guarantees:
        name = made.words.tranche(tranches[guarantee.tranche])
        by = made.words.party(guarantee.by)
        made.sheet.text(made.row, _NAME, say(f"{by} for {name}", f"{by} for {name}"), "label")
        made.sheet.text(made.row, _KIND, say(*of[guarantee.of]), "calc_text")
        cap = guarantee.cap
        amount = None if cap is None else rounded_cents(cap) / 100
        made.guarantee_cap.append(
            None if amount is None else made.cell(made.row, _COMMITMENT, amount, "input_money")
        )
        share = float(guarantee.share)
        made.guarantee_share.append(made.cell(made.row, _RATE, share, "input_factor"))
        made.row += 1


def _surplus(made: CapitalSheet, steps: Sequence[Surplus]) -> None:
    say = made.book.say
    made.heading([say("Overskuddet, trin for trin", "The surplus, step by step"), "", "", "", "",
                  say("Grænse eller andel", "Limit or share")])  # fmt: skip
    for place, step in enumerate(steps):
        to = receiver(made.words, step.to) if step.to else ""
        if step.until_irr is not None:
            label = say(f"{place + 1}. {to}, til et afkast om året på",
                        f"{place + 1}. {to}, until a return a year of")  # fmt: skip
            made.limit[place] = made.one(label, float(step.until_irr), "input_factor")
        elif step.until_multiple is not None:
            label = say(f"{place + 1}. {to}, til det trukne gange",
                        f"{place + 1}. {to}, until what was drawn times")  # fmt: skip
            made.limit[place] = made.one(label, float(step.until_multiple), "input_factor")
        elif step.split is not None:
            made.split[place] = [
                made.one(f"{place + 1}. {receiver(made.words, to)}", float(share), "input_factor")
                for to, share in step.split.items()
            ]
        else:
            made.sheet.text(made.row, _NAME, f"{place + 1}. {to}", "label")
            made.sheet.text(made.row, _VALUE, say("alt", "all"), "calc_text")
            made.row += 1
    made.sheet.text(made.row, _NAME, say("Resten til leverandøren", "The rest to the provider"),
                    "label")  # fmt: skip
    made.row += 1


def receiver(words: ContractWords, to: str) -> str:
    """Return the name of one who receives from the surplus."""
    if to == "payers":
        return words.say("Betalerne efter deres andele", "The payers by their shares")
    tranches = {tranche.id: tranche for tranche in words.contract.capital.tranches}
    return words.tranche(tranches[to]) if to in tranches else words.party(to)
