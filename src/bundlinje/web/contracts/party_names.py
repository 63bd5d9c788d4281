"""The parties that a contract's document names."""

from __future__ import annotations

from typing import Any

from bundlinje.contracts.cash_table import PROVIDER

Document = dict[Any, Any]


def names_in(document: Document) -> tuple[str, ...]:
    """Return the ids of a document's parties: those named, payers, lenders, the provider."""
    found = [str(id) for id in _mapping(document.get("parties"))]
    payers = document.get("payers")
    found += [payers] if isinstance(payers, str) else map(str, _mapping(payers))
    for key, who in (("tranches", "holder"), ("guarantees", "by")):
        for item in document.get(key) or ():
            if isinstance(item, dict) and item.get(who):
                found.append(str(item[who]))
    for payment in document.get("payments") or ():
        if isinstance(payment, dict):
            found += map(str, _mapping(payment.get("paid_by")))
    found.append(PROVIDER)
    # A department signs with its purse.
    return tuple(dict.fromkeys(filter(None, (name.partition("/")[0] for name in found))))


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}
