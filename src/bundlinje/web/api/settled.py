"""What is told of settlements: each with its lines, or sums of no small group."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

from bundlinje.web.contracts import tables
from bundlinje.web.contracts.models import Contract, Settlement


class SumOfPayment(Schema):
    """What was approved for one payment [currency]; `people` is null where it is not known."""

    payment: str
    people: float | None
    amount: float


class SumAnswer(Schema):
    """What was approved over some settlements together, so many that no group is small."""

    first: str
    last: str
    amount: float
    payments: list[SumOfPayment]


class SettlementLine(Schema):
    """A settlement, and for those who see lines what it owes [currency] and who did what.

    `due` is what is new in it, `total` everything to date, `terms` the revision of the contract
    that it was made of.
    """

    id: int
    period: str
    status: Literal["submitted", "approved", "rejected"]
    corrects: bool | None = None
    due: float | None = None
    total: float | None = None
    terms: int | None = None
    submitted_by: str | None = None
    submitted: datetime | None = None
    decided_by: str | None = None
    decided: datetime | None = None
    reason: str | None = None


class SettlementsAnswer(Schema):
    """Settlements, the newest first, and what was approved as sums of no small group.

    `held_back` says that there is more, of groups that are still too small to be told of;
    `asks_why` that amounts are left out until the person has said today what they are for.
    """

    settlements: list[SettlementLine]
    asks_why: bool
    sums: list[SumAnswer]
    held_back: bool


class NewLine(Schema):
    """One line that is to be paid [currency]; `corrects` names a period that was paid before."""

    period: str
    date: str | None
    payment: str
    name: str
    metric: str
    value: float | None
    counted: float | None
    before_caps: float
    less: float
    amount: float
    by_payer: dict[str, float]
    capped_by: list[str]
    corrects: str = ""
    fallback: bool = False
    people: float | None


class SettlementAnswer(SettlementLine):
    """A settlement with the lines that are new in it, and whether the person may decide it."""

    lines: list[NewLine]
    may_decide: bool


class DraftAnswer(Schema):
    """What the newest results give on top of what was approved [currency]; nothing is saved."""

    period: str
    corrects: bool
    due: float
    total: float
    terms: int
    lines: list[NewLine]
    warnings: list[str]


def line(one: Settlement, sees_lines: bool) -> dict[str, Any]:
    """Return a settlement, with its amounts for those who see lines."""
    found = {"id": one.pk, "period": one.period, "status": one.status}
    if not sees_lines:
        return found
    return {
        **found,
        "corrects": one.corrects,
        "due": float(one.due),
        "total": float(one.total),
        "terms": one.terms,
        "submitted_by": str(one.submitted_by or ""),
        "submitted": one.submitted,
        "decided_by": str(one.decided_by or ""),
        "decided": one.decided,
        "reason": one.reason,
    }


def lines_of(contract: Contract, lines: Any) -> list[dict[str, Any]]:
    """Return lines of a settlement, each with what its payment is called."""
    names = tables.payment_names(contract)
    return [{**one, "name": names.get(one["payment"], one["payment"])} for one in lines]


def sums(contract: Contract) -> dict[str, Any]:
    """Return what was approved as sums of no small group, and whether some are held back."""
    found, held = tables.approved_sums(contract)
    return {
        "sums": [
            {
                "first": one.first,
                "last": one.last,
                "amount": float(one.amount),
                "payments": [
                    {"payment": name, "people": people, "amount": float(amount)}
                    for name, people, amount in payments
                ],
            }
            for one, payments in found
        ],
        "held_back": held,
    }
