"""The value of a contract for everyone in it: the point, and how it is distributed over draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bundlinje.basics.texts import Language, Text
from bundlinje.basics.version import __version__
from bundlinje.calculation.case import Case
from bundlinje.calculation.summaries import Distributed
from bundlinje.contracts.cash_table import CashTable
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.valuation_inputs import ValuationInputs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORMAT = "bundlinje.valuation/1"


@dataclass(frozen=True)
class TrancheValue:
    """What one tranche puts in and gets. Amounts in the contract's currency.

    Attributes:
        drawn: What was drawn in all.
        peak_drawn: The most that was drawn and not repaid at any one time.
        repaid: Principal that came back.
        interest: Interest that was paid.
        gain: What came beyond principal and interest.
        guarantee: What a guarantee covered.
        outstanding: Principal still owed at the end.
        unpaid_interest: Interest still owed at the end.
        loss: What did not come back; 0 or more.
        moic: What was received over what was drawn; None if nothing was drawn. [1]
        irr: XIRR on ACT/365; −1 if nothing came back, None if nothing was drawn. [1/year]
    """

    drawn: float
    peak_drawn: float
    repaid: float
    interest: float
    gain: float
    guarantee: float
    outstanding: float
    unpaid_interest: float
    loss: float
    moic: float | None
    irr: float | None


@dataclass(frozen=True)
class PurseValue:
    """What one purse pays against what it saves.

    `pays` is deflated and discounted like the case where there is one, and `pays_nominal` is the
    money itself; `saves` and `net` are None without a case.
    """

    pays: float
    saves: float | None
    net: float | None
    pays_nominal: float


@dataclass(frozen=True)
class PointValue:
    """The valuation at the means. `table` is the cash of one draw in whole cents."""

    tranches: Mapping[str, TrancheValue]
    provider: Mapping[str, float]
    payers: Mapping[str, PurseValue]
    payments: float  # outcome payments in all
    without_effect: float | None  # the same with the rates without the intervention
    table: CashTable = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the point as plain data for JSON."""
        return {
            "tranches": {id: dict(vars(value)) for id, value in self.tranches.items()},
            "provider": dict(self.provider),
            "payers": {id: dict(vars(value)) for id, value in self.payers.items()},
            "payments": self.payments,
            "without_effect": self.without_effect,
            "balances": self._balances(),
            "flows": [
                {
                    "date": flow.date.isoformat(),
                    "from": flow.giver,
                    "to": flow.taker,
                    "kind": flow.kind,
                    "amount": float(flow.cents[0]) / 100,
                    **({"tranche": flow.tranche} if flow.tranche else {}),
                }
                for flow in self.table.flows()
            ],
        }

    def _balances(self) -> list[dict[str, Any]]:
        """Return who has what after each date: money in hand, the provider, what loans are out."""
        table = self.table
        out, provider = table.out, table.provider
        return [
            {
                "date": date.isoformat(),
                "in_hand": float(table.hand[i, 0]) / 100,
                "provider": float(provider[i, 0]) / 100,
                "out": {id: float(out[k, i, 0]) / 100 for k, id in enumerate(self.tranches)},
            }
            for i, date in enumerate(table.dates)
        ]


@dataclass(frozen=True)
class TrancheChances:
    """How a tranche's figures are distributed; a total loss has an irr of −1 and is counted.

    `p_nothing_drawn` is the chance that there is no return to speak of, and `p_total_loss` that
    nothing at all comes back.
    """

    drawn: Distributed
    peak_drawn: Distributed
    received: Distributed
    gain: Distributed
    loss: Distributed
    moic: Distributed | None
    irr: Distributed | None
    p_loss: float
    p_total_loss: float
    p_nothing_drawn: float


@dataclass(frozen=True)
class PurseChances:
    """How a purse's figures are distributed; `p_pays_more` is the chance that it pays more."""

    pays: Distributed
    saves: Distributed | None
    net: Distributed | None
    p_pays_more: float | None


@dataclass(frozen=True)
class PaymentChances:
    """How the outcome payments are distributed.

    `caps` is the chance that each cap cuts something; `p_full` that everything is paid that the
    contract can pay at most, None where nothing limits it; `without_effect` what is paid where
    the intervention changes nothing.
    """

    total: Distributed
    p_full: float | None
    most: float | None
    caps: Mapping[str, float]
    without_effect: Distributed | None


@dataclass(frozen=True)
class Chances:
    """Everything that is distributed over the draws.

    `cash` is what each party has received less paid up to each date, by party and date.
    """

    draws: int
    seed: int
    shock: float
    payments: PaymentChances
    tranches: Mapping[str, TrancheChances]
    provider: Mapping[str, Distributed | float]
    payers: Mapping[str, PurseChances]
    cash: Mapping[str, Mapping[str, Distributed]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the chances as plain data for JSON."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain


@dataclass(frozen=True)
class Drawn:
    """Figures by draw, for what is looked for further: shape (…, draws), in whole currency.

    `pays` and `saves` by purse are held against each other: present values with a case. `ends` is
    what each party has received less paid when the contract is over, by party.
    """

    total: Array
    pays: Array
    saves: Array | None
    received: Array
    drawn: Array
    irr: Array
    lowest: Array
    balance: Array
    ends: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Valuation:
    """A contract valued for everyone in it."""

    contract: Contract
    case: Case | None
    source: str
    purses: tuple[str, ...]
    point: PointValue
    chances: Chances | None
    drawn: Drawn | None = field(repr=False)
    inputs: ValuationInputs = field(repr=False)
    warnings: tuple[Text, ...] = ()

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the valuation as the JSON document `bundlinje.valuation/1` holds it."""
        contract, case = self.contract, self.case
        return {
            "format": FORMAT,
            "contract": {"id": contract.id, "title": contract.title, "sha256": contract.sha256},
            "case": None
            if case is None
            else {"id": case.id, "title": case.title, "sha256": case.sha256},
            "software": f"bundlinje {__version__}",
            "currency": contract.currency,
            "payments_from": self.source,
            "warnings": [warning.to(language) for warning in self.warnings],
            "point": self.point.to_dict(),
            "uncertainty": None if self.chances is None else self.chances.to_dict(),
        }


def number_or_none(value: float) -> float | None:
    """Return a number, or None for NaN."""
    return None if math.isnan(value) else float(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Distributed):
        return value.to_dict()
    if isinstance(value, Chances | PaymentChances | TrancheChances | PurseChances):
        return {key: _plain(item) for key, item in vars(value).items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
