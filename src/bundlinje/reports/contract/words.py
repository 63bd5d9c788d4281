"""How one contract's parties, tranches and amounts are written in a report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from bundlinje.basics import formats
from bundlinje.basics.texts import Language
from bundlinje.calculation.case import Case, payer_of
from bundlinje.calculation.summaries import Distributed
from bundlinje.contracts.capital import Tranche
from bundlinje.contracts.cash_table import DELIVERY, PROVIDER
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_words import CAPS
from bundlinje.contracts.contract_words import Words as TermWords
from bundlinje.contracts.tranche_names import unheld
from bundlinje.reports.amounts import AmountWords
from bundlinje.reports.chart_style import INK, SOFT, colour_among
from bundlinje.reports.content import Cell, Column

#: Who pays where a contract names no payers.
ANYONE = "payers"
_DEFINITE = {"Kommune": "Kommunen", "Region": "Regionen", "Stat": "Staten"}


def payer_name(words: AmountWords, account: str) -> str:
    """Return what an account is called where no case names it."""
    payer, _, department = account.partition("/")
    known = {
        "kommune": words.say("Kommune", "Municipality"),
        "region": words.say("Region", "Region"),
        "stat": words.say("Stat", "State"),
        ANYONE: words.say("Effektkøberne", "The outcome payers"),
    }
    label = known.get(payer, payer)
    return f"{label}, {department}" if department else label


@dataclass(frozen=True)
class ContractWords(AmountWords):
    """Writes the numbers and names of one contract in one language.

    `drawn` is whether there are draws to show.
    """

    contract: Contract
    language: Language
    case: Case | None = None
    drawn: bool = False

    @property
    def currency_code(self) -> str:
        """The currency of the contract."""
        return self.contract.currency

    @cached_property
    def terms(self) -> TermWords:
        """What writes the contract's own rules and limits."""
        return TermWords(self.contract, self.language)

    def date(self, day: datetime.date) -> str:
        """Return a day with the month's name."""
        return formats.date(day, self.language)

    # Names

    def party(self, party: str) -> str:
        """Return the name of a payer, a holder, the provider, or what delivery costs."""
        if (named := self.contract.label(party)) != party:
            return named
        known = {
            PROVIDER: self.say("Leverandøren", "The provider"),
            DELIVERY: self.say("Levering", "Delivery"),
        }
        if loan := unheld(self.contract).get(party):
            return loan.to(self.language)
        return known.get(party) or self._payer(party)

    def _payer(self, account: str) -> str:
        payer, _, department = account.partition("/")
        if self.case is None or payer not in self.case.payers:
            return payer_name(self, account)
        named = self.case.payers[payer]
        label = named.label.to(self.language)
        return f"{label}, {named.departments.get(department, department)}" if department else label

    def subject(self, party: str) -> str:
        """Return a party as the subject of a sentence: `Staten`, or its own name."""
        name = self.party(party)
        if self.language == "da":
            return _DEFINITE.get(name, name)
        return f"The {name.lower()}" if name in ("Municipality", "Region", "State") else name

    def tranche(self, tranche: Tranche) -> str:
        """Return a tranche with its holder: `Seniorlån (Banken)`."""
        holder = self.party(tranche.holder) if tranche.holder else ""
        return self.terms.tranche_of(tranche.id, holder)

    def payment(self, id: str) -> str:
        """Return the label of a payment."""
        return next(p.label for p in self.contract.payments if p.id == id)

    def cap(self, name: str) -> str:
        """Return what a cap is called, with the payment that it belongs to."""
        if name in CAPS:
            return CAPS[name].to(self.language)
        _, id, key = name.split(".", 2)
        return f"{self.payment(id)}: {CAPS[key].to(self.language)}"

    # Colours

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Everyone in the contract: payers, holders of capital, the provider."""
        payers = self.contract.payers or (ANYONE,)
        holders = [t.holder or t.id for t in self.contract.capital.tranches]
        return tuple(dict.fromkeys([*payers, *holders, PROVIDER]))

    def colour(self, party: str) -> str:
        """Return the fixed colour of a party."""
        if party == DELIVERY:
            return SOFT
        if party == PROVIDER:
            return INK
        others = [payer_of(p) for p in self.parties if p != PROVIDER]
        name = payer_of(party)
        return colour_among(name, others if name in others else [*others, name])

    # Cells

    def whole(self, value: float | None) -> Cell:
        """Return an amount to the krone without its unit."""
        return self.money_cell(value)

    def ends(self, drawn: Distributed | None) -> tuple[Cell, ...]:
        """Return the ends of a 90 % interval, where there are draws."""
        if not self.drawn:
            return ()
        if drawn is None:
            return self.money_cell(None), self.money_cell(None)
        return self.money_cell(drawn.p5), self.money_cell(drawn.p95)

    def end_columns(self, unit: str | None = None) -> tuple[Column, ...]:
        """Return the columns of the ends of a 90 % interval, where there are draws."""
        if not self.drawn:
            return ()
        unit = self.currency if unit is None else unit
        return Column(self.percent(0.05), unit), Column(self.percent(0.95), unit)

    def risk(self, share: float | None) -> tuple[Cell, ...]:
        """Return a probability, where there are draws."""
        if not self.drawn:
            return ()
        return (Cell("–") if share is None else Cell(self.chance(share), share),)

    def risk_column(self, header: str) -> tuple[Column, ...]:
        """Return the column of a probability, where there are draws."""
        return (Column(header),) if self.drawn else ()

    def rate(self, share: float | None) -> Cell:
        """Return a yearly return with one decimal."""
        return Cell("–") if share is None else Cell(self.percent(share, 1), share)

    def times(self, multiple: float | None) -> Cell:
        """Return a multiple with two decimals."""
        return Cell("–") if multiple is None else Cell(self.number(multiple, 2), multiple)
