"""An empty results file with the rows that a contract asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.results_file import COLUMNS


def template(contract: Contract, periods: Sequence[str] = ()) -> list[list[str]]:
    """Return the rows of an empty results file, header first.

    A row for each period and metric that something is paid by; the columns person and group only
    where the contract needs them, and weight where a rate or mean is measured.

    Args:
        contract: The contract.
        periods: Only these; by default all that the contract lists.

    Raises:
        InputError: the contract does not list a period.
    """
    listed = [period.id for period in contract.periods]
    problems = []
    for period in periods:
        if listed and period not in listed:
            hint = nearest(period, listed)
            text = Text(
                f"ukendt periode {period}. {hint.da}", f"unknown period {period}. {hint.en}"
            )
            problems.append(Problem(text, key="--period"))
    if not listed and not periods:
        text = Text(
            "kontrakten har ingen perioder. Angiv dem, fx --period 2026-Q1.",
            "the contract lists no periods. Name them, e.g. --period 2026-Q1.",
        )
        problems.append(Problem(text, key="--period"))
    if problems:
        raise InputError(problems)
    metrics = [metric for metric in contract.metrics.values() if not metric.blend]
    used = [metric for metric in metrics if metric.id in _used(contract)]
    columns = ["period", "metric", "value"]
    columns += ["person"] if _personal(contract) else []
    columns += ["weight"] if any(not metric.additive for metric in used) else []
    columns += ["group"] if _grouped(contract) else []
    blank = [""] * (len(columns) - 2)
    return [
        [column for column in COLUMNS if column in columns],
        *([period, metric.id, *blank] for period in periods or listed for metric in used),
    ]


def write_template(
    contract: Contract, path: Path, periods: Sequence[str] = (), language: Language = "da"
) -> int:
    """Write an empty results file and return its number of rows.

    In Danish with semicolons and a byte order mark, as Excel opens it.

    Raises:
        InputError: a period is unknown, or the file exists or cannot be written.
    """
    rows = template(contract, periods)
    if path.exists():
        text = Text(
            "filen findes allerede og kan være udfyldt. Vælg et andet navn.",
            "the file exists and may have been filled in. Choose another name.",
        )
        raise InputError([Problem(text, str(path))])
    stream = io.StringIO()
    danish = language == "da"
    csv.writer(stream, delimiter=";" if danish else ",", lineterminator="\r\n").writerows(rows)
    write_text(path, ("\ufeff" if danish else "") + stream.getvalue())
    return len(rows) - 1


def _used(contract: Contract) -> set[str]:
    """Return the metrics whose results some payment reads."""
    named: set[str] = set()
    for version in contract.versions:
        for payment in version.payments:
            named.add(payment.metric)
            named |= {condition.metric for condition in payment.when}
            if payment.requires is not None:
                named.add(payment.requires.metric)
            if payment.referrals is not None:
                named.add(payment.referrals.metric)
            named |= {payment.less} - {""}
    return {part for id in named for part in contract.metrics[id].blend or (id,)}


def _personal(contract: Contract) -> bool:
    return any(
        version.needs_person(payment, contract.metrics[payment.metric])
        for version in contract.versions
        for payment in version.payments
    )


def _grouped(contract: Contract) -> bool:
    return any(
        getattr(rule, "by_group", None)
        for version in contract.versions
        for payment in version.payments
        for rule in (payment.rule, payment.fallback)
    )
