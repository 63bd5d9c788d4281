"""Read the costs, consequences and outcomes of a case file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bundlinje.basics.errors import Fault, InputError
from bundlinje.basics.numbers import Kind, Number
from bundlinje.basics.reading import REFERENCE_KEYS, SHARE_TOLERANCE, Reader, Section, join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node
from bundlinje.calculation.case import (
    BUDGET_KINDS,
    Change,
    Consequence,
    Cost,
    Effect,
    Outcome,
    Payer,
    Price,
    RuleSplit,
    Series,
    Valuation,
)
from bundlinje.calculation.case_sections import (
    MAX_GROWTH,
    MAX_HORIZON,
    MAX_PROFILE,
    Years,
    read_persistence,
)
from bundlinje.calculation.fit import read_fit
from bundlinje.calculation.knowledge_numbers import KnowledgeNumbers, read_evidence
from bundlinje.calculation.price_levels import PriceLevels
from bundlinje.calculation.profile_quantities import (
    ProfileReader,
    UsedService,
    names_profile,
)
from bundlinje.calculation.record_signs import check_consequence, check_cost, period_warnings
from bundlinje.calculation.rule_reading import RuleReader
from bundlinje.evidence.profiles import DIRECTIONS

_COST_KEYS = (
    "id", "label", "kind", "amount", "per", "years", "years_before", "price_year", "growth",
    "paid_by", "evidence", "budget",
)  # fmt: skip
_CHANGE_KEYS = (
    "id", "label", "unit", "per", "effect", "quantity", "factor", "lag", "then", "until",
    "persistence", "evidence",
)  # fmt: skip
_CONSEQUENCE_KEYS = (
    *_CHANGE_KEYS, "direction", "realisable", "price", "paid_by", "transfer", "baseline",
    "baseline_weeks", "pool", "counts", "fit", "budget",
)  # fmt: skip
_PRICE_KEYS = (*REFERENCE_KEYS, "amount", "price_year", "growth", "index")
_RULE_KEYS = ("baseline", "baseline_weeks", "pool")


class ItemReader:
    """Reads items one by one against what the file said before them."""

    def __init__(
        self,
        reader: Reader,
        years: Years,
        prices: PriceLevels,
        payers: Mapping[str, Payer],
        effects: Mapping[str, Effect],
        cohorts: Sequence[int],
        rule_date: str,
        knowledge: KnowledgeNumbers,
        warnings: list[Text],
    ) -> None:
        self.reader = reader
        self.years = years
        self.prices = prices
        self.payers = payers
        self.effects = effects
        self.cohorts = cohorts
        self.warnings = warnings
        self.ids: dict[str, str] = {}
        self.knowledge = knowledge
        self.profiles = ProfileReader(reader, knowledge, warnings)
        self.rules = RuleReader(rule_date, knowledge.knowledge, prices, self._account, {}, warnings)

    def _item(self, node: Node, group: str, index: int, keys: Sequence[str]) -> Section:
        id_node = node.value.get("id") if isinstance(node.value, dict) else None
        name = id_node.value if id_node is not None and isinstance(id_node.value, str) else ""
        place = f"{group}.{name}" if name else f"{group}[{index + 1}]"
        section = self.reader.section(node, place, keys)
        if section.need("id") and name in self.ids:
            self.reader.report(
                section.get("id"), section.at("id"),
                f"id'et {name} er allerede brugt i {self.ids[name]}. Vælg et andet.",
                f"the id {name} is already used in {self.ids[name]}. Choose another.",
            )  # fmt: skip
        if name:
            self.ids[name] = group
        return section

    def cost(self, node: Node, index: int) -> Cost:
        """Return the cost at `node`, the one at `index` in its list."""
        section = self._item(node, "costs", index, _COST_KEYS)
        per = section.choice("per", ("total", "year", "participant", "starter"))
        by_person = per in ("participant", "starter")
        years = self._cost_years(section)
        before = section.integer("years_before", 0, MAX_HORIZON, 0)
        unused = "years" if by_person else "years_before"
        if unused in section:
            self.warnings.append(
                Text(
                    f"{section.at(unused)} bruges ikke, når per er {per}.",
                    f"{section.at(unused)} is not used when per is {per}.",
                )
            )
        if by_person:
            for cohort in self.cohorts if before else ():
                self.years.check(self.reader, node, section.at("years_before"), cohort - before)
        amount = section.number("amount", Kind.MONEY)
        price_year = self._price_year(section, amount)
        cost = Cost(
            id=section.identifier("id"),
            label=section.text("label", section.identifier("id")),
            kind=section.choice("kind", ("setup", "running", "displaced")),
            amount=Series(section.at("amount"), (amount,)),
            per=per,
            years=years,
            years_before=before,
            price_year=price_year,
            price_factor=self.prices.factor(section, price_year),
            growth=section.plain("growth", 0.0, -MAX_GROWTH, MAX_GROWTH),
            paid_by=self._payers(section, 1.0)[0],
            evidence=read_evidence(section, self.knowledge),
            budget=section.choice("budget", BUDGET_KINDS) if "budget" in section else "",
        )
        check_cost(section, cost, self.knowledge.records.get(amount.ref))
        return cost

    def _cost_years(self, section: Section) -> tuple[int, ...]:
        node, path = section.get("years"), section.at("years")
        if node is None:
            return (self.years.first,)
        entries = [node] if isinstance(node.value, int) else self.reader.items(node, path, 150)
        years = [self.reader.year(entry, path, self.years.first) for entry in entries]
        for entry, year in zip(entries, years, strict=True):
            self.years.check(self.reader, entry, path, year)
        if not years or len(set(years)) < len(years):
            self.reader.expected(node, path, "forskellige årstal", "different years")
        return tuple(sorted(set(years))) or (self.years.first,)

    def _payers(
        self, section: Section, total: float, by_level: bool = False
    ) -> tuple[dict[str, float], RuleSplit | None]:
        """Return fixed shares by account, or the rule that splits by duration or level."""
        node = section.get("paid_by")
        if node is not None and isinstance(node.value, dict) and "rule" in node.value:
            return self.rules.read(section, by_level)
        return self._paid_by(section, total), None

    def _paid_by(self, section: Section, total: float) -> dict[str, float]:
        node, path = section.need("paid_by"), section.at("paid_by")
        if node is None:
            return {}
        if isinstance(node.value, str):
            self._account(node.value, node, path)
            return {node.value: 1.0}
        shares: dict[str, float] = {}
        before = self.reader.found
        for account, child in self.reader.entries(node, path):
            self._account(str(account), child, path)
            low = -1.0 if total == 0 else 0.0
            shares[str(account)] = self.reader.share(child, join(path, account), low)
        if self.reader.found > before or not isinstance(node.value, dict):
            return shares
        found = sum(shares.values())
        if abs(found - total) > SHARE_TOLERANCE:
            why = Text("skriv fx 1/3 for en tredjedel", "write 1/3 for a third")
            if total == 0:
                why = Text(
                    "ved transfer modtager den ene side det, den anden betaler",
                    "in a transfer one side receives what the other pays",
                )
            self.reader.report(
                node, path, f"andelene giver {found:.10g} i alt, ikke {total:g}; {why.da}.",
                f"the shares sum to {found:.10g}, not {total:g}; {why.en}.",
                Fault.WRONG_SUM, (found, total),
            )  # fmt: skip
        return shares

    def _account(self, account: str, node: Node, path: str) -> None:
        payer_id, slash, department = account.partition("/")
        payer = self.payers.get(payer_id)
        if payer is None:
            hint = self.reader.hint(payer_id, self.payers)
            self.reader.report(
                node, path, f"ukendt kasse {payer_id}. {hint.da}",
                f"unknown payer {payer_id}. {hint.en}",
            )  # fmt: skip
        elif slash and payer.closed and department not in payer.departments:
            hint = self.reader.hint(department, payer.departments)
            self.reader.report(
                node, path, f"{payer_id} har ikke forvaltningen {department}. {hint.da}",
                f"{payer_id} has no department {department}. {hint.en}",
            )  # fmt: skip
        elif slash:
            self.reader.identifier(Node(department, node.line), path)

    def _quantity(self, section: Section, profile: UsedService | None) -> Series:
        node, at = section.need("quantity"), section.at("quantity")
        if profile is not None:
            return Series(at, profile.numbers)
        if node is None or names_profile(section):
            return Series(at, (Number(0.0),))
        return Series(at, self.reader.numbers(node, at, Kind.QUANTITY, MAX_PROFILE))

    def _change(self, section: Section, profile: UsedService | None) -> Change:
        quantity = self._quantity(section, profile)
        hold = section.choice("then", ("stop", "hold"), "stop") == "hold"
        until = section.integer("until", 0, MAX_PROFILE, -1) if "until" in section else None
        if until is not None and not hold:
            self.warnings.append(
                Text(
                    f"{section.at('until')} bruges kun sammen med then: hold.",
                    f"{section.at('until')} is only used with then: hold.",
                )
            )
        factor = Series(section.at("factor"), (section.number("factor", Kind.FACTOR, 1.0),))
        return Change(
            id=section.identifier("id"),
            path=section.path,
            label=section.text("label", profile.service.label if profile else "")
            or section.identifier("id"),
            unit=section.text("unit", profile.service.unit if profile else ""),
            per=section.choice("per", ("success", "participant"), "success"),
            effect=self._effect_of(section),
            quantity=quantity,
            factor=factor,
            lag=section.integer("lag", 0, MAX_HORIZON, profile.record.first_year if profile else 0),
            hold=hold,
            until=until if hold else None,
            persistence=read_persistence(section),
            evidence=read_evidence(section, self.knowledge),
        )

    def _effect_of(self, section: Section) -> str:
        node = section.get("effect")
        if node is None:
            if len(self.effects) > 1:
                names = ", ".join(self.effects)
                self.reader.report(
                    section.node, section.at("effect"),
                    f"mangler. Angiv, hvilken effekt den hører til: {names}.",
                    f"is missing. Say which effect it belongs to: {names}.",
                )  # fmt: skip
            return next(iter(self.effects), "")
        name = self.reader.text(node, section.at("effect"))
        if name not in self.effects:
            hint = self.reader.hint(name, self.effects)
            self.reader.report(
                node, section.at("effect"), f"ukendt effekt {name}. {hint.da}",
                f"unknown effect {name}. {hint.en}",
            )  # fmt: skip
        return name

    def consequence(self, node: Node, index: int) -> Consequence:
        """Return the consequence at `node`."""
        section = self._item(node, "consequences", index, _CONSEQUENCE_KEYS)
        profile = self.profiles.read(section)
        change = self._change(section, profile)
        if profile is not None:
            self.profiles.check_once(section, profile, change.effect)
        transfer = section.flag("transfer")
        paid_by, split = self._payers(section, 0.0 if transfer else 1.0, by_level=True)
        for key in _RULE_KEYS if split is None else ():
            if key in section:
                self.warnings.append(
                    Text(
                        f"{section.at(key)} bruges kun sammen med en regel i paid_by.",
                        f"{section.at(key)} is only used with a rule in paid_by.",
                    )
                )
        consequence = Consequence(
            **vars(change),
            direction=section.choice(
                "direction", DIRECTIONS, profile.service.direction if profile else DIRECTIONS[0]
            ),
            price=self._price(section, profile),
            paid_by=paid_by,
            split=split,
            transfer=transfer,
            realisable=self._realisable(section),
            counts=section.texts("counts"),
            fit=read_fit(section),
            budget=section.choice("budget", BUDGET_KINDS) if "budget" in section else "",
        )
        amount = consequence.price.amount.numbers
        records = self.knowledge.records
        check_consequence(section, consequence, records.get(amount[0].ref))
        self.warnings.extend(period_warnings(consequence, records))
        return consequence

    def _price(self, section: Section, profile: UsedService | None) -> Price:
        money = profile is not None and profile.service.is_money
        if money and "price" not in section:
            # An amount in kroner costs what it says.
            node: Node | None = Node({"amount": Node(1.0, section.node.line)}, section.node.line)
        else:
            node = section.need("price")
        path = section.at("price")
        if node is not None and not isinstance(node.value, dict):
            node = Node({"amount": node}, node.line)
        price = self.reader.section(node, path, _PRICE_KEYS)
        if "ref" in price:
            amount = self._known_amount(price)
        else:
            amount = Number(0.0) if node is None else price.number("amount", Kind.MONEY)
        if profile is not None and money:
            year = self._year_of_money(price, amount, profile)
        else:
            year = self._price_year(price, amount)
        index = self.prices.index(price)
        return Price(
            amount=Series(price.at("amount"), (amount,)),
            price_year=year,
            price_factor=self.prices.factor(price, year, index),
            growth=price.plain("growth", 0.0, -MAX_GROWTH, MAX_GROWTH),
            index=index.name,
        )

    def _known_amount(self, price: Section) -> Number:
        """Return the amount of `price: {ref: …}`, which stands beside the keys of the price."""
        if "amount" in price:
            self.reader.report(
                price.get("amount"), price.at("amount"),
                "amount og ref kan ikke stå sammen. Behold den ene.",
                "amount and ref cannot stand together. Keep one.",
            )  # fmt: skip
        reference = {key: price.node.value[key] for key in REFERENCE_KEYS if key in price}
        node = Node(reference, price.node.line)
        return self.reader.number(node, price.at("ref"), Kind.MONEY)

    def _year_of_money(self, price: Section, amount: Number, profile: UsedService) -> int:
        """Return the price year of amounts in kroner that are a profile's quantities."""
        record, known = profile.record, profile.record.price_year
        assert known is not None
        if amount.ref in self.knowledge.records:
            self.reader.report(
                price.node, price.path,
                f"{profile.service.id} i {record.reference} er allerede i kr. Lad price være, "
                "eller skriv en andel som price: 0.4.",
                f"{profile.service.id} of {record.reference} is in kr. already. Leave price out, "
                "or write a share such as price: 0.4.",
            )  # fmt: skip
        year = price.year("price_year", known)
        self.knowledge.warn_of_price_year(record, known, year)
        return year

    def _price_year(self, section: Section, amount: Number) -> int:
        """Return the price year stated, the record's where the amount is one, or the case's."""
        record = self.knowledge.records.get(amount.ref)
        if record is None:
            return section.year("price_year", self.prices.price_year)
        try:
            known = self.knowledge.price_year_of(record)
        except InputError as error:
            self.reader.refuse(section.node, section.path, amount.ref, error)
            return self.prices.price_year
        # Without a year the amount would be taken to be in the case's prices in silence.
        stated = known is None or "price_year" in section
        year = section.year("price_year") if stated or known is None else known
        self.knowledge.warn_of_price_year(record, known, year)
        return year

    def _realisable(self, section: Section) -> tuple[float, ...]:
        node, path = section.get("realisable"), section.at("realisable")
        if node is None:
            return ()
        if not isinstance(node.value, list):
            return (self.reader.share(node, path),)
        entries = self.reader.items(node, path, MAX_PROFILE)
        return tuple(self.reader.share(entry, path) for entry in entries)

    def outcome(self, node: Node, index: int) -> Outcome:
        """Return the outcome at `node`."""
        section = self._item(node, "outcomes", index, (*_CHANGE_KEYS, "better", "valuation"))
        valuation = None
        if "valuation" in section:
            value = self.reader.section(
                section.get("valuation"),
                section.at("valuation"),
                ["amount", "price_year", "source"],
            )
            year = value.year("price_year", self.prices.price_year)
            value.need("amount")
            valuation = Valuation(
                value.plain("amount", 0.0),
                year,
                self.prices.factor(value, year),
                value.text("source", required=True),
            )
        return Outcome(
            **vars(self._change(section, self.profiles.read(section))),
            better=section.choice("better", ("more", "less"), "more")
            if "better" in section
            else "",
            valuation=valuation,
        )
