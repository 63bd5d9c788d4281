"""How far a study can be trusted: were the groups alike, comparable, and alike before time zero?"""

from __future__ import annotations

import numpy as np

from bundlinje.register.cohort import outcomes, windows_before
from bundlinje.register.design import Design, Term
from bundlinje.register.estimates import Estimate, raw, weighted, weights_for
from bundlinje.register.levels import must_hide, uses_of
from bundlinje.register.panel import Array, Chance, Panel
from bundlinje.register.result import Balance, Before, OverlapBin, Sensitivity
from bundlinje.register.study import Study
from bundlinje.register.suppression import merge_bins

#: How many bins the chances are counted in.
BINS = 20


def balance(study: Study, panel: Panel, kept: Panel, design: Design) -> list[Balance]:
    """Return how alike the groups were, before and after weighting, term by term."""
    plain = _means(panel, design.terms, None)
    hidden = _told_of_few(study, panel, [t.column for t in design.terms])
    after = _means(kept, design.terms, study.method.estimand)
    found = []
    for i, term in enumerate(design.terms):
        (m1, v1, n1), (m0, v0, n0) = plain[0][i], plain[1][i]
        pooled = np.sqrt((v1 + v0) / 2)
        (a1, _, _), (a0, _, _) = after[0][i], after[1][i]
        shares = [term.mean + term.sd * m for m in (m1, m0)]
        counted = term.category is not None or term.missing
        few = term.column in hidden or (
            counted
            and any(
                0 < round(share * n) < study.suppression.minimum
                or 0 < round((1 - share) * n) < study.suppression.minimum
                for share, n in zip(shares, (n1, n0), strict=True)
            )
        )
        label = term.label.da
        if few or pooled == 0:
            found.append(Balance(label, None, None, None, None))
        else:
            before = float((m1 - m0) / pooled)
            found.append(Balance(label, shares[0], shares[1], before, float((a1 - a0) / pooled)))
    return found


def _means(
    panel: Panel, terms: tuple[Term, ...], estimand: str | None
) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    table = panel.table
    d = table[panel.reached].cast("float64")
    if estimand is None:
        factors = [d, 1.0 - d]
    else:
        weights = weights_for(estimand, table, panel.reached)
        factors = [weights.one, weights.zero]
    made = table.select(*panel.design[1:], **{f"v_{f}": v for f, v in enumerate(factors)})
    products: list[tuple[str, ...]] = []
    for f in range(2):
        products.append((f"v_{f}",))
        for c in panel.design[1:]:
            products += [(f"v_{f}", c), (f"v_{f}", c, c)]
    sums = panel.engine.sums(made, products)[None].reshape(2, 1 + 2 * len(terms))
    groups = []
    for row in sums:
        n = row[0]
        means = row[1::2] / n
        squares = row[2::2] / n
        groups.append(
            [
                (float(m), float(max(q - m * m, 0.0)), float(n))
                for m, q in zip(means, squares, strict=True)
            ]
        )
    return groups[0], groups[1]


def _told_of_few(study: Study, panel: Panel, columns: list[str]) -> set[str]:
    """Return the columns of earlier use that tell of too few people to be shown."""
    earlier = [c for c in dict.fromkeys(columns) if c.startswith("x_")]
    if not earlier:
        return set()
    used = uses_of(panel, [(c, "z_0") for c in earlier])
    return {c for c, g in zip(earlier, used, strict=True) if must_hide(g, study.suppression)}


def overlap(kept: Panel, minimum: int) -> list[OverlapBin]:
    """Return how many of each group have which chance of reaching the goal."""
    import ibis

    table = kept.table
    place = ibis.least((table["e"] * BINS).floor().cast("int64"), BINS - 1)
    counted = (
        table.select("reached", place=place)
        .group_by("place")
        .aggregate(n=lambda t: t.count(), d=lambda t: t["reached"].sum())
    )
    rows = {int(r["place"]): (int(r["d"]), int(r["n"] - r["d"])) for r in kept.engine.rows(counted)}
    bins = [OverlapBin(i / BINS, (i + 1) / BINS, *rows.get(i, (0, 0))) for i in range(BINS)]
    return merge_bins(bins, minimum)


def before(study: Study, panel: Panel, kept: Panel, chance: Chance) -> list[Before]:
    """Return the differences in use before time zero, where there can be no effect.

    Years that tell of too few people are left out.
    """
    places = [
        (s, k, f"b_{s}_{k}") for s in study.services
        for k in range(1, len(windows_before(study, s)) + 1)
    ]  # fmt: skip
    if not places:
        return []
    used = uses_of(panel, [(column, "z_0") for _, _, column in places])
    places = [
        place for place, groups in zip(places, used, strict=True)
        if not must_hide(groups, study.suppression)
    ]  # fmt: skip
    if not places:
        return []
    outcomes_before = [(column, "z_0") for _, _, column in places]

    def on(one: Panel) -> Panel:
        return Panel(one.engine, one.table, one.design, one.reached, outcomes_before, one.cluster)

    plain = raw(on(panel))
    # The weights alone: an outcome model would fit the use that is among its own covariates.
    alike = weighted(on(kept), chance, study.method.estimand)
    held = {(c.name, k) for c in study.covariates if c.kind != "column" for k in range(1, 61)
            if k <= c.years + 1e-9}  # fmt: skip
    return [
        Before(
            service, year, float(plain.mean[i]), float(plain.sd[i]),
            float(alike.mean[i]), float(alike.sd[i]), (service, year) in held,
        )
        for i, (service, year, _) in enumerate(places)
    ]  # fmt: skip


def sensitivity(study: Study, main: Estimate, spread: Array) -> list[Sensitivity]:
    """Return how strong something unmeasured must be, for each outcome that varies.

    `spread` is each outcome's standard deviation within the groups, (K,).
    """
    low, high = main.interval()
    found = []
    for i, o in enumerate(outcomes(study)):
        if not spread[i] > 0:
            continue
        near = 0.0 if low[i] <= 0 <= high[i] else min(abs(low[i]), abs(high[i]))
        found.append(
            Sensitivity(
                o.service, o.year, e_value(abs(main.mean[i]) / spread[i]), e_value(near / spread[i])
            )
        )
    return found


def e_value(standardised: float) -> float:
    """Return the E-value of a standardised difference of means, as a risk ratio.

    VanderWeele and Ding (2017), Annals of Internal Medicine 167, 268–274: a difference of d spreads
    is taken as a risk ratio of exp(0.91 d), and E = RR + √(RR (RR − 1)).
    """
    ratio = float(np.exp(0.91 * abs(standardised)))
    return ratio + float(np.sqrt(ratio * (ratio - 1)))
