"""Read the capital of a contract: delivery, tranches, guarantees, surplus and termination."""

from __future__ import annotations

import datetime
from fractions import Fraction

from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.yaml_tree import Node
from bundlinje.contracts.capital import (
    Capital,
    DatedAmount,
    Guarantee,
    Interest,
    Surplus,
    Termination,
    Tranche,
)
from bundlinje.contracts.exact import (
    amount,
    check_sum,
    optional,
    optional_amount,
    optional_day,
    share,
)

KEYS = (
    "end", "replaces", "delivery", "outcome_payments", "shock", "provider", "tranches",
    "guarantees", "recycle", "surplus", "termination",
)  # fmt: skip
BASES = ("ACT/365", "ACT/ACT", "30/360")
MAX_DATES = 10_000
MAX_TRANCHES = 100
_TRANCHE_KEYS = (
    "id", "holder", "kind", "commitment", "seniority", "draw", "interest", "recourse", "repay",
)  # fmt: skip


def tranche_ids(reader: Reader, node: Node | None) -> list[str]:
    """Return the ids of the tranches, before they are read, for those who name them."""
    entries = node.value if node is not None and isinstance(node.value, list) else []
    found = [e.value.get("id") for e in entries if isinstance(e.value, dict)]
    return [id.value for id in found if id is not None and isinstance(id.value, str)]


def read_capital(section: Section, payers: tuple[str, ...]) -> Capital:
    """Return the capital of a contract; everything wrong is reported."""
    reader = section.reader
    ids = tranche_ids(reader, section.get("tranches"))
    recycles, months = _recycle(section)
    provider = reader.section(section.get("provider"), "provider", ["cash"])
    cash = provider.get("cash")
    end = optional_day(section, "end")
    shock = section.get("shock")
    capital = Capital(
        end=end,
        replaces=_ids(section, "replaces"),
        delivery=_dated(section, "delivery"),
        outcome_payments=_dated(section, "outcome_payments"),
        shock=0.0 if shock is None else float(share(reader, shock, "shock")),
        provider_cash=Fraction(0) if cash is None else amount(reader, cash, provider.at("cash")),
        tranches=_tranches(section),
        guarantees=_guarantees(section, ids),
        recycles=recycles,
        recycle_months=months,
        surplus=_surplus(section, [*ids, "provider", "payers", *payers]),
        termination=_termination(section),
    )
    ended = capital.termination.ended if capital.termination is not None else None
    if end is not None and ended is not None and ended > end:
        reader.expected(
            section.get("termination") or section.node, "termination.ended",
            f"en dato senest {end} (end)", f"a date no later than {end} (end)",
        )  # fmt: skip
    return capital


def _ids(section: Section, key: str) -> tuple[str, ...]:
    nodes = section.reader.items(section.get(key), section.at(key), MAX_TRANCHES)
    return tuple(section.reader.identifier(node, section.at(key)) for node in nodes)


def _dated(section: Section, key: str) -> tuple[DatedAmount, ...] | None:
    """Return amounts by date, or None where the key is absent; dates may not go back."""
    node = section.get(key)
    if node is None:
        return None
    reader, found = section.reader, list[DatedAmount]()
    for position, entry in enumerate(reader.items(node, section.at(key), MAX_DATES), 1):
        inner = reader.section(entry, f"{section.at(key)}[{position}]", ["date", "amount"])
        date_node, amount_node = inner.need("date"), inner.need("amount")
        if date_node is None or amount_node is None:
            continue
        date = reader.day(date_node, inner.at("date"))
        paid = amount(reader, amount_node, inner.at("amount"))
        if date is None:
            continue
        if found and date < found[-1].date:
            reader.expected(
                date_node, inner.at("date"), f"en dato fra {found[-1].date}; skriv i orden",
                f"a date from {found[-1].date} on; write in order",
            )  # fmt: skip
            continue
        found.append(DatedAmount(date, paid))
    return tuple(found)


def _tranches(section: Section) -> tuple[Tranche, ...]:
    reader, found = section.reader, dict[str, Tranche]()
    nodes = reader.items(section.get("tranches"), "tranches", MAX_TRANCHES)
    for position, node in enumerate(nodes, 1):
        inner = reader.section(node, f"tranches[{position}]", _TRANCHE_KEYS)
        if inner.broken:
            continue
        tranche = _tranche(inner)
        if tranche.id in found or tranche.id in ("provider", "payers"):
            reader.report(
                inner.get("id"), inner.at("id"),
                f"{tranche.id} er allerede et navn. Vælg et andet id.",
                f"{tranche.id} is already a name. Choose another id.",
            )  # fmt: skip
        elif tranche.id:
            found[tranche.id] = tranche
    return tuple(found.values())


def _tranche(section: Section) -> Tranche:
    reader = section.reader
    id_node, commitment = section.need("id"), section.need("commitment")
    kind = section.choice("kind", ("loan", "grant", "deferred"), "loan")
    if kind == "grant":
        for key in ("interest", "repay", "recourse"):
            if key in section:
                reader.report(
                    section.get(key), section.at(key), "et tilskud (grant) betales aldrig tilbage.",
                    "a grant is never repaid.",
                )  # fmt: skip
    return Tranche(
        id="" if id_node is None else reader.identifier(id_node, section.at("id")),
        holder=section.text("holder"),
        kind=kind,
        commitment=(
            Fraction(0)
            if commitment is None
            else amount(reader, commitment, section.at("commitment"))
        ),
        seniority=section.integer("seniority", 1, 1000, 1),
        draw=section.integer("draw", 1, 1000, 1),
        interest=_interest(section),
        recourse=section.flag("recourse"),
        repay=_dated(section, "repay"),
    )


def _interest(section: Section) -> Interest | None:
    node = section.get("interest")
    if node is None:
        return None
    inner = section.reader.section(node, section.at("interest"), ["rate", "basis", "unpaid"])
    rate = inner.need("rate")
    return Interest(
        rate=Fraction(0) if rate is None else share(section.reader, rate, inner.at("rate")),
        basis=inner.choice("basis", BASES, "ACT/365"),
        unpaid=inner.choice("unpaid", ("wait", "add"), "wait"),
    )


def _guarantees(section: Section, ids: list[str]) -> tuple[Guarantee, ...]:
    reader, found = section.reader, []
    nodes = reader.items(section.get("guarantees"), "guarantees", MAX_TRANCHES)
    for position, node in enumerate(nodes, 1):
        keys = ["tranche", "by", "share", "of", "cap"]
        inner = reader.section(node, f"guarantees[{position}]", keys)
        if inner.broken:
            continue
        tranche = inner.choice("tranche", ids) if ids else inner.text("tranche", required=True)
        if not ids and tranche:
            reader.report(
                inner.get("tranche"), inner.at("tranche"),
                "kontrakten har ingen trancher. Tilføj dem under tranches.",
                "the contract has no tranches. Add them under tranches.",
            )  # fmt: skip
        covered = inner.get("share")
        found.append(
            Guarantee(
                tranche=tranche,
                by=inner.text("by", required=True),
                share=(
                    Fraction(1) if covered is None else share(reader, covered, inner.at("share"))
                ),
                of=inner.choice("of", ("drawn", "commitment", "loss"), "loss"),
                cap=optional_amount(inner, "cap"),
            )
        )
    return tuple(found)


def _recycle(section: Section) -> tuple[bool, int | None]:
    node = section.get("recycle")
    if node is None:
        return False, 0
    if isinstance(node.value, bool):
        return node.value, None if node.value else 0
    if not isinstance(node.value, dict):
        section.reader.expected(
            node, "recycle", "true, false eller {months: 6}", "true, false or {months: 6}"
        )
        return False, 0
    inner = section.reader.section(node, "recycle", ["months"])
    return True, inner.integer("months", 0, 1200)


def _surplus(section: Section, receivers: list[str]) -> tuple[Surplus, ...]:
    reader, found = section.reader, []
    nodes = reader.items(section.get("surplus"), "surplus", MAX_TRANCHES)
    for position, node in enumerate(nodes, 1):
        keys = ["to", "until_irr", "until_multiple", "split"]
        inner = reader.section(node, f"surplus[{position}]", keys)
        if inner.broken:
            continue
        limits = [key for key in ("until_irr", "until_multiple") if key in inner]
        if ("to" in inner) == ("split" in inner) or len(limits) > ("to" in inner):
            reader.report(
                node, inner.path,
                "skriv enten to (med until_irr eller until_multiple) eller split.",
                "write either to (with until_irr or until_multiple) or split.",
            )  # fmt: skip
            continue
        if "split" in inner:
            found.append(Surplus(split=_split(inner, receivers)))
            continue
        found.append(
            Surplus(
                to=inner.choice("to", receivers),
                until_irr=optional(inner, "until_irr"),
                until_multiple=optional(inner, "until_multiple"),
            )
        )
    return tuple(found)


def _split(section: Section, receivers: list[str]) -> dict[str, Fraction]:
    node, path = section.node.value["split"], section.at("split")
    reader = section.reader
    inner = reader.section(node, path, receivers)
    before = reader.found
    shares = {
        str(key): share(reader, child, join(path, key))
        for key, child in reader.entries(inner.node, path)
    }
    if reader.found == before and not inner.broken:
        check_sum(reader, node, path, shares.values())
    return shares


def _termination(section: Section) -> Termination | None:
    node = section.get("termination")
    if node is None:
        return None
    reader = section.reader
    inner = reader.section(node, "termination", ["ended", "principal"])
    if inner.broken:
        return None
    ended_node = inner.need("ended")
    ended = None if ended_node is None else reader.day(ended_node, "termination.ended")
    steps: list[tuple[datetime.date | None, Fraction]] = []
    entries = reader.items(inner.need("principal"), "termination.principal", MAX_TRANCHES)
    for position, entry in enumerate(entries, 1):
        at = f"termination.principal[{position}]"
        if not isinstance(entry.value, list) or len(entry.value) != 2:
            reader.expected(
                entry, at, "et par som [2027-12-31, 0.75]", "a pair such as [2027-12-31, 0.75]"
            )
            continue
        last, paid = entry.value
        until = None if last.value is None else reader.day(last, at)
        steps.append((until, share(reader, paid, at)))
    dates = [until for until, _ in steps]
    rising = [until for until in dates if until is not None]
    if None in dates[:-1] or rising != sorted(set(rising)):
        reader.expected(
            inner.get("principal") or node, "termination.principal",
            "datoer i stigende rækkefølge og null kun til sidst",
            "dates in rising order, and null only last",
        )  # fmt: skip
    return None if ended is None else Termination(ended, tuple(steps))
