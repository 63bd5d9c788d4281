"""The cash of a contract, date by date, written from the specification alone.

One draw, plain dictionaries, exact fractions, nothing shared with the engine: slow and obvious.
"""

from __future__ import annotations

import calendar
import datetime
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

F = Fraction
CENT = F(1, 100)
Date = datetime.date


def cents(amount: Fraction) -> Fraction:
    """Round half up to a cent."""
    return F(math.floor(amount * 100 + F(1, 2)), 100)


def down(amount: float) -> Fraction:
    return F(max(math.floor(amount * 100 + 1e-6), 0), 100)


def day(text: str) -> Date:
    return Date.fromisoformat(text)


def part_of_year(basis: str, start: Date, end: Date) -> Fraction:
    if basis == "ACT/365":
        return F((end - start).days, 365)
    if basis == "30/360":
        d1, d2 = min(start.day, 30), min(end.day, 30)
        return F((end.year - start.year) * 360 + (end.month - start.month) * 30 + d2 - d1, 360)
    total, now = F(0), start
    while now < end:
        total += F(1, 366 if calendar.isleap(now.year) else 365)
        now += datetime.timedelta(1)
    return total


def split(total: Fraction, weights: Mapping[Any, Fraction]) -> dict[Any, Fraction]:
    """Divide whole cents by weight: cents left over to the largest remainders, first listed."""
    whole = sum(weights.values(), F(0))
    if not whole:
        return dict.fromkeys(weights, F(0))
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: F(math.floor(part * 100), 100) for key, part in exact.items()}
    left = total - sum(parts.values(), F(0))
    for key in sorted(weights, key=lambda k: parts[k] - exact[k]):
        if left <= 0:
            break
        parts[key] += CENT
        left -= CENT
    return parts


def months_on(date: Date, months: int) -> Date:
    year, month = date.year + (date.month - 1 + months) // 12, (date.month - 1 + months) % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if date.day == calendar.monthrange(date.year, date.month)[1]:
        return Date(year, month, last)
    return Date(year, month, min(date.day, last))


class Cash:
    """Runs a capital section as plain data; `paid` holds what came of it, by kind and tranche."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.tranches = {t["id"]: t for t in data["tranches"]}
        self.drawn = dict.fromkeys(self.tranches, F(0))
        self.got = {
            kind: dict.fromkeys(self.tranches, F(0))
            for kind in ("repaid", "interest", "gain", "guarantee")
        }
        self.owed = dict.fromkeys(self.tranches, F(0))
        self.accrued = dict.fromkeys(self.tranches, F(0))
        self.outstanding = dict.fromkeys(self.tranches, F(0))
        self.peak = dict.fromkeys(self.tranches, F(0))
        self.story: dict[str, list[tuple[Date, Fraction]]] = {id: [] for id in self.tranches}
        self.hand = F(0)
        self.provider = self.lowest = F(repr(data["provider"]["cash"]))
        self.back = F(0)
        self._run()

    def _events(self, key: str) -> list[tuple[Date, Fraction]]:
        found = [(day(e["date"]), F(repr(e["amount"]))) for e in self.data.get(key, [])]
        return [(d, a) for d, a in found if self.ended is None or d <= self.ended]

    def _run(self) -> None:
        termination = self.data.get("termination")
        self.ended = day(termination["ended"]) if termination else None
        delivery, payments = self._events("delivery"), self._events("outcome_payments")
        stated = day(self.data["end"]) if "end" in self.data else None
        last = self.ended or stated
        own = {d for d, _ in (*delivery, *payments)}
        own |= {
            day(r["date"])
            for t in self.tranches.values()
            for r in t.get("repay", [])
            if last is None or day(r["date"]) <= last
        }
        own |= {last} if last else set()
        end = last or max(own)
        adding = {
            id for id, t in self.tranches.items() if t.get("interest", {}).get("unpaid") == "add"
        }
        extra = set()
        if adding:
            extra = {Date(y, 12, 31) for y in range(min(own).year, end.year + 1)}
            extra = {d for d in extra if min(own) <= d <= end} - own
        since = dict.fromkeys(self.tranches, min(own))
        for today in sorted(own | extra):
            for id, tranche in self.tranches.items():
                interest = tranche.get("interest")
                if interest and (today in own or id in adding):
                    part = part_of_year(interest.get("basis", "ACT/365"), since[id], today)
                    rate = F(repr(interest["rate"]))
                    self.accrued[id] += cents(self.owed[id] * rate * part)
                    since[id] = today
            self.hand += sum((a for d, a in payments if d == today), F(0))
            self._deliver(today, sum((a for d, a in delivery if d == today), F(0)))
            self._distribute(today, end, [(d, a) for d, a in delivery if d > today])
            if today == end and termination:
                share = F(repr(termination["principal"][0][1]))
                for id in self._loans():
                    self._repay(id, cents(self.owed[id] * share), today)
            self._recourse(today, end)
            if (today.month, today.day) == (12, 31):
                for id in adding:
                    self.owed[id] += self.accrued[id]
                    self.accrued[id] = F(0)
            if today == end:
                self.outstanding = dict(self.owed)
                self.owed = dict.fromkeys(self.tranches, F(0))
                self.accrued = dict.fromkeys(self.tranches, F(0))
            if not any(d > today for d, _ in delivery) and not any(
                self.owed[id] + self.accrued[id] for id in self.tranches
            ):
                self._surplus(today)
            if today == end:
                self._guarantees()

    def _loans(self) -> list[str]:
        return [id for id, t in self.tranches.items() if t["kind"] != "grant"]

    def _from_provider(self, amount: Fraction) -> None:
        self.provider -= amount
        self.lowest = min(self.lowest, self.provider)

    def _receive(self, kind: str, id: str, amount: Fraction, today: Date) -> None:
        self.got[kind][id] += amount
        self.story[id].append((today, amount))
        if self.tranches[id]["holder"] == "provider":
            self.waiting += amount

    def _repay(self, id: str, amount: Fraction, today: Date) -> None:
        self.owed[id] -= amount
        self._receive("repaid", id, amount, today)

    waiting = F(0)

    def _deliver(self, today: Date, need: Fraction) -> None:
        # What the provider received on earlier dates is in its balance by now.
        self.provider += self.waiting
        self.waiting = F(0)
        if self.data["recycle"] is not False:
            used = min(self.hand, need)
            self.hand, need = self.hand - used, need - used
        own = F(0)
        for rank in sorted({t["draw"] for t in self.tranches.values()}):
            room = {
                id: F(repr(t["commitment"])) - self.drawn[id]
                for id, t in self.tranches.items()
                if t["draw"] == rank
            }
            parts = split(min(need, sum(room.values(), F(0))), room)
            for id, part in parts.items():
                need -= part
                self.drawn[id] += part
                self.story[id].append((today, -part))
                if self.tranches[id]["kind"] != "grant":
                    self.owed[id] += part
                self.peak[id] = max(self.peak[id], -sum(self._of_principal(id), F(0)))
                if self.tranches[id]["holder"] == "provider":
                    own += part
        used = min(self.hand, need)
        self.hand, need = self.hand - used, need - used
        if need or own:
            self._from_provider(need + own)

    def _of_principal(self, id: str) -> list[Fraction]:
        return [self.got["repaid"][id], -self.drawn[id]]

    def _due(self, id: str, today: Date, end: Date) -> Fraction:
        tranche = self.tranches[id]
        if "repay" not in tranche or (today >= end and not tranche.get("recourse")):
            return self.owed[id]
        by_now = sum(
            (F(repr(r["amount"])) for r in tranche["repay"] if day(r["date"]) <= today), F(0)
        )
        return min(max(by_now - self.got["repaid"][id], F(0)), self.owed[id])

    def _distribute(self, today: Date, end: Date, later: list[tuple[Date, Fraction]]) -> None:
        recycle, kept = self.data["recycle"], F(0)
        if recycle is True:
            kept = sum((a for _, a in later), F(0))
        elif recycle is not False:
            until = months_on(today, recycle["months"])
            kept = sum((a for d, a in later if d <= until), F(0))
        free = max(self.hand - kept, F(0))
        for rank in sorted({self.tranches[id]["seniority"] for id in self._loans()}):
            level = [id for id in self._loans() if self.tranches[id]["seniority"] == rank]
            interest = {id: self.accrued[id] for id in level}
            for id, part in split(min(free, sum(interest.values(), F(0))), interest).items():
                self.accrued[id] -= part
                self._receive("interest", id, part, today)
                free, self.hand = free - part, self.hand - part
            due = {id: self._due(id, today, end) for id in level}
            for id, part in split(min(free, sum(due.values(), F(0))), due).items():
                self._repay(id, part, today)
                free, self.hand = free - part, self.hand - part

    def _recourse(self, today: Date, end: Date) -> None:
        for id, tranche in self.tranches.items():
            dates = [day(r["date"]) for r in tranche.get("repay", [])]
            if tranche.get("recourse") and (today in dates or today == end):
                interest, due = self.accrued[id], self._due(id, today, end)
                self.accrued[id] = F(0)
                self._from_provider(interest + due)
                self._receive("interest", id, interest, today)
                self._repay(id, due, today)

    def _lacking(self, step: Mapping[str, Any], today: Date) -> Fraction:
        id = step["to"]
        if "until_multiple" in step:
            most = self.drawn[id] * F(repr(step["until_multiple"]))
            got = sum((amounts[id] for amounts in self.got.values()), F(0))
            return max(F(math.floor(most * 100), 100) - got, F(0))
        rate = 1 + step["until_irr"]
        owed = sum(
            -float(amount) * rate ** ((today - date).days / 365) for date, amount in self.story[id]
        )
        return down(owed)

    def _surplus(self, today: Date) -> None:
        for step in self.data["surplus"]:
            if "split" in step:
                parts = split(self.hand, {to: F(repr(w)) for to, w in step["split"].items()})
            elif "until_irr" in step or "until_multiple" in step:
                parts = {step["to"]: min(self.hand, self._lacking(step, today))}
            else:
                parts = {step["to"]: self.hand}
            for to, part in parts.items():
                self._give(to, part, today)
        self._give("provider", self.hand, today)

    def _give(self, to: str, amount: Fraction, today: Date) -> None:
        self.hand -= amount
        if to in self.tranches:
            self._receive("gain", to, amount, today)
        elif to == "provider":
            self.waiting += amount
        else:
            self.back += amount

    def _guarantees(self) -> None:
        for guarantee in self.data.get("guarantees", []):
            id = guarantee["tranche"]
            got = sum((amounts[id] for amounts in self.got.values()), F(0))
            loss = max(self.drawn[id] - got, F(0))
            commitment = F(repr(self.tranches[id]["commitment"]))
            base = {"drawn": self.drawn[id], "commitment": commitment, "loss": loss}
            paid = min(loss, cents(base[guarantee["of"]] * F(repr(guarantee["share"]))))
            self.got["guarantee"][id] += paid
            if self.tranches[id]["holder"] == "provider":
                self.waiting += paid
            if guarantee["by"] == "provider":
                self._from_provider(paid)

    @property
    def balance(self) -> Fraction:
        return self.provider + self.waiting
