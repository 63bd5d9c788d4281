"""What a change of the payer rules moves between purses in one case."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.formats import date, number
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case, UsedRule
from bundlinje.calculation.comparison import Comparison, compare
from bundlinje.calculation.summary import table

FORMAT = "bundlinje.rule-change/1"


@dataclass(frozen=True)
class RuleChange:
    """One case under the rules of two dates, on common draws; `rules` are those that differ."""

    comparison: Comparison
    rules: tuple[tuple[UsedRule, UsedRule], ...]

    @property
    def moved(self) -> Mapping[str, float]:
        """What each payer gains by the change, at the means [DKK, discounted]."""
        (difference,) = self.comparison.differences.values()
        return difference.point_by_payer

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the change as data."""
        before, after = self.comparison.results
        (difference,) = self.comparison.differences.values()
        return {
            "format": FORMAT,
            "from": before.case.rule_date,
            "to": after.case.rule_date,
            "rules": [
                {"rule": old.rule, "title": old.title.to(language),
                 "from": [old.from_date, old.to_date], "to": [new.from_date, new.to_date]}
                for old, new in self.rules
            ],
            "by_payer": {
                payer: {"from": before.point.by_payer[payer], "to": after.point.by_payer[payer]}
                for payer in before.case.payers
            },
            "difference": difference.to_dict(),
        }  # fmt: skip

    def summary(self, language: Language = "da") -> str:
        """Return the change as text: the rules that differ, and what each purse gains."""
        before, after = self.comparison.results
        dates = tuple(
            date(datetime.date.fromisoformat(result.case.rule_date), language)
            for result in (before, after)
        )
        lines = [
            Text(
                f"{before.case.title}: fra reglerne pr. {dates[0]} til reglerne pr. {dates[1]}",
                f"{before.case.title}: from the rules of {dates[0]} to those of {dates[1]}",
            ).to(language)
        ]
        if not self.rules:
            same = Text("Ingen regel er ændret.", "No rule is changed.")
            return "\n".join([*lines, same.to(language)])
        lines += [f"  - {old.title.to(language)} ({old.rule})" for old, _ in self.rules]
        currency = before.case.currency
        unit = "kr." if currency == "DKK" and language == "da" else currency
        rows = [[Text(f"Nettoresultat, {unit}", f"Net result, {unit}").to(language), *dates,
                 Text("Flyttet", "Moved").to(language)]]  # fmt: skip
        for payer, moved in self.moved.items():
            amounts = before.point.by_payer[payer], after.point.by_payer[payer]
            if any(amounts):
                label = before.case.payers[payer].label.to(language)
                rows.append([label, *(number(a, language) for a in (*amounts, moved))])
        return "\n".join([*lines, "", table(rows)])


def rule_change(before: Case, after: Case, draws: int, seed: int) -> RuleChange:
    """Return what moves between the purses when one case is read under two rule dates."""
    later = {rule.rule: rule for rule in after.rules}
    changed = tuple((rule, later[rule.rule]) for rule in before.rules if rule != later[rule.rule])
    return RuleChange(compare([before, after], draws, seed), changed)
