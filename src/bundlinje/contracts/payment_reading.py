"""Read the payments of a contract, and the terms and caps that they stand under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.yaml_tree import Node
from bundlinje.contracts.contract import Cap, Caps, Condition, Metric, Payment, Referrals
from bundlinje.contracts.exact import (
    account_shares,
    amount,
    exact,
    name,
    optional,
    optional_amount,
    share,
)
from bundlinje.contracts.rule_reading import read_rule
from bundlinje.contracts.rules import Marginal, Rule, Share, Unit, is_linear

MAX_PAYMENTS = 1000
#: Conditions of one payment.
MAX_CONDITIONS = 50
KEYS = (
    "id", "label", "metric", "rule", "over", "per", "requires", "when", "less", "referrals", "cap",
    "fallback", "paid_by", "to",
)  # fmt: skip


class PaymentReader:
    """Reads payments against the metrics, periods and tranches that they may name."""

    def __init__(
        self,
        reader: Reader,
        metrics: Mapping[str, Metric],
        periods: Iterable[str],
        tranches: Iterable[str],
    ) -> None:
        self.reader = reader
        self.metrics = metrics
        self.periods = tuple(periods)
        self.tranches = tuple(tranches)

    def payments(self, node: Node | None) -> tuple[Payment, ...]:
        """Return the payments in the order of the file."""
        found: dict[str, Payment] = {}
        for position, entry in enumerate(self.reader.items(node, "payments", MAX_PAYMENTS), 1):
            section = self.reader.section(entry, f"payments[{position}]", KEYS)
            if section.broken:
                continue
            payment = self._payment(section)
            if payment.id in found:
                self.reader.report(
                    section.get("id"), section.at("id"),
                    f"{payment.id} står to gange. Giv den ene et andet id.",
                    f"{payment.id} stands twice. Give one another id.",
                )  # fmt: skip
            elif payment.id:
                found[payment.id] = payment
        return tuple(found.values())

    def caps(self, node: Node | None) -> Caps:
        """Return the limits of the whole contract."""
        section = self.reader.section(node, "caps", ["per_person", "per_period", "total"])
        per_period, by_period = self._per_period(section)
        return Caps(
            per_person=optional_amount(section, "per_person"),
            per_period=per_period,
            by_period=by_period,
            total=optional_amount(section, "total"),
        )

    def _payment(self, section: Section) -> Payment:
        reader = self.reader
        id_node = section.need("id")
        id = "" if id_node is None else reader.identifier(id_node, section.at("id"))
        metric = self._metric(section.need("metric"), section.at("metric"))
        rule = read_rule(reader, section.need("rule"), section.at("rule"))
        default = "contract" if isinstance(rule, Marginal) else "period"
        payment = Payment(
            id=id,
            label=section.text("label", metric.label if metric else id),
            metric=metric.id if metric else "",
            rule=rule,
            over=section.choice("over", ("period", "contract"), default),
            per=section.choice("per", ("group", "person"), "group"),
            requires=self._requires(section),
            when=self._when(section),
            less=self._less(section),
            referrals=self._referrals(section),
            cap=self._cap(section),
            fallback=self._fallback(section),
            paid_by=account_shares(reader, section.get("paid_by"), section.at("paid_by")),
            to=self._to(section),
        )
        if metric is not None:
            self._check(section, payment, metric)
        return payment

    def _metric(self, node: Node | None, path: str) -> Metric | None:
        if node is None:
            return None
        id = self.reader.text(node, path)
        if id and id not in self.metrics:
            hint = self.reader.hint(id, self.metrics)
            self.reader.report(
                node, path, f"ukendt indikator {id}. {hint.da}", f"unknown metric {id}. {hint.en}"
            )
        return self.metrics.get(id)

    def _requires(self, section: Section) -> Condition | None:
        node, path = section.get("requires"), section.at("requires")
        return None if node is None else self._condition(node, path, ["metric", "at_least"])

    def _when(self, section: Section) -> tuple[Condition, ...]:
        node, path = section.get("when"), section.at("when")
        if node is None:
            return ()
        keys = ["metric", "at_least", "below"]
        if not isinstance(node.value, list):
            return tuple(c for c in [self._condition(node, path, keys)] if c is not None)
        entries = self.reader.items(node, path, MAX_CONDITIONS)
        read = (self._condition(n, f"{path}[{i}]", keys) for i, n in enumerate(entries, 1))
        return tuple(condition for condition in read if condition is not None)

    def _condition(self, node: Node, path: str, keys: list[str]) -> Condition | None:
        if not isinstance(node.value, dict):
            metric = self._metric(node, path)
            return None if metric is None else Condition(metric.id)
        inner = self.reader.section(node, path, keys)
        metric = self._metric(inner.need("metric"), inner.at("metric"))
        at_least = optional(inner, "at_least", float("-inf"))
        below = optional(inner, "below", float("-inf"))
        if at_least is not None and below is not None and at_least >= below:
            self.reader.expected(
                inner.get("below") or node, inner.at("below"),
                "et tal over at_least", "a number above at_least",
            )  # fmt: skip
        return None if metric is None else Condition(metric.id, at_least, below)

    def _less(self, section: Section) -> str:
        node = section.get("less")
        if node is None:
            return ""
        metric = self._metric(node, section.at("less"))
        if metric is None:
            return ""
        if metric.measure != "amount":
            self.reader.report(
                node, section.at("less"),
                f"{metric.id} er målt som {metric.measure}; kun et beløb (amount) kan trækkes fra.",
                f"{metric.id} is measured as {metric.measure}; only an amount can be netted off.",
            )  # fmt: skip
        return metric.id

    def _referrals(self, section: Section) -> Referrals | None:
        node = section.get("referrals")
        if node is None:
            return None
        keys = ["metric", "guaranteed", "counts_as"]
        inner = self.reader.section(node, section.at("referrals"), keys)
        if inner.broken:
            return None
        metric = self._metric(inner.need("metric"), inner.at("metric"))
        guaranteed, counts_as = inner.need("guaranteed"), inner.need("counts_as")
        if metric is None or guaranteed is None or counts_as is None:
            return None
        if not metric.additive:
            self._not_a_sum(inner.get("metric"), inner.at("metric"), metric)
        return Referrals(
            metric.id,
            exact(self.reader, guaranteed, inner.at("guaranteed"), 0.0),
            share(self.reader, counts_as, inner.at("counts_as")),
        )

    def _cap(self, section: Section) -> Cap:
        keys = ["count_per_person", "count", "per_person", "per_period", "amount"]
        inner = self.reader.section(section.get("cap"), section.at("cap"), keys)
        per_period, by_period = self._per_period(inner)
        return Cap(
            count_per_person=optional(inner, "count_per_person"),
            count=optional(inner, "count"),
            per_person=optional_amount(inner, "per_person"),
            per_period=per_period,
            by_period=by_period,
            amount=optional_amount(inner, "amount"),
        )

    def _per_period(self, section: Section) -> tuple[Fraction | None, dict[str, Fraction]]:
        node, path = section.get("per_period"), section.at("per_period")
        if node is None or not isinstance(node.value, dict):
            return optional_amount(section, "per_period"), {}
        limits = {}
        for key, child in self.reader.entries(node, path):
            at = join(path, key)
            period = name(self.reader, Node(key, child.line), at)
            self.check_period(child, at, period)
            limits[period] = amount(self.reader, child, at)
        return None, limits

    def check_period(self, node: Node, path: str, period: str) -> None:
        """Report a period that the contract does not list, where it lists any."""
        if period and self.periods and period not in self.periods:
            hint = self.reader.hint(period, self.periods)
            self.reader.report(
                node, path, f"ukendt periode {period}. {hint.da}",
                f"unknown period {period}. {hint.en}",
            )  # fmt: skip

    def _fallback(self, section: Section) -> Rule | None:
        node = section.get("fallback")
        if node is None:
            return None
        inner = self.reader.section(node, section.at("fallback"), ["pool", "rule"])
        if inner.broken:
            return None
        pool = inner.get("pool")
        if pool is not None and not inner.flag("pool"):
            self.reader.expected(pool, inner.at("pool"), "true", "true")
        return read_rule(self.reader, inner.need("rule"), inner.at("rule"))

    def _to(self, section: Section) -> str:
        node = section.get("to")
        if node is None:
            return ""
        id = self.reader.text(node, section.at("to"))
        if id and id not in self.tranches:
            hint = self.reader.hint(id, self.tranches)
            self.reader.report(
                node, section.at("to"), f"ukendt tranche {id}. {hint.da}",
                f"unknown tranche {id}. {hint.en}",
            )  # fmt: skip
        return id

    def _not_a_sum(self, node: Node | None, path: str, metric: Metric) -> None:
        self.reader.report(
            node, path,
            f"{metric.id} er målt som {metric.measure} og kan ikke tælles. Brug en indikator målt "
            "som count eller amount.",
            f"{metric.id} is measured as {metric.measure} and cannot be counted. Use a metric "
            "measured as count or amount.",
        )  # fmt: skip

    def _check(self, section: Section, payment: Payment, metric: Metric) -> None:
        """Report what cannot stand together in one payment."""
        report = self.reader.report
        counted = [
            (section.get("cap"), "cap.count", payment.cap.count is not None),
            (section.get("cap"), "cap.count_per_person", payment.cap.count_per_person is not None),
            (section.get("referrals"), "referrals", payment.referrals is not None),
        ]
        for node, key, given in counted:
            if given and not metric.additive:
                self._not_a_sum(node, section.at(key), metric)
        rules = [rule for rule in (payment.rule, payment.fallback) if rule is not None]
        grouped = any(isinstance(rule, Unit) and rule.by_group for rule in rules)
        if grouped and not metric.additive and payment.per == "group":
            report(
                section.get("rule"), section.at("rule"),
                f"pris efter gruppe kræver, at {metric.id} tælles (count eller amount), eller "
                "per: person.",
                f"prices by group need {metric.id} to be counted (count or amount), or "
                "per: person.",
            )  # fmt: skip
        if grouped and payment.referrals is not None:
            report(
                section.get("referrals"), section.at("referrals"),
                "manglende henvisninger har ingen gruppe, så prisen skal være ét tal.",
                "missing referrals have no group, so the price must be one number.",
            )  # fmt: skip
        if payment.per == "person" and payment.referrals is not None:
            report(
                section.get("referrals"), section.at("referrals"),
                "manglende henvisninger hører ikke til en person. Brug per: group.",
                "missing referrals belong to no person. Use per: group.",
            )  # fmt: skip
        nobodys = payment.per == "group" and not (metric.additive and is_linear(payment.rule))
        if payment.cap.per_person is not None and nobodys:
            report(
                section.get("cap"), section.at("cap.per_person"),
                "beløbet gælder gruppen og kan ikke deles på personer. Brug per: person, eller en "
                "pris pr. enhed (unit) af noget, der tælles.",
                "the amount is for the group and cannot be divided by person. Use per: person, or "
                "a unit price of something that is counted.",
            )  # fmt: skip
        if any(isinstance(rule, Share) for rule in rules) and metric.measure != "amount":
            report(
                section.get("rule"), section.at("rule"),
                f"share er en andel af en besparelse i kroner, men {metric.id} er målt som "
                f"{metric.measure}. Brug en indikator målt som amount.",
                f"share is a share of a saving in money, but {metric.id} is measured as "
                f"{metric.measure}. Use a metric measured as amount.",
            )  # fmt: skip
