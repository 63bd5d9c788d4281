"""Copies of a case with one thing changed: later, larger or smaller, or paid by another purse."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

from bundlinje.calculation.case import Case, payer_of

Document = dict[Any, Any]

#: The most years that a start is put off, and how many times as many people at the most.
MOST_YEARS = 20
MOST_TIMES = 100.0

_SCALED = ("mean", "sd", "low", "mode", "high", "times")
_SCALED_LISTS = ("ci95", "uniform", "normal", "lognormal", "gamma")


def later(document: Document, years: int) -> Document:
    """Return a case in which the same people complete so many years later.

    The first year, to which everything is discounted, stays, so that the two can be held against
    each other; the horizon is longer by as many years, so that people are followed equally long.
    """
    changed = copy.deepcopy(document)
    first = changed["start_year"]
    changed["horizon"] = changed["horizon"] + years
    for holder in (changed, *_effects(changed)):
        if isinstance(holder.get("participants"), dict):
            holder["participants"] = {y + years: n for y, n in holder["participants"].items()}
    for cost in changed.get("costs") or ():
        if cost.get("per") in ("total", "year"):
            listed = cost.get("years", [first])
            cost["years"] = [
                year + years for year in (listed if isinstance(listed, list) else [listed])
            ]
    return changed


def scaled(document: Document, times: float) -> Document:
    """Return a case with so many times as many participants; amounts per person follow."""
    changed = copy.deepcopy(document)
    for holder in (changed, *_effects(changed)):
        if isinstance(holder.get("participants"), dict):
            holder["participants"] = {
                year: _times(number, times) for year, number in holder["participants"].items()
            }
    return changed


def paid_instead(case: Case, giver: str, taker: str, share: float) -> Document:
    """Return a case in which `taker` pays a share of what `giver` pays of the intervention.

    `giver` is a payer with all its departments, `taker` an account. Displaced costs and
    consequences stay with those that have them. Where a rule splits a cost, its shares are
    written out first.
    """
    changed: Document = copy.deepcopy(dict(case.data))
    by_rule = {cost.id: dict(cost.paid_by) for cost in case.costs}
    for cost in changed.get("costs") or ():
        if cost.get("kind") == "displaced":
            continue
        written = cost.get("paid_by")
        shares = {written: 1} if isinstance(written, str) else written
        if "rule" in shares:
            shares = by_rule[cost["id"]]
        if any(payer_of(account) == giver for account in shares):
            cost["paid_by"] = _moved(shares, giver, taker, share)
    return changed


def paying(case: Case) -> list[str]:
    """Return the payers of the intervention's costs, in the order of the case."""
    costs = (cost for cost in case.costs if cost.kind != "displaced")
    return list(dict.fromkeys(payer_of(account) for cost in costs for account in cost.paid_by))


def _effects(document: Document) -> list[Document]:
    several = document.get("effects")
    listed = list(several.values()) if isinstance(several, dict) else [document.get("effect")]
    return [effect for effect in listed if isinstance(effect, dict)]


def _times(number: Any, times: float) -> Any:
    """Return a number as it is written, certain or not, so many times as large."""
    if isinstance(number, dict):
        if "ref" in number:
            scaled_ref = {k: _times(v, times) for k, v in number.items() if k != "ref"}
            return {"ref": number["ref"], "times": times, **scaled_ref}
        return {
            key: _times(value, times)
            if key in _SCALED
            else [_times(part, times) for part in value]
            if key in _SCALED_LISTS
            else value
            for key, value in number.items()
        }
    if isinstance(number, list):
        return [_times(part, times) for part in number]
    product = float(Fraction(str(number))) * times
    return int(product) if product.is_integer() else float(f"{product:.10g}")


def _moved(shares: dict[str, Any], giver: str, taker: str, share: float) -> Any:
    """Return shares of which a part of the giver's is the taker's."""
    found: dict[str, Fraction] = {}
    part = Fraction(str(share))
    for account, written in shares.items():
        whole = Fraction(str(written))
        away = whole * part if payer_of(account) == giver else Fraction(0)
        found[account] = found.get(account, Fraction(0)) + whole - away
        found[taker] = found.get(taker, Fraction(0)) + away
    written_again = {account: _written(value) for account, value in found.items() if value}
    if len(written_again) == 1:
        return next(iter(written_again))
    return written_again


def _written(share: Fraction) -> Any:
    """Return a share as a decimal where that is exact, else as a fraction."""
    if share.denominator == 1:
        return int(share)
    exact = Fraction(str(float(share))) == share
    return float(share) if exact else f"{share.numerator}/{share.denominator}"
