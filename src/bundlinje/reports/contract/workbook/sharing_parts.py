"""Small parts of the sheet of sharing: levels of rank, products in cents, parts of a year."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from bundlinje.contracts.cents import rounded_cents
from bundlinje.reports.contract.workbook.quantities import Quantity


def levels(ranks: Sequence[int], places: Sequence[int]) -> list[list[int]]:
    """Return places that have the same rank together, lowest rank first."""
    ordered = sorted(places, key=lambda k: ranks[k])
    return [list(level) for _, level in groupby(ordered, key=lambda k: ranks[k])]


def amount_times(amount: Quantity, factor: Fraction) -> float:
    """Return an amount of whole cents times an exact factor, rounded half up."""
    return rounded_cents(Fraction(round(amount.value * 100), 100) * factor) / 100


def bare(address: str) -> str:
    """Return an address without its sheet."""
    return address.rpartition("!")[2]


def fraction_formula(basis: str, start: str, end: str) -> str:
    """Return the formula of the part of a year between two days."""
    if basis == "ACT/365":
        return f"({end}-{start})/365"
    if basis == "30/360":
        return f"DAYS360({start},{end},TRUE)/360"

    def length(day: str) -> str:
        return f"(DATE(YEAR({day})+1,1,1)-DATE(YEAR({day}),1,1))"

    return (
        f"((DATE(YEAR({start})+1,1,1)-{start})/{length(start)}+YEAR({end})-YEAR({start})-1"
        f"+({end}-DATE(YEAR({end}),1,1))/{length(end)})"
    )
