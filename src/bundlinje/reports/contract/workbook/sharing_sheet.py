"""The sheet of sharing: how money in hand is shared on each date, step by step in formulas.

The same order as the cash engine's: interest accrues, payments come in, delivery is paid, interest
and principal by rank, termination, recourse, the surplus, guarantees. What it gives is held
against the engine's table to the cent; where anything differs there is no such sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from bundlinje.contracts.cash_plan import CashPlan
from bundlinje.contracts.cash_table import CashTable
from bundlinje.contracts.day_count import year_fraction
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.capital_sheet import CapitalSheet
from bundlinje.reports.contract.workbook.guarantee_columns import guarantee_columns
from bundlinje.reports.contract.workbook.quantities import (
    DIGITS,
    NOTHING,
    Quantity,
    from_0,
    least,
    total,
)
from bundlinje.reports.contract.workbook.sharing_columns import FIRST, Columns
from bundlinje.reports.contract.workbook.sharing_parts import (
    amount_times,
    bare,
    fraction_formula,
    levels,
)
from bundlinje.reports.contract.workbook.surplus_columns import SurplusColumns
from bundlinje.reports.workbook.cells import Book

#: What each tranche has on a date, by the engine's names.
FLOWS = ("drawn", "interest", "repaid", "gain", "guarantee", "recourse")


class Sharing:
    """The sheet while it is made, date by date.

    Args:
        book: The workbook.
        words: What writes names.
        table: The engine's cash of one draw.
        plan: What it rests on.
        terms: The sheet of capital.
        days: The day of each date, as cells.
        payments: What each payer pays on each date, as cells, by payer.
        delivery: What delivery costs on each date, as cells.
        direct: The part that goes straight to a tranche, by place of tranche and date.
    """

    def __init__(
        self,
        book: Book,
        words: ContractWords,
        table: CashTable,
        plan: CashPlan,
        terms: CapitalSheet,
        days: Sequence[Quantity],
        payments: Sequence[Sequence[Quantity]],
        delivery: Sequence[Quantity],
        direct: dict[tuple[int, int], Quantity],
    ) -> None:
        self.book, self.table, self.plan, self.terms = book, table, plan, terms
        self.capital, self.tranches = table.capital, table.capital.tranches
        self.days, self.payments, self.delivery, self.direct = days, payments, delivery, direct
        self.names = [words.tranche(tranche) for tranche in self.tranches]
        self.payers = [words.party(payer) for payer in plan.payers]
        self.sheet = book.sheet("Fordeling", "Sharing", "calc")
        self.columns = Columns(self.sheet)
        count = len(self.tranches)
        self.hand: Quantity = NOTHING
        self.owed = [NOTHING] * count
        self.accrued = [NOTHING] * count
        self.room = list(terms.commitment)
        self.since = [0] * count
        self.loans = [k for k in range(count) if self.tranches[k].kind != "grant"]
        self.by_draw = levels([t.draw for t in self.tranches], range(count))
        self.by_rank = levels([t.seniority for t in self.tranches], self.loans)
        self.parts: dict[str, list[list[Quantity]]] = {}
        self.back: list[list[Quantity]] = []
        self.surplus = SurplusColumns(self)
        self._frame()
        for i in range(len(plan.dates)):
            self.columns.place = i
            self._date(i)

    def cell(self, key: str, i: int) -> Quantity:
        """Return what stands under a key on a date; nothing where the key does not."""
        return self.columns.filled.get(key, {}).get(i, NOTHING)

    @property
    def agrees(self) -> bool:
        """Whether every flow is the engine's, to the cent."""
        table, flows = self.table, []
        for k in range(len(self.tranches)):
            flows += [(f"{kind}/{k}", getattr(table, kind)[k, :, 0]) for kind in FLOWS]
        for p in range(len(self.payers)):
            flows += [(f"back/{p}", table.back[p, :, 0]),
                      (f"terminated/{p}", table.terminated[p, :, 0])]  # fmt: skip
        flows += [("shortfall", table.shortfall[:, 0]), ("surplus", table.surplus[:, 0]),
                  ("hand", table.hand[:, 0])]  # fmt: skip
        return all(
            abs(self.cell(key, i).value - float(amount) / 100) < 0.005
            for key, cents in flows
            for i, amount in enumerate(cents)
        )

    # -- the steps of a date -----------------------------------------------------------------

    def _frame(self) -> None:
        say, sheet = self.book.say, self.sheet
        sheet.text(0, 0, say("Sådan deles pengene, dag for dag", "How money is shared, day by day"),
                   "title")  # fmt: skip
        sheet.text(1, 0, say(
            "Læs fra venstre mod højre: renter løber på, betalinger kommer ind, leveringen "
            "betales, og det, der er i kassen, deles efter rang. Alt er formler; betalinger og "
            "levering står på arket Pengestrøm, vilkårene på arket Kapital.",
            "Read from left to right: interest accrues, payments come in, delivery is paid, and "
            "what is in hand is shared by rank. All are formulas; payments and delivery stand on "
            "the sheet Cash, terms on the sheet Capital.",
        ), "about")  # fmt: skip
        sheet.heading(FIRST - 1, [say("Dag", "Day")], 0)
        sheet.widths[0] = 12
        sheet.row_heights[FIRST - 1] = 72
        sheet.frozen = (FIRST, 1)
        sheet.wide = True

    def _date(self, i: int) -> None:
        self.parts = {kind: [[] for _ in self.tranches] for kind in FLOWS}
        self.back = [[] for _ in self.payers]
        day = self.days[i]
        self.sheet.formula(FIRST + i, 0, day.text, day.value, "date")
        self._accrue(i)
        self._payments(i)
        self._delivery(i)
        self._distribute(i)
        end = i == self.plan.end
        self._terminate(end)
        self._recourse(i)
        self._capitalise(i)
        if end:
            self.owed = [NOTHING] * len(self.tranches)
            self.accrued, self.room = list(self.owed), list(self.owed)
        self._left()
        self.surplus.share_out(i)
        self._flows()
        if self.capital.guarantees:
            guarantee_columns(self, end)
        head = self.book.say("I kassen bagefter", "In hand after")
        self.hand = self.columns.put("hand", head, self.hand)

    def put(self, key: str, da: str, en: str, quantity: Quantity) -> Quantity:
        """Put a quantity with its heading."""
        return self.columns.put(key, self.book.say(da, en), quantity)

    def shared(
        self, key: str, da: str, en: str, places: Sequence[int], amount: Quantity,
        weights: Sequence[Quantity],
    ) -> list[Quantity]:  # fmt: skip
        """Put an amount divided between tranches."""
        return self.columns.shared(
            key, lambda at: f"{self.names[places[at]]}: {self.book.say(da, en)}", amount, weights
        )

    def _accrue(self, i: int) -> None:
        for k, tranche in enumerate(self.tranches):
            interest = tranche.interest
            if interest is None:
                continue
            skipped = self.plan.capitalising[i] and interest.unpaid != "add"
            new = NOTHING
            if not skipped:
                start, self.since[k] = self.since[k], i
                if i > start and not self.owed[k].nothing:
                    dates = self.plan.dates
                    part = interest.rate * year_fraction(interest.basis, dates[start], dates[i])
                    share = fraction_formula(
                        interest.basis, self.days[start].text, self.days[i].text
                    )
                    new = Quantity(
                        f"ROUND({self.owed[k].text}*{self.terms.rate[k].text}*{share},{DIGITS})",
                        amount_times(self.owed[k], part),
                    )
            grown = self.put(f"new/{k}", f"{self.names[k]}: nye renter",
                             f"{self.names[k]}: new interest", new)  # fmt: skip
            self.accrued[k] = total([self.accrued[k], grown])

    def _payments(self, i: int) -> None:
        paid = [by_date[i] for by_date in self.payments]
        straight = [q for (k, j), q in self.direct.items() if j == i]
        self.hand = total([self.hand, *paid], straight)
        for k in dict.fromkeys(k for k, _ in self.direct):
            amount = self.direct.get((k, i), NOTHING)
            name = self.names[k]
            interest = self.put(f"direct/i/{k}", f"{name}: renter af egen betaling",
                                f"{name}: interest of own payment",
                                least(amount, self.accrued[k]))  # fmt: skip
            principal = self.put(f"direct/p/{k}", f"{name}: afdrag af egen betaling",
                                 f"{name}: principal of own payment",
                                 least(total([amount], [interest]), self.owed[k]))  # fmt: skip
            gain = self.put(f"direct/g/{k}", f"{name}: gevinst af egen betaling",
                            f"{name}: gain of own payment",
                            total([amount], [interest, principal]))  # fmt: skip
            self._take(k, interest, principal)
            self.parts["gain"][k].append(gain)

    def _take(self, k: int, interest: Quantity, principal: Quantity) -> None:
        self.parts["interest"][k].append(interest)
        self.parts["repaid"][k].append(principal)
        self.accrued[k] = total([self.accrued[k]], [interest])
        self.owed[k] = total([self.owed[k]], [principal])

    def _delivery(self, i: int) -> None:
        need, say = self.delivery[i], self.book.say
        if self.capital.recycles:
            self.hand = self.put("hand/in", "I kassen efter betalinger",
                                 "In hand after payments", self.hand)  # fmt: skip
            used = self.put("used/first", "Levering fra kassen først", "Delivery from hand first",
                            least(self.hand, need))  # fmt: skip
            self.hand, need = total([self.hand], [used]), total([need], [used])
        for at, level in enumerate(self.by_draw):
            rooms = [self.room[k] for k in level]
            amount = least(total(rooms), need)
            if len(level) > 1:
                amount = self.put(f"draw/{at}", f"Trækkes som nr. {at + 1}",
                                  f"Drawn as no. {at + 1}", amount)  # fmt: skip
            parts = self.shared(f"draw/{at}", "trækkes", "drawn", level, amount, rooms)
            for k, part in zip(level, parts, strict=True):
                self.parts["drawn"][k].append(part)
                left = total([self.room[k]], [part])
                self.room[k] = self.put(f"room/{k}", f"{self.names[k]}: tilsagn tilbage",
                                        f"{self.names[k]}: commitment left", left)  # fmt: skip
                if k in self.loans:
                    self.owed[k] = total([self.owed[k], part])
            need = total([need], parts)
        used = self.put("used", "Levering fra kassen", "Delivery from hand",
                        least(self.hand, need))  # fmt: skip
        self.columns.put("shortfall", say("Leverandøren dækker", "The provider covers"),
                         total([need], [used]))  # fmt: skip
        self.hand = self.put("hand/2", "I kassen efter levering", "In hand after delivery",
                             total([self.hand], [used]))  # fmt: skip

    def _kept(self, i: int) -> Quantity:
        """Return the delivery of the months ahead that is kept in hand."""
        last = len(self.plan.dates) - 1
        if not self.capital.recycles or i == last:
            return NOTHING
        ahead = f"{self.delivery[i + 1].text}:{bare(self.delivery[last].text)}"
        value = float(self.plan.kept[i, 0]) / 100
        if self.terms.months is None:
            return Quantity(f"SUM({ahead})", value)
        days = f"{self.days[i + 1].text}:{bare(self.days[last].text)}"
        day, months = self.days[i].text, self.terms.months.text
        until = f"IF(DAY({day}+1)=1,EOMONTH({day},{months}),EDATE({day},{months}))"
        return Quantity(f"SUMPRODUCT(({days}<={until})*{ahead})", value)

    def _distribute(self, i: int) -> None:
        kept = NOTHING
        if self.capital.recycles:
            kept = self.put("kept", "Holdes til levering", "Kept for delivery", self._kept(i))
        if not self.loans:
            return
        free = self.put("free", "Til deling", "To be shared", from_0(total([self.hand], [kept])))
        for at, level in enumerate(self.by_rank):
            accrued = [self.accrued[k] for k in level]
            interest = self._level(f"rank/i/{at}", "renter", "interest", level, free, accrued)
            free = total([free], interest)
            due = [self._due(k, i) for k in level]
            principal = self._level(f"rank/p/{at}", "afdrag", "principal", level, free, due)
            free = total([free], principal)
            for k, i_part, p_part in zip(level, interest, principal, strict=True):
                self._take(k, i_part, p_part)
            self.hand = total([self.hand], [*interest, *principal])

    def _level(
        self, key: str, da: str, en: str, level: list[int], free: Quantity,
        due: Sequence[Quantity],
    ) -> list[Quantity]:  # fmt: skip
        """Put what tranches of one rank get of what is free, by what each is owed."""
        amount = least(free, total(due))
        if len(level) > 1:
            rank = self.tranches[level[0]].seniority
            amount = self.put(key, f"Rang {rank}: {da}", f"Rank {rank}: {en}", amount)
        return self.shared(key, da, en, level, amount, due)

    def _due(self, k: int, i: int) -> Quantity:
        """Return the principal of a tranche that is due."""
        schedule, recourse = self.plan.due.get(k), self.tranches[k].recourse
        if schedule is None or (i >= self.plan.end and not recourse):
            return self.owed[k]
        head = self.book.say(f"{self.names[k]}: forfaldet til dato", f"{self.names[k]}: due so far")
        due = self.columns.given(f"due/{k}", head, float(schedule[i]) / 100)
        paid = [self.columns.before(f"repaid/{k}"), *self.parts["repaid"][k]]
        return least(from_0(total([due], paid)), self.owed[k])

    def _terminate(self, end: bool) -> None:
        share = self.terms.terminated
        if share is None:
            return
        by_payer: list[list[Quantity]] = [[] for _ in self.payers]
        for k in self.loans:
            paid = NOTHING
            if end and not self.owed[k].nothing:
                owed = self.owed[k]
                assert self.plan.terminated is not None
                paid = Quantity(
                    f"ROUND({owed.text}*{share.text},{DIGITS})",
                    amount_times(owed, self.plan.terminated),
                )
            paid = self.put(f"ended/{k}", f"{self.names[k]}: betales ved ophør",
                            f"{self.names[k]}: paid at termination", paid)  # fmt: skip
            parts = self.by_payer(f"ended/{k}", self.names[k], paid)
            for found, part in zip(by_payer, parts, strict=True):
                found.append(part)
            self._take(k, NOTHING, paid)
        for p, parts in enumerate(by_payer):
            self.put(f"terminated/{p}", f"{self.payers[p]} betaler ved ophør",
                     f"{self.payers[p]} pays at termination", total(parts))  # fmt: skip

    def by_payer(self, key: str, of: str, amount: Quantity) -> list[Quantity]:
        """Put an amount divided between the payers by their shares."""
        return self.columns.shared(
            f"{key}/payers", lambda p: f"{of}: {self.payers[p]}", amount, self.terms.shares
        )

    def _recourse(self, i: int) -> None:
        for k, tranche in enumerate(self.tranches):
            if not tranche.recourse:
                continue
            repay = tranche.repay
            on_date = repay is not None and any(r.date == self.plan.dates[i] for r in repay)
            interest = principal = NOTHING
            if on_date or i == self.plan.end:
                interest, principal = self.accrued[k], self._due(k, i)
            name = self.names[k]
            interest = self.put(f"recourse/i/{k}", f"{name}: renter fra leverandøren",
                                f"{name}: interest from the provider", interest)  # fmt: skip
            principal = self.put(f"recourse/p/{k}", f"{name}: afdrag fra leverandøren",
                                 f"{name}: principal from the provider", principal)  # fmt: skip
            self._take(k, interest, principal)
            self.parts["recourse"][k] = [interest, principal]

    def _capitalise(self, i: int) -> None:
        if (self.plan.dates[i].month, self.plan.dates[i].day) != (12, 31):
            return
        for k, tranche in enumerate(self.tranches):
            if tranche.interest is not None and tranche.interest.unpaid == "add":
                self.owed[k] = total([self.owed[k], self.accrued[k]])
                self.accrued[k] = NOTHING

    def _left(self) -> None:
        """Put what is still owed after the date's payments."""
        for k in self.loans:
            name = self.names[k]
            self.owed[k] = self.put(f"owed/{k}", f"{name}: skyldigt bagefter",
                                    f"{name}: owed after", self.owed[k])  # fmt: skip
            if self.tranches[k].interest is not None:
                self.accrued[k] = self.put(
                    f"accrued/{k}", f"{name}: skyldige renter bagefter",
                    f"{name}: interest owed after", self.accrued[k],
                )  # fmt: skip

    def _flows(self) -> None:
        """Put the sum of each kind of flow of the date, which the sheet of cash takes over."""
        kinds = {"drawn": ("trækkes", "drawn"), "interest": ("renter", "interest"),
                 "repaid": ("afdrag", "repaid"), "gain": ("gevinst", "gain"),
                 "recourse": ("fra leverandøren", "from the provider")}  # fmt: skip
        for k, name in enumerate(self.names):
            for kind, (da, en) in kinds.items():
                self.put(f"{kind}/{k}", f"{name}: {da} i alt", f"{name}: {en} in all",
                         total(self.parts[kind][k]))  # fmt: skip

    def so_far(self, k: int, kinds: tuple[str, ...]) -> Quantity:
        """Return what a tranche has had of some kinds of flows up to and with this date."""
        i = self.columns.place
        parts = [self.columns.before(f"{kind}/{k}") for kind in kinds]
        for kind in kinds:
            if f"{kind}/{k}" in self.columns.at and i in self.columns.filled.get(f"{kind}/{k}", {}):
                parts.append(self.cell(f"{kind}/{k}", i))
            else:
                parts += self.parts[kind][k]
        return total(parts)
