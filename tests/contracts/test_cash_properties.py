"""What must hold for the cash of any contract, in thousands of random ones."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.contracts.cash_plan import Paid, known, plan
from bundlinje.contracts.cash_table import CashTable
from bundlinje.contracts.returns import internal_rates
from bundlinje.contracts.waterfall import waterfall
from tests.conftest import examples
from tests.contracts.cash import contract_of, dated, table_of
from tests.oracle.cash import Cash

FIRST = datetime.date(2026, 1, 15)
many = settings(max_examples=examples(100))


days = st.integers(0, 1500).map(lambda d: (FIRST + datetime.timedelta(d)).isoformat())
amounts = st.integers(0, 300_000).map(lambda cents: cents / 100)
money = st.just(0) | st.integers(1000, 10**9)
shares = st.sampled_from([0, 0.25, 0.333, 0.5, 0.75, 1])


def dates_with_amounts(most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.tuples(days, amounts), max_size=most).map(
        lambda pairs: dated(*sorted(pairs))
    )


@st.composite
def tranches(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for place in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["loan", "loan", "loan", "grant", "deferred"]))
        tranche: dict[str, Any] = {
            "id": f"t{place}",
            "kind": kind,
            "holder": draw(st.sampled_from(["fond", "provider", "bank"])),
            "commitment": draw(amounts),
            "seniority": draw(st.integers(1, 3)),
            "draw": draw(st.integers(1, 3)),
        }
        if kind != "grant":
            if draw(st.booleans()):
                tranche["interest"] = {
                    "rate": draw(st.sampled_from([0, 0.03, 0.1, 0.065])),
                    "basis": draw(st.sampled_from(["ACT/365", "ACT/ACT", "30/360"])),
                    "unpaid": draw(st.sampled_from(["wait", "add"])),
                }
            if draw(st.integers(0, 3)) == 0:
                tranche["repay"] = draw(dates_with_amounts(4))
            tranche["recourse"] = draw(st.integers(0, 3)) == 0
        found.append(tranche)
    return found


@st.composite
def capitals(draw: st.DrawFn) -> dict[str, Any]:
    layers = draw(tranches())
    ids = [tranche["id"] for tranche in layers]
    steps: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 3))):
        to = draw(st.sampled_from([*ids, "provider", "payers", "kommune"]))
        limit = draw(st.sampled_from(["until_irr", "until_multiple", ""])) if to in ids else ""
        value = draw(st.sampled_from([0, 0.05, 1.2, 2])) if limit else 0
        steps.append({"to": to, **({limit: value} if limit else {})})
    if ids and draw(st.booleans()):
        steps.append({"split": {ids[0]: 0.25, "provider": 0.25, "payers": 0.5}})
    capital: dict[str, Any] = {
        "payers": {"kommune": "2/3", "stat": "1/3"},
        "provider": {"cash": draw(amounts)},
        "delivery": draw(dates_with_amounts(8)),
        "outcome_payments": dated((FIRST.isoformat(), 0), *_pairs(draw(dates_with_amounts(8)))),
        "tranches": layers,
        "recycle": draw(st.sampled_from([False, True, {"months": 3}])),
        "surplus": steps,
    }
    if ids and draw(st.booleans()):
        capital["guarantees"] = [
            {"tranche": draw(st.sampled_from(ids)), "by": draw(st.sampled_from(["x", "provider"])),
             "share": draw(shares), "of": draw(st.sampled_from(["drawn", "loss", "commitment"]))}
        ]  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        capital["termination"] = {"ended": draw(days), "principal": [[None, draw(shares)]]}
    elif draw(st.booleans()):
        capital["end"] = (FIRST + datetime.timedelta(draw(st.integers(1500, 2500)))).isoformat()
    return capital


def _pairs(entries: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(entry["date"], entry["amount"]) for entry in entries]


@settings(max_examples=examples(1000))
@given(capitals())
def test_books_balance_and_claims_are_kept(capital: dict[str, Any]) -> None:
    """The table checks each date itself; the flows that are shown must tell the same story."""
    table = table_of(**capital)
    _check_books(table, round(capital["provider"]["cash"] * 100))
    _check_claims(table)


def _check_books(table: CashTable, cash: float) -> None:
    books: dict[str, float] = {}
    for flow in table.flows():
        books[flow.giver] = books.get(flow.giver, 0.0) - float(flow.cents[0])
        books[flow.taker] = books.get(flow.taker, 0.0) + float(flow.cents[0])
    assert books.get("contract", 0.0) == 0.0
    assert sum(books.values()) == 0.0
    assert table.balance[0] == cash + books.get("provider", 0.0)
    assert table.lowest[0] <= min(cash, table.balance[0])


def _check_claims(table: CashTable) -> None:
    for k, tranche in enumerate(table.capital.tranches):
        drawn, repaid = table.drawn[k].sum(), table.repaid[k].sum()
        assert drawn <= round(float(tranche.commitment) * 100)
        assert table.peak[k, 0] <= drawn
        capitalises = tranche.interest is not None and tranche.interest.unpaid == "add"
        if tranche.kind == "grant":
            assert repaid == table.interest[k].sum() == table.outstanding[k, 0] == 0
        elif capitalises:
            assert repaid + table.outstanding[k, 0] >= drawn
        else:
            assert repaid + table.outstanding[k, 0] == drawn
        if tranche.interest is None:
            assert not table.interest[k].any()
        received = repaid + table.interest[k].sum() + table.gain[k].sum()
        assert table.guarantee[k].sum() <= max(drawn - received, 0)


@settings(max_examples=examples(250))
@given(capitals())
def test_the_engine_is_the_slow_reference_to_the_cent(capital: dict[str, Any]) -> None:
    table, slow = table_of(**capital), Cash(capital)
    for k, tranche in enumerate(table.capital.tranches):
        id = tranche.id
        assert table.drawn[k].sum() == slow.drawn[id] * 100
        assert table.peak[k, 0] == slow.peak[id] * 100
        assert table.outstanding[k, 0] == slow.outstanding[id] * 100
        for kind, amounts in slow.got.items():
            # The limit of a return is carried forward in floating point; it may round apart.
            tolerance = 1 if kind in ("gain", "guarantee") else 0
            assert abs(getattr(table, kind)[k].sum() - float(amounts[id] * 100)) <= tolerance
    assert abs(table.balance[0] - float(slow.balance * 100)) <= 2
    assert abs(table.lowest[0] - float(slow.lowest * 100)) <= 1
    assert abs(table.back.sum() - float(slow.back * 100)) <= 2


@many
@given(capitals())
def test_juniors_wait_for_seniors(capital: dict[str, Any]) -> None:
    """No money in hand goes to a junior loan while a senior one is owed what is due."""
    for tranche in capital["tranches"]:
        tranche.pop("repay", None)
        tranche.pop("recourse", None)
    capital.pop("termination", None)
    table = table_of(**capital)
    loans = [(k, t) for k, t in enumerate(table.capital.tranches) if t.kind != "grant"]
    for k, junior in loans:
        for other, senior in loans:
            if senior.seniority < junior.seniority:
                paid = (table.repaid[k] + table.interest[k])[:, 0] > 0
                owed = np.cumsum(table.drawn[other, :, 0] - table.repaid[other, :, 0])
                assert not np.any(owed[paid] > 0)


@many
@given(capitals())
def test_limits_on_the_return_hold(capital: dict[str, Any]) -> None:
    """What a tranche gains in a limited step alone never takes it beyond the limit."""
    steps = [s for s in capital["surplus"] if "until_irr" in s or "until_multiple" in s]
    capital["surplus"] = [*steps[:1], {"to": "payers"}]
    if not steps:
        return
    table = table_of(**capital)
    k = [tranche.id for tranche in table.capital.tranches].index(steps[0]["to"])
    if not table.gain[k].any():
        return
    drawn, received = table.drawn[k], table.received[k]
    if "until_multiple" in steps[0]:
        assert received.sum() <= drawn.sum() * steps[0]["until_multiple"] + 1e-6
        return
    growth = np.array(
        [(1 + steps[0]["until_irr"]) ** ((table.dates[-1] - d).days / 365) for d in table.dates]
    )
    # Carried forward at the limit, no more comes back than went out.
    assert (growth @ received)[0] <= (growth @ drawn)[0] + 1e-3


@many
@given(capitals())
def test_recycling_never_draws_more(capital: dict[str, Any]) -> None:
    """With capital enough and no interest, recycling draws less and has less out at the peak."""
    for tranche in capital["tranches"]:
        tranche.pop("interest", None)
        tranche["commitment"] = 100_000
    recycled = table_of(**{**capital, "recycle": True})
    plain = table_of(**{**capital, "recycle": False})
    assert recycled.drawn.sum() <= plain.drawn.sum()
    if len(capital["tranches"]) == 1:
        assert recycled.peak.sum() <= plain.peak.sum()


@many
@given(capitals(), st.integers(0, 2**32 - 1))
def test_a_draw_does_not_depend_on_its_neighbours(capital: dict[str, Any], seed: int) -> None:
    """A contract calculated beside others is to the cent what it is alone."""
    contract = contract_of(**capital)
    generator = np.random.default_rng(seed)
    stated = contract.capital.outcome_payments or ()
    drawn = [(p.date, np.floor(generator.gamma(1.0, 100_000, 5))) for p in stated]
    delivery = known(contract.capital.delivery or ())

    def table(draws: slice) -> CashTable:
        payments = [Paid(date, cents[draws], "kommune") for date, cents in drawn]
        payers = contract.versions[0].payers
        return waterfall(contract.capital, plan(contract.capital, payers, delivery, payments))

    together = table(slice(0, 5))
    for draw in range(5):
        alone = table(slice(draw, draw + 1))
        assert np.array_equal(together.received[..., draw], alone.received[..., 0])
        assert np.array_equal(together.hand[:, draw], alone.hand[:, 0])
        assert together.lowest[draw] == alone.lowest[0]


@many
@given(
    st.lists(st.tuples(st.integers(0, 2000), money, money), min_size=2, max_size=12,
             unique_by=lambda flow: flow[0])
)  # fmt: skip
def test_many_returns_at_once_are_the_library_s(flows: list[tuple[int, int, int]]) -> None:
    """Draws are solved together; where money comes back after it goes, as pyxirr solves one."""
    import pyxirr

    flows.sort()
    half = len(flows) // 2
    # Half a year between what goes and what comes, or a return has no sensible size.
    later = [180 * (place >= half) for place in range(len(flows))]
    dates = [
        FIRST + datetime.timedelta(day + more)
        for (day, _, _), more in zip(flows, later, strict=True)
    ]
    drawn = np.array([float(out) if i < half else 0.0 for i, (_, out, _) in enumerate(flows)])
    received = np.array([float(back) if i >= half else 0.0 for i, (_, _, back) in enumerate(flows)])
    rates = internal_rates(dates, np.stack([drawn] * 2, 1), np.stack([received] * 2, 1))
    if not drawn.any():
        assert np.isnan(rates).all()
    elif not received.any():
        assert (rates == -1).all()
    else:
        value = pyxirr.xnpv(float(rates[0]), dates, list(received - drawn))
        if rates[0] > -0.9:
            # The balance at the rate, against all the money in it.
            assert value is not None
            assert abs(value) <= 1e-6 * max(drawn.sum(), received.sum()) * (1 + abs(rates[0]))
        assert rates[0] == rates[1]
