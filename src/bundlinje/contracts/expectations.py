"""A contract whose references to a case are replaced by the case's numbers at their means."""

from __future__ import annotations

import dataclasses

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.numbers import Number
from bundlinje.calculation.case import Case
from bundlinje.calculation.inputs import inputs_of
from bundlinje.contracts.case_numbers import number
from bundlinje.contracts.contract import Contract, Metric, Reference


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
