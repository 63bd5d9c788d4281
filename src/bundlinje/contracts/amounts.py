"""From what counts to an amount before caps: rule → less → when → rounded.

Over a period the amount is that of the period. Over the contract it is what everything to date
gives less what it gave before, never below 0: counted in the prices of each period, so that what
was earned before is not paid again when prices follow an index or an amendment changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from bundlinje.contracts.cents import rounded_cents
from bundlinje.contracts.contract import Condition, Payment
from bundlinje.contracts.counting import Counted, CountLedger
from bundlinje.contracts.measuring import ZERO, Cell, Measurements, Window, exact_sum
from bundlinje.contracts.rules import Rule, group_price, indexed, is_linear, rule_amount

#: A person, or None for what belongs to the group as a whole.
Key = str | None


@dataclass
class Account:
    """What one payment has given so far, before caps.

    Attributes:
        ledger: What has been counted towards its limits.
        history: The counted cells of earlier periods, for payments over the contract.
        rule: The rule that `best` was calculated with.
        best: The most that the rule gave on anything before, by key, at its own price level.
        earned: What was earned to date in the prices of each period, before netting.
        given: What was given to date, unrounded.
        rounded: The same as paid out. [0.01]
        netted: What was netted off to date.
        attributed: The amounts by person that earlier lines were for.
        rule_gave: Whether the rule ever gave anything.
    """

    ledger: CountLedger = field(default_factory=CountLedger)
    history: list[dict[Cell, Fraction]] = field(default_factory=list)
    rule: Rule | None = None
    best: dict[Key, Fraction] = field(default_factory=dict)
    earned: dict[Key, Fraction] = field(default_factory=dict)
    given: dict[Key, Fraction] = field(default_factory=dict)
    rounded: int = 0
    netted: Fraction = ZERO
    attributed: dict[Key, Fraction] = field(default_factory=dict)
    rule_gave: bool = False


@dataclass(frozen=True)
class Earned:
    """The amount of a line before caps, and how it came about.

    Attributes:
        gross: What the rule gives, before netting. [currency]
        less: What was netted off. [currency]
        unmet: The conditions of `when` that were not met, and what was measured.
        cents: The amount before caps. [0.01]
        by_person: Weights of the people it is for; empty where it is nobody's.
        netted: What is netted off in the window, by key. [currency]
    """

    gross: Fraction
    less: Fraction
    unmet: tuple[tuple[Condition, Fraction | None], ...]
    cents: int
    by_person: dict[str, Fraction]
    netted: dict[Key, Fraction] = field(default_factory=dict)


def by_key(rule: Rule, per: str, cells: dict[Cell, Fraction]) -> dict[Key, Fraction]:
    """Return what a rule gives for counted values, person by person where that has a meaning.

    Args:
        rule: The rule, at its own price level.
        per: `person` applies it to each person's value, `group` to the sum.
        cells: Counted values by person and need group.
    """
    if not cells:
        return {}
    amounts: dict[Key, Fraction] = {}
    if getattr(rule, "by_group", None):
        for (person, group), value in cells.items():
            amounts[person] = amounts.get(person, ZERO) + group_price(rule, group) * value
        return amounts
    if per != "person" and not is_linear(rule):
        return {None: rule_amount(rule, exact_sum(cells.values()))}
    values: dict[Key, Fraction] = {}
    for (person, _), value in cells.items():
        values[person] = values[person] + value if person in values else value
    given: dict[Fraction, Fraction] = {}
    for value in values.values():  # many people have the same value
        if value not in given:
            given[value] = rule_amount(rule, value)
    return {person: given[value] for person, value in values.items()}


def earned(
    found: Measurements,
    payment: Payment,
    rule: Rule,
    counts: Counted,
    window: Window,
    factor: Fraction,
    account: Account,
) -> Earned:
    """Return the amount of a line before caps, and note it in the account.

    Args:
        found: The results.
        payment: The payment as it stands in the period.
        rule: Its rule, or its fallback.
        counts: What counts in the window.
        window: First and last period; the same account is used again only over the contract.
        factor: From the rule's price level and before the bid discount to what is paid. [1]
        account: What earlier periods gave.
    """
    personal = payment.per == "person"
    scale = factor if indexed(rule) else Fraction(1)
    shares = by_key(rule, payment.per, counts.cells)
    new = shares if personal else {None: exact_sum(shares.values())}
    best = _best(account, rule, payment.per, personal)
    gross = {key: max(amount - best.get(key, ZERO), ZERO) for key, amount in new.items()}
    for key, amount in gross.items():
        if amount:
            account.best[key] = best.get(key, ZERO) + amount
            account.earned[key] = account.earned.get(key, ZERO) + amount * scale
    account.history.append(counts.cells)
    asked = [(condition, found.value(condition.metric, window)) for condition in payment.when]
    unmet = tuple((condition, value) for condition, value in asked if not condition.met(value))
    netted = _netted(found, payment, window, account.earned, personal)
    paid: dict[Key, Fraction] = {}
    for key, amount in account.earned.items():
        before = account.given.get(key, ZERO)
        if unmet or before is amount:  # nothing more since then
            continue
        reached = amount - netted[key] if key in netted else amount
        if reached > before:
            paid[key], account.given[key] = reached - before, reached
    rounded = rounded_cents(exact_sum(account.given.values()))
    cents, account.rounded = rounded - account.rounded, rounded
    less, account.netted = _moved(account.netted, exact_sum(netted.values()))
    gave = exact_sum(gross.values()) * scale
    account.rule_gave = account.rule_gave or gave > 0
    people = _people(payment, account, paid, shares, cents)
    return Earned(gave, less, unmet, cents, people, netted)


def _best(account: Account, rule: Rule, per: str, personal: bool) -> dict[Key, Fraction]:
    """Return the most that `rule` gives on anything counted before, by key."""
    if account.rule is None or account.rule == rule:
        account.rule = rule
        return account.best
    account.rule, account.best = rule, {}
    for cells in account.history:
        shares = by_key(rule, per, cells)
        then = shares if personal else {None: exact_sum(shares.values())}
        for key, amount in then.items():
            account.best[key] = max(account.best.get(key, ZERO), amount)
    return account.best


def _netted(
    found: Measurements,
    payment: Payment,
    window: Window,
    amounts: dict[Key, Fraction],
    personal: bool,
) -> dict[Key, Fraction]:
    """Return what is netted off to date by key: never more than was earned, never below 0."""
    if not payment.less:
        return {}
    less: dict[Key, Fraction] = {}
    if personal:
        less.update(found.by_person(payment.less, window))
    else:
        less[None] = found.value(payment.less, window) or ZERO
    return {key: min(max(less.get(key, ZERO), ZERO), amount) for key, amount in amounts.items()}


def _moved(before: Fraction, now: Fraction) -> tuple[Fraction, Fraction]:
    return now - before, now


def _people(
    payment: Payment,
    account: Account,
    paid: dict[Key, Fraction],
    shares: dict[Key, Fraction],
    cents: int,
) -> dict[str, Fraction]:
    """Return weights of the people a line is for; what belongs to nobody is left out of it."""
    if payment.per == "person":
        weights = paid
    elif cents > 0:
        weights = {
            key: max(amount - account.attributed.get(key, ZERO), ZERO)
            for key, amount in shares.items()
        }
        account.attributed = shares
    else:
        return {}
    return {key if key is not None else "": weight for key, weight in weights.items() if weight > 0}
