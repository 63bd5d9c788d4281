"""The columns of the surplus: what is left once no loan is owed, shared in steps by formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.surplus import PAYERS
from bundlinje.reports.contract.workbook.quantities import (
    NOTHING,
    Quantity,
    from_0,
    least,
    total,
    whole,
)

if TYPE_CHECKING:
    from bundlinje.reports.contract.workbook.sharing_sheet import Sharing


class SurplusColumns:
    """The steps of the surplus, with what each limit by return still lacks after each date."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing
        self.steps = sharing.capital.surplus
        self.ids = [tranche.id for tranche in sharing.tranches]
        self.payers = list(sharing.plan.payers)
        self.lacking: dict[int, Quantity] = {
            place: NOTHING for place, step in enumerate(self.steps) if step.until_irr is not None
        }
        self.given: list[Quantity] = []
        self.to_provider: list[Quantity] = []
        self.to_payers: list[Quantity] = []

    def share_out(self, i: int) -> None:
        """Put what everyone gets of the surplus of a date, and take it out of hand."""
        sharing = self.sharing
        self.given, self.to_provider, self.to_payers = [], [], []
        for place in self.lacking:
            self._grow(place, i)
        free = sharing.put("over", "Overskud", "Surplus", self._free(i))
        sharing.hand = total([sharing.hand], [free])
        for place, step in enumerate(self.steps):
            if step.split is not None:
                names = [self._name(to) for to in step.split]
                parts = sharing.columns.shared(
                    f"step/{place}",
                    lambda at, n=names, p=place: f"{p + 1}. {n[at]}",  # type: ignore[misc]
                    free,
                    sharing.terms.split[place],
                )
                for to, part in zip(step.split, parts, strict=True):
                    self._give(to, part)
                free = NOTHING
                continue
            limit = self._limit(place)
            name = self._name(step.to)
            paid = sharing.put(f"step/{place}", f"Overskud, {place + 1}: {name}",
                               f"Surplus, {place + 1}: {name}",
                               free if limit is None else least(free, limit))  # fmt: skip
            self._give(step.to, paid)
            free = NOTHING if limit is None else total([free], [paid])
        self.to_provider.append(free)
        sharing.put("surplus", "Overskud til leverandøren", "Surplus to the provider",
                    total(self.to_provider))  # fmt: skip
        self._back()
        for place, lacking in self.lacking.items():
            self.lacking[place] = sharing.columns.put(
                f"lacking/{place}",
                sharing.book.say(f"Trin {place + 1}: mangler efter dagen",
                                 f"Step {place + 1}: lacking after the day"),
                lacking, cents=False,
            )  # fmt: skip

    def _grow(self, place: int, i: int) -> None:
        """Carry what a tranche lacks to its return forward to the date, draws and payments in."""
        sharing, step = self.sharing, self.steps[place]
        k = self.ids.index(step.to)
        assert step.until_irr is not None
        before = self.lacking[place]
        if not before.nothing:
            dates, days = sharing.plan.dates, sharing.days
            growth = float(1 + step.until_irr) ** ((dates[i] - dates[i - 1]).days / 365)
            rate = sharing.terms.limit[place].text
            before = Quantity(
                f"{before.text}*(1+{rate})^(({days[i].text}-{days[i - 1].text})/365)",
                before.value * growth,
            )
        parts = sharing.parts
        got = [*parts["repaid"][k], *parts["interest"][k], *parts["gain"][k]]
        lacking = total([before, *parts["drawn"][k]], got)
        self.lacking[place] = sharing.columns.put(
            f"lacks/{place}",
            sharing.book.say(f"Trin {place + 1}: mangler til grænsen",
                             f"Step {place + 1}: lacking to the limit"),
            lacking, cents=False,
        )  # fmt: skip

    def _free(self, i: int) -> Quantity:
        """Return what is in hand where no loan is owed and no delivery is to come, else 0."""
        sharing = self.sharing
        if i < sharing.plan.last_delivery:
            return NOTHING
        owed = total([*sharing.owed, *sharing.accrued])
        hand = sharing.hand
        if owed.nothing or hand.nothing:
            return hand
        value = hand.value if round(owed.value, 2) == 0 else 0.0
        return Quantity(f"IF(ROUND({owed.text},2)=0,{hand.text},0)", value)

    def _limit(self, place: int) -> Quantity | None:
        """Return the most that a step gives; None where it has no limit."""
        step, sharing = self.steps[place], self.sharing
        if step.until_irr is not None:
            return from_0(whole(self.lacking[place]))
        if step.until_multiple is None:
            return None
        k = self.ids.index(step.to)
        drawn, multiple = sharing.so_far(k, ("drawn",)), sharing.terms.limit[place]
        if drawn.nothing:
            return NOTHING
        most = whole(Quantity(f"{drawn.text}*{multiple.text}", drawn.value * multiple.value))
        return from_0(total([most], [sharing.so_far(k, ("repaid", "interest", "gain"))]))

    def _give(self, to: str, part: Quantity) -> None:
        sharing = self.sharing
        if to in self.ids:
            sharing.parts["gain"][self.ids.index(to)].append(part)
            for place in self.lacking:
                if self.steps[place].to == to:
                    self.lacking[place] = total([self.lacking[place]], [part])
        elif to == PROVIDER:
            self.to_provider.append(part)
        elif to == PAYERS:
            self.to_payers.append(part)
        else:
            sharing.back[self.payers.index(to)].append(part)

    def _back(self) -> None:
        """Put what goes back to each payer."""
        sharing = self.sharing
        receivers = {step.to for step in self.steps} | {
            to for step in self.steps for to in step.split or {}
        }
        if not receivers & {PAYERS, *self.payers}:
            return
        if PAYERS in receivers:
            amount = sharing.put("payers", "Tilbage til betalerne", "Back to the payers",
                                 total(self.to_payers))  # fmt: skip
            parts = sharing.by_payer("payers", sharing.book.say("Tilbage", "Back"), amount)
            for found, part in zip(sharing.back, parts, strict=True):
                found.append(part)
        for p, name in enumerate(sharing.payers):
            sharing.put(f"back/{p}", f"Tilbage til {name} i alt", f"Back to {name} in all",
                        total(sharing.back[p]))  # fmt: skip

    def _name(self, to: str) -> str:
        sharing = self.sharing
        if to in self.ids:
            return sharing.names[self.ids.index(to)]
        if to in self.payers:
            return sharing.payers[self.payers.index(to)]
        if to == PAYERS:
            return sharing.book.say("betalerne", "the payers")
        return sharing.book.say("leverandøren", "the provider")
