"""Settle a contract: from verified results to what is owed, line by line.

A pure function of the contract and the results; the order of rows does not matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text
from bundlinje.contracts.amounts import Account, Earned, earned
from bundlinje.contracts.cap_chain import CapChain
from bundlinje.contracts.cents import apportioned, money, rounded_cents
from bundlinje.contracts.contract import Contract, Payment, Version
from bundlinje.contracts.contract_file import missing_year
from bundlinje.contracts.counting import Counted, CountLedger, counted
from bundlinje.contracts.measuring import Measurements, exact_sum
from bundlinje.contracts.periods import Period
from bundlinje.contracts.results_file import Results
from bundlinje.contracts.rules import Rule, Unit
from bundlinje.contracts.settlement_lines import Explanation, Line, Settlement


def settle(contract: Contract, results: Results) -> Settlement:
    """Return what is owed for all results to date.

    Raises:
        InputError: prices follow an index that lacks a year.
    """
    reached = _reached(results)
    places = {period.id: place for place, period in enumerate(results.periods)}
    run = _Run(
        contract,
        Measurements(contract.metrics, places, results.rows),
        last=len(results.periods) - 1,
        accounts={
            payment.id: Account(CountLedger(_counts_limited(contract, payment.id)))
            for payment in contract.payments
        },
    )
    lines: list[Line] = []
    for place, period in enumerate(results.periods[:reached]):
        version = contract.version_at(period.id)
        factor = _factor(contract, version, period, results.file)
        for payment in version.payments:
            line = run.line(payment, version, period, place, factor)
            if line is not None:
                lines.append(line)
    periods = tuple(period.id for period in results.periods[:reached])
    warnings = _unreported_referrals(run.found, lines, run.last)
    return Settlement(contract, periods, tuple(lines), warnings=warnings, results=results)


def _reached(results: Results) -> int:
    """Return how many periods the results have reached: up to the last one that has a row."""
    named = {row.period for row in results.rows}
    places = [place for place, period in enumerate(results.periods, 1) if period.id in named]
    return max(places, default=0)


def _unreported_referrals(
    found: Measurements, lines: Sequence[Line], last: int
) -> tuple[Text, ...]:
    """Return a warning for each line whose referrals nobody has reported."""
    warnings = []
    for line in lines:
        assert line.explanation is not None
        payment, place = line.explanation.payment, line.explanation.place
        to_date = line.explanation.over == "contract"
        if payment.referrals is None or (to_date and place < last):
            continue
        if not found.measured(payment.referrals.metric, (0 if to_date else place, place)):
            metric = payment.referrals.metric
            warnings.append(
                Text(
                    f"{line.period}: {metric} er ikke meldt, så ingen henvisninger regnes som "
                    "manglende. Skriv 0, hvis der ingen var.",
                    f"{line.period}: {metric} was not reported, so no referrals count as missing. "
                    "Write 0 if there were none.",
                )
            )
    return tuple(dict.fromkeys(warnings))


def _factor(contract: Contract, version: Version, period: Period, file: str) -> Fraction:
    year = None if period.end is None else period.end.year
    try:
        return version.terms.factor(year)
    except KeyError as missing:
        message = missing_year(version.terms, missing.args[0])
        raise InputError([Problem(message, contract.file, None, "terms")]) from None


@dataclass
class _Run:
    """One settlement while its lines are made, period by period."""

    contract: Contract
    found: Measurements
    last: int  # the place of the contract's last period
    accounts: dict[str, Account]
    caps: CapChain = field(default_factory=CapChain)

    def line(
        self, payment: Payment, version: Version, period: Period, place: int, factor: Fraction
    ) -> Line | None:
        """Return the line of a payment in a period; None where there is nothing to say."""
        account = self.accounts[payment.id]
        rule, over = payment.rule, payment.over
        counts, made = self._regular(payment, place, factor, account)
        fallback = payment.fallback is not None and place == self.last and not account.rule_gave
        if fallback:
            assert payment.fallback is not None
            rule, over = payment.fallback, "contract"
            counts, made = self._pooled(payment, rule, place, factor)
        amount, cuts = self.caps.paid(payment, version.caps, period.id, made.cents, made.by_person)
        if not made.cents and not self.found.measured(payment.metric, (place, place)):
            return None
        shares = version.shares(payment)
        parts = apportioned(amount, list(shares.values()))
        return Line(
            period=period.id,
            date=_date(period, version),
            payment=payment.id,
            metric=payment.metric,
            value=counts.value,
            counted=counts.total,
            before_caps=money(made.cents),
            less=money(rounded_cents(made.less)),
            amount=money(amount),
            by_payer={p: money(part) for p, part in zip(shares, parts, strict=True)},
            capped_by=(*counts.bound, *(name for name, _ in cuts)),
            fallback=fallback,
            explanation=Explanation(
                payment=payment,
                place=place,
                rule=rule,
                factor=factor,
                gross=made.gross,
                unmet=made.unmet,
                cuts=tuple((name, money(cut)) for name, cut in cuts),
                referrals=counts.referrals,
                over=over,
                less=exact_sum(made.netted.values()),
                groups=_by_group(rule, counts),
                people=_by_person(payment, counts, made),
            ),
        )

    def _regular(
        self, payment: Payment, place: int, factor: Fraction, account: Account
    ) -> tuple[Counted, Earned]:
        metric = self.contract.metrics[payment.metric]
        if payment.over == "contract":
            window, final = (0, place), place == self.last
            counts = counted(self.found, payment, metric, window, final, _fresh(payment))
            return counts, earned(
                self.found, payment, payment.rule, counts, window, factor, account
            )
        window = (place, place)
        counts = counted(self.found, payment, metric, window, True, account.ledger)
        fresh = Account()
        made = earned(self.found, payment, payment.rule, counts, window, factor, fresh)
        account.rule_gave = account.rule_gave or fresh.rule_gave
        return counts, made

    def _pooled(
        self, payment: Payment, rule: Rule, place: int, factor: Fraction
    ) -> tuple[Counted, Earned]:
        metric, window = self.contract.metrics[payment.metric], (0, place)
        counts = counted(self.found, payment, metric, window, True, _fresh(payment))
        return counts, earned(self.found, payment, rule, counts, window, factor, Account())


def _by_group(rule: Rule, counts: Counted) -> dict[str, Fraction]:
    """Return what counts by need group, in the order of the prices; empty for any other rule."""
    if not isinstance(rule, Unit) or not rule.by_group:
        return {}
    found = dict.fromkeys(rule.by_group, Fraction(0))
    for (_, group), value in counts.cells.items():
        if group is not None:
            found[group] += value
    return found


def _by_person(
    payment: Payment, counts: Counted, made: Earned
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return what counts of each person and what is netted off; empty unless per person."""
    found: dict[str, tuple[Fraction, Fraction]] = {}
    if payment.per == "person":
        for (person, _), value in counts.cells.items():
            assert person is not None
            before = found.get(person, (Fraction(0), Fraction(0)))[0]
            found[person] = before + value, made.netted.get(person, Fraction(0))
    return found


def _counts_limited(contract: Contract, id: str) -> bool:
    """Return whether a payment has a limit on what counts in any version of the contract."""
    payments = [p for version in contract.versions for p in version.payments if p.id == id]
    return any(_limited(payment) for payment in payments)


def _limited(payment: Payment) -> bool:
    return payment.cap.count is not None or payment.cap.count_per_person is not None


def _fresh(payment: Payment) -> CountLedger:
    return CountLedger(_limited(payment))


def _date(period: Period, version: Version) -> datetime.date | None:
    return None if period.end is None else period.end + datetime.timedelta(days=version.days)
