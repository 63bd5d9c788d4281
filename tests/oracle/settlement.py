"""An independent, slow settlement, written from the specification alone.

Everything is calculated again from all rows for every period and payment; nothing is shared with
the package. Where the specification is silent the readings of `docs/contract-file.md` hold.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

F = Fraction
Contract = dict[str, Any]
Row = dict[str, Any]


def f(value: Any) -> F:
    return F(str(value))


def shortlex(person: str) -> tuple[int, str]:
    """p2 before p10."""
    return len(person), person


def cents(value: F) -> int:
    """Half up."""
    return (2 * value * 100 + 1) // 2


def largest_remainder(total: int, weights: list[F]) -> list[int]:
    exact = [F(total) * w / sum(weights) for w in weights]
    parts = [int(e) for e in exact]
    while sum(parts) < total:
        gaps = [e - p for e, p in zip(exact, parts, strict=True)]
        parts[gaps.index(max(gaps))] += 1
    return parts


class Book:
    def __init__(self, contract: Contract, rows: list[Row]) -> None:
        self.contract = contract
        self.rows = rows
        self.periods = [p["id"] for p in contract["periods"]]
        self.metrics = {m["id"]: m for m in contract["metrics"]}

    # -- measuring ---------------------------------------------------------------------------

    def of(self, metric: str, first: int, last: int) -> list[Row]:
        window = self.periods[first : last + 1]
        return [r for r in self.rows if r["metric"] == metric and r["period"] in window]

    def any_rows(self, metric: str, first: int, last: int) -> bool:
        parts = self.metrics[metric].get("blend") or [metric]
        return any(self.of(part, first, last) for part in parts)

    def additive(self, metric: str) -> bool:
        return self.metrics[metric]["measure"] in ("count", "amount")

    def value(self, metric: str, first: int, last: int, keep: Any = lambda row: True) -> F | None:
        blend = self.metrics[metric].get("blend")
        if blend:
            parts = [(f(w), self.value(m, first, last, keep)) for m, w in blend.items()]
            if any(v is None for _, v in parts):
                return None
            return sum((w * v for w, v in parts if v is not None), F(0))
        rows = [r for r in self.of(metric, first, last) if keep(r)]
        if self.additive(metric):
            return sum((f(r["value"]) for r in rows), F(0))
        weight = sum((f(r.get("weight") or 1) for r in rows), F(0))
        if not rows:
            return None
        return sum((f(r.get("weight") or 1) * f(r["value"]) for r in rows), F(0)) / weight

    def people(self, metric: str, first: int, last: int) -> list[str]:
        parts = self.metrics[metric].get("blend") or [metric]
        found = {r.get("person") for part in parts for r in self.of(part, first, last)}
        return sorted(p for p in found if p)

    def met(self, condition: Any, value: F | None) -> bool:
        if value is None:
            return False
        if isinstance(condition, str):
            return value > 0
        low, high = condition.get("at_least"), condition.get("below")
        if low is None and high is None:
            return value > 0
        return (low is None or value >= f(low)) and (high is None or value < f(high))

    def eligible(self, payment: dict[str, Any], person: str | None, last: int) -> bool:
        condition = payment.get("requires")
        if condition is None:
            return True
        metric = condition if isinstance(condition, str) else condition["metric"]
        if person is None or person not in self.people(metric, 0, last):
            return False
        return self.met(condition, self.value(metric, 0, last, lambda r: r["person"] == person))

    # -- counting ----------------------------------------------------------------------------

    def over(self, payment: dict[str, Any]) -> str:
        default = "contract" if "marginal" in payment["rule"] else "period"
        return str(payment.get("over", default))

    def counted(self, history: list[dict[str, Any]], last: int, pooled: bool) -> Any:
        """Return {(person, group): value} of the window that ends in period `last`.

        `history` is the payment as it stood in each period.
        """
        payment = history[last]
        metric = payment["metric"]
        to_date = pooled or self.over(payment) == "contract"
        if not self.additive(metric):
            first = 0 if to_date else last
            if payment.get("per") != "person":
                value = self.value(
                    metric, first, last, lambda r: self.eligible(payment, r.get("person"), last)
                )
                return {} if value is None else {(None, None): value}
            found = {}
            for person in self.people(metric, first, last):
                if self.eligible(payment, person, last):
                    value = self.value(metric, first, last, lambda r, p=person: r["person"] == p)
                    if value is not None:
                        found[person, None] = value
            return found
        total, by_person = F(0), dict[str, F]()
        window: dict[tuple[str | None, str | None], F] = {}
        for now in range(last + 1):
            # Over periods each period was counted as it stood then; to date, as it stands now.
            p = payment if to_date else history[now]
            seen_from = last if to_date else now
            cap = p.get("cap", {})
            counted: dict[tuple[str | None, str | None], F] = {}
            for key in self.cells(p, now):
                if not self.eligible(p, key[0], seen_from):
                    continue
                take = self.cell(metric, now, key)
                if key[0] is not None and "count_per_person" in cap:
                    used = by_person.get(key[0], F(0))
                    take = min(take, max(f(cap["count_per_person"]) - used, F(0)))
                if "count" in cap:
                    take = min(take, max(f(cap["count"]) - total, F(0)))
                total += take
                if key[0] is not None:
                    by_person[key[0]] = by_person.get(key[0], F(0)) + take
                counted[key] = counted.get(key, F(0)) + take
            first = 0 if to_date else now
            final = now == last and (not to_date or pooled or last == len(self.periods) - 1)
            r = p.get("referrals")
            if r and (not to_date or final) and self.any_rows(r["metric"], first, now):
                referred = self.value(r["metric"], first, now) or F(0)
                extra = max(f(r["guaranteed"]) - referred, F(0)) * f(r["counts_as"])
                if "count" in cap:
                    extra = min(extra, max(f(cap["count"]) - total, F(0)))
                total += extra
                if extra:
                    counted[None, None] = counted.get((None, None), F(0)) + extra
            if not to_date:
                window = {}
            for key, take in counted.items():
                window[key] = window.get(key, F(0)) + take
        return window

    def cells(self, payment: dict[str, Any], now: int) -> list[tuple[str | None, str | None]]:
        parts = self.metrics[payment["metric"]].get("blend") or [payment["metric"]]
        keys = {
            (r.get("person") or None, r.get("group") or None)
            for part in parts
            for r in self.of(part, now, now)
        }
        unit = payment["rule"].get("unit")
        groups = list(unit) if isinstance(unit, dict) else []

        def order(key: tuple[str | None, str | None]) -> Any:
            person, group = key
            place = groups.index(group) if group in groups else len(groups)
            return place, group or "", person is None, shortlex(person or "")

        return sorted(keys, key=order)

    def cell(self, metric: str, now: int, key: tuple[str | None, str | None]) -> F:
        found = self.value(
            metric, now, now,
            lambda r: (r.get("person") or None, r.get("group") or None) == key,
        )  # fmt: skip
        return found or F(0)


def rule_gives(rule: dict[str, Any], value: F) -> F:
    if "unit" in rule:
        return f(rule["unit"]) * value
    if "share" in rule:
        return f(rule["share"]) * value
    if "steps" in rule:
        best = F(0)
        for at, amount in rule["steps"]:
            if value >= f(at):
                best = f(amount)
        return best
    if "interpolate" in rule:
        points = [(f(x), f(y)) for x, y in rule["interpolate"]]
        if value < points[0][0]:
            return f(rule.get("below", 0))
        if value >= points[-1][0]:
            return points[-1][1]
        for (x0, y0), (x1, y1) in pairwise(points):
            if x0 <= value < x1:
                return y0 + (value - x0) * (y1 - y0) / (x1 - x0)
    amount, start = F(0), F(0)
    for up_to, price in rule["marginal"]:
        end = max(value, start) if up_to is None else min(max(value, start), f(up_to))
        amount += max(end - start, F(0)) * f(price)
        start = start if up_to is None else f(up_to)
    return amount


def by_person(rule: dict[str, Any], per: str, counted: Any) -> dict[str | None, F]:
    """Return the amount by person; under None what belongs to nobody."""
    found: dict[str | None, F] = {}
    if isinstance(rule.get("unit"), dict):
        for (person, group), value in counted.items():
            found[person] = found.get(person, F(0)) + f(rule["unit"][group]) * value
        return found
    values: dict[str | None, F] = {}
    for (person, _), value in counted.items():
        values[person] = values.get(person, F(0)) + value
    if per == "person" or "unit" in rule or "share" in rule:
        return {person: rule_gives(rule, value) for person, value in values.items()}
    return {None: rule_gives(rule, sum(values.values(), F(0)))} if values else {}


def terms_at(contract: Contract, last: int) -> Contract:
    """Return the contract as amended up to a period: payments, caps, payers, terms."""
    periods = [p["id"] for p in contract["periods"]]
    result = {
        "payers": contract["payers"],
        "caps": dict(contract.get("caps", {})),
        "terms": dict(contract.get("terms", {})),
        "payments": [dict(p) for p in contract["payments"]],
    }
    for amendment in contract.get("amendments", []):
        if periods.index(amendment["from"]) > last:
            continue
        change = amendment["set"]
        result["payers"] = change.get("payers", result["payers"])
        result["caps"].update(change.get("caps", {}))
        result["terms"].update(change.get("terms", {}))
        for payment in result["payments"]:
            for key, value in change.get("payments", {}).get(payment["id"], {}).items():
                payment[key] = {**payment.get("cap", {}), **value} if key == "cap" else value
    return result


def factor(terms: dict[str, Any], rule: dict[str, Any], year: int) -> F:
    if "share" in rule:
        return F(1)
    level = F(1)
    if "price_year" in terms:
        level = (1 + f(terms["inflation"])) ** (year - terms["price_year"])
    return (1 - f(terms.get("discount", 0))) * level


def settle(contract: Contract, rows: list[Row]) -> list[dict[str, Any]]:
    """Return a line for every period reached and payment, amounts in cents."""
    book = Book(contract, rows)
    named = {r["period"] for r in rows}
    reached = max((i + 1 for i, p in enumerate(book.periods) if p in named), default=0)
    versions = [terms_at(contract, i) for i in range(len(book.periods))]
    lines: list[dict[str, Any]] = []
    for last in range(reached):
        for place in range(len(contract["payments"])):
            lines.append(line(book, versions, lines, last, place))
    return lines


def before_caps(
    book: Book, versions: list[Contract], last: int, place: int, pooled: bool
) -> tuple[F, dict[str | None, F], F]:
    """Return what has been given to date (or in the period), by person, and what the rule gave."""
    history = [v["payments"][place] for v in versions]
    years = [int(p["end"][:4]) for p in book.contract["periods"]]
    now = history[last]
    per = now.get("per", "group")
    to_date = pooled or book.over(now) == "contract"
    earned: dict[str | None, F] = {}
    given: dict[str | None, F] = {}
    counted_before: list[Any] = []
    marked: dict[str | None, F] = {}
    people: dict[str | None, F] = {}
    gross = F(0)
    total_before = 0
    for t in range(last + 1) if to_date and not pooled else [last]:
        p = history[t]
        rule = p["fallback"]["rule"] if pooled else p["rule"]
        scale = factor(versions[t]["terms"], rule, years[t])
        counted = book.counted(history, t, pooled)
        shares = by_person(rule, per, counted)

        def keyed(amounts: dict[str | None, F]) -> dict[str | None, F]:
            return amounts if per == "person" else {None: sum(amounts.values(), F(0))}

        gross = F(0)
        for key, amount in keyed(shares).items():
            best = max([F(0), *(keyed(by_person(rule, per, c)).get(key, F(0))
                                for c in counted_before)])  # fmt: skip
            more = max(amount - best, F(0))
            gross += more * scale
            earned[key] = earned.get(key, F(0)) + more * scale
        counted_before.append(counted)
        first = 0 if to_date else t
        conditions = p.get("when", [])
        conditions = conditions if isinstance(conditions, list) else [conditions]
        held = all(
            book.met(c, book.value(c if isinstance(c, str) else c["metric"], first, t))
            for c in conditions
        )
        paid: dict[str | None, F] = {}
        for key, amount in earned.items():
            if p.get("less"):
                mine = (
                    (lambda r, k=key: r.get("person") == k) if per == "person" else lambda r: True
                )
                amount = max(
                    amount - max(book.value(p["less"], first, t, mine) or F(0), F(0)), F(0)
                )
            paid[key] = max((amount if held else F(0)) - given.get(key, F(0)), F(0))
            given[key] = given.get(key, F(0)) + paid[key]
        total = cents(sum(given.values(), F(0)))
        if per == "person":
            people = paid
        elif total > total_before:
            people = {k: max(v - marked.get(k, F(0)), F(0)) for k, v in shares.items()}
            marked = shares
        else:
            people = {}
        if t < last:
            total_before = total
    return F(cents(sum(given.values(), F(0))) - total_before), people, gross


def line(
    book: Book, versions: list[Contract], lines: list[dict[str, Any]], last: int, place: int
) -> dict[str, Any]:
    version = versions[last]
    payment = version["payments"][place]
    period = book.periods[last]
    amount, people, gross = before_caps(book, versions, last, place, False)
    mine = [ln for ln in lines if ln["payment"] == payment["id"]]
    gave = gross > 0 or any(ln["gross"] > 0 for ln in mine)
    if payment.get("fallback") and last == len(book.periods) - 1 and not gave:
        amount, people, _ = before_caps(book, versions, last, place, True)
    before = int(amount)
    weights = {k or "": w for k, w in people.items() if w > 0} or {"": F(1)}
    keys = sorted(weights, key=shortlex)
    shares = dict(zip(keys, largest_remainder(before, [weights[k] for k in keys]), strict=True))

    def room(limit: Any, used: int) -> int:
        return max(int(f(limit) * 100) - used, 0)

    def cut_people(limit: Any, used: list[dict[str, Any]]) -> None:
        for key in shares:
            if key:
                spent = sum(ln["people"].get(key, 0) for ln in used)
                shares[key] = min(shares[key], room(limit, spent))

    def cut_line(limit: Any, used: int) -> None:
        most = room(limit, used)
        if sum(shares.values()) > most:
            parts = largest_remainder(most, [F(shares[k]) for k in keys])
            shares.update(zip(keys, parts, strict=True))

    cap, caps = payment.get("cap", {}), version["caps"]
    if "per_person" in cap:
        cut_people(cap["per_person"], mine)
    if "per_period" in cap:
        cut_line(cap["per_period"], 0)
    if "amount" in cap:
        cut_line(cap["amount"], sum(ln["amount"] for ln in mine))
    if "per_person" in caps:
        cut_people(caps["per_person"], lines)
    if "per_period" in caps:
        limit = caps["per_period"]
        limit = limit.get(period) if isinstance(limit, dict) else limit
        if limit is not None:
            cut_line(limit, sum(ln["amount"] for ln in lines if ln["period"] == period))
    if "total" in caps:
        cut_line(caps["total"], sum(ln["amount"] for ln in lines))
    paid = sum(shares.values())
    payers = payment.get("paid_by") or version["payers"]
    parts = largest_remainder(paid, [f(s) for s in payers.values()])
    return {
        "period": period,
        "payment": payment["id"],
        "gross": gross,
        "before": before,
        "amount": paid,
        "people": shares,
        "by_payer": dict(zip(payers, parts, strict=True)),
    }
