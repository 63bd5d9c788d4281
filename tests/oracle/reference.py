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
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import stats

from tests.oracle.flows import (
    NOISE,
    Case,
    Effect,
    Flow,
    Values,
    accounts_of,
    all_effects,
    consequence_flows,
    cost_flows,
    effect_specs,
    entry,
    horizon_years,
    money_factor,
    outcome_totals,
    payers_of,
    people,
)

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
