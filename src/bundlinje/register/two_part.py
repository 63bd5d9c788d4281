"""The doubly robust estimate where most people use nothing and a few use much.

Each group's use is modelled in two parts: whether there is any (logistic), and how much there is
of it where there is some (a log link, fitted by Poisson's estimating equations, which need no more
than that the mean is right). The weights make up for what the models miss, as in `estimates`.
The interval allows for the fitted chance of reaching the goal, and takes the two models as given:
to first order it is right where the chance is, or where the models are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bundlinje.register.design import symmetric
from bundlinje.register.estimates import Estimate, estimate_from, weights_for
from bundlinje.register.panel import Array, Chance, Panel, linear, product_sums

#: A model needs this many users a group and term, or the group's mean is used instead.
USERS_A_TERM = 5
MOST_STEPS = 30


def doubly_robust_two_part(panel: Panel, chance: Chance, estimand: str) -> Estimate:
    """Return the weighted difference, augmented by a two-part model of each group's outcomes.

    The arguments are those of `estimates.weighted`. No outcome may be negative.
    """
    models = {group: _fit(panel, group) for group in (1, 0)}
    named: dict[str, Any] = {}
    for k, (name, _) in enumerate(panel.outcomes):
        fitted = {group: _expected(panel, *(part[k] for part in models[group])) for group in (1, 0)}
        named[f"gap_{k}"] = fitted[1] - fitted[0]
        named[f"rest_one_{k}"] = panel.table[name] - fitted[1]
        named[f"rest_zero_{k}"] = panel.table[name] - fitted[0]
    table = panel.engine.step("two_part", lambda: panel.table.mutate(**named))
    weights = weights_for(estimand, table, panel.reached)
    years = panel.year_of
    found = []
    for kind, weight, slope in (
        ("gap", weights.target, weights.d_target),
        ("rest_one", weights.one, weights.d_one),
        ("rest_zero", weights.zero, weights.d_zero),
    ):
        outcomes = [(f"{kind}_{k}", w) for k, (_, w) in enumerate(panel.outcomes)]
        part = Panel(panel.engine, table, panel.design, panel.reached, outcomes, panel.cluster)
        level, moved = product_sums(part, [weight, weight * slope], squares=False)
        mean = level.zy[:, 0] / level.total[years]
        by_chance = (moved.zy - mean[:, None] * moved.z[years]) / level.total[years][:, None]
        found.append((weight, mean, level.total[years], by_chance))
    signs = (1.0, 1.0, -1.0)
    by_chance = found[0][3] + found[1][3] - found[2][3]
    through = by_chance @ np.linalg.pinv(chance.information, hermitian=True)
    surprise = table[panel.reached].cast("float64") - table["e"]
    influences = []
    for k, (_, w) in enumerate(panel.outcomes):
        value = surprise * linear(table, panel.design, through[k])
        for sign, kind, (weight, mean, total, _) in zip(
            signs, ("gap", "rest_one", "rest_zero"), found, strict=True
        ):
            part = table[w] * weight * (table[f"{kind}_{k}"] - float(mean[k]))
            value = value + part * (sign / float(total[k]))
        influences.append(value)
    estimate: Array = found[0][1] + found[1][1] - found[2][1]
    return estimate_from("doubly_robust", panel.on(table), estimate, influences, 0)


def _expected(panel: Panel, any_use: Array, amount: Array) -> Any:
    eta = linear(panel.table, panel.design, any_use)
    return linear(panel.table, panel.design, amount).exp() / (1.0 + (eta * -1.0).exp())


def _fit(panel: Panel, group: int) -> tuple[Array, Array]:
    """Return the coefficients of both parts in a group, (K, p) each."""
    members = panel.on(panel.table.filter(panel.table[panel.reached] == group))
    table, p = members.table, len(panel.design)
    used = [(table[y] > 0).cast("float64") for y, _ in panel.outcomes]
    weights = [table[w] for _, w in panel.outcomes]
    values = [*used, *(u * w for u, w in zip(used, weights, strict=True)), *weights]
    values += [table[y] * w for (y, _), w in zip(panel.outcomes, weights, strict=True)]
    users, weighted_users, total, quantity = members.engine.sums(table, values)[()].reshape(4, -1)
    people = members.engine.rows(table.aggregate(n=table.count()))[0]["n"]
    size = len(panel.outcomes)
    any_use, amount = np.zeros((size, p)), np.zeros((size, p))
    some = weighted_users > 0
    share = np.where(some, weighted_users / total, 0.5 / max(people, 1))
    share = np.clip(share, 1e-9, 1 - 1e-9)
    any_use[:, 0] = np.log(share / (1 - share))
    amount[some, 0] = np.log(quantity[some] / weighted_users[some])
    # Nobody used it: what is expected is next to nothing.
    amount[~some, 0] = -30.0
    least = USERS_A_TERM * p
    fit_any = [k for k in range(size) if least <= users[k] <= people - least]
    fit_amount = [k for k in range(size) if users[k] >= least]
    _newton(members, any_use, fit_any, used, weights, logistic=True)
    _newton(
        members, amount, fit_amount, [table[y] for y, _ in panel.outcomes],
        [w * u for w, u in zip(weights, used, strict=True)], logistic=False,
    )  # fmt: skip
    return any_use, amount


def _newton(
    panel: Panel,
    coefficients: Array,
    which: Sequence[int],
    targets: Sequence[Any],
    weights: Sequence[Any],
    *,
    logistic: bool,
) -> None:
    """Fit the models `which` in place, all in one query a step; one that does not settle keeps
    its start, the group's mean.
    """
    p = len(panel.design)
    pairs = [(i, j) for i in range(p) for j in range(i + 1)]
    z = [panel.table[c] for c in panel.design]
    start = coefficients.copy()
    left = list(which)
    for _ in range(MOST_STEPS):
        if not left:
            return
        named = {}
        for k in left:
            eta = linear(panel.table, panel.design, coefficients[k])
            mean = 1.0 / (1.0 + (eta * -1.0).exp()) if logistic else eta.exp()
            spread = mean * (1.0 - mean) if logistic else mean
            named[f"s_{k}"] = weights[k] * (targets[k] - mean)
            named[f"v_{k}"] = weights[k] * spread
        table = panel.table.mutate(**named)
        z = [table[c] for c in panel.design]
        values: list[Any] = []
        for k in left:
            values += [table[f"s_{k}"] * zi for zi in z]
            values += [table[f"v_{k}"] * z[i] * z[j] for i, j in pairs]
        sums = panel.engine.sums(table, values)[()].reshape(len(left), p + len(pairs))
        going = []
        for k, part in zip(left, sums, strict=True):
            step = np.linalg.lstsq(symmetric(part[p:], p), part[:p], rcond=1e-10)[0]
            # A long step can overshoot where counts are few.
            step *= min(1.0, 2.0 / max(float(np.max(np.abs(step))), 1e-12))
            coefficients[k] += step
            if np.max(np.abs(step)) > 1e-8:
                going.append(k)
        left = going
    for k in left:
        coefficients[k] = start[k]
