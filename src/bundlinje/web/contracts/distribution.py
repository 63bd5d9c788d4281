"""Each party's distribution: what it ends with over the draws, as rows with a small chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.tranche_names import unheld
from bundlinje.contracts.valuation_result import Valuation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BINS = 40
WIDTH, HEIGHT = 200.0, 36.0
#: Below half an øre nothing is lost.
LOSS = -0.005


@dataclass(frozen=True)
class Bar:
    """One bar of a chart [px]; whether it lies below 0."""

    x: float
    y: float
    width: float
    height: float
    below: bool


@dataclass(frozen=True)
class PartyRow:
    """What one party ends with: in words, and the bars of its chart.

    `zero` and `mean` are where those lie in the chart [px]; zero is None outside it.
    """

    label: str
    what: Text
    expected: str
    mean: str
    low: str
    high: str
    loss: str
    negative: bool
    bars: tuple[Bar, ...]
    zero: float | None
    middle: float
    moved: str = ""
    moved_down: bool = False


def party_rows(
    valuation: Valuation, language: Language, before: Valuation | None = None
) -> list[PartyRow]:
    """Return a row for every purse, holder of capital and the provider.

    A purse ends with what it saves less what it pays, in present value as in the case; the others
    with what they receive less what they pay, in money of the day. `before` is the valuation
    before the last change.
    """
    was = {} if before is None else {key: mean for key, _, _, mean in figures(before)}
    return [
        _row(valuation, key, what, draws, language, was.get(key))
        for key, what, draws, _ in figures(valuation)
    ]


def means(valuation: Valuation, language: Language) -> dict[str, tuple[str, float]]:
    """Return each party by its id: what it is called, and what it ends with on average. [currency]

    A party keeps its id when it gets another name.
    """
    return {
        key: (label_of(valuation, key, what, language), mean)
        for key, what, _, mean in figures(valuation)
    }


NET = Text("sparer minus betaler (nutidsværdi)", "saves less pays (present value)")
CASH = Text("får minus betaler", "receives less pays")


def figures(valuation: Valuation) -> Iterator[tuple[str, Text, Array, float]]:
    """Yield each party with what is counted, its figure in every draw and the mean of them."""
    drawn = valuation.drawn
    if drawn is None:
        return
    purses = set()
    for row, purse in enumerate(valuation.purses):
        value = valuation.point.payers[purse]
        if drawn.saves is None or not (value.pays or value.saves):
            continue
        net = drawn.saves[row] - drawn.pays[row]
        purses.add(purse)
        yield purse, NET, net, float(net.mean())
    for party, ends in drawn.ends.items():
        if party in purses or party in valuation.contract.payers:
            continue
        figure = drawn.balance if party == PROVIDER else ends
        yield party, CASH, figure, float(figure.mean())


def _row(
    valuation: Valuation,
    key: str,
    what: Text,
    draws: Array,
    language: Language,
    before: float | None,
) -> PartyRow:
    contract = valuation.contract

    def money(amount: float) -> str:
        return formats.money(amount, contract.currency, language)

    def rounded(amount: float) -> str:
        return money(round(amount / step) * step)

    # No more digits than the spread allows, as beside a case.
    step = formats.precision_of(float(draws.std()))
    low, high = (float(x) for x in np.quantile(draws, (0.05, 0.95)))
    mean = float(draws.mean())
    bars, zero, middle = _chart(draws, mean)
    point = valuation.point.payers.get(key) if what is NET else None
    moved = 0.0 if before is None else mean - before
    return PartyRow(
        label=label_of(valuation, key, what, language),
        what=PROVIDER_CASH if key == PROVIDER else what,
        expected="" if point is None or point.net is None else rounded(point.net),
        mean=rounded(mean),
        low=rounded(low),
        high=rounded(high),
        loss=formats.chance(float((draws < LOSS).mean()), language),
        negative=mean < 0,
        bars=bars,
        zero=zero,
        middle=middle,
        moved="" if abs(moved) < 0.5 else ("+" if moved > 0 else "") + money(moved),
        moved_down=moved < 0,
    )


def label_of(valuation: Valuation, key: str, what: Text, language: Language) -> str:
    """Return what a party is called of which `what` is counted."""
    from bundlinje.contracts.valuation_text import purse_label

    contract = valuation.contract
    label = purse_label(valuation, key, language) if what is NET else contract.label(key)
    if label == key and (loan := unheld(contract).get(key)):
        return loan.to(language)
    if key == PROVIDER and label == PROVIDER:
        return Text("Leverandøren", "The provider").to(language)
    return label


PROVIDER_CASH = Text("har i kassen til sidst", "has in hand at the end")


def _chart(draws: Array, mean: float) -> tuple[tuple[Bar, ...], float | None, float]:
    low, high = (float(x) for x in np.quantile(draws, (0.005, 0.995)))
    low, high = min(low, mean), max(high, mean)
    if high - low < 1:
        low, high = low - 1, high + 1
    counts, edges = np.histogram(np.clip(draws, low, high), BINS, (low, high))
    each, most = WIDTH / BINS, max(int(counts.max()), 1)

    def at(amount: float) -> float:
        return (amount - low) / (high - low) * WIDTH

    bars = tuple(
        Bar(i * each, HEIGHT - (h := count / most * HEIGHT), each * 0.9, h, bool(edges[i + 1] <= 0))
        for i, count in enumerate(counts)
        if count
    )
    return bars, at(0.0) if low <= 0 <= high else None, at(mean)
