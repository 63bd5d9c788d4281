"""Value a fund's portfolio: capital in use and calls by date, returns, liquidity, concentration."""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics import formats
from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.texts import Text
from bundlinje.basics.threads import in_threads, single_threaded_algebra
from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED
from bundlinje.calculation.summaries import Distributed, distributed
from bundlinje.contracts.outcomes import Draws
from bundlinje.contracts.portfolio_cash import (
    FundCash,
    MemberCash,
    block_cash,
    fund_cash,
    member_cash,
)
from bundlinje.contracts.portfolio_file import Portfolio
from bundlinje.contracts.portfolio_value import MemberValue, Over, PortfolioValue
from bundlinje.contracts.returns import internal_rates
from bundlinje.contracts.valuation import BLOCK, MAX_DRAWS
from bundlinje.contracts.valuation_inputs import ValuationInputs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: The worst share of the draws that concentration of risk is measured in.
WORST = 0.05
#: Figures that add up over a quarter; the others are as they stand after it.
_SUMMED = ("calls", "returns", "topped_up")


def value_portfolio(
    portfolio: Portfolio, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED
) -> PortfolioValue:
    """Return what a portfolio means to its fund, on the contracts' own draws.

    Raises:
        InputError: a contract cannot be valued, or `draws` is not from 0 to 1,000,000.
    """
    if not 0 <= draws <= MAX_DRAWS:
        raise input_error(
            f"fandt {draws}, ventede et antal trækninger fra 0 til {MAX_DRAWS}.",
            f"found {draws}, expected a number of draws from 0 to {MAX_DRAWS}.",
            key="draws",
        )
    inputs = _inputs(portfolio)
    members = portfolio.members
    at_point = [member_cash(m, i.point()) for m, i in zip(members, inputs, strict=True)]
    weights = [np.array([member.probability]) for member in members]
    point = fund_cash(portfolio, at_point, weights)
    quarters = _quarters(point.dates)
    drawn = None
    if draws:
        with single_threaded_algebra():
            drawn = _draw(portfolio, inputs, quarters, draws, seed)
    return _valued(portfolio, at_point, point, quarters, drawn, draws, seed)


def _inputs(portfolio: Portfolio) -> list[ValuationInputs]:
    found, problems = [], list[Problem]()
    for member in portfolio.members:
        try:
            found.append(ValuationInputs(member.contract, member.case, member.results))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _quarters(dates: Sequence[datetime.date]) -> tuple[datetime.date, ...]:
    ends = [
        datetime.date(year, month, 30 if month in (6, 9) else 31)
        for year in range(dates[0].year, dates[-1].year + 1)
        for month in (3, 6, 9, 12)
    ]
    first = next(at for at, end in enumerate(ends) if end >= dates[0])
    last = next(at for at, end in enumerate(ends) if end >= dates[-1])
    return tuple(ends[first : last + 1])


def _by_quarter(cash: FundCash, quarters: Sequence[datetime.date]) -> dict[str, Array]:
    """Return the fund's figures by quarter, shape (quarters, draws). [0.01]"""
    ends = [bisect.bisect_right(cash.dates, day) for day in quarters]
    ends[-1] = len(cash.dates)
    draws = cash.hand.shape[1]

    def after(name: str, start: float) -> Array:
        """Return a figure after so many dates, from 0 on."""
        rows = getattr(cash, name)
        rows = np.cumsum(rows, axis=0) if name in _SUMMED else rows
        return np.vstack([np.full((1, draws), start), rows])[ends]

    found = {name: np.diff(after(name, 0.0), axis=0, prepend=0.0) for name in _SUMMED}
    found["in_use"] = after("in_use", 0.0)
    found["hand"] = after("hand", float(round(cash.portfolio.capital * 100)))
    return found


@dataclass(frozen=True)
class _Drawn:
    """Figures by draw in whole currency."""

    quarters: dict[str, Array]
    figures: dict[str, Array]
    gains: Array  # (contracts, draws)


def _draw(
    portfolio: Portfolio,
    inputs: list[ValuationInputs],
    quarters: Sequence[datetime.date],
    draws: int,
    seed: int,
) -> _Drawn:
    def block(start: int) -> _Drawn:
        which = Draws(seed, start, min(BLOCK, draws - start), portfolio.common_shock)
        cash, weights = block_cash(portfolio, inputs, which)
        fund = fund_cash(portfolio, cash, weights)
        calls, returns = fund.calls.sum(axis=0) / 100, fund.returns.sum(axis=0) / 100
        gains = [
            (c.returns.sum(axis=0) - c.calls.sum(axis=0)) / 100 * w
            for c, w in zip(cash, weights, strict=True)
        ]
        return _Drawn(
            {name: cents / 100 for name, cents in _by_quarter(fund, quarters).items()},
            {
                "calls": calls,
                "returns": returns,
                "gain": returns - calls,
                "peak": fund.in_use.max(axis=0) / 100,
                "lowest": fund.hand.min(axis=0) / 100,
                "topped_up": fund.topped_up.sum(axis=0) / 100,
                "irr": internal_rates(fund.dates, fund.calls, fund.returns),
            },
            np.stack(gains),
        )

    blocks = in_threads(block, range(0, draws, BLOCK))

    def joined(of: str) -> dict[str, Array]:
        names = getattr(blocks[0], of)
        return {n: np.concatenate([getattr(b, of)[n] for b in blocks], axis=-1) for n in names}

    gains = np.concatenate([b.gains for b in blocks], axis=-1)
    return _Drawn(joined("quarters"), joined("figures"), gains)


def _valued(
    portfolio: Portfolio,
    at_point: list[MemberCash],
    point: FundCash,
    quarters: tuple[datetime.date, ...],
    drawn: _Drawn | None,
    draws: int,
    seed: int,
) -> PortfolioValue:
    calls, returns = float(point.calls.sum()) / 100, float(point.returns.sum()) / 100
    irr = float(internal_rates(point.dates, point.calls, point.returns)[0])
    series = {
        name: Over(
            tuple(float(cents) / 100 for cents in row[:, 0]),
            None if drawn is None else drawn.quarters[name],
        )
        for name, row in _by_quarter(point, quarters).items()
    }
    figures: dict[str, Distributed | None] = {}
    p_loss = p_short = None
    if drawn is not None:
        for name, values in drawn.figures.items():
            known = values[~np.isnan(values)]
            figures[name] = distributed(known) if len(known) else None
        p_loss = float((drawn.figures["gain"] < -0.005).mean())
        p_short = float((drawn.figures["topped_up"] > 0.005).mean())
    by_payer: dict[str, float] = {}
    for member, cash in zip(portfolio.members, at_point, strict=True):
        for payer, cents in cash.outcome.items():
            amount = float(cents[0]) / 100 * member.probability
            by_payer[payer] = by_payer.get(payer, 0.0) + amount
    members = _members(portfolio, at_point, drawn)
    return PortfolioValue(
        portfolio=portfolio,
        quarters=quarters,
        point={
            "calls": calls,
            "returns": returns,
            "gain": returns - calls,
            "peak": float(point.in_use.max()) / 100,
            "lowest": float(point.hand.min()) / 100,
            "topped_up": float(point.topped_up.sum()) / 100,
            "moic": returns / calls if calls else None,
            "irr": None if np.isnan(irr) else irr,
        },
        series=series,
        members=members,
        by_payer=by_payer,
        by_theme=_by_theme(members),
        cash=point,
        member_cash=tuple(at_point),
        figures=figures,
        gain=None if drawn is None else drawn.figures["gain"],
        p_loss=p_loss,
        p_short=p_short,
        draws=draws,
        seed=seed,
        warnings=tuple(_warnings(portfolio)),
    )


def _members(
    portfolio: Portfolio, at_point: list[MemberCash], drawn: _Drawn | None
) -> tuple[MemberValue, ...]:
    weighted = [member.commitment * member.probability for member in portfolio.members]
    whole = sum(weighted)
    worst: list[float | None] = [None] * len(weighted)
    if drawn is not None:
        worst = _in_the_worst(drawn)
    found = []
    for at, (member, cash) in enumerate(zip(portfolio.members, at_point, strict=True)):
        gain = None if drawn is None else drawn.gains[at]
        found.append(
            MemberValue(
                id=member.contract.id,
                title=member.contract.title,
                stage=member.stage,
                themes=member.themes,
                probability=member.probability,
                commitment=member.commitment,
                calls=float(cash.calls.sum()) / 100 * member.probability,
                returns=float(cash.returns.sum()) / 100 * member.probability,
                gain=None if gain is None else distributed(gain),
                p_loss=None if gain is None else float((gain < -0.005).mean()),
                share=weighted[at] / whole if whole else 0.0,
                worst=worst[at],
            )
        )
    return tuple(found)


def _by_theme(members: Sequence[MemberValue]) -> dict[str, float]:
    """Return each theme's part of the expected commitments, in the order of the file. [1]"""
    found: dict[str, float] = {}
    for member in members:
        for theme in dict.fromkeys(member.themes):
            found[theme] = found.get(theme, 0.0) + member.share
    return found


def _in_the_worst(drawn: _Drawn) -> list[float | None]:
    """Return each contract's part of the fund's mean result in the worst draws. [1]"""
    gain = drawn.figures["gain"]
    count = max(round(len(gain) * WORST), 1)
    places = np.argsort(gain, kind="stable")[:count]
    whole = float(gain[places].mean())
    if whole >= -0.005:
        return [None] * len(drawn.gains)
    return [float(row[places].mean()) / whole for row in drawn.gains]


def _warnings(portfolio: Portfolio) -> list[Text]:
    found = list(portfolio.doubts)
    still = [m.contract.id for m in portfolio.members if not m.contract.capital.shock]
    if portfolio.common_shock and still:
        names = ", ".join(still)
        found.append(
            Text(
                f"{names} har intet udsving i kontrakten, så porteføljens fælles udsving rammer "
                "dem ikke.",
                f"{names} has no shock in the contract, so the portfolio's common shock does not "
                "reach it.",
            )
        )
    committed = sum(m.commitment for m in portfolio.members if m.probability >= 1)
    if committed > portfolio.capital:
        drawn, capital = ((formats.money(amount, portfolio.currency, "da"),
                           formats.money(amount, portfolio.currency, "en"))
                          for amount in (committed, portfolio.capital))  # fmt: skip
        found.append(
            Text(
                f"fonden har lovet de aftalte kontrakter {drawn[0]} (tilsagn og garantier), mere "
                f"end de øremærkede {capital[0]}",
                f"the fund has promised the signed contracts {drawn[1]} (commitments and "
                f"guarantees), more than the earmarked {capital[1]}.",
            )
        )
    return found
