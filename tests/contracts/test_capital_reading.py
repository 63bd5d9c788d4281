"""The capital keys of a contract are read strictly, though settlement does not use them."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.contract import Reference
from bundlinje.contracts.contract_file import contract_from_text

RIGHT = """\
format: bundlinje.contract/1
title: Lån
payers: {kommune: 1}
parties: {fond: En fond}
metrics:
  - {id: m, measure: count, expect: {people: 45, rate: {ref: effect.with}, without: 0.35, periods: {2026: 1}}}
payments:
  - {id: b, metric: m, rule: {unit: 1}, to: junior}
end: 2031-12-31
replaces: [hf-team]
delivery: [{date: 2026-03-31, amount: 500000}, {date: 2026-06-30, amount: 500000}]
outcome_payments: [{date: 2027-06-30, amount: 800000}]
shock: 0.1
provider: {cash: 250000}
tranches:
  - {id: senior, holder: fond, commitment: 9000000, seniority: 1, draw: 2, interest: {rate: 0.05, basis: ACT/365, unpaid: add}}
  - {id: junior, holder: fond, commitment: 3000000, seniority: 2, draw: 1}
  - {id: laan, commitment: 155000, seniority: 1, recourse: true, repay: [{date: 2028-12-31, amount: 30000}]}
  - {id: gave, commitment: 100000, kind: grant}
guarantees: [{tranche: senior, by: fond, share: 0.75, of: drawn, cap: 7200000}]
recycle: {months: 6}
surplus: [{to: senior, until_irr: 0.08}, {to: junior, until_multiple: 1.5}, {split: {provider: 0.33, junior: 0.67}}]
termination: {ended: 2028-06-30, principal: [[2027-12-31, 0.75], [null, 0.5]]}
"""  # noqa: E501


def test_everything_is_read_into_plain_data() -> None:
    contract = contract_from_text(RIGHT)
    capital = contract.capital
    assert capital.end == datetime.date(2031, 12, 31)
    assert capital.replaces == ("hf-team",)
    assert [entry.amount for entry in capital.delivery or ()] == [500_000, 500_000]
    assert capital.outcome_payments is not None
    assert capital.shock == 0.1
    assert capital.provider_cash == 250_000
    senior, junior, loan, grant = capital.tranches
    assert senior.interest is not None
    assert (senior.interest.rate, senior.interest.unpaid) == (Fraction("0.05"), "add")
    assert (junior.interest, junior.repay, junior.recourse) == (None, None, False)
    assert loan.recourse
    assert loan.repay is not None
    assert grant.kind == "grant"
    assert capital.guarantees[0].of == "drawn"
    assert (capital.recycles, capital.recycle_months) == (True, 6)
    assert capital.surplus[0].until_irr == Fraction("0.08")
    assert capital.surplus[2].split == {"provider": Fraction("0.33"), "junior": Fraction("0.67")}
    assert capital.termination is not None
    assert capital.termination.principal[1] == (None, Fraction("0.5"))
    expect = contract.metrics["m"].expect
    assert expect is not None
    assert expect.rate == Reference("effect.with")
    assert expect.periods == {"2026": 1}


def test_without_capital_there_is_none() -> None:
    text = "\n".join(RIGHT.splitlines()[:8]).replace(", to: junior", "")
    capital = contract_from_text(text).capital
    assert capital.tranches == ()
    assert capital.delivery is None
    assert (capital.recycles, capital.recycle_months) == (False, 0)


@pytest.mark.parametrize(("written", "read"), [("true", (True, None)), ("false", (False, 0))])
def test_recycle_all_or_nothing(written: str, read: tuple[bool, int | None]) -> None:
    capital = contract_from_text(RIGHT.replace("{months: 6}", written)).capital
    assert (capital.recycles, capital.recycle_months) == read


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("end: 2031", "end: 2027", "termination.ended"),
        ("shock: 0.1", "shock: 1.5", "shock"),
        ("cash: 250000", "kasse: 1", "provider.kasse"),
        ("basis: ACT/365", "basis: ACT/360", "tranches[1].interest.basis"),
        ("id: junior, holder", "id: senior, holder", "tranches[2].id"),
        ("seniority: 2", "seniority: 0", "tranches[2].seniority"),
        ("kind: grant", "kind: gift", "tranches[4].kind"),
        ("kind: grant", "kind: grant, recourse: true", "tranches[4].recourse"),
        ("commitment: 155000, ", "", "tranches[3].commitment"),
        ("tranche: senior", "tranche: seniro", "guarantees[1].tranche"),
        ("share: 0.75", "share: 1.75", "guarantees[1].share"),
        ("{months: 6}", "{years: 1, months: 6}", "recycle.years"),
        ("{months: 6}", "6", "recycle"),
        ("until_irr: 0.08", "until_irr: 0.08, until_multiple: 2", "surplus[1]"),
        ("to: junior, until_multiple", "to: jonior, until_multiple", "surplus[2].to"),
        ("provider: 0.33", "provider: 0.5", "surplus[3].split"),
        ("[null, 0.5]", "[2027-01-01, 0.5]", "termination.principal"),
        ("date: 2026-06-30", "date: 2025-06-30", "delivery[2].date"),
        ("date: 2027-06-30", "date: 30/6 2027", "outcome_payments[1].date"),
        ("without: 0.35", "without: 35", "metrics[1].expect.without"),
        ("2026: 1}", "2026: 0.9}", "metrics[1].expect.periods"),
    ],
)
def test_one_fault_is_named(old: str, new: str, key: str) -> None:
    assert RIGHT.count(old) == 1
    with pytest.raises(InputError) as error:
        contract_from_text(RIGHT.replace(old, new))
    assert key in [problem.key for problem in error.value.problems]
