"""The sums that every estimate is made of, worked out where the data are.

A panel is one row a person: a design `z_0 … z_p`, whether the goal was reached, outcomes with the
share of each year that the person was followed, and perhaps a cluster. Nothing here moves rows to
Python: regressions are solved from sums, and their uncertainty from sums of influences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bundlinje.register.design import symmetric
from bundlinje.register.engine import Engine

if TYPE_CHECKING:
    import ibis.expr.types as ir

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """The people and which columns are what.

    Attributes:
        engine: Where to work.
        table: A row a person.
        design: The design's columns, the constant first; p of them.
        reached: The column that is 1 for those who reached the goal, else 0.
        outcomes: (column, weight's column) of each outcome; K of them.
        cluster: The column of clusters; None: each person is one.
    """

    engine: Engine
    table: Any
    design: Sequence[str]
    reached: str
    outcomes: Sequence[tuple[str, str]]
    cluster: str | None = None

    @property
    def weights(self) -> list[str]:
        """The weights' columns, each once; Y of them."""
        return list(dict.fromkeys(weight for _, weight in self.outcomes))

    @property
    def year_of(self) -> npt.NDArray[np.int64]:
        """Which of `weights` each outcome has, (K,)."""
        place = {weight: i for i, weight in enumerate(self.weights)}
        return np.array([place[weight] for _, weight in self.outcomes], dtype=np.int64)

    def on(self, table: ir.Table) -> Panel:
        """Return the panel on a table that has the same columns and more, or fewer rows."""
        return Panel(self.engine, table, self.design, self.reached, self.outcomes, self.cluster)


@dataclass(frozen=True)
class Products:
    """Weighted sums of products over people.

    Attributes:
        zz: Σ v w z z′ by year, (Y, p, p).
        zy: Σ v w y z by outcome, (K, p).
    """

    zz: Array
    zy: Array

    @property
    def total(self) -> Array:
        """Σ v w by outcome's year, (Y,)."""
        return self.zz[:, 0, 0]

    @property
    def z(self) -> Array:
        """Σ v w z by year, (Y, p)."""
        return self.zz[:, 0, :]


@dataclass(frozen=True)
class Wanted:
    """A weight, and which sums of products with it are wanted.

    Attributes:
        factor: The weight v, an expression on the panel's table.
        squares: All of `Products.zz`, and not its first row and column alone.
        slopes: All of `Products.zy`, and not its first column alone.
    """

    factor: Any
    squares: bool = False
    slopes: bool = False


def product_sums(panel: Panel, wanted: Sequence[Wanted]) -> list[Products]:
    """Return the sums of products for each weight, in one query. What is not wanted is 0."""
    z, p = panel.design, len(panel.design)
    years = range(len(panel.weights))
    # Each factor, and each factor times a weight, is worked out once and not in every sum.
    table = panel.table.mutate(**{f"f_{f}": one.factor for f, one in enumerate(wanted)})
    table = table.mutate(
        **{
            f"v_{f}_{i}": table[f"f_{f}"] * table[weight]
            for f in range(len(wanted))
            for i, weight in enumerate(panel.weights)
        }
    )
    products: list[tuple[str, ...]] = []
    for f, one in enumerate(wanted):
        # z_0 is 1: the first column of the triangle is z itself.
        products += [
            (f"v_{f}_{i}", z[a]) if b == 0 else (f"v_{f}_{i}", z[a], z[b])
            for i in years
            for a, b in _pairs(p, one.squares)
        ]
        products += [
            (f"v_{f}_{panel.year_of[k]}", outcome, column)
            for k, (outcome, _) in enumerate(panel.outcomes)
            for column in (z if one.slopes else z[:1])
        ]
    sums = panel.engine.sums(table, products)[None]
    found, at = [], 0
    for one in wanted:
        rows, columns = np.array(_pairs(p, one.squares)).T
        size = len(years) * len(rows)
        zz = np.zeros((len(years), p, p))
        zz[:, rows, columns] = sums[at : at + size].reshape(len(years), -1)
        zz[:, columns, rows] = zz[:, rows, columns]
        at += size
        zy = np.zeros((len(panel.outcomes), p))
        width = p if one.slopes else 1
        size = len(panel.outcomes) * width
        zy[:, :width] = sums[at : at + size].reshape(-1, width)
        at += size
        found.append(Products(zz, zy))
    return found


def _pairs(p: int, squares: bool) -> list[tuple[int, int]]:
    """Return the places of a triangle, or of its first column."""
    return [(i, j) for i in range(p) for j in range(i + 1 if squares else 1)]


@dataclass(frozen=True)
class Chance:
    """A logistic regression of reaching the goal on the design.

    Attributes:
        coefficients: (p,), log odds a unit.
        information: Σ e (1 − e) z z′, (p, p).
        converged: Whether Newton's steps ended.
    """

    coefficients: Array
    information: Array
    converged: bool


def fit_chance(panel: Panel, most_steps: int = 25) -> Chance:
    """Fit the chance of reaching the goal by Newton's method on sums.

    One query a step. A step that lowers the likelihood is halved, so that it ends.
    """
    z, p = panel.design, len(panel.design)
    pairs = [(i, j) for i in range(p) for j in range(i + 1)]
    products: list[tuple[str, ...]] = [("likelihood",), *(("surprise", c) for c in z)]
    products += [("spread", z[i]) if j == 0 else ("spread", z[i], z[j]) for i, j in pairs]
    b: Array = np.zeros(p)
    step: Array = np.zeros(p)
    information: Array = np.eye(p)
    likelihood = -np.inf
    for _ in range(most_steps):
        made = panel.engine.combined(panel.table, z, {"eta": b})
        d, eta = made[panel.reached].cast("float64"), made["eta"]
        e = 1.0 / (1.0 + (-eta).exp())
        # log(1 + exp(eta)), safe for large eta.
        softplus = eta.abs() * 0.5 + eta * 0.5 + (1.0 + (-eta.abs()).exp()).log()
        made = made.select(*z, likelihood=d * eta - softplus, surprise=d - e, spread=e * (1.0 - e))
        sums = panel.engine.sums(made, products)[None]
        if sums[0] < likelihood - 1e-9 * abs(likelihood):
            step = step / 2
            b = b - step
            continue
        likelihood = sums[0]
        score = sums[1 : p + 1]
        information = symmetric(sums[p + 1 :], p)
        step = np.asarray(np.linalg.lstsq(information, score, rcond=1e-12)[0], np.float64)
        if np.max(np.abs(step)) < 1e-9:
            return Chance(b, information, True)
        b = b + step
        if np.max(np.abs(b)) > 30:
            break
    return Chance(b, information, False)


def influence_products(panel: Panel, influences: Sequence[Any]) -> tuple[Array, int]:
    """Return Σ over clusters of (Σ influence)(Σ influence)′, (m, m), and the number of clusters.

    Args:
        panel: The panel whose table the influences are expressions on.
        influences: The influence of a person on each estimate; m of them.
    """
    named = {f"u{i}": value for i, value in enumerate(influences)}
    columns = list(named)
    if panel.cluster is not None:
        grouped = panel.table.select(group=panel.table[panel.cluster].cast("string"), **named)
        sums = panel.engine.sums(grouped, [(u,) for u in columns], by="group")
        totals = np.stack([sums[key] for key in sorted(sums, key=str)])
        return totals.T @ totals, len(totals)
    pairs = [(a, b) for i, a in enumerate(columns) for b in columns[: i + 1]]
    table = panel.table.select(one=panel.table[panel.design[0]], **named)
    every = panel.engine.sums(table, [*pairs, ("one",)])[None]
    return symmetric(every[:-1], len(columns)), int(every[-1])
