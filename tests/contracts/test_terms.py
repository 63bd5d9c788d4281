"""The bid discount, indexation, and amendments from a period on."""

from __future__ import annotations

import pytest

from bundlinje.basics.errors import InputError
from tests.contracts.small import amounts, contract_of, settle_rows, settled

UNIT = {"rule": {"unit": 1000}}
YEARS = [{"id": "2026", "end": "2026-12-31"}, {"id": "2027", "end": "2027-12-31"}]
INFLATION = {"price_year": 2026, "inflation": 0.02}


def test_a_discount_cuts_amounts_in_rules_but_not_caps_and_shares() -> None:
    terms = {"discount": 0.05}
    assert settled("Q1 job 1", UNIT, terms=terms).total == 950
    assert settled("Q1 job 9", {**UNIT, "cap": {"amount": 900}}, terms=terms).total == 900
    share = {"metric": "penge", "rule": {"share": 0.9}}
    assert settled("Q1 penge 1000", share, terms=terms).total == 900


def test_stated_inflation_brings_amounts_to_the_year_of_the_period() -> None:
    settlement = settled("2026 job 1\n2027 job 1", UNIT, periods=YEARS, terms=INFLATION)
    assert settlement.by_period == {"2026": 1000, "2027": 1020}


def test_inflation_begins_where_the_index_ends() -> None:
    index = {"2024": 100, "2025": 110, "2026": 121}
    terms = {"price_year": 2025, "price_index": index, "inflation": 0.5}
    settlement = settled("2026 job 1\n2027 job 1", UNIT, periods=YEARS, terms=terms)
    assert settlement.by_period == {"2026": 1100, "2027": 1650}


def test_the_named_index_has_every_year_that_is_used_or_inflation_is_stated() -> None:
    with pytest.raises(InputError, match="lacks the year 2026"):
        contract_of(UNIT, terms={"price_year": 2023, "price_index": "dk-net-price"})
    terms = {"price_year": 2023, "price_index": "dk-net-price", "inflation": 0.02}
    settlement = settled("2026 job 1", UNIT, periods=YEARS, terms=terms)
    assert str(settlement.total) == "1061.21"  # 1000 × 1.02³ = 1061.208


def test_over_the_contract_indexation_does_not_pay_again_for_what_was_paid() -> None:
    payment = {**UNIT, "over": "contract"}
    settlement = settled("2026 job 5\n2027 job 1", payment, periods=YEARS, terms=INFLATION)
    assert settlement.by_period == {"2026": 5000, "2027": 1020}


def test_periods_without_a_year_are_refused_where_prices_follow_an_index() -> None:
    contract = contract_of(UNIT, periods=None, terms=INFLATION)
    with pytest.raises(InputError, match="the period kohorte1 has no date"):
        settle_rows(contract, "kohorte1 job 1")


AMENDED = {
    "from": "2026-Q2", "agreed": "2026-03-01",
    "set": {"caps": {"total": 9000}, "payments": {"b1": {"rule": {"unit": 2000}}}},
}  # fmt: skip
ROWS = "Q1 job 2\nQ2 job 2\nQ3 job 2"


def test_an_amendment_holds_from_its_period_on() -> None:
    settlement = settled(ROWS, UNIT, amendments=[AMENDED], caps={"total": 100_000})
    assert amounts(settlement) == {"Q1": 2000, "Q2": 4000, "Q3": 3000}


def test_an_amended_price_does_not_reprice_earlier_results_over_the_contract() -> None:
    payment = {**UNIT, "over": "contract"}
    settlement = settled(ROWS, payment, amendments=[AMENDED], caps={"total": 100_000})
    assert amounts(settlement) == {"Q1": 2000, "Q2": 4000, "Q3": 3000}


def test_amendments_lie_on_top_of_each_other_key_by_key() -> None:
    second = {"from": "2026-Q3", "set": {"payments": {"b1": {"cap": {"per_period": 500}}},
                                         "payers": {"stat": 1}}}  # fmt: skip
    payment = {**UNIT, "cap": {"amount": 7000}}
    settlement = settled(ROWS, payment, amendments=[AMENDED, second])
    assert amounts(settlement) == {"Q1": 2000, "Q2": 4000, "Q3": 500}
    assert settlement.by_payer == {"kommune": 6000, "stat": 500}


def test_null_takes_a_cap_away() -> None:
    change = {"from": "2026-Q2", "set": {"payments": {"b1": {"cap": {"per_period": None}}}}}
    settlement = settled(ROWS, {**UNIT, "cap": {"per_period": 700}}, amendments=[change])
    assert amounts(settlement) == {"Q1": 700, "Q2": 2000, "Q3": 2000}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from": "2026-Q9", "set": {}}, "unknown period 2026-Q9"),
        ({"from": "2026-Q2", "set": {"payments": {"b9": {}}}}, "unknown payment b9"),
        ({"from": "2026-Q2", "set": {"payments": {"b1": {"metric": "job"}}}}, "cannot be changed"),
        ({"from": "2026-Q2", "set": {"title": "x"}}, "unknown key"),
        ({"from": "2026-Q2", "set": {"payers": {"stat": 0.5}}}, "the shares sum to 0.5"),
        ({"set": {}}, r"amendments\[1\].from: is missing"),
    ],
)  # fmt: skip
def test_wrong_amendments(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        contract_of(UNIT, amendments=[change])


def test_amendments_are_written_in_order() -> None:
    later, earlier = {"from": "2026-Q3", "set": {}}, {"from": "2026-Q2", "set": {}}
    with pytest.raises(InputError, match="write amendments in order"):
        contract_of(UNIT, amendments=[later, earlier])
