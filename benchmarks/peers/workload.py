"""The standard workload: one made-up case whose size stands for a real one.

Everything that is timed works on these arrays, so that seconds can be held against each other.
The order in which the random numbers are asked for is part of the definition. The draws, the
number of consequences and the number of years can be changed to see how the time grows.

    python workload.py case.yaml                  # the standard case as a file
    python workload.py case.yaml --years 60       # a longer one
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PAYERS = ("kommune", "region", "stat")
DEPARTMENTS = tuple(f"d{d}" for d in range(8))
ACCOUNTS = tuple(f"{payer}/{department}" for payer in PAYERS for department in DEPARTMENTS)
START_YEAR = 2026
PRICE_YEAR = 2023
PARTICIPANTS = 100
RATE = 0.035
EFFECT_MEAN, EFFECT_SD = 0.12, 0.04
COST_MEAN, COST_SD = 60_000.0, 6_000.0


@dataclass(frozen=True)
class Workload:
    """The fixed numbers of the case; J is the number of consequences."""

    draws: int
    years: int
    mean: Floats  # (J,) change in units per success and year, at price 1 [DKK]
    sd: Floats  # (J,) its standard deviation [DKK]
    a: Floats  # (J,) persistence is beta(b, a)
    b: Floats  # (J,)
    share: Floats  # (J, account) who bears the price; rows sum to 1
    lag: NDArray[np.int64]  # (J,) years before the consequence begins [year]

    @property
    def consequences(self) -> int:
        """J."""
        return len(self.mean)

    @property
    def consequence_ids(self) -> list[str]:
        """c00, c01, …"""
        return [f"c{j:02d}" for j in range(self.consequences)]

    @property
    def discount_factors(self) -> Floats:
        """(year,) The first year counts in full."""
        return (1 + RATE) ** -np.arange(self.years, dtype=float)

    @property
    def in_force(self) -> NDArray[np.bool_]:
        """(year, J) Whether a consequence has begun."""
        return np.arange(self.years)[:, None] >= self.lag


def standard_workload(draws: int = 10_000, consequences: int = 30, years: int = 30) -> Workload:
    """Make the arrays, in the order that the definition gives."""
    rng = np.random.default_rng(7)
    mean = rng.uniform(-9000, 3000, consequences)
    sd = np.abs(mean) * 0.25 + 200
    a = rng.uniform(2, 6, consequences)
    b = rng.uniform(20, 60, consequences)
    share = rng.dirichlet(np.full(len(ACCOUNTS), 0.15), consequences)
    lag = rng.integers(0, 3, consequences)
    return Workload(draws, years, mean, sd, a, b, share, lag)


def as_case(workload: Workload) -> dict[str, Any]:
    """Return the workload as a `bundlinje.case/1` case."""
    departments = {department: department for department in DEPARTMENTS}
    return {
        "format": "bundlinje.case/1",
        "id": "standard-workload",
        "title": "Standard workload",
        "price_year": PRICE_YEAR,
        "start_year": START_YEAR,
        "horizon": workload.years,
        "discounting": {"rate": RATE, "offset": 0},
        "payers": {
            payer: {"label": payer.capitalize(), "departments": dict(departments)}
            for payer in PAYERS
        },
        "participants": {START_YEAR: PARTICIPANTS},
        "effect": {"difference": {"normal": [EFFECT_MEAN, EFFECT_SD]}},
        "costs": [
            {
                "id": "programme",
                "label": "Programme",
                "kind": "running",
                "amount": {"gamma": [COST_MEAN, COST_SD]},
                "per": "participant",
                "paid_by": ACCOUNTS[0],
            }
        ],
        "consequences": [
            {
                "id": identifier,
                "label": f"Consequence {identifier}",
                "direction": "expense",
                "per": "success",
                "quantity": {"normal": [float(workload.mean[j]), float(workload.sd[j])]},
                "lag": int(workload.lag[j]),
                "then": "hold",
                "persistence": {"beta": [float(workload.b[j]), float(workload.a[j])]},
                "price": {"amount": 1, "price_year": PRICE_YEAR},
                "paid_by": _exact_shares(workload.share[j]),
            }
            for j, identifier in enumerate(workload.consequence_ids)
        ],
    }


def _exact_shares(share: Floats) -> dict[str, float]:
    """Name the shares, and let the largest take the rounding so that they sum to 1."""
    shares = [float(part) for part in share]
    largest = max(range(len(shares)), key=shares.__getitem__)
    shares[largest] = 1 - math.fsum(part for a, part in enumerate(shares) if a != largest)
    return dict(zip(ACCOUNTS, shares, strict=True))


@dataclass(frozen=True)
class Exact:
    """What the simulations should come near, found without any."""

    net_mean: float
    net_sd: float
    variance_shares: dict[str, float]  # Var(E[net | input]) / Var(net) of each input


def exact(workload: Workload) -> Exact:
    """Mean, sd and variance shares of the net result from the moments of the inputs.

    The net result is −N · (D · Σ q_j R_j + C) with R_j = Σ_i d_i r_j^i over the years in force, and
    every input independent, so that all that is needed are E[r^k] of the beta distributions:
    Π_{m<k} (b + m) / (a + b + m).
    """
    k = np.arange(2 * workload.years - 1, dtype=float)
    step = (workload.b + k[:, None]) / (workload.a + workload.b + k[:, None])
    moment = np.vstack([np.ones_like(workload.a), np.cumprod(step, axis=0)])[: len(k)]

    weight = workload.discount_factors[:, None] * workload.in_force
    i = np.arange(workload.years)
    r_mean = np.einsum("ij,ij->j", weight, moment[i])
    r_square = np.einsum("ij,kj,ikj->j", weight, weight, moment[i[:, None] + i])

    x_mean = float(workload.mean @ r_mean)
    x_variance = float(
        np.sum((workload.mean**2 + workload.sd**2) * r_square - (workload.mean * r_mean) ** 2)
    )
    people = float(PARTICIPANTS)
    product = (EFFECT_MEAN**2 + EFFECT_SD**2) * (x_mean**2 + x_variance) - (
        EFFECT_MEAN * x_mean
    ) ** 2
    variance = people**2 * (product + COST_SD**2)

    explained = {
        "effect": (EFFECT_SD * x_mean) ** 2,
        "cost": COST_SD**2,
        **{
            f"{name}.{identifier}": float(EFFECT_MEAN**2 * value)
            for name, values in (
                ("quantity", (workload.sd * r_mean) ** 2),
                ("persistence", workload.mean**2 * (r_square - r_mean**2)),
            )
            for identifier, value in zip(workload.consequence_ids, values, strict=True)
        },
    }
    return Exact(
        net_mean=-people * (EFFECT_MEAN * x_mean + COST_MEAN),
        net_sd=math.sqrt(variance),
        variance_shares={name: people**2 * value / variance for name, value in explained.items()},
    )


def workload_arguments(description: str | None) -> argparse.ArgumentParser:
    """Return the command line that every script here shares."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--consequences", type=int, default=30)
    parser.add_argument("--years", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    return parser


def main() -> None:
    """Write the case to a file."""
    import yaml

    parser = workload_arguments(__doc__)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    case = as_case(standard_workload(asked.draws, asked.consequences, asked.years))
    text = yaml.safe_dump(case, sort_keys=False, allow_unicode=True)
    asked.file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
