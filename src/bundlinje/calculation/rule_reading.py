"""Read `paid_by: {rule: …, to: …}`: what a dated rule says, for the accounts of one item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bundlinje.basics.errors import Fault, InputError
from bundlinje.basics.reading import SHARE_TOLERANCE, Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node
from bundlinje.calculation.case import Consequence, RuleSplit, UsedRule
from bundlinje.calculation.case_sections import MAX_PROFILE
from bundlinje.calculation.price_levels import PriceLevels
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.payer_rules import BRACKETS, FLAT, LADDER, PayerRule, RuleValue

#: Checks that an account exists; called with the account, its node and its path.
CheckAccount = Callable[[str, Node, str], None]


def default_rule_date(start_year: int) -> str:
    """Return the date whose rules hold where none is given: the first day of the start year."""
    return f"{start_year}-01-01"


@dataclass(frozen=True)
class RuleReader:
    """Reads rules as they stood on a date; it is empty where the start year was wrong itself."""

    date: str
    knowledge: Knowledge
    prices: PriceLevels
    check_account: CheckAccount
    used: dict[str, UsedRule]
    warnings: list[Text]

    def read(self, section: Section, by_level: bool) -> tuple[dict[str, float], RuleSplit | None]:
        """Return the shares of a flat rule, or the split of one by duration or level.

        `by_level` says whether the item can have levels: only consequences do.
        """
        paid_by = section.reader.section(
            section.get("paid_by"), section.at("paid_by"), ["rule", "to"]
        )
        rule, value = self._rule(paid_by)
        if rule is None or value is None:
            return {}, None
        accounts = self._accounts(paid_by, rule)
        if rule.kind == FLAT:
            return {accounts[payer]: share for payer, share in value.shares.items()}, None
        if not by_level or section.flag("transfer"):
            section.reader.report(
                paid_by.node, paid_by.at("rule"),
                "reglen deler efter varighed eller forbrug og kan kun bruges på en konsekvens, "
                "der ikke er en overførsel (transfer).",
                "the rule splits by duration or use and serves only a consequence that is no "
                "transfer.",
            )  # fmt: skip
            return {}, None
        return {}, self._split(section, rule, value, accounts)

    def _rule(self, paid_by: Section) -> tuple[PayerRule | None, RuleValue | None]:
        node = paid_by.need("rule")
        if node is None:
            return None, None
        name = paid_by.text("rule")
        try:
            rule = self.knowledge.lookup(f"refund/{name.removeprefix('refund/')}")
            assert isinstance(rule, PayerRule)
            if not self.date:
                return None, None
            value = rule.at(self.date)
        except InputError as error:
            paid_by.reader.refuse(node, paid_by.at("rule"), name, error)
            return None, None
        reference = f"refund/{rule.id}"
        self.used[reference] = UsedRule(
            reference, rule.name, str(value.from_date or ""), str(value.to_date or ""), value.source
        )
        if value.limit_months is not None:
            self.warnings.append(
                Text(
                    f"{paid_by.path}: {reference} gælder højst {value.limit_months} måneder; "
                    "fordelingen er brugt i alle år.",
                    f"{paid_by.path}: {reference} holds for at most {value.limit_months} months; "
                    "the split is used in every year.",
                )
            )
        return rule, value

    def _accounts(self, paid_by: Section, rule: PayerRule) -> Mapping[str, str]:
        given = paid_by.reader.section(paid_by.get("to"), paid_by.at("to"), rule.payers)
        accounts = {}
        for payer in rule.payers:
            account = given.text(payer, payer)
            self.check_account(account, given.get(payer) or paid_by.node, given.at(payer))
            accounts[payer] = account
        return accounts

    def _split(
        self, section: Section, rule: PayerRule, value: RuleValue, accounts: Mapping[str, str]
    ) -> RuleSplit:
        if rule.kind == LADDER:
            upper = [last for last, _ in value.weeks[:-1] if last is not None]
            limits = (0.0, *upper)
            steps = [shares for _, shares in value.weeks]
        else:
            factor = self._threshold_factor(section, rule, value)
            limits = tuple(start * factor for start, _ in value.thresholds)
            steps = [shares for _, shares in value.thresholds]
        distinct = tuple(dict.fromkeys(accounts.values()))
        shares = tuple(
            tuple(
                sum(share for payer, share in step.items() if accounts[payer] == account)
                for account in distinct
            )
            for step in steps
        )
        needed = "baseline" if rule.kind == BRACKETS else "baseline_weeks"
        if needed not in section:
            unit = section.text("unit") or rule.unit
            section.reader.report(
                section.node, section.at(needed),
                f"mangler. Reglen skal kende niveauet uden succes ({unit} om året), fx "
                "baseline: 150 ved siden af paid_by."
                if needed == "baseline"
                else "mangler. Reglen skal vide, hvor mange uger borgeren har fået ydelsen, fx "
                "baseline_weeks: 80 ved siden af paid_by.",
                f"is missing. The rule needs the level without success ({unit} a year), e.g. "
                "baseline: 150 beside paid_by."
                if needed == "baseline"
                else "is missing. The rule needs the weeks already on the benefit, e.g. "
                "baseline_weeks: 80 beside paid_by.",
                Fault.RULE_NEEDS, (needed,),
            )  # fmt: skip
        return RuleSplit(
            rule=f"refund/{rule.id}",
            date=self.date,
            kind=rule.kind,
            measure=rule.measure if rule.kind == BRACKETS else "quantity",
            accounts=distinct,
            limits=limits,
            shares=shares,
            baseline=read_baseline(section),
            baseline_weeks=section.plain("baseline_weeks", 0.0, 0.0, 10_000.0),
            pool=section.text("pool") if rule.kind == BRACKETS else "",
        )

    def _threshold_factor(self, section: Section, rule: PayerRule, value: RuleValue) -> float:
        if rule.measure != "amount" or value.price_year is None:
            return 1.0
        if not self.prices.known:
            return 1.0
        try:
            return self.prices.case_index.factor(value.price_year, self.prices.price_year)
        except KeyError as missing:
            section.reader.report(
                section.get("paid_by"), section.at("paid_by"),
                f"grænserne i refund/{rule.id} er i {value.price_year}-priser, og prisindekset "
                f"har ikke året {missing.args[0]}. Tilføj det under price_index: extend.",
                f"the thresholds of refund/{rule.id} are in {value.price_year} prices, and the "
                f"price index lacks the year {missing.args[0]}. Add it under price_index: extend.",
            )  # fmt: skip
            return 1.0


def check_pools(reader: Reader, consequences: Sequence[Consequence]) -> None:
    """Report items of one pool that cannot be summed before the brackets."""
    pools: dict[str, list[Consequence]] = {}
    for change in consequences:
        if change.split is not None and change.split.pool:
            pools.setdefault(change.split.pool, []).append(change)
    for pool, members in pools.items():
        kinds = {(m.split.rule, m.effect, m.per) for m in members if m.split is not None}
        spread = [m for m in members if m.split and any(len(y) > 1 for y in m.split.baseline)]
        if len(kinds) > 1:
            reader.report(
                None, f"{members[-1].path}.pool",
                f"posterne i puljen {pool} skal have samme regel, effekt og per.",
                f"the items of the pool {pool} must have the same rule, effect and per.",
            )  # fmt: skip
        if len(spread) > 1:
            reader.report(
                None, f"{spread[-1].path}.baseline",
                f"kun én post i puljen {pool} kan have en fordeling af niveauer.",
                f"only one item of the pool {pool} can have a distribution of levels.",
            )  # fmt: skip


def read_baseline(section: Section) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the level without success by year: a number, a list by year, or a distribution."""
    node, path, reader = section.get("baseline"), section.at("baseline"), section.reader
    if node is None:
        return ()
    if not isinstance(node.value, list):
        return (((1.0, reader.plain(node, path, 0.0)),),)
    entries = reader.items(node, path, MAX_PROFILE)
    if not any(isinstance(entry.value, list) for entry in entries):
        return tuple(((1.0, reader.plain(entry, path, 0.0)),) for entry in entries)
    spread = tuple(reader.pair(entry, path) for entry in entries)
    found = sum(share for share, _ in spread)
    if abs(found - 1) > SHARE_TOLERANCE or any(min(pair) < 0 for pair in spread):
        reader.expected(
            node, path, "[[andel, niveau], …] med andele, der giver 1",
            "[[share, level], …] with shares that sum to 1",
        )  # fmt: skip
    return (spread,)
