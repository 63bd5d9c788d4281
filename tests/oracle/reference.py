"""Reference calculation for tests: slow scalar loops written from the specification alone.

Written from `method.md` (sections 1-7, 9, 11) and `formats.md` without sight of the engine.
Rules (section 8), pathways (section 10) and references to the knowledge base are not here.

Names of inputs, as keys of `values` in `evaluate`: `completion`, `participants.2026`,
`effect.with`, `effect.without`, `effect.difference`, `effect.persistence` (`effects.NAME.with` and
`effects.NAME.participants.2026` with several effects), `costs.ID.amount`,
`consequences.ID.quantity|factor|persistence|price.amount`, `outcomes.ID.quantity|factor|
persistence` and `parameters.NAME` (joint ones too). A list input takes a list of its entries; a
`{ref: NAME}` follows `parameters.NAME` unless the path itself is given.

Readings where the specification is open:

1.  Accounts. `by_payer` holds the five default payers and every declared one; `by_account` each
    bare payer and every department declared or used; `by_payer_year` all payers; `payback_year`
    and `break_even` hold `total` and the public payers.
2.  Index. dk-net-price is unrounded yearly means of whole years. A price of the index's target
    year needs no index (ratio 1). Costs always use the case's index.
3.  Real growth counts from the case's price year to the calendar year of the flow (for a cost
    `years_before` completion, that earlier year), and goes on after the horizon for `cut_off`.
4.  Discounting: ln DF(n) = -integral of ln(1+r(t)) from 0 to n, where a step `[from, rate]` starts
    at t = from - 1. Outcomes use the same offset with their own rate.
5.  Costs count the participants of the case, never those of a named effect; so does
    `net_result_per_participant` (null without participants). No `completion` means 1.
6.  Persistence also applies to consequences per participant. A list that has one entry is held
    (g = entry in every year); a number r is r**i, with r**0 = 1 even for r = 0.
7.  `until` counts years after completion and stops listed values too, should it come before them.
8.  `cut_off`: discounted public flows of listed profile years after the horizon, gains positive.
9.  Realisable: per cohort and year, flows of a consequence whose unit-level flow is a gain
    (-U*p > 0 for an expense, +U*p > 0 for an income) are multiplied by the share of year i after
    completion, last value held; losses count in full. Costs are not touched.
10. With and without, or `without` + difference, are clipped to 0-1 and so is persistence; a
    difference alone is not clipped.
11. Break-even per payer from its own discounted flows: {effect, rate, possible, cost_factor}.
    Effect, rate and possible are null when B1 <= 0 or K - B0 <= 0; cost_factor = B / K is null when
    K <= 0 or B < 0; the entry is null when effect and cost_factor both are. `rate` and `possible`
    are null without p0. With two or more effects `effect` is the common factor on all of them,
    `rate` is null, and `possible` says whether every p0 + factor * difference is in 0-1 (null when
    some p0 is missing). A factor is measured on the effects as they are.
12. Ratio null when K <= 0. IRR of undiscounted public net flows by calendar year; null without a
    change of sign or unless exactly one root r > -1 exists.
13. Payback: the year after the last negative cumulated year; null if no year or the last one is.
14. Transfers between public payers: each loser gets loss * gain / sum of gains from each gainer;
    empty when nobody loses or the net result is negative.
15. Amounts below 1e-12 of the gross flows they are made of are rounding and count as 0 in the
    tests of sign in 11-14 (for the IRR year by year).
16. Parameters take the narrowest family any use needs: beta if any use is a rate or persistence,
    else gamma if any is a price, cost, people or factor, else normal. Where gamma would be used
    and the mean is <= 0, normal. A parameter without uncertain use (or unused) is normal.
17. Each year of `participants` is an input of its own (a map, not a list).
18. A named effect without `participants` uses the case's; with one effect a consequence need not
    name it. A single entry under `effects` behaves as `effect`, but is named `effects.NAME`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import stats

Case = dict[str, Any]
Values = dict[str, Any]

# Danmarks Statistik, PRIS116 Nettoprisindeks (2015 = 100): sums of the twelve months.
DK_NET_PRICE = {
    2015: 1200.0 / 12,
    2016: 1205.8 / 12,
    2017: 1220.8 / 12,
    2018: 1231.3 / 12,
    2019: 1242.0 / 12,
    2020: 1246.4 / 12,
    2021: 1264.8 / 12,
    2022: 1362.4 / 12,
    2023: 1416.5 / 12,
}
DK_2021_STEPS = [[0, 0.035], [36, 0.025], [71, 0.015]]
DEFAULT_PAYERS = {"kommune": True, "region": True, "stat": True, "borger": False, "andre": False}
NOISE = 1e-12


@dataclass(frozen=True)
class Flow:
    """Money to one account in one year from one item (and cohort); gains are positive."""

    item: str
    is_cost: bool
    per_success: bool
    account: str
    year: int
    amount: float
    at_unit_effect: float  # per success: the amount if the effect were 1
    realisable: float

    @property
    def payer(self) -> str:
        return self.account.split("/")[0]


@dataclass(frozen=True)
class Effect:
    without: float | None
    difference: float
    persistence: float | list[float]
    participants: dict[int, float]


# Numbers ------------------------------------------------------------------------------------------


def mean_of(node: Any) -> float:
    """Mean of a number in any written form except a reference."""
    if isinstance(node, str):
        return float(Fraction(node))
    if isinstance(node, (int, float)):
        return float(node)
    if "mean" in node:
        return float(node["mean"])
    if "low" in node:
        return (node["low"] + 4 * node["mode"] + node["high"]) / 6
    if "uniform" in node:
        return (node["uniform"][0] + node["uniform"][1]) / 2
    if "beta" in node:
        return node["beta"][0] / (node["beta"][0] + node["beta"][1])
    for family in ("normal", "lognormal", "gamma"):
        if family in node:
            return float(node[family][0])
    raise ValueError(f"not a number: {node!r}")


def parameter(case: Case, name: str, values: Values) -> float:
    if f"parameters.{name}" in values:
        return float(values[f"parameters.{name}"])
    if name in (case.get("parameters") or {}):
        return entry(case, case["parameters"][name], values)
    for group in case.get("joint") or []:
        if name in group["names"]:
            return float(group["mean"][group["names"].index(name)])
    raise ValueError(f"no parameter called {name}")


def entry(case: Case, node: Any, values: Values) -> float:
    if isinstance(node, dict) and "ref" in node:
        return parameter(case, node["ref"], values)
    return mean_of(node)


def number_or_list(case: Case, path: str, node: Any, values: Values) -> float | list[float]:
    if path in values:
        given = values[path]
        if isinstance(given, (list, tuple, np.ndarray)):
            return [float(one) for one in given]
        return float(given)
    if isinstance(node, list):
        return [entry(case, one, values) for one in node]
    return entry(case, node, values)


def number(case: Case, path: str, node: Any, values: Values) -> float:
    found = number_or_list(case, path, node, values)
    if isinstance(found, list):
        raise TypeError(f"{path} is a list")
    return found


def as_list(found: float | list[float]) -> list[float]:
    return found if isinstance(found, list) else [found]


def clip(rate: float) -> float:
    return min(1.0, max(0.0, rate))


# Prices, time, people -----------------------------------------------------------------------------


def index_years(spec: Any) -> dict[int, float]:
    if spec is None or spec == "dk-net-price":
        return DK_NET_PRICE
    if isinstance(spec, str) or spec.get("name", "dk-net-price") != "dk-net-price":
        raise ValueError(f"unknown index {spec!r}")
    own = spec.get("extend") or {} if "name" in spec else spec
    years = dict(DK_NET_PRICE) if "name" in spec else {}
    for year, level in own.items():
        years[int(year)] = float(level)
    return years


def real_price(
    case: Case, amount: float, price_year: int, growth: float, index: Any, year: int
) -> float:
    target = case["price_year"]
    price = amount
    if price_year != target:
        levels = index_years(index)
        for needed in (price_year, target):
            if needed not in levels:
                raise ValueError(f"the index has no year {needed}")
        price = amount * levels[target] / levels[price_year]
    return price * (1 + growth) ** (year - target)


def discount_steps(spec: dict[str, Any]) -> list[tuple[float, float]]:
    """Rates as (first point in time, rate)."""
    if "rate" in spec:
        return [(0.0, float(spec["rate"]))]
    steps = spec.get("steps")
    if steps is None:
        if spec.get("schedule", "dk-2021") != "dk-2021":
            raise ValueError(f"unknown schedule {spec['schedule']}")
        steps = DK_2021_STEPS
    if steps[0][0] > 1:
        raise ValueError("no rate from the beginning")
    return [(max(0.0, first - 1.0), float(rate)) for first, rate in steps]


def discount_factor(spec: dict[str, Any], n: float) -> float:
    steps = discount_steps(spec)
    log_factor = 0.0
    for position, (start, rate) in enumerate(steps):
        end = steps[position + 1][0] if position + 1 < len(steps) else math.inf
        time_in_step = max(0.0, min(n, end) - start)
        log_factor -= time_in_step * math.log(1 + rate)
    return math.exp(log_factor)


def money_factor(case: Case, year: int) -> float:
    spec = case.get("discounting") or {}
    return discount_factor(spec, year - case["start_year"] + spec.get("offset", 0))


def outcome_factor(case: Case, year: int) -> float:
    spec = case.get("discounting") or {}
    own = spec.get("outcomes") or {"rate": 0}
    return discount_factor(own, year - case["start_year"] + spec.get("offset", 0))


def horizon_years(case: Case) -> list[int]:
    return [case["start_year"] + position for position in range(case["horizon"])]


def people(case: Case, prefix: str, spec: dict[Any, Any], values: Values) -> dict[int, float]:
    result = {}
    for year, node in spec.items():
        if int(year) not in horizon_years(case):
            raise ValueError(f"cohort {year} is outside the horizon")
        result[int(year)] = number(case, f"{prefix}participants.{year}", node, values)
    return result


def effect_specs(case: Case) -> dict[str | None, tuple[str, dict[str, Any]]]:
    """By the name consequences use: the path and the block."""
    if "effects" in case:
        return {name: (f"effects.{name}", block) for name, block in case["effects"].items()}
    return {None: ("effect", case["effect"])}


def all_effects(case: Case, values: Values) -> dict[str | None, Effect]:
    result: dict[str | None, Effect] = {}
    for name, (path, block) in effect_specs(case).items():
        without = None
        if "without" in block:
            without = clip(number(case, f"{path}.without", block["without"], values))
        if "with" in block:
            if without is None:
                raise ValueError("`with` needs `without`")
            success = clip(number(case, f"{path}.with", block["with"], values))
            difference = success - without
        else:
            difference = number(case, f"{path}.difference", block["difference"], values)
            if without is not None:
                difference = clip(without + difference) - without
        persistence = number_or_list(
            case, f"{path}.persistence", block.get("persistence", 1), values
        )
        if block.get("participants") is not None:
            cohorts = people(case, f"{path}.", block["participants"], values)
        else:
            cohorts = people(case, "", case["participants"], values)
        result[name] = Effect(without, difference, persistence, cohorts)
    return result


def effect_of(item: dict[str, Any], effects: dict[str | None, Effect]) -> Effect:
    if len(effects) == 1:
        return next(iter(effects.values()))
    return effects[item["effect"]]


def share_in_force(persistence: float | list[float], i: int) -> float:
    if isinstance(persistence, list):
        return clip(persistence[min(i, len(persistence) - 1)])
    return clip(persistence) ** i


def account_shares(paid_by: Any) -> dict[str, float]:
    if isinstance(paid_by, str):
        return {paid_by: 1.0}
    return {account: mean_of(share) for account, share in paid_by.items()}


def payers_of(case: Case) -> dict[str, bool]:
    """Every payer, and whether it is public."""
    result = dict(DEFAULT_PAYERS)
    for name, spec in (case.get("payers") or {}).items():
        result[name] = (spec or {}).get("public", result.get(name, True))
    return result


def accounts_of(case: Case) -> list[str]:
    result = list(payers_of(case))
    for name, spec in (case.get("payers") or {}).items():
        result += [f"{name}/{department}" for department in (spec or {}).get("departments") or {}]
    for item in (case.get("costs") or []) + (case.get("consequences") or []):
        result += [account for account in account_shares(item["paid_by"]) if account not in result]
    return result


# Flows --------------------------------------------------------------------------------------------


def cost_years(case: Case, cost: dict[str, Any], values: Values) -> list[tuple[int, float]]:
    """Years and the number of times the amount falls in each."""
    years = cost.get("years") or [case["start_year"]]
    if cost["per"] == "total":
        return [(year, 1 / len(years)) for year in years]
    if cost["per"] == "year":
        return [(year, 1.0) for year in years]
    share_completing = number(case, "completion", case.get("completion", 1), values)
    result = []
    for cohort, count in people(case, "", case["participants"], values).items():
        times = count / share_completing if cost["per"] == "starter" else count
        result.append((cohort - cost.get("years_before", 0), times))
    return result


def cost_flows(case: Case, values: Values) -> Iterator[Flow]:
    for cost in case.get("costs") or []:
        amount = number(case, f"costs.{cost['id']}.amount", cost["amount"], values)
        sign = 1 if cost["kind"] == "displaced" else -1
        for year, times in cost_years(case, cost, values):
            if year not in horizon_years(case):
                raise ValueError(f"cost {cost['id']} falls in {year}, outside the horizon")
            price_year = cost.get("price_year", case["price_year"])
            growth = cost.get("growth", 0)
            price = real_price(case, amount, price_year, growth, case.get("price_index"), year)
            for account, share in account_shares(cost["paid_by"]).items():
                money = sign * times * price * share
                yield Flow(cost["id"], True, False, account, year, money, money, money)


def unit_years(
    case: Case, section: str, item: dict[str, Any], effect: Effect, values: Values
) -> Iterator[tuple[int, int, float, float, bool]]:
    """(year, years after completion, units, units at an effect of 1, listed) for each cohort."""
    path = f"{section}.{item['id']}"
    quantity = as_list(number_or_list(case, f"{path}.quantity", item["quantity"], values))
    factor = number(case, f"{path}.factor", item.get("factor", 1), values)
    persistence = effect.persistence
    if item.get("persistence") is not None:
        persistence = number_or_list(case, f"{path}.persistence", item["persistence"], values)
    per_success = item.get("per", "success") == "success"
    last_year = case["start_year"] + case["horizon"] - 1
    for cohort, count in effect.participants.items():
        j = 0
        while True:
            i = item.get("lag", 0) + j
            year = cohort + i
            listed = j < len(quantity)
            if not listed and (item.get("then", "stop") == "stop" or year > last_year):
                break
            if item.get("until") is not None and i > item["until"]:
                break
            per_person = share_in_force(persistence, i) * factor
            per_person *= quantity[j] if listed else quantity[-1]
            units = count * per_person * (effect.difference if per_success else 1)
            yield year, i, units, count * per_person, listed
            j += 1


def consequence_flows(case: Case, values: Values) -> Iterator[tuple[Flow, bool]]:
    """Flows in and after the horizon, and whether they come from a listed profile year."""
    effects = all_effects(case, values)
    for item in case.get("consequences") or []:
        price = item["price"]
        amount = number(case, f"consequences.{item['id']}.price.amount", price["amount"], values)
        price_year = price.get("price_year", case["price_year"])
        index = price.get("index", case.get("price_index"))
        realisable = [mean_of(share) for share in as_list(item.get("realisable", 1))]
        sign = 1 if item.get("direction", "expense") == "income" else -1
        per_success = item.get("per", "success") == "success"
        effect = effect_of(item, effects)
        for year, i, units, unit_units, listed in unit_years(
            case, "consequences", item, effect, values
        ):
            price_then = real_price(case, amount, price_year, price.get("growth", 0), index, year)
            is_gain = sign * units * price_then > 0
            kept = realisable[min(i, len(realisable) - 1)] if is_gain else 1.0
            for account, share in account_shares(item["paid_by"]).items():
                money = sign * units * price_then * share
                at_one = sign * unit_units * price_then * share
                flow = Flow(
                    item["id"], False, per_success, account, year, money, at_one, money * kept
                )
                yield flow, listed


def outcome_totals(case: Case, values: Values) -> dict[str, float]:
    effects = all_effects(case, values)
    result = {}
    for item in case.get("outcomes") or []:
        total = 0.0
        effect = effect_of(item, effects)
        for year, _i, units, _unit_units, _listed in unit_years(
            case, "outcomes", item, effect, values
        ):
            if year in horizon_years(case):
                total += units * outcome_factor(case, year)
        result[item["id"]] = total
    return result


# Results ------------------------------------------------------------------------------------------


def exact(value: float, gross: float) -> float:
    """The value, with 0 for what is only rounding."""
    return 0.0 if abs(value) <= NOISE * gross else value


def discounted(case: Case, flows: list[Flow]) -> float:
    return sum(flow.amount * money_factor(case, flow.year) for flow in flows)


def gross_of(case: Case, flows: list[Flow]) -> float:
    return sum(abs(flow.amount) * money_factor(case, flow.year) for flow in flows)


def polynomial_roots(terms: list[tuple[int, float]]) -> list[float]:
    """All u where the sum of a * exp(t * u) is 0, for terms (t, a) in order of t, none of a 0.

    Multiplied by exp(-k * u), with k at a change of sign, the sum is monotone between the zeros of
    its derivative, which has the terms a * (t - k): one change of sign fewer. So: recursion.
    """
    changes = [n for n in range(1, len(terms)) if terms[n][1] * terms[n - 1][1] < 0]
    if not changes:
        return []
    k = (terms[changes[0]][0] + terms[changes[0] - 1][0]) / 2
    largest = max(abs(a) for _, a in terms)
    bound = 1 + math.log1p(largest / min(abs(terms[0][1]), abs(terms[-1][1])))

    def sign(u: float) -> int:
        top = max(t * u for t, _ in terms)
        parts = [a * math.exp(t * u - top) for t, a in terms]
        value = exact(math.fsum(parts), 0.01 * sum(abs(part) for part in parts))
        return (value > 0) - (value < 0)

    corners = [-bound, *polynomial_roots([(t, a * (t - k)) for t, a in terms]), bound]
    roots = [corner for corner in corners if sign(corner) == 0]
    for low, high in pairwise(corners):
        at_low = sign(low)
        if at_low * sign(high) < 0:
            for _ in range(200):
                middle = (low + high) / 2
                low, high = (middle, high) if sign(middle) == at_low else (low, middle)
            roots.append((low + high) / 2)
    return sorted(roots)


def internal_rate(yearly: list[float]) -> float | None:
    terms = [(position, flow) for position, flow in enumerate(yearly) if flow != 0]
    roots = polynomial_roots(terms)
    return math.expm1(-roots[0]) if len(roots) == 1 else None


def payback_year(case: Case, flows: list[Flow]) -> int | None:
    gross = gross_of(case, flows)
    last_negative = None
    cumulated = 0.0
    for year in horizon_years(case):
        cumulated += discounted(case, [flow for flow in flows if flow.year == year])
        if exact(cumulated, gross) < 0:
            last_negative = year
    if last_negative in (None, horizon_years(case)[-1]):
        return None
    return last_negative + 1


def break_even(case: Case, flows: list[Flow], effects: list[Effect]) -> dict[str, Any] | None:
    gross = gross_of(case, flows)
    linked = [flow for flow in flows if flow.per_success]
    fixed = [flow for flow in flows if not flow.is_cost and not flow.per_success]
    costs = exact(-discounted(case, [flow for flow in flows if flow.is_cost]), gross)
    consequences = exact(discounted(case, fixed + linked), gross)
    missing = exact(costs - discounted(case, fixed), gross)
    per_unit = 0.0
    per_unit_gross = 0.0
    for flow in linked:
        amount = flow.at_unit_effect if len(effects) == 1 else flow.amount
        per_unit += amount * money_factor(case, flow.year)
        per_unit_gross += abs(amount) * money_factor(case, flow.year)
    needed = rate = possible = None
    if exact(per_unit, per_unit_gross) > 0 and missing > 0:
        needed = missing / per_unit
        if all(effect.without is not None for effect in effects):
            if len(effects) == 1:
                rates = [effects[0].without + needed]
                rate = rates[0]
            else:
                rates = [effect.without + needed * effect.difference for effect in effects]
            possible = all(0 <= one <= 1 for one in rates)
    cost_factor = consequences / costs if costs > 0 and consequences >= 0 else None
    if needed is None and cost_factor is None:
        return None
    return {"effect": needed, "rate": rate, "possible": possible, "cost_factor": cost_factor}


def transfers(by_payer: dict[str, float], gross: float) -> list[dict[str, Any]]:
    nets = {payer: exact(net, gross) for payer, net in by_payer.items()}
    gains = {payer: net for payer, net in nets.items() if net > 0}
    if exact(sum(nets.values()), gross) < 0:
        return []
    result = []
    for loser, net in nets.items():
        if net < 0:
            for gainer, gain in gains.items():
                amount = -net * gain / sum(gains.values())
                result.append({"from": gainer, "to": loser, "amount": amount})
    return result


def sums(flows: list[Flow], labels: list[str], label_of: Any, weight: Any) -> dict[str, float]:
    result = dict.fromkeys(labels, 0.0)
    for flow in flows:
        result[label_of(flow)] += flow.amount * weight(flow.year)
    return result


def headline(case: Case, values: Values, weight: Any) -> dict[str, Any]:
    """The results that only add up flows, each flow weighted by its year."""
    public_payers = [payer for payer, is_public in payers_of(case).items() if is_public]
    years = horizon_years(case)
    flows = list(cost_flows(case, values))
    flows += [flow for flow, _ in consequence_flows(case, values) if flow.year in years]
    public = [flow for flow in flows if flow.payer in public_payers]
    return {
        "net_result": sum(flow.amount * weight(flow.year) for flow in public),
        "society": sum(flow.amount * weight(flow.year) for flow in flows),
        "by_payer": sums(flows, list(payers_of(case)), lambda flow: flow.payer, weight),
        "by_account": sums(flows, accounts_of(case), lambda flow: flow.account, weight),
        "by_year": sums(public, [str(y) for y in years], lambda flow: str(flow.year), weight),
    }


def evaluate(case: Case, values: Values) -> dict[str, Any]:
    """The `point` object with inputs replaced by `values` (the rest at their means)."""
    weights = {y: money_factor(case, y) for y in horizon_years(case)}
    years = list(weights)
    public_payers = [payer for payer, is_public in payers_of(case).items() if is_public]
    effects = all_effects(case, values)
    changes = list(consequence_flows(case, values))
    flows = list(cost_flows(case, values)) + [flow for flow, _ in changes if flow.year in years]
    public = [flow for flow in flows if flow.payer in public_payers]
    late = [flow for flow, listed in changes if listed and flow.year > years[-1]]

    result = headline(case, values, weights.get)
    plain = headline(case, values, lambda _year: 1.0)
    count = sum(people(case, "", case["participants"], values).values())
    costs = -discounted(case, [flow for flow in public if flow.is_cost])
    consequences = discounted(case, [flow for flow in public if not flow.is_cost])
    gross = gross_of(case, public)
    yearly = []
    for year in years:
        in_year = [flow.amount for flow in public if flow.year == year]
        yearly.append(exact(sum(in_year), sum(abs(amount) for amount in in_year)))
    result["net_result_per_participant"] = result["net_result"] / count if count else None
    result["net_result_realisable"] = sum(f.realisable * weights[f.year] for f in public)
    result["costs"] = costs
    result["consequences"] = consequences
    result["benefit_cost_ratio"] = consequences / costs if exact(costs, gross) > 0 else None
    result["irr"] = internal_rate(yearly)
    result["cut_off"] = discounted(case, [flow for flow in late if flow.payer in public_payers])
    items = [item["id"] for item in (case.get("costs") or []) + (case.get("consequences") or [])]
    result["by_item"] = sums(public, items, lambda flow: flow.item, weights.get)
    result["by_payer_year"] = {}
    for payer in payers_of(case):
        own = [flow for flow in flows if flow.payer == payer]
        labels = [str(year) for year in years]
        by_year = sums(own, labels, lambda flow: str(flow.year), weights.get)
        result["by_payer_year"][payer] = by_year
    kept = ("net_result", "by_payer", "by_account", "by_year")
    result["undiscounted"] = {key: plain[key] for key in kept}
    result["payback_year"] = {}
    result["break_even"] = {}
    for payer in ["total", *public_payers]:
        own = [flow for flow in public if payer in ("total", flow.payer)]
        result["payback_year"][payer] = payback_year(case, own)
        result["break_even"][payer] = break_even(case, own, list(effects.values()))
    by_public_payer = {payer: result["by_payer"][payer] for payer in public_payers}
    result["transfers"] = transfers(by_public_payer, gross)
    result["outcomes"] = outcome_totals(case, values)
    return result


def point(case: Case) -> dict[str, Any]:
    """The `point` object: every uncertain input at its mean."""
    return evaluate(case, {})


# Draws --------------------------------------------------------------------------------------------


def inputs_of(case: Case) -> Iterator[tuple[str, str, Any]]:
    """(name, kind, node) of every number that can be uncertain, parameters apart."""
    if "completion" in case:
        yield "completion", "rate", case["completion"]
    for year, node in case["participants"].items():
        yield f"participants.{year}", "positive", node
    kinds = {"with": "rate", "without": "rate", "difference": "signed", "persistence": "rate"}
    for path, block in effect_specs(case).values():
        for key in kinds.keys() & block.keys():
            yield f"{path}.{key}", kinds[key], block[key]
        for year, node in (block.get("participants") or {}).items():
            yield f"{path}.participants.{year}", "positive", node
    for cost in case.get("costs") or []:
        yield f"costs.{cost['id']}.amount", "positive", cost["amount"]
    kinds = {"quantity": "signed", "factor": "positive", "persistence": "rate"}
    for section in ("consequences", "outcomes"):
        for item in case.get(section) or []:
            for key in kinds.keys() & item.keys():
                yield f"{section}.{item['id']}.{key}", kinds[key], item[key]
            if "price" in item:
                name = f"{section}.{item['id']}.price.amount"
                yield name, "positive", item["price"]["amount"]


def is_uncertain(node: Any) -> bool:
    return isinstance(node, dict) and "ref" not in node


def quantile(node: Any, kind: str, u: np.ndarray) -> np.ndarray:
    """The value at each probability `u`; kind: rate (beta), positive (gamma), signed (normal)."""
    if "low" in node:
        low, mode, high = node["low"], node["mode"], node["high"]
        if high == low:
            return np.full(len(u), float(low))
        shape = (1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low))
        return low + (high - low) * stats.beta.ppf(u, *shape)
    if "uniform" in node:
        return stats.uniform.ppf(u, node["uniform"][0], node["uniform"][1] - node["uniform"][0])
    if "beta" in node:
        return stats.beta.ppf(u, *node["beta"])
    if "mean" in node:
        mean = node["mean"]
        sd = node["sd"] if "sd" in node else (node["ci95"][1] - node["ci95"][0]) / 3.92
        family = {"rate": "beta", "positive": "gamma", "signed": "normal"}[kind]
        if family == "gamma" and mean <= 0:
            family = "normal"
    else:
        family = next(iter(node))
        mean, sd = node[family]
    if sd == 0:
        return np.full(len(u), float(mean))
    if family == "normal":
        return stats.norm.ppf(u, mean, sd)
    if family == "gamma":
        return stats.gamma.ppf(u, (mean / sd) ** 2, scale=sd**2 / mean)
    if family == "lognormal":
        variance = math.log(1 + (sd / mean) ** 2)
        return stats.lognorm.ppf(u, math.sqrt(variance), scale=mean * math.exp(-variance / 2))
    size = mean * (1 - mean) / sd**2 - 1
    return stats.beta.ppf(u, mean * size, (1 - mean) * size)


def parameter_kind(case: Case, name: str) -> str:
    uses = set()
    for _path, kind, node in inputs_of(case):
        if {"ref": name} in (node if isinstance(node, list) else [node]):
            uses.add(kind)
    return next((kind for kind in ("rate", "positive") if kind in uses), "signed")


def draw_inputs(case: Case, draws: int, rng: np.random.Generator) -> dict[str, Any]:
    """Draws of every uncertain input: an array, or for a list a list of arrays."""
    table: dict[str, Any] = {}
    for name, node in (case.get("parameters") or {}).items():
        if is_uncertain(node):
            kind = parameter_kind(case, name)
            table[f"parameters.{name}"] = quantile(node, kind, rng.random(draws))
    for group in case.get("joint") or []:
        together = rng.multivariate_normal(group["mean"], group["cov"], size=draws)
        for position, name in enumerate(group["names"]):
            table[f"parameters.{name}"] = together[:, position]
    for path, kind, node in inputs_of(case):
        if is_uncertain(node):
            table[path] = quantile(node, kind, rng.random(draws))
        elif isinstance(node, list) and any(is_uncertain(one) for one in node):
            u = rng.random(draws)
            table[path] = []
            for one in node:
                if is_uncertain(one):
                    column = quantile(one, kind, u)
                elif isinstance(one, dict) and f"parameters.{one['ref']}" in table:
                    column = table[f"parameters.{one['ref']}"]
                else:
                    column = np.full(draws, entry(case, one, {}))
                table[path].append(column)
    return table


def sample(case: Case, draws: int, rng: np.random.Generator) -> dict[str, Any]:
    """Draws of the main results from naive independent sampling of the inputs."""
    table = draw_inputs(case, draws, rng)
    weights = {year: money_factor(case, year) for year in horizon_years(case)}
    result: dict[str, Any] = {"net_result": [], "society": []}
    for draw in range(draws):
        values = {}
        for name, column in table.items():
            if isinstance(column, list):
                values[name] = [float(one[draw]) for one in column]
            else:
                values[name] = float(column[draw])
        found = headline(case, values, weights.get)
        found["outcomes"] = outcome_totals(case, values)
        for key in ("net_result", "society"):
            result[key].append(found[key])
        for key in ("by_payer", "by_year", "outcomes"):
            for label, value in found[key].items():
                result.setdefault(key, {}).setdefault(label, []).append(value)
    result.setdefault("outcomes", {})
    return result
