"""Each party's cash and result, as plain data: what tables and charts of a contract show."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bundlinje.calculation.summaries import Distributed, distributed
from bundlinje.contracts.cash_paths import cash_paths
from bundlinje.contracts.cash_table import DELIVERY, IN_HAND, PROVIDER, CashTable
from bundlinje.contracts.valuation_result import Valuation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """A quarter or a year, with its last day."""

    label: str
    end: datetime.date


@dataclass(frozen=True)
class Cash:
    """What every party receives less what it pays, by span, and what is in hand after each.

    The parties' amounts and the change in what is in hand sum to 0. [currency]
    """

    spans: tuple[Span, ...]
    parties: Mapping[str, tuple[float, ...]]
    hand: tuple[float, ...]


def cash(table: CashTable, by: str) -> Cash:
    """Return the cash of a table of one draw, `by` quarter or year."""
    spans = _spans(table, by)
    labels = [span.label for span in spans]
    # Payers are there even where they pay nothing.
    sums = {payer: [0.0] * len(spans) for payer in table.payers}
    for flow in table.flows():
        at, cents = labels.index(_label(flow.date, by)), float(flow.cents[0])
        for party, sign in ((flow.giver, -1), (flow.taker, 1)):
            if party != IN_HAND:
                sums.setdefault(party, [0.0] * len(spans))[at] += sign * cents
    hand = [0.0] * len(spans)
    for i, date in enumerate(table.dates):
        hand[labels.index(_label(date, by))] = float(table.hand[i, 0])
    for at in range(1, len(spans)):
        if not any(_label(date, by) == labels[at] for date in table.dates):
            hand[at] = hand[at - 1]
    order = [*table.payers, *dict.fromkeys(t.holder or t.id for t in table.capital.tranches)]
    order += [party for party in sums if party not in order and party not in (PROVIDER, DELIVERY)]
    return Cash(
        spans,
        {
            party: tuple(cents / 100 for cents in sums[party])
            for party in dict.fromkeys([*order, PROVIDER, DELIVERY])
            if party in sums
        },
        tuple(cents / 100 for cents in hand),
    )


@dataclass(frozen=True)
class Fan:
    """What a party has received less paid so far: as expected, in the middle and at both ends of
    90 % of the draws. [currency]
    """

    point: float
    middle: float
    low: float
    high: float


def fans(valuation: Valuation, spans: Sequence[Span]) -> dict[str, tuple[Fan, ...]]:
    """Return the cash of each party up to the end of each span; empty without draws."""
    if valuation.chances is None:
        return {}
    table = valuation.point.table
    spreads = valuation.chances.cash
    parties = tuple(spreads)
    points = cash_paths(table, parties, table.dates)[:, :, 0]
    found = {}
    for at, party in enumerate(parties):
        rows = []
        for span in spans:
            # Spans go from the first date to the last, so that a date is always before their end.
            i = max(i for i, date in enumerate(table.dates) if date <= span.end)
            spread = spreads[party][table.dates[i].isoformat()]
            rows.append(Fan(float(points[at, i]), spread.p50, spread.p5, spread.p95))
        found[party] = tuple(rows)
    return found


def _label(day: datetime.date, by: str) -> str:
    return str(day.year) if by == "year" else f"{day.year}-K{(day.month - 1) // 3 + 1}"


def _spans(table: CashTable, by: str) -> tuple[Span, ...]:
    """Return every quarter or year from the first date to the last, empty ones too."""
    first, last = table.dates[0], table.dates[-1]
    found = []
    for year in range(first.year, last.year + 1):
        for month in (12,) if by == "year" else (3, 6, 9, 12):
            end = datetime.date(year, month, 30 if month in (6, 9) else 31)
            starts = datetime.date(year, 1 if by == "year" else month - 2, 1)
            if end >= first and starts <= last:
                found.append(Span(_label(end, by), end))
    return tuple(found)


@dataclass(frozen=True)
class Outcome:
    """What one party ends with: its point and how it is distributed. [currency]

    `kind` is purse, tranche or provider; `present` is whether it is a present value.
    """

    kind: str
    id: str
    point: float
    draws: Array | None
    present: bool = False

    @property
    def spread(self) -> Distributed | None:
        """How it is distributed, where there are draws."""
        return None if self.draws is None else distributed(self.draws)

    @property
    def p_loss(self) -> float | None:
        """The chance that the party loses more than half a cent. [1]"""
        return None if self.draws is None else float((self.draws < -0.005).mean())


def outcomes(valuation: Valuation) -> tuple[Outcome, ...]:
    """Return what every party ends with: purses, tranches, the provider.

    Purses save and pay; where the savings are not known they are left out.
    """
    point, drawn = valuation.point, valuation.drawn
    found: list[Outcome] = []
    for row, (purse, value) in enumerate(point.payers.items()):
        if value.net is None:
            continue
        draws = None
        if drawn is not None and drawn.saves is not None:
            draws = drawn.saves[row] - drawn.pays[row]
        found.append(Outcome("purse", purse, value.net, draws, present=True))
    for k, (id, tranche) in enumerate(point.tranches.items()):
        got = tranche.repaid + tranche.interest + tranche.gain + tranche.guarantee
        draws = None if drawn is None else drawn.received[k] - drawn.drawn[k]
        found.append(Outcome("tranche", id, got - tranche.drawn, draws))
    own = float(valuation.contract.capital.provider_cash)
    draws = None if drawn is None else drawn.balance - own
    found.append(Outcome(PROVIDER, PROVIDER, point.provider["balance"] - own, draws))
    return tuple(found)
