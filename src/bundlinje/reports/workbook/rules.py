"""The sheet of rules."""

from __future__ import annotations

from bundlinje.reports.workbook.frame import Frame, Item


def rule_formula(frame: Frame, item: Item, account: str, year: int, what: str) -> str:
    """Return the amount that an account bears of an item by its rule in one year."""
    raise NotImplementedError
