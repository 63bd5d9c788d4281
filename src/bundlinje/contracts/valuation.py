"""Value a contract: who has what in hand when, and what each party can expect of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics import formats
from bundlinje.basics.errors import input_error
from bundlinje.basics.streams import BLOCK_MULTIPLE
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.basics.threads import single_threaded_algebra
from bundlinje.calculation.case import Case
from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED
from bundlinje.calculation.summaries import Distributed, Rows, distributed
from bundlinje.contracts.cash_paths import cash_paths, parties_of
from bundlinje.contracts.cash_table import CashTable
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.limits import most_of_contract
from bundlinje.contracts.outcomes import Draws
from bundlinje.contracts.payer_money import pays
from bundlinje.contracts.results_file import Results
from bundlinje.contracts.returns import rates_of_return
from bundlinje.contracts.valuation_inputs import EXPECTED, ValuationInputs, Valued
from bundlinje.contracts.valuation_result import (
    Chances,
    Drawn,
    PaymentChances,
    PointValue,
    PurseChances,
    PurseValue,
    TrancheChances,
    TrancheValue,
    Valuation,
    number_or_none,
)
from bundlinje.contracts.waterfall import waterfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Every figure of a draw is kept, some 300 bytes of it.
MAX_DRAWS = 1_000_000
#: Draws that are calculated at a time, so that their tables stay small. One block after the other:
#: in threads the many short steps of a block mostly wait for each other.
BLOCK = 4096
assert BLOCK % BLOCK_MULTIPLE == 0


def value(
    contract: Contract,
    case: Case | None = None,
    results: Results | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> Valuation:
    """Return what a contract is worth to everyone in it.

    Outcome payments are those stated in the contract, else what `results` give, else what is
    expected. `draws` 0 gives the point only.

    Raises:
        InputError: what is needed to value the contract is missing or does not fit, or `draws`
            is not from 0 to 1,000,000.
    """
    if not 0 <= draws <= MAX_DRAWS:
        raise input_error(
            f"fandt {draws}, ventede et antal trækninger fra 0 til {MAX_DRAWS}.",
            f"found {draws}, expected a number of draws from 0 to {MAX_DRAWS}.",
            key="draws",
        )
    inputs = ValuationInputs(contract, case, results)
    at_point = inputs.point()
    point = _point(inputs, at_point)
    chances, drawn = None, None
    if draws:
        with single_threaded_algebra():
            chances, drawn = _draw(inputs, draws, seed, point.table)
    return Valuation(
        contract=contract,
        case=case,
        source=inputs.source,
        purses=inputs.purses,
        point=point,
        chances=chances,
        drawn=drawn,
        inputs=inputs,
        warnings=tuple(_warnings(inputs, point, at_point)),
    )


def _point(inputs: ValuationInputs, valued: Valued) -> PointValue:
    table = waterfall(valued.capital, valued.plan)
    rates = rates_of_return(table)
    present, nominal = pays(inputs, table), pays(inputs, table, nominal=True)
    purses = {}
    for row, purse in enumerate(inputs.purses):
        paid = float(present[row, 0])
        saved = None if valued.saves is None else float(valued.saves[row, 0])
        net = None if saved is None else saved - paid
        purses[purse] = PurseValue(paid, saved, net, float(nominal[row, 0]))
    without = None if valued.without is None else float(valued.without[0]) / 100
    return PointValue(
        tranches={
            tranche.id: _tranche(table, k, rates[k, 0])
            for k, tranche in enumerate(inputs.contract.capital.tranches)
        },
        provider={
            "lowest": float(table.lowest[0]) / 100,
            "balance": float(table.balance[0]) / 100,
        },
        payers=purses,
        payments=float(valued.total[0]) / 100,
        without_effect=without,
        table=table,
    )


def _tranche(table: CashTable, k: int, irr: float) -> TrancheValue:
    def sum_of(by_date: Array) -> float:
        return float(by_date[k].sum()) / 100

    drawn, received = sum_of(table.drawn), sum_of(table.received)
    return TrancheValue(
        drawn=drawn,
        peak_drawn=float(table.peak[k, 0]) / 100,
        repaid=sum_of(table.repaid),
        interest=sum_of(table.interest),
        gain=sum_of(table.gain),
        guarantee=sum_of(table.guarantee),
        outstanding=float(table.outstanding[k, 0]) / 100,
        unpaid_interest=float(table.unpaid[k, 0]) / 100,
        loss=float(max(table.drawn[k].sum() - table.received[k].sum(), 0.0)) / 100,
        moic=received / drawn if drawn else None,
        irr=number_or_none(irr),
    )


class _Paths:
    """Collects what each party has received less paid up to each of the point's dates."""

    def __init__(self, point: CashTable, draws: int) -> None:
        self.parties, self.dates = parties_of(point), point.dates
        self.rows = Rows(len(self.parties) * len(self.dates), draws)
        self.start = 0
        self._ends: list[Array] = []

    def add(self, table: CashTable, draws: int) -> None:
        """Add a block of draws; a table of one draw is certain, and the same in all of them."""
        paths = cash_paths(table, self.parties, self.dates)
        paths = np.broadcast_to(paths, (*paths.shape[:-1], draws))
        self.rows.add(self.start, [paths])
        self._ends.append(paths[:, -1].copy())
        self.start += draws

    def ends(self) -> dict[str, Array]:
        """Return what each party has received less paid in all, by draw. [currency]"""
        return dict(zip(self.parties, np.concatenate(self._ends, axis=-1), strict=True))

    def found(self) -> dict[str, dict[str, Distributed]]:
        """Return the distributions by party and date."""
        found = iter(self.rows.summary())
        return {
            party: {date.isoformat(): next(found) for date in self.dates} for party in self.parties
        }


class _Block:
    """The figures of one block of draws, in whole currency."""

    def __init__(self, inputs: ValuationInputs, valued: Valued, paths: _Paths) -> None:
        table = waterfall(valued.capital, valued.plan)
        draws = len(valued.total)
        paths.add(table, draws)
        self.figures: dict[str, Array] = {}
        ones = np.ones(draws)

        def keep(name: str, value: Array) -> None:
            self.figures[name] = value * ones

        keep("total", valued.total / 100)
        keep("pays", pays(inputs, table))
        keep("lowest", table.lowest / 100)
        keep("balance", table.balance / 100)
        keep("drawn", table.drawn.sum(axis=1) / 100)
        keep("peak", table.peak / 100)
        keep("gain", table.gain.sum(axis=1) / 100)
        keep("received", table.received.sum(axis=1) / 100)
        keep("irr", rates_of_return(table))
        if valued.saves is not None:
            keep("saves", valued.saves)
        if valued.without is not None:
            keep("without", valued.without / 100)
        self.bound = {name: int(cut.sum()) for name, cut in valued.bound.items()}


def _draw(
    inputs: ValuationInputs, draws: int, seed: int, point: CashTable
) -> tuple[Chances, Drawn]:
    paths = _Paths(point, draws)

    def block(start: int) -> _Block:
        outcomes = inputs.outcomes(Draws(seed, start, min(BLOCK, draws - start)))
        return _Block(inputs, inputs.valued(outcomes), paths)

    blocks = [block(start) for start in range(0, draws, BLOCK)]
    names = blocks[0].figures
    figures = {
        name: np.concatenate([block.figures[name] for block in blocks], axis=-1) for name in names
    }
    caps: dict[str, float] = {}
    for each in blocks:
        for name, count in each.bound.items():
            caps[name] = caps.get(name, 0.0) + count / draws
    chances = _chances(inputs, figures, caps, draws, seed, paths.found())
    drawn = Drawn(
        total=figures["total"],
        pays=figures["pays"],
        saves=figures.get("saves"),
        received=figures["received"],
        drawn=figures["drawn"],
        irr=figures["irr"],
        lowest=figures["lowest"],
        balance=figures["balance"],
        ends=paths.ends(),
    )
    return chances, drawn


def _chances(
    inputs: ValuationInputs,
    figures: dict[str, Array],
    caps: dict[str, float],
    draws: int,
    seed: int,
    cash: dict[str, dict[str, Distributed]],
) -> Chances:
    contract, saves = inputs.contract, figures.get("saves")
    most = None
    if inputs.source == EXPECTED:
        limits = [most_of_contract(contract, version) for version in contract.versions]
        known = [limit for limit in limits if limit is not None]
        most = max(known) if len(known) == len(limits) else None
    without = figures.get("without")
    purses = {}
    for row, purse in enumerate(inputs.purses):
        paid = figures["pays"][row]
        saved = None if saves is None else saves[row]
        net = None if saved is None else saved - paid
        purses[purse] = PurseChances(
            pays=distributed(paid),
            saves=None if saved is None else distributed(saved),
            net=None if net is None else distributed(net),
            p_pays_more=None if net is None else float((net < 0).mean()),
        )
    return Chances(
        draws=draws,
        seed=seed,
        shock=contract.capital.shock,
        payments=PaymentChances(
            total=distributed(figures["total"]),
            p_full=None if most is None else _reaching(figures["total"], most),
            most=None if most is None else float(most),
            caps=caps,
            without_effect=None if without is None else distributed(without),
        ),
        tranches={
            tranche.id: _tranche_chances(figures, k)
            for k, tranche in enumerate(contract.capital.tranches)
        },
        provider={
            "lowest": distributed(figures["lowest"]),
            "balance": distributed(figures["balance"]),
            "p_short": float((figures["lowest"] < 0).mean()),
        },
        payers=purses,
        cash=cash,
    )


def _reaching(total: Array, most: Fraction) -> float:
    return float((total >= float(most) - 0.005).mean())


def _tranche_chances(figures: dict[str, Array], k: int) -> TrancheChances:
    drawn, received = figures["drawn"][k], figures["received"][k]
    loss = np.maximum(drawn - received, 0.0)
    some = drawn > 0
    multiple = received[some] / drawn[some]
    return TrancheChances(
        drawn=distributed(drawn),
        peak_drawn=distributed(figures["peak"][k]),
        received=distributed(received),
        gain=distributed(figures["gain"][k]),
        loss=distributed(loss),
        moic=_known(multiple),
        irr=_known(figures["irr"][k]),
        p_loss=float((loss > 0.005).mean()),
        p_total_loss=float((some & (received <= 0)).mean()),
        p_nothing_drawn=float((~some).mean()),
    )


def _known(figure: Array) -> Distributed | None:
    """Return how a figure is distributed where there is one."""
    there = figure[~np.isnan(figure)]
    return distributed(there) if len(there) else None


def _warnings(inputs: ValuationInputs, point: PointValue, valued: Valued) -> list[Text]:
    contract, found = inputs.contract, list[Text]()
    if valued.dropped:
        found.append(_dropped(contract, valued.dropped / 100))
    dates = point.table.dates
    if inputs.values is not None:
        held = inputs.values.held(date.year for date in dates)
        if held:
            found.append(_held(held))
    end = contract.capital.end
    late = _late(dates, point.table) if end is not None else []
    if end is not None and late:
        found.append(_too_late(end, max(late)))
    if point.provider["lowest"] < 0:
        found.append(
            Text(
                "Leverandøren kommer til at mangle penge undervejs. Tilføj kapital, eller giv "
                "leverandøren egne penge at begynde med.",
                "The provider runs short of money on the way. Add capital, or give the provider "
                "money of its own to begin with.",
            )
        )
    return found


def _dropped(contract: Contract, amount: float) -> Text:
    termination = contract.capital.termination
    assert termination is not None
    da, en = (
        (formats.money(amount, contract.currency, language),
         formats.date(termination.ended, language))
        for language in LANGUAGES
    )  # fmt: skip
    return Text(
        f"Kontrakten er ophørt {da[1]}. {da[0]}, der ellers skulle betales for resultater "
        "bagefter, bliver ikke betalt og er ikke regnet med.",
        f"The contract ended on {en[1]}. {en[0]} that outcomes would have been paid with "
        "afterwards is not paid and not counted.",
    )


def _held(years: Sequence[int]) -> Text:
    shown = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    return Text(
        f"Prisindekset dækker ikke {shown}, og kontrakten siger ikke, hvor meget priserne stiger "
        "derefter. Betalingerne er regnet i uændrede priser i de år.",
        f"The price index does not cover {shown}, and the contract does not say how much prices "
        "rise after it. Payments are taken at unchanged prices in those years.",
    )


def _too_late(end: datetime.date, last: datetime.date) -> Text:
    da, en = ((formats.date(end, language), formats.date(last, language)) for language in LANGUAGES)
    return Text(
        f"Der betales for resultater, efter at kontrakten slutter {da[0]} (senest {da[1]}). De "
        "penge går til overskuddet, for lån er da tabt. Lad kontrakten slutte senere.",
        f"Outcomes are paid for after the contract ends on {en[0]} (last on {en[1]}). That money "
        "goes to the surplus, for loans are lost by then. Let the contract end later.",
    )


def _late(dates: Sequence[datetime.date], table: CashTable) -> list[datetime.date]:
    end = table.capital.end
    assert end is not None
    return [
        date
        for date, paid in zip(table.dates, table.payments.sum(axis=(0, 2)), strict=True)
        if date > end and paid > 0
    ]
