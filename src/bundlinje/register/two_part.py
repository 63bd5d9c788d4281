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
from bundlinje.register.panel import Array, Chance, Panel, Wanted, product_sums

#: A model needs this many users a group and term, or the group's mean is used instead.
USERS_A_TERM = 5
MOST_STEPS = 30


def doubly_robust_two_part(panel: Panel, chance: Chance, estimand: str) -> Estimate:
    """Return the weighted difference, augmented by a two-part model of each group's outcomes.

    The arguments are those of `estimates.weighted`. No outcome may be negative.
    """
    combinations: dict[str, Array] = {}
    for group in (1, 0):
        any_use, amount = _fit(panel, group)
        for k in range(len(panel.outcomes)):
            combinations |= {f"any_{group}_{k}": any_use[k], f"much_{group}_{k}": amount[k]}
    made = panel.engine.combined(panel.table, panel.design, combinations)
    named: dict[str, Any] = {}
    for k, (name, _) in enumerate(panel.outcomes):
        one, zero = (
            made[f"much_{group}_{k}"].exp() / (1.0 + (made[f"any_{group}_{k}"] * -1.0).exp())
            for group in (1, 0)
        )
        named[f"gap_{k}"] = one - zero
        named[f"rest_one_{k}"] = made[name] - one
        named[f"rest_zero_{k}"] = made[name] - zero
    kept = [c for c in made.columns if c not in combinations]
    table = panel.engine.step("two_part", lambda: made.select(*kept, **named))
    weights = weights_for(estimand, table, panel.reached)
    years = panel.year_of
    kinds = (
        ("gap", 1.0, weights.target, weights.d_target),
        ("rest_one", 1.0, weights.one, weights.d_one),
        ("rest_zero", -1.0, weights.zero, weights.d_zero),
    )
    means, totals = {}, {}
    by_chance = np.zeros((len(panel.outcomes), len(panel.design)))
    for kind, sign, weight, slope in kinds:
        outcomes = [(f"{kind}_{k}", w) for k, (_, w) in enumerate(panel.outcomes)]
        part = Panel(panel.engine, table, panel.design, panel.reached, outcomes, panel.cluster)
        level, moved = product_sums(part, [Wanted(weight), Wanted(weight * slope, slopes=True)])
        total = level.total[years]
        mean = level.zy[:, 0] / total
        by_chance += sign * (moved.zy - mean[:, None] * moved.z[years]) / total[:, None]
        means[kind], totals[kind] = mean, total
    through = by_chance @ np.linalg.pinv(chance.information, hermitian=True)
    table = table.mutate(
        surprise=table[panel.reached].cast("float64") - table["e"],
        **{f"v_{kind}": weight for kind, _, weight, _ in kinds},
    )
    table = panel.engine.combined(
        table, panel.design, {f"moved_{k}": through[k] for k in range(len(panel.outcomes))}
    )
    influences = []
    for k, (_, w) in enumerate(panel.outcomes):
        value = table["surprise"] * table[f"moved_{k}"]
        for kind, sign, _, _ in kinds:
            rest = table[f"{kind}_{k}"] - float(means[kind][k])
            scale = sign / float(totals[kind][k])
            value = value + table[w] * table[f"v_{kind}"] * rest * scale
        influences.append(value)
    estimate: Array = means["gap"] + means["rest_one"] - means["rest_zero"]
    return estimate_from("doubly_robust", panel.on(table), estimate, influences, 0)


def _fit(panel: Panel, group: int) -> tuple[Array, Array]:
    """Return the coefficients of both parts in a group, (K, p) each."""
    members = panel.on(panel.table.filter(panel.table[panel.reached] == group))
    table, p = members.table, len(panel.design)
    used = {f"used_{k}": (table[y] > 0).cast("float64") for k, (y, _) in enumerate(panel.outcomes)}
    table = table.mutate(**used)
    members = panel.on(table)
    some_use = list(used)
    products: list[tuple[str, ...]] = [(u,) for u in some_use]
    products += [(u, w) for u, (_, w) in zip(some_use, panel.outcomes, strict=True)]
    products += [(w,) for _, w in panel.outcomes]
    products += list(panel.outcomes)
    sums = members.engine.sums(table, products)[None]
    users, weighted_users, total, quantity = sums.reshape(4, -1)
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
    weights = [(w,) for _, w in panel.outcomes]
    _newton(members, any_use, fit_any, some_use, weights, logistic=True)
    of_users = [(w, u) for (_, w), u in zip(panel.outcomes, some_use, strict=True)]
    _newton(members, amount, fit_amount, [y for y, _ in panel.outcomes], of_users, logistic=False)
    return any_use, amount


def _newton(
    panel: Panel,
    coefficients: Array,
    which: Sequence[int],
    targets: Sequence[str],
    weights: Sequence[tuple[str, ...]],
    *,
    logistic: bool,
) -> None:
    """Fit the models `which` in place, all in one query a step.

    A model's weight is the product of the columns in `weights`. One that does not settle keeps its
    start, the group's mean.
    """
    z, p = panel.design, len(panel.design)
    pairs = [(i, j) for i in range(p) for j in range(i + 1)]
    start = coefficients.copy()
    left = list(which)
    for _ in range(MOST_STEPS):
        if not left:
            return
        made = panel.engine.combined(panel.table, z, {f"eta_{k}": coefficients[k] for k in left})
        named: dict[str, Any] = {}
        for k in left:
            eta = made[f"eta_{k}"]
            mean = 1.0 / (1.0 + (eta * -1.0).exp()) if logistic else eta.exp()
            weight = made[weights[k][0]]
            for column in weights[k][1:]:
                weight = weight * made[column]
            named[f"s_{k}"] = weight * (made[targets[k]] - mean)
            named[f"v_{k}"] = weight * mean * (1.0 - mean) if logistic else weight * mean
        table = made.select(*z, **named)
        products: list[tuple[str, ...]] = []
        for k in left:
            products += [(f"s_{k}", column) for column in z]
            products += [(f"v_{k}", z[i], z[j]) for i, j in pairs]
        sums = panel.engine.sums(table, products)[None].reshape(len(left), p + len(pairs))
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
