"""The sheet of rules: consequences whose payers follow a ladder or brackets, step by step.

Brackets in units and ladders go by year after completion; brackets in money depend on the price,
and so go by calendar year for every cohort. After the years calculated only listed profile years
count, so that what follows a held tail stands twice where years after the horizon are shown.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.formats import date
from bundlinje.basics.texts import Text
from bundlinje.calculation.rule_splits import split_by_steps, split_change, split_spell
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.changes import row_name
from bundlinje.reports.workbook.frame import (
    YEARS,
    Frame,
    Item,
)
from bundlinje.reports.workbook.prices import price_of
from bundlinje.reports.workbook.rule_rows import HELD, LISTED, RuleRows, split_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: What amounts are taken of: as they are, what leaves the budget, and an effect of 1.
KINDS = ("units", "units_kept", "units_full")


def rule_formula(frame: Frame, item: Item, account: str, year: int, what: str) -> str:
    """Return the amount that an account bears of an item by its rule in one year."""
    return frame.at(f"rule.{what}.{item.row}.{account}", year)


def rules_sheet(frame: Frame) -> Sheet | None:
    """Put the sheet where the case has such rules, and remember its rows for the others."""
    say = frame.say
    items = [item for item in frame.consequences if split_of(item) is not None]
    if not items:
        return None
    sheet = frame.book.sheet("Regler", "Rules", "calc")
    day = datetime.date.fromisoformat(frame.case.rule_date)
    row = frame.begin(
        sheet,
        Text("Regler for, hvem der betaler", "Rules for who pays"),
        Text(
            f"Som de stod {date(day, 'da')}. Niveauet uden og med ændringen deles hver for sig; "
            "forskellen er det, kasserne mærker.",
            f"As they stood on {date(day, 'en')}. The level without and with the change are split "
            "each for itself; the difference is what the purses feel.",
        ),
        [say("Konto", "Account"), say("Grænse", "Limit"), say("Andel", "Share")],
    )
    for item in items:
        row = _RuleBlock(frame, sheet, item, row).put()
    return sheet


class _RuleBlock(RuleRows):
    """Everything about one item's rule, from its steps to its amounts by account."""

    def put(self) -> int:
        """Put the block and return the next free row."""
        frame = self.frame
        rule = frame.case.knowledge.lookup(self.split.rule).title.to(frame.book.language)
        title = f"{self.change.label} – {rule}"
        by_year = self.split.kind != "ladder" and self.split.measure == "amount"
        self.row = frame.section(self.sheet, self.row, title, by_year)
        self.limits = self.steps()
        if by_year:
            self._by_cohort()
        else:
            parts = {v: self._after_completion(v) for v in self.variants}
            self._amounts_after(parts)
        return self.row + 1

    # -- by year after completion: ladders, and brackets in units ------------------------------

    def _after_completion(self, variant: str) -> list[int]:
        """Put the units by account of one person; return the row of every account."""
        note = "" if variant == HELD else self.frame.say(", kun listede år", ", listed years only")
        if self.split.kind == "ladder":
            return self._ladder(variant, note)
        return self._brackets(variant, note, None)

    def _ladder(self, variant: str, note: str) -> list[int]:
        say, years = self.frame.say, range(self.frame.years)
        own = self.values(self.item, variant)
        changes = [self.change_at(self.item, i, variant) for i in years]
        if self.split.baseline:
            pairs = self.people_shares()
            levels = []
            for i in years:
                found = [(share, self.level_at(self.item, d, i)[0])
                         for d, (share, _) in enumerate(pairs)]  # fmt: skip
                levels.append("+".join(f"{share}*{cell}" for share, cell in found))
            known = np.array([sum(s * v for s, v in self.split.level(i)) for i in years])
        else:
            levels = [f"MAX(0,-{change})" for change in changes]
            known = np.maximum(-own, 0.0)
        without = self.line(say("Uger uden succes", "Weeks without success") + note, levels, known)
        before = f"N({self.item.cell('baseline_weeks')})"
        weeks = self.split.baseline_weeks
        ends = []
        for label, more, values in (
            (say("Uger i alt uden", "Weeks in all, without"), None, known),
            (say("Uger i alt med", "Weeks in all, with"), changes, known + own),
        ):
            row = self.row
            added = [
                f"{before if i == 0 else self.cell(row, i - 1)}+{self.cell(without, i)}"
                + ("" if more is None else f"+{more[i]}")
                for i in years
            ]
            ends.append((self.line(label + note, added, weeks + np.cumsum(values)), values))
        split = split_spell(weeks, known[:, None], own[:, None], self.split.limits, self.shares)
        rows = []
        for at, account in enumerate(self.split.accounts):
            reached = []
            start = f"({self.limits.split(at, before)})"
            for (row, values), label in zip(
                ends, (say("Fordelt, uden", "Split, without"), say("Fordelt, med", "Split, with")),
                strict=True,
            ):  # fmt: skip
                formulas = [self.limits.split(at, self.cell(row, i)) for i in years]
                total = split_by_steps(weeks + np.cumsum(values), self.split.limits, self.shares)[
                    at
                ]
                reached.append(self.line(label + note, formulas, total, account))
            formulas = []
            for i in years:
                plain, changed = (
                    f"({self.cell(r, i)}-{start if i == 0 else self.cell(r, i - 1)})"
                    for r in reached
                )
                formulas.append(f"{changed}-{plain}")
            label = say("Ændring i uger pr. person", "Change in weeks per person") + note
            rows.append(self.line(label, formulas, split[at, :, 0], account))
        return rows

    def _brackets(self, variant: str, note: str, offset: int | None) -> list[int]:
        """Put one person's part of the pool by account; in money for the cohort at `offset`."""
        frame, say, count = self.frame, self.frame.say, self.frame.years
        shift = offset or 0
        money = offset is not None

        def unit(item: Item, t: int) -> str:
            return f"*{frame.at(price_of(item), t)}" if money else ""

        def price(item: Item) -> Array:
            return frame.steps.prices[item.id] if money else np.ones(count)

        def by_year(values: Array) -> Array:
            moved = np.zeros(count)
            moved[shift:] = values[: count - shift]
            return moved

        inside = [t - shift for t in range(count)]
        mine = by_year(self.values(self.item, variant)) * price(self.item)
        total = sum((by_year(self.values(m, variant)) * price(m) for m in self.pool),
                    np.zeros(count))  # fmt: skip
        own = self.line(
            say("Egen ændring", "Own change") + note,
            [f"{self.change_at(self.item, i, variant)}{unit(self.item, t)}" if i >= 0 else "0"
             for t, i in enumerate(inside)], mine,
        )  # fmt: skip
        pooled = own
        if len(self.pool) > 1:
            formulas = [
                "+".join(f"{self.change_at(m, i, variant)}{unit(m, t)}" for m in self.pool)
                if i >= 0 else "0" for t, i in enumerate(inside)
            ]  # fmt: skip
            pooled = self.line(say("Puljens ændring", "Change of the pool") + note, formulas, total)
        people = self.people_shares()
        divided = np.zeros((len(self.split.accounts), count))
        spread: list[list[int]] = [[] for _ in self.split.accounts]
        for d, (_, share) in enumerate(people):
            level = np.zeros(count)
            for member in self.pool:
                level += price(member) * [
                    self.level_at(member, d, i)[1] if i >= 0 else 0.0 for i in inside
                ]
            formulas = [
                "+".join(f"{self.level_at(m, d, i)[0]}{unit(m, t)}" for m in self.pool)
                if i >= 0 else "0" for t, i in enumerate(inside)
            ]  # fmt: skip
            name = say("Niveau uden succes", "Level without success")
            levels = self.line(f"{name}{f' {d + 1}' if len(people) > 1 else ''}{note}", formulas,
                                level)  # fmt: skip
            parts = split_change(level, total, self.split.limits, self.shares)
            divided += share * parts
            for at, account in enumerate(self.split.accounts):
                formulas = []
                for t in range(count):
                    before = self.cell(levels, t)
                    after = f"({before}+{self.cell(pooled, t)})"
                    formulas.append(
                        f"({self.limits.split(at, after)})-({self.limits.split(at, before)})"
                    )
                label = say("Puljens ændring, fordelt", "Change of the pool, split") + note
                spread[at].append(self.line(label, formulas, parts[at], account))
        safe = np.where(total == 0, 1.0, total)
        whole = np.where(total == 0, 0.0, mine / safe)
        rows = []
        for at, account in enumerate(self.split.accounts):
            formulas = [
                f"IF({self.cell(pooled, t)}=0,0,{self.cell(own, t)}/{self.cell(pooled, t)}"
                + "*(" + "+".join(f"{people[d][0]}*{self.cell(r, t)}"
                                  for d, r in enumerate(spread[at])) + "))"
                for t in range(count)
            ]  # fmt: skip
            label = say("Egen del pr. person", "Own part per person") + note
            rows.append(self.line(label, formulas, divided[at] * whole, account))
        if offset is not None:
            self.parts[offset, variant] = divided * whole
        return rows

    # -- amounts -----------------------------------------------------------------------------

    def _who(self, what: str, year: int) -> str:
        """Return the people of every cohort up to a year, the latest first."""
        frame, last = self.frame, self.frame.years - 1
        if what == "units_full" and self.change.per == "success":
            return frame.row(f"reversed.people.{self.change.effect}", last - year)
        return frame.row(row_name("who", self.item), last - year)

    def _titled(self, what: str) -> str:
        return {
            "units": self.frame.say("Beløb", "Amount"),
            "units_kept": self.frame.say("Beløb, der kan hentes ud", "Amount leaving the budget"),
            "units_full": self.frame.say("Beløb ved effekt 1", "Amount at effect 1"),
        }[what]  # fmt: skip

    def _known(self, what: str, account: str) -> Array:
        steps = self.frame.steps
        amounts = {
            "units": steps.amounts,
            "units_kept": steps.amounts_realisable,
            "units_full": steps.amounts_at_full_effect,
        }[what]
        index = next(
            flow.index
            for flow in self.frame.flow_rows
            if flow.item == self.item and flow.account == account
        )
        assert index is not None
        return np.asarray(amounts[index])

    def _amounts_after(self, parts: dict[str, list[int]]) -> None:
        frame = self.frame
        for what in KINDS:
            kept = row_name("kept", self.item) if what == "units_kept" else ""
            for at, account in enumerate(self.split.accounts):
                formulas = []
                for t in range(frame.years):
                    force = frame.row(row_name("force", self.item), 0, t)
                    more = f",{frame.row(kept, 0, t)}" if kept else ""

                    def summed(variant: str, t: int = t, f: str = force, m: str = more) -> str:
                        row = parts[variant][at]  # noqa: B023
                        part = self.sheet.in_row(row, YEARS, YEARS + t)
                        return f"SUMPRODUCT({part},{f},{self._who(what, t)}{m})"  # noqa: B023

                    value = summed(HELD)
                    if LISTED in parts:
                        value = f"IF({frame.at('inside', t)}=1,{value},{summed(LISTED)})"
                    formulas.append(f"{value}*{frame.at(price_of(self.item), t)}")
                row = self.line(self._titled(what), formulas, self._known(what, account), account,
                                 "money")  # fmt: skip
                frame.remember(f"rule.{what}.{self.item.row}.{account}", self.sheet, row)

    def _by_cohort(self) -> None:
        """Put the amounts of brackets in money: they depend on the price of every year."""
        frame, say = self.frame, self.frame.say
        rows: dict[tuple[int, str], list[int]] = {}
        for offset in self.offsets:
            for variant in self.variants:
                note = say(", årgang ", ", cohort ") + str(frame.case.start_year + offset)
                if variant == LISTED:
                    note += say(", kun listede år", ", listed years only")
                rows[offset, variant] = self._brackets(variant, note, offset)
        for what in KINDS:
            for at, account in enumerate(self.split.accounts):
                self._cohort_amounts(rows, at, account, what)

    def _cohort_amounts(
        self, rows: dict[tuple[int, str], list[int]], at: int, account: str, what: str
    ) -> None:
        """Put the amounts of one account: every cohort's, and their sum."""
        frame, years, title = self.frame, range(self.frame.years), self._titled(what)
        first = self.row
        for offset in self.offsets:
            formulas = [
                self._cohort_term(rows, offset, at, t, what) if t >= offset else "0" for t in years
            ]
            label = f"{title}, {frame.say('årgang', 'cohort')} {frame.case.start_year + offset}"
            self.line(label, formulas, self._cohort_values(offset, at, what), account, "money")
        last = self.row - 1
        sums = [f"SUM({self.sheet.in_column(YEARS + t, first, last)})" for t in years]
        row = self.line(title, sums, self._known(what, account), account, "money")
        frame.remember(f"rule.{what}.{self.item.row}.{account}", self.sheet, row)

    def _cohort_values(self, offset: int, at: int, what: str) -> Array:
        """Return one cohort's amounts by calendar year."""
        frame, steps, change = self.frame, self.frame.steps, self.change
        full = what == "units_full" or change.per == "participant"
        people = (steps.participants if full else steps.successes)[change.effect][offset]
        force = steps.in_force[change.id]
        if what == "units_kept":
            force = force * steps.kept[change.id]
        moved = np.zeros(frame.years)
        moved[offset:] = force[: frame.years - offset]
        held, listed = (self.parts[offset, v if v in self.variants else HELD][at]
                        for v in (HELD, LISTED))  # fmt: skip
        inside = np.arange(frame.years) < frame.case.horizon
        return np.asarray(people * moved * np.where(inside, held, listed))

    def _cohort_term(
        self, rows: dict[tuple[int, str], list[int]], offset: int, at: int, t: int, what: str
    ) -> str:
        frame, i = self.frame, t - offset
        people = "people" if what == "units_full" or self.change.per == "participant" else "success"
        who = frame.at(f"{people}.{self.change.effect}", offset)
        kept = f"*{frame.at(row_name('kept', self.item), i)}" if what == "units_kept" else ""
        part = self.cell(rows[offset, HELD][at], t)
        if (offset, LISTED) in rows:
            listed = self.cell(rows[offset, LISTED][at], t)
            part = f"IF({frame.at('inside', t)}=1,{part},{listed})"
        return f"{who}*{frame.at(row_name('force', self.item), i)}{kept}*{part}"
