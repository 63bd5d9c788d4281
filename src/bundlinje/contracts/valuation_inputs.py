"""What a valuation rests on: where payments, delivery and savings come from, block by block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.streams import uniforms
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.flows import binomial_successes
from bundlinje.calculation.inputs import Inputs, Sample, inputs_of
from bundlinje.calculation.model import Model
from bundlinje.contracts import case_numbers
from bundlinje.contracts.capital import Capital
from bundlinje.contracts.cash_plan import CashPlan, Dated, Paid, in_time, known, plan
from bundlinje.contracts.cents import apportioned, rounded_cents
from bundlinje.contracts.contract import Contract, Reference
from bundlinje.contracts.drawn_settlement import DrawnSettlement, settle_draws
from bundlinje.contracts.expectations import unknown_people
from bundlinje.contracts.expected_results import expected_results
from bundlinje.contracts.outcomes import (
    Draws,
    Outlook,
    Shown,
    drawn_outcomes,
    expected_periods,
    outlooks,
    shock_scores,
    shocked,
)
from bundlinje.contracts.periods import Period
from bundlinje.contracts.purse_savings import (
    PresentValues,
    check_replaced,
    present_values,
    purses,
    replaced_delivery,
    savings,
)
from bundlinje.contracts.results_file import Results
from bundlinje.contracts.rules import Unit
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.contracts.what_if import AS_IS, WhatIf, delayed, prolonged, repriced, rescaled

if TYPE_CHECKING:
    Array = NDArray[np.float64]

STATED, RESULTS, EXPECTED = "outcome_payments", "results", "expect"


@dataclass(frozen=True)
class Outcomes:
    """What happens in a block of draws, whatever it is paid.

    Attributes:
        draws: The number of draws.
        delivery: What delivery costs.
        shown: What every metric shows; empty where payments are certain.
        without: The same with the rates without the intervention; None where they are not told.
        saves: What each purse saves, (purses, draws); None without a case. [currency]
    """

    draws: int
    delivery: list[Dated]
    shown: Mapping[str, Shown]
    without: Mapping[str, Shown] | None
    saves: Array | None


@dataclass(frozen=True)
class Valued:
    """One block of draws, or the point: what comes in, what is delivered, what purses save.

    Attributes:
        capital: The contract's capital.
        plan: Its cash.
        total: Outcome payments in all, shape (draws,), none after a termination. [0.01]
        saves: What each purse saves, (purses, draws); None without a case. [currency]
        without: Outcome payments with the rates without the intervention; None where they are
            not told or payments do not rest on them. [0.01]
        bound: In which draws each cap cut something.
        dropped: What would have been paid after a termination, at the point. [0.01]
    """

    capital: Capital
    plan: CashPlan
    total: Array
    saves: Array | None
    without: Array | None
    bound: Mapping[str, NDArray[np.bool_]]
    dropped: float = 0.0


class ValuationInputs:
    """A contract with the case and the results that it is valued with.

    Raises:
        InputError: what is needed to value the contract is missing or does not fit.
    """

    def __init__(
        self, contract: Contract, case: Case | None = None, results: Results | None = None
    ) -> None:
        self.contract, self.case, self.results = contract, case, results
        self.inputs = Inputs((), ()) if case is None else inputs_of(case)
        self.model = None if case is None else Model.of(case)
        self.values: PresentValues | None = None
        self.purses = contract.payers or ("payers",)
        if case is not None:
            check_replaced(contract, case)
            self.values = present_values(contract, case)
            self.purses = purses(contract, case)
        self._check()

    @property
    def source(self) -> str:
        """Where outcome payments come from: stated, results, or what is expected."""
        if self.contract.capital.outcome_payments is not None:
            return STATED
        return EXPECTED if self.results is None else RESULTS

    def point(self, change: WhatIf = AS_IS) -> Valued:
        """Return the valuation's point: everything at its mean, and payments settled exactly."""
        contract = repriced(self.contract, change.price)
        sample = self.inputs.at_means()
        payments, without = self._certain, None
        if self.source == EXPECTED:
            expected = self._expected(sample, None, change)
            payments = _paid(contract, settle(contract, expected_results(contract, expected)))
            if tells_without(expected):
                nothing = settle(contract, expected_results(contract, expected, without=True))
                without = self._in_all(_paid(contract, nothing), 1, change)
        total = self._in_all(payments, 1, change)
        return Valued(
            capital=prolonged(contract.capital, change.delay),
            plan=self._plan(self._delivery(sample, 1), payments, change),
            total=total,
            saves=self._saves(self._rescaled(sample, change), 1),
            without=without,
            bound={},
            dropped=float(sum(payment.cents[0] for payment in payments) - total[0]),
        )

    def outcomes(self, draws: Draws, change: WhatIf = AS_IS) -> Outcomes:
        """Return what happens in a block of draws."""
        sample: Sample = self.inputs.draw(draws.seed, draws.start, draws.count)
        delivery = self._delivery(sample, draws.count)
        expected: Mapping[str, Outlook] = {}
        shown: Mapping[str, Shown] = {}
        without = None
        if self.source == EXPECTED:
            expected = self._expected(sample, draws, change)
            shown = drawn_outcomes(self.contract, expected, draws)
            if tells_without(expected):
                without = drawn_outcomes(self.contract, expected, draws, without=True)
        realised = self._realised(sample, draws, expected, shown)
        saves = self._saves(realised, draws.count)
        return Outcomes(draws.count, delivery, shown, without, saves)

    def valued(self, outcomes: Outcomes, change: WhatIf = AS_IS) -> Valued:
        """Return what is paid for what happens, and what it means for cash."""
        contract, draws = repriced(self.contract, change.price), outcomes.draws
        payments, without = self._certain, None
        bound: Mapping[str, NDArray[np.bool_]] = {}
        if self.source == EXPECTED:
            termination = contract.capital.termination
            ended = None if termination is None else termination.ended
            settlement = settle_draws(contract, self.periods, outcomes.shown, draws, ended)
            payments, bound = _drawn_payments(settlement), settlement.bound
            if outcomes.without is not None:
                nothing = settle_draws(contract, self.periods, outcomes.without, draws)
                without = self._in_all(_drawn_payments(nothing), draws, change)
        return Valued(
            capital=prolonged(contract.capital, change.delay),
            plan=self._plan(outcomes.delivery, payments, change),
            total=self._in_all(payments, draws, change),
            saves=outcomes.saves,
            without=without,
            bound=bound,
        )

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods in which something is expected."""
        return expected_periods(self.contract)

    # -- payments ----------------------------------------------------------------------------

    @cached_property
    def _certain(self) -> list[Paid]:
        """Stated payments, or those of real results; empty where they are expected only."""
        if self.source == RESULTS:
            assert self.results is not None
            return _paid(self.contract, settle(self.contract, self.results))
        shares = self.contract.versions[0].payers or {"payers": Fraction(1)}
        payments: list[Paid] = []
        for stated in self.contract.capital.outcome_payments or ():
            parts = apportioned(rounded_cents(stated.amount), list(shares.values()))
            for payer, part in zip(shares, parts, strict=True):
                payments.append(Paid(stated.date, np.array([float(part)]), payer))
        return payments

    def _in_all(self, payments: list[Paid], draws: int, change: WhatIf) -> Array:
        """Return what is paid in all, shape (draws,): nothing after a termination. [0.01]"""
        total = np.zeros(draws)
        for payment in in_time(self.contract.capital, delayed(payments, change.delay)):
            total = total + payment.cents
        return total

    def _expected(self, sample: Sample, draws: Draws | None, change: WhatIf) -> dict[str, Outlook]:
        found = outlooks(self.contract, self.case, sample, draws)
        netted = {payment.less for payment in self.contract.payments}
        return {
            id: outlook if id in netted else rescaled(outlook, change.rate)
            for id, outlook in found.items()
        }

    def _plan(self, delivery: list[Dated], payments: list[Paid], change: WhatIf) -> CashPlan:
        payers = self.contract.versions[0].payers or {"payers": Fraction(1)}
        capital = prolonged(self.contract.capital, change.delay)
        return plan(capital, payers, delivery, delayed(payments, change.delay))

    def _delivery(self, sample: Sample, draws: int) -> list[Dated]:
        capital = self.contract.capital
        if capital.delivery is not None:
            return known(capital.delivery)
        if not capital.replaces:
            return []
        assert self.model is not None and self.values is not None
        return replaced_delivery(self.contract, self.model, sample, draws, self.values)

    # -- savings -----------------------------------------------------------------------------

    def _saves(self, sample: Sample, draws: int) -> Array | None:
        if self.model is None:
            return None
        return savings(self.model, sample, draws, self.contract.capital.replaces, self.purses)

    def _rescaled(self, sample: Sample, change: WhatIf) -> Sample:
        """Return the case's inputs with its success rates with the intervention changed."""
        if self.case is None or change.rate == 1.0:
            return sample
        for effect in self.case.effects.values():
            if effect.without is not None:
                rate = case_numbers.rate_of(self.case, effect, sample, "with")
                reached = np.clip(rate * change.rate, 0.0, 1.0)
                sample = case_numbers.with_rate(self.case, effect, sample, reached)
        return sample

    def _realised(
        self,
        sample: Sample,
        draws: Draws,
        expected: Mapping[str, Outlook],
        shown: Mapping[str, Shown],
    ) -> Sample:
        """Return the case's inputs with the success rates that people realise.

        The people who are paid for are those who save: an effect whose rate a metric counts has
        the share that the metric shows. Other effects have the same shock and their own chance.
        """
        case = self.case
        if case is None:
            return sample
        for effect in case.effects.values():
            if effect.with_ is None and effect.without is None:
                continue
            metric = self._counting(f"{effect.path}.with", expected)
            if metric is not None:
                reached = shown[metric].realised
            else:
                rate = case_numbers.rate_of(case, effect, sample, "with")
                scores = shock_scores(self.contract, draws)
                moved = shocked(rate, scores, self.contract.capital.shock)
                people = np.rint(case_numbers.number(case, sample, "participants"))
                people = np.broadcast_to(people, (draws.count,))
                stream = f"{self.contract.id}/outcomes/{effect.path}"
                uniform = uniforms(draws.seed, stream, draws.start, draws.count)
                successes = binomial_successes(uniform, people, moved)
                reached = np.where(people > 0, successes / np.maximum(people, 1.0), moved)
            sample = case_numbers.with_rate(case, effect, sample, reached)
        return sample

    def _counting(self, rate: str, expected: Mapping[str, Outlook]) -> str | None:
        """Return the metric of most people that counts those who reach a rate of the case."""
        found = [
            (float(np.mean(outlook.people)), id)
            for id, outlook in expected.items()
            if outlook.people is not None
            and outlook.by_chance
            and (expect := self.contract.metrics[id].expect) is not None
            and isinstance(expect.rate, Reference)
            and expect.rate == Reference(rate)
        ]
        return max(found)[1] if found else None

    # -- checks ------------------------------------------------------------------------------

    def _check(self) -> None:
        contract, problems = self.contract, list[Problem]()
        if contract.capital.delivery is None and contract.capital.replaces and self.case is None:
            problems.append(
                Problem(
                    Text(
                        "leveringen er de udgifter, som kontrakten erstatter. Angiv sagen med "
                        "--case SAG.yaml, eller skriv delivery.",
                        "delivery is the costs that the contract replaces. Give the case with "
                        "--case CASE.yaml, or write delivery.",
                    ),
                    contract.file,
                    None,
                    "delivery",
                )
            )
        if self.source == EXPECTED:
            problems += self._unexpected()
        if problems:
            raise InputError(problems)

    def _unexpected(self) -> list[Problem]:
        """Return what keeps the payments from being expected."""
        contract, problems = self.contract, list[Problem]()
        for payment in contract.payments:
            if isinstance(payment.rule, Unit) and payment.rule.by_group:
                text = Text(
                    "prisen afhænger af behovsgruppen, og kontrakten siger ikke, hvor mange der "
                    "ventes i hver. Brug --results, eller skriv outcome_payments.",
                    "the price depends on the need group, and the contract does not say how many "
                    "are expected in each. Use --results, or write outcome_payments.",
                )
                problems.append(Problem(text, contract.file, None, f"payments.{payment.id}.rule"))
            problems += unknown_people(contract, payment)
        for period in self.periods:
            if period.end is None:
                text = Text(
                    f"perioden {period.id} har ingen slutdato. Skriv den som end.",
                    f"the period {period.id} has no last day. Write it as end.",
                )
                problems.append(Problem(text, contract.file, None, "periods"))
        return problems


def tells_without(expected: Mapping[str, Outlook]) -> bool:
    """Return whether any metric tells its rate without the intervention."""
    return any(outlook.without is not None for outlook in expected.values())


def _paid(contract: Contract, settlement: Settlement) -> list[Paid]:
    to = {payment.id: payment.to for payment in contract.payments}
    payments: list[Paid] = []
    for line in settlement.lines:
        date = line.date
        if date is None:
            raise input_error(
                f"perioden {line.period} har ingen slutdato, så betalingen har ingen dag. Skriv "
                "periods med end.",
                f"the period {line.period} has no last day, so its payment has no day. Write "
                "periods with end.",
                file=contract.file,
                key="periods",
            )
        for payer, amount in line.by_payer.items():
            cents = np.array([_cents(amount)])
            payments.append(Paid(date, cents, payer, to[line.payment]))
    return payments


def _drawn_payments(settlement: DrawnSettlement) -> list[Paid]:
    return [
        Paid(line.date, cents, payer, line.payment.to)
        for line in settlement.lines
        for payer, cents in line.by_payer.items()
    ]


def _cents(amount: Decimal) -> float:
    return float(int(amount * 100))
