"""A fund's contracts together: money conserved, the contracts' own draws, common shocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.contracts.outcomes import Draws, shock_scores
from bundlinje.contracts.portfolio import value_portfolio
from bundlinje.contracts.portfolio_cash import MemberCash, block_cash, fund_cash, member_cash
from bundlinje.contracts.portfolio_file import Member, Portfolio, read_portfolio
from bundlinje.contracts.portfolio_text import portfolio_summary
from bundlinje.contracts.valuation import value
from bundlinje.contracts.valuation_inputs import ValuationInputs
from tests.conftest import examples
from tests.contracts.cash import contract_of as capital_of
from tests.contracts.test_cash_properties import capitals
from tests.small_cases import EXAMPLES


def contract(id: str, **more: Any) -> dict[str, Any]:
    """A loan of 900,000 that is repaid as far as 40 people's outcomes go."""
    return {
        "format": "bundlinje.contract/1",
        "id": id,
        "title": f"Kontrakt {id}",
        "payers": {"kommune": 1},
        "periods": [{"id": "2027", "end": "2027-12-31"}, {"id": "2028", "end": "2028-12-31"}],
        "metrics": [
            {"id": "job", "measure": "count",
             "expect": {"people": 40, "rate": {"mean": 0.5, "sd": 0.05}, "without": 0.3}},
        ],
        "payments": [{"id": "job", "metric": "job", "rule": {"unit": 50_000}}],
        "delivery": [{"date": "2026-03-31", "amount": 400_000},
                     {"date": "2026-09-30", "amount": 500_000}],
        "shock": 0.3,
        "tranches": [{"id": "laan", "holder": "fond", "commitment": 900_000,
                      "interest": {"rate": 0.03, "basis": "ACT/365"}}],
        **more,
    }  # fmt: skip


def written(folder: Path, *contracts: dict[str, Any], **more: Any) -> Path:
    """Write a portfolio of contracts; `members` adds to what is said of each."""
    members = more.pop("members", [{} for _ in contracts])
    for data in contracts:
        (folder / f"{data['id']}.yaml").write_text(yaml.safe_dump(data), "utf-8")
    data = {
        "format": "bundlinje.portfolio/1",
        "title": "Portefølje",
        "fund": "fond",
        "capital": 2_000_000,
        "contracts": [
            {"contract": f"{data['id']}.yaml", **member}
            for data, member in zip(contracts, members, strict=True)
        ],
        **more,
    }
    path = folder / "portefoelje.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return path


def portfolio(folder: Path, *contracts: dict[str, Any], **more: Any) -> Portfolio:
    return read_portfolio(written(folder, *contracts, **more))


def test_one_signed_contract_has_the_figures_of_that_contract(tmp_path: Path) -> None:
    found = portfolio(tmp_path, contract("a"))
    made = value_portfolio(found, draws=3000)
    alone = value(found.members[0].contract, draws=3000)
    assert alone.drawn is not None and made.gain is not None
    assert made.gain.tolist() == (alone.drawn.received[0] - alone.drawn.drawn[0]).tolist()
    tranche = alone.point.tranches["laan"]
    assert made.point["calls"] == tranche.drawn == 900_000
    assert made.point["irr"] == pytest.approx(tranche.irr)
    assert made.p_loss == alone.chances.tranches["laan"].p_loss  # type: ignore[union-attr]


def test_the_point_is_weighted_by_the_chance_of_being_signed(tmp_path: Path) -> None:
    members = [{"stage": "modning"}, {"stage": "modning", "probability": 0}]
    found = portfolio(tmp_path, contract("a"), contract("b"), members=members,
                      stages={"modning": 0.4})  # fmt: skip
    made = value_portfolio(found, draws=4000)
    assert made.point["calls"] == pytest.approx(0.4 * 900_000)
    calls = made.figures["calls"]
    # The share of draws in which it is signed is 0.4 ± 0.8 points (one standard error).
    assert calls is not None and calls.mean == pytest.approx(0.4 * 900_000, rel=0.08)
    assert {calls.p5, calls.p95} == {0.0, 900_000.0}
    assert made.members[1].gain is not None and made.members[1].gain.sd == 0


def test_draws_do_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    found = portfolio(tmp_path, contract("a"), contract("b"), common_shock=0.5)
    few, many = value_portfolio(found, draws=100), value_portfolio(found, draws=2100)
    assert few.gain is not None and many.gain is not None
    assert few.gain.tolist() == many.gain[:100].tolist()


def test_a_common_shock_joins_contracts_and_leaves_each_as_it_was(tmp_path: Path) -> None:
    apart = value_portfolio(portfolio(tmp_path, contract("a"), contract("b")), draws=6000)
    found = portfolio(tmp_path, contract("a"), contract("b"), common_shock=0.9)
    joined = value_portfolio(found, draws=6000)
    assert apart.gain is not None and joined.gain is not None
    assert joined.gain.var() > 1.4 * apart.gain.var()
    for one, other in zip(apart.members, joined.members, strict=True):
        assert one.gain is not None and other.gain is not None
        # Two standard errors of a mean over 6,000 draws are 2.6 % of its standard deviation.
        assert abs(one.gain.mean - other.gain.mean) < 0.06 * one.gain.sd


def test_the_shocks_of_two_contracts_are_correlated_as_stated(tmp_path: Path) -> None:
    found = portfolio(tmp_path, contract("a"), contract("b"))
    which = Draws(seed=3, start=0, count=40_000, common=0.36)
    one, other = (shock_scores(member.contract, which) for member in found.members)
    # The standard error of a correlation over 40,000 draws is 0.005.
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.36, abs=0.02)
    assert one.std() == pytest.approx(1, abs=0.02)


def test_what_comes_back_goes_to_the_general_fund_or_is_used_again(tmp_path: Path) -> None:
    later = contract("b", delivery=[{"date": "2028-06-30", "amount": 600_000}],
                     periods=[{"id": "2029", "end": "2029-12-31"}])  # fmt: skip
    general = value_portfolio(portfolio(tmp_path, contract("a"), later, capital=900_000), 0)
    again = value_portfolio(
        portfolio(tmp_path, contract("a"), later, capital=900_000, returns="recycle"), 0
    )
    assert general.point["topped_up"] == 600_000
    assert general.point["lowest"] == 0
    # Ten people a period at 50,000 pay 500,000 on 31 December 2027.
    assert again.point["topped_up"] == 100_000
    assert general.point["gain"] == again.point["gain"]


def test_guarantees_that_the_fund_gives_are_calls(tmp_path: Path) -> None:
    bank = contract(
        "a",
        payments=[{"id": "job", "metric": "job", "rule": {"unit": 10_000}}],
        tranches=[{"id": "laan", "holder": "bank", "commitment": 900_000}],
        guarantees=[
            {"tranche": "laan", "by": "staten", "share": 0.5, "of": "loss"},
            {"tranche": "laan", "by": "fond", "share": 0.5, "of": "loss", "cap": 300_000},
        ],
    )
    made = value_portfolio(portfolio(tmp_path, bank), 0)
    # 900,000 less 200,000 paid: the state covers 350,000 of 700,000, the fund half of the rest.
    assert made.point["calls"] == 175_000
    assert made.point["returns"] == 0
    assert made.members[0].commitment == 300_000


def test_capital_in_use_ends_when_the_contract_has_ended(tmp_path: Path) -> None:
    lost = contract("a", payments=[{"id": "job", "metric": "job", "rule": {"unit": 1}}],
                    end="2028-12-31")  # fmt: skip
    other = contract("b", periods=[{"id": "2030", "end": "2030-12-31"}])
    made = value_portfolio(portfolio(tmp_path, lost, other), 0)
    in_use = dict(zip(map(str, made.quarters), made.series["in_use"].point, strict=True))
    assert in_use["2026-12-31"] == 1_800_000
    assert in_use["2029-03-31"] == 900_000
    assert made.point["peak"] == 1_800_000


def test_quarters_add_up_to_the_whole(tmp_path: Path) -> None:
    made = value_portfolio(portfolio(tmp_path, contract("a"), contract("b")), draws=50)
    for name in ("calls", "returns"):
        assert sum(made.series[name].point) == pytest.approx(made.point[name])
        drawn = made.series[name].draws
        assert drawn is not None and drawn.sum(axis=0).mean() == pytest.approx(
            made.figures[name].mean  # type: ignore[union-attr]
        )
    assert sum(m.share for m in made.members) == pytest.approx(1)
    assert made.effective_number == pytest.approx(2)
    assert sum(m.worst or 0 for m in made.members) == pytest.approx(1)


@given(
    capital=st.integers(0, 3_000_000),
    recycles=st.booleans(),
    seed=st.integers(0, 1000),
    probability=st.floats(0, 1),
)
def test_money_is_conserved_whatever_the_capital(
    tmp_path_factory: pytest.TempPathFactory,
    capital: int,
    recycles: bool,
    seed: int,
    probability: float,
) -> None:
    folder = tmp_path_factory.mktemp("portfolio")
    found = portfolio(
        folder, contract("a"), contract("b"), capital=capital,
        returns="recycle" if recycles else "general",
        members=[{}, {"probability": probability}], common_shock=0.2,
    )  # fmt: skip
    inputs = [ValuationInputs(member.contract) for member in found.members]
    cash, weights = block_cash(found, inputs, Draws(seed, 0, 40, 0.2))
    made = fund_cash(found, cash, weights)
    start, end = capital * 100, made.hand[-1]
    came = start + made.topped_up.sum(axis=0) + made.returns.sum(axis=0)
    assert (came == end + made.calls.sum(axis=0) + made.general.sum(axis=0)).all()
    assert (made.calls.sum(axis=0) == _sum(cash, weights, "calls")).all()
    assert (made.returns.sum(axis=0) == _sum(cash, weights, "returns")).all()
    assert made.hand.min() >= 0
    assert not made.in_use[-1].any()
    # Topping up happens only where the earmark is empty.
    assert not made.hand[made.topped_up > 0].any()


def _sum(cash: list[MemberCash], weights: list[Any], name: str) -> Any:
    return sum(
        getattr(member, name).sum(axis=0) * weight
        for member, weight in zip(cash, weights, strict=True)
    )


def test_everything_that_is_wrong_is_named_in_one_go(tmp_path: Path) -> None:
    bad = contract("b", tranches=[{"id": "laan", "holder": "bank", "commitment": 1}])
    path = written(
        tmp_path, contract("a"), bad, common_shock=2, capitol=3, stages={"aftalt": 1.5},
        members=[{"stage": "aftalte"}, {"case": "findes-ikke.yaml", "probability": -1}],
    )  # fmt: skip
    with pytest.raises(InputError) as error:
        read_portfolio(path)
    text = error.value.to("da")
    for part in (
        "capitol", "Mente du capital?", "common_shock", "stages.aftalt", "Mente du aftalt?",
        "contracts[2].probability", "findes-ikke.yaml", "fond har ingen tranche",
    ):  # fmt: skip
        assert part in text, part


def test_a_contract_listed_twice_and_another_currency_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, contract("a"), contract("a"), currency="EUR")
    with pytest.raises(InputError) as error:
        read_portfolio(path)
    assert "står også som nr. 1" in error.value.to("da")
    assert "porteføljen i EUR" in error.value.to("da")


def test_what_is_wrong_in_a_contract_has_its_own_place(tmp_path: Path) -> None:
    path = written(tmp_path, contract("a", shock=7))
    with pytest.raises(InputError) as error:
        read_portfolio(path)
    assert str(tmp_path / "a.yaml") in error.value.to("da")


def test_a_shock_that_reaches_nobody_is_warned_about(tmp_path: Path) -> None:
    found = portfolio(tmp_path, contract("a", shock=0), common_shock=0.3, capital=1000)
    warnings = [w.da for w in value_portfolio(found, 0).warnings]
    assert any("a har intet udsving" in w for w in warnings)
    assert any("mere end de øremærkede" in w for w in warnings)


def test_the_docs_show_what_the_example_gives() -> None:
    """Without draws, so that it is quick: the lines that rest on what is expected."""
    found = value_portfolio(read_portfolio(EXAMPLES / "contracts/fondens-portefoelje.yaml"), 0)
    docs = (Path(__file__).parents[2] / "docs/contract-portfolio.md").read_text("utf-8")
    lines = portfolio_summary(found).replace("\u00a0", " ").splitlines()
    assert all(line in docs.splitlines() for line in lines[:6])
    assert {m.stage for m in found.members} == {"idé", "modning", "aftalt"}
    assert not found.warnings


@settings(max_examples=examples(60))
@given(
    capital=st.lists(capitals(), min_size=1, max_size=3),
    earmark=st.integers(0, 10_000),
    recycles=st.booleans(),
    chances=st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=3, max_size=3),
)
def test_money_is_conserved_over_contracts_of_any_capital(
    capital: list[dict[str, Any]], earmark: int, recycles: bool, chances: list[float]
) -> None:
    """Loans, grants, guarantees, terminations: what the fund pays and gets is the tranches'."""
    made = [capital_of(**{**one, "id": f"k{at}"}) for at, one in enumerate(capital)]
    members = tuple(
        Member(one, None, None, "", chance, "fond")
        for one, chance in zip(made, chances, strict=False)
    )
    found = Portfolio("p", "P", "DKK", "fond", "Fonden", float(earmark), recycles, 0.0, {},
                      members, None, "", "", {})  # fmt: skip
    cash = [member_cash(member, ValuationInputs(member.contract).point()) for member in members]
    weights = [np.array([member.probability]) for member in members]
    fund = fund_cash(found, cash, weights)
    for member, one in zip(members, cash, strict=True):
        point = value(member.contract, draws=0).point
        own = [t.id for t in member.contract.capital.tranches if t.holder == "fond"]
        drawn = sum(point.tranches[id].drawn for id in own)
        assert one.calls.sum() / 100 == pytest.approx(drawn)
        assert not one.in_use[-1].any()
    whole = sum(
        one.calls.sum() * member.probability for one, member in zip(cash, members, strict=True)
    )
    assert fund.calls.sum() == pytest.approx(whole)
    came = earmark * 100 + fund.topped_up.sum() + fund.returns.sum()
    assert came == pytest.approx(fund.hand[-1, 0] + fund.calls.sum() + fund.general.sum())
    assert fund.hand.min() >= 0
    assert recycles or fund.general.sum() == pytest.approx(fund.returns.sum())
