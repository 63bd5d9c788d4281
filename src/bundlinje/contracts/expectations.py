"""What a contract expects: its references to a case replaced, and what cannot be expected."""

from __future__ import annotations

import dataclasses

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.inputs import inputs_of
from bundlinje.contracts.case_numbers import number
from bundlinje.contracts.contract import Contract, Metric, Payment, Reference
from bundlinje.contracts.outcomes import BY_CHANCE


def resolved(contract: Contract, case: Case) -> Contract:
    """Return the contract with every `{ref: …}` of `expect` as the case's number at its mean.

    Raises:
        InputError: the case lacks a number; every one of them.
    """
    sample = inputs_of(case).at_means()
    problems: list[Problem] = []

    def told(value: Number | Reference | None, path: str) -> Number | Reference | None:
        if not isinstance(value, Reference):
            return value
        try:
            found = float(number(case, sample, value.name)[0]) * float(value.times)
        except InputError as error:
            problems.extend(Problem(p.message, contract.file, None, path) for p in error.problems)
            return value
        return Number(found)

    def known(metric: Metric) -> Metric:
        expect, path = metric.expect, f"metrics.{metric.id}.expect"
        if expect is None:
            return metric
        return dataclasses.replace(
            metric,
            expect=dataclasses.replace(
                expect,
                people=told(expect.people, f"{path}.people"),
                rate=told(expect.rate, f"{path}.rate"),
                without=told(expect.without, f"{path}.without"),
            ),
        )

    metrics = {id: known(metric) for id, metric in contract.metrics.items()}
    if problems:
        raise InputError(problems)
    return dataclasses.replace(contract, metrics=metrics)


def references(contract: Contract) -> list[str]:
    """Return the numbers of a case that `expect` refers to, in the order of the metrics."""
    found: dict[str, None] = {}
    for metric in contract.metrics.values():
        expect = metric.expect
        for value in () if expect is None else (expect.people, expect.rate, expect.without):
            if isinstance(value, Reference):
                found[value.name] = None
    return list(found)


def unknown_people(contract: Contract, payment: Payment) -> list[Problem]:
    """Return a problem where a payment asks what each person shows of an amount or a mean."""
    asked = (
        [payment.metric]
        if contract.versions[0].needs_person(payment, contract.metrics[payment.metric])
        else []
    )
    asked += [] if payment.requires is None else [payment.requires.metric]
    parts = [part for id in asked for part in contract.metrics[id].blend or (id,)]
    unknown = [id for id in parts if contract.metrics[id].measure not in BY_CHANCE]
    if not unknown:
        return []
    text = Text(
        f"{payment.label} afhænger af, hvad hver person viser af {unknown[0]}, og det ventes kun "
        "samlet. Brug --results, eller skriv outcome_payments.",
        f"{payment.label} depends on what each person shows of {unknown[0]}, which is expected in "
        "all only. Use --results, or write outcome_payments.",
    )
    return [Problem(text, contract.file, None, f"payments.{payment.id}")]
