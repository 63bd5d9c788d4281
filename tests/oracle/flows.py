"""The reference calculation's first half: numbers, prices, people and flows; see `reference`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

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
