"""The covariates as numbers of mean 0 and spread 1, with a constant: the estimates' design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bundlinje.basics.texts import Text
from bundlinje.register.engine import Engine

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: A category of fewer people than this, or than this share, is put with the other small ones.
SMALL_CATEGORY = 20
SMALL_SHARE = 0.005
#: A column whose variance given the columns before it is below this share is left out.
COLLINEAR = 1e-9
MISSING, OTHER = "(mangler)", "(andre)"


@dataclass(frozen=True)
class Term:
    """One column of the design.

    Attributes:
        column: The column among the people.
        category: The category that it is 1 for; None for a number.
        others: For the category of small ones: those that it is not.
        mean, sd: What it is centred and scaled by.
        missing: 1 where the number is missing.
    """

    column: str
    category: str | None = None
    others: tuple[str, ...] = ()
    mean: float = 0.0
    sd: float = 1.0
    missing: bool = False

    @property
    def label(self) -> Text:
        """What the term is called in a table."""
        name = self.column.split("_", 1)[-1] if self.column[:2] in ("c_", "x_") else self.column
        if self.missing:
            return Text(f"{name} mangler", f"{name} missing")
        return (
            Text(name, name)
            if self.category is None
            else Text(f"{name}: {self.category}", f"{name}: {self.category}")
        )


@dataclass(frozen=True)
class Design:
    """The people's table with the columns `z_0` (1), `z_1`, …, and what they mean.

    Attributes:
        table: The people with the design's columns.
        terms: The terms, `z_1` first.
        left_out: Terms that the others already tell.
    """

    table: Any
    terms: tuple[Term, ...]
    left_out: tuple[Term, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The design's columns, the constant first."""
        return [f"z_{i}" for i in range(len(self.terms) + 1)]


def make_design(engine: Engine, people: ir.Table, covariates: Sequence[str]) -> Design:
    """Return the design of covariates among the people's columns.

    Numbers are centred and scaled; a missing number is put at the mean and marked. Categories
    become a column each but for the largest; small ones share one.
    """
    terms: list[Term] = []
    for column in covariates:
        if people[column].type().is_numeric():
            terms += _number(engine, people, column)
        else:
            terms += _categories(engine, people, column)
    terms = _scaled(engine, people, terms)
    kept, left_out = _independent(engine, people, terms)
    columns = {f"z_{i}": _value(people, term) for i, term in enumerate(kept, 1)}
    made = engine.step(
        "design",
        lambda: people.mutate(z_0=people["reached"].cast("float64") * 0.0 + 1.0, **columns),
    )
    return Design(made, tuple(kept), tuple(left_out))


def _number(engine: Engine, people: Any, column: str) -> list[Term]:
    missing = engine.rows(people.aggregate(n=people[column].isnull().cast("int64").sum()))
    number = Term(column)
    return [number, Term(column, missing=True)] if missing[0]["n"] else [number]


def _categories(engine: Engine, people: Any, column: str) -> list[Term]:
    value = people[column].cast("string").fill_null(MISSING)
    counted = people.select(value=value).group_by("value").aggregate(n=lambda t: t.count())
    found = sorted(engine.rows(counted), key=lambda row: (-row["n"], row["value"]))
    total = sum(row["n"] for row in found)
    least = max(SMALL_CATEGORY, SMALL_SHARE * total)
    large = [row["value"] for row in found if row["n"] >= least]
    small = [row["value"] for row in found if row["n"] < least]
    # The largest category is the one compared with.
    terms = [Term(column, category) for category in large[1:]]
    if small and large:
        terms.append(Term(column, OTHER, tuple(large)))
    return terms


def _unscaled(people: Any, term: Term) -> Any:
    column = people[term.column]
    if term.missing:
        return column.isnull().cast("float64")
    if term.category is None:
        return column.cast("float64")
    value = column.cast("string").fill_null(MISSING)
    if term.others:
        return value.notin(list(term.others)).cast("float64")
    return (value == term.category).cast("float64")


def _value(people: Any, term: Term) -> Any:
    value = (_unscaled(people, term) - term.mean) / term.sd
    return value.fill_null(0.0)


def _scaled(engine: Engine, people: Any, terms: list[Term]) -> list[Term]:
    if not terms:
        return []
    named: dict[str, Any] = {}
    for i, term in enumerate(terms):
        value = _unscaled(people, term)
        named[f"m{i}"] = value.mean()
        named[f"s{i}"] = value.std(how="pop")
    row = engine.rows(people.aggregate(**named))[0]
    scaled = []
    for i, term in enumerate(terms):
        sd = row[f"s{i}"]
        if sd is not None and sd > 0:
            scaled.append(
                Term(term.column, term.category, term.others, row[f"m{i}"], sd, term.missing)
            )
    return scaled


def _independent(engine: Engine, people: Any, terms: list[Term]) -> tuple[list[Term], list[Term]]:
    """Return the terms, each of which tells something that those before it do not, and the rest."""
    if not terms:
        return [], []
    values = [_value(people, term) for term in terms]
    pairs = [(i, j) for i in range(len(terms)) for j in range(i + 1)]
    named = people.select(**{f"v{i}": value for i, value in enumerate(values)})
    sums = engine.sums(named, [(f"v{i}", f"v{j}") for i, j in pairs])[None]
    gram = symmetric(sums, len(terms))
    kept: list[int] = []
    for i in range(len(terms)):
        among = gram[np.ix_(kept, kept)]
        own = gram[i, i]
        if kept:
            own -= gram[i, kept] @ np.linalg.solve(among, gram[kept, i])
        if own > COLLINEAR * gram[i, i]:
            kept.append(i)
    return [terms[i] for i in kept], [t for i, t in enumerate(terms) if i not in kept]


def symmetric(lower: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """Return the symmetric matrix whose lower triangle, row by row, is given."""
    matrix = np.zeros((size, size))
    rows, columns = np.tril_indices(size)
    matrix[rows, columns] = lower
    matrix[columns, rows] = lower
    return matrix
