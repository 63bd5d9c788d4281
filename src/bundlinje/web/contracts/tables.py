"""What a contract's results and approvals are as tables: sums that all may see, and files."""

from __future__ import annotations

from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language
from bundlinje.contracts.contract import Contract as Terms
from bundlinje.contracts.results_file import COLUMNS
from bundlinje.contracts.results_file import Results as Read
from bundlinje.contracts.template import template
from bundlinje.web.contracts.aggregates import Sum, sums
from bundlinje.web.contracts.consent import in_force
from bundlinje.web.contracts.judging import contract_at
from bundlinje.web.contracts.models import Contract, Status
from bundlinje.web.contracts.results import csv_of

#: A payment's name, the people it rests on, where that is known, and its amount. [currency]
Named = tuple[str, float | None, Any]


def approved_sums(contract: Contract) -> tuple[list[tuple[Sum, list[Named]]], bool]:
    """Return what was approved as sums of no small group, and whether some are held back."""
    approved = contract.settlements.filter(status=Status.APPROVED.value).order_by("number")
    found, held = sums(list(approved))
    names = payment_names(contract)
    return [
        (one, [(names.get(name, name), people, amount) for name, people, amount in one.payments])
        for one in found
    ], held


def payment_names(contract: Contract) -> dict[str, str]:
    """Return what the payments are called, by id; nothing where the terms are wrong."""
    try:
        terms = contract_at(contract, in_force(contract))
    except InputError:
        return {}
    return {payment.id: payment.label for payment in terms.payments}


def results_form(terms: Terms, language: Language) -> bytes:
    """Return an empty results file to fill in."""
    return csv_of(template(terms, () if terms.periods else ("2027",)), language)


def rows_file(read: Read, language: Language) -> bytes:
    """Return rows of results as CSV."""
    rows = (
        [row.period, row.metric, _number(row.value, language), row.person or "",
         _number(row.weight, language), row.group or ""]
        for row in read.rows
    )  # fmt: skip
    return csv_of([list(COLUMNS), *rows], language)


def ledger_file(contract: Contract, lines: bool, language: Language) -> bytes:
    """Return the ledger as CSV: line by line, or as sums of no small group."""
    table: list[list[str]] = []
    if lines:
        table.append(["nr", "godkendt", "periode", "betaling", "retter", "beløb", "kontrolsum"])
        for entry in contract.ledger.order_by("number"):
            line = entry.line
            table.append(
                [str(entry.number), f"{entry.when:%Y-%m-%d}", line["period"], line["payment"],
                 line.get("corrects", ""), _number(entry.amount, language), entry.digest]
            )  # fmt: skip
    else:
        table.append(["fra", "til", "betaling", "borgere", "beløb"])
        for one, payments in approved_sums(contract)[0]:
            for name, people, amount in payments:
                count = "" if people is None else _number(people, language)
                table.append([one.first, one.last, name, count, _number(amount, language)])
    return csv_of(table, language)


def _number(value: Any, language: Language) -> str:
    text = f"{float(value):.15g}"
    return text.replace(".", ",") if language == "da" else text
