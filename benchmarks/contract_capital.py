"""A five-year monthly contract with four tranches, valued on a case, through the Python interface.

Covers what `contract value` does: outcomes drawn with a shared shock, 60 settlements a draw with
caps, the cash of every date with interest, recycling, a guarantee and a surplus in steps, XIRR of
every tranche, savings of every purse from the case's own draws, and all percentiles. Reading the
files is timed apart.
"""

from __future__ import annotations

import argparse
import calendar
import datetime
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "peers"))

# What the calculation imports on first use is imported first.
import pyxirr  # noqa: F401
import scipy.special  # noqa: F401
import threadpoolctl  # noqa: F401
from measuring import Parts, print_line

import bundlinje
from bundlinje.basics.version import __version__
from bundlinje.calculation.case_file import read_case
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.valuation import value

CASE = Path(bundlinje.__file__).parent / "examples" / "loesladte-uden-tilbagefald.yaml"


def month_ends(months: int) -> list[datetime.date]:
    """Return the last day of every month from January 2027 on."""
    found = []
    for place in range(months):
        year, month = 2027 + place // 12, place % 12 + 1
        found.append(datetime.date(year, month, calendar.monthrange(year, month)[1]))
    return found


def monthly_contract(months: int, tranches: int) -> dict[str, Any]:
    """Return a contract with as many months of delivery and payment, and as many tranches."""
    ends = month_ends(months)
    paying = ends[months // 5 :]
    return {
        "format": "bundlinje.contract/1",
        "id": "monthly",
        "title": "A monthly contract",
        "payers": {"stat": 0.9, "kommune": 0.1},
        "periods": [{"id": f"{end:%Y-%m}", "end": end.isoformat()} for end in ends],
        "pays_after": {"days": 60},
        "terms": {"price_year": 2027, "inflation": 0.02},
        "metrics": [
            {"id": "m", "measure": "count",
             "expect": {"people": 300, "rate": {"ref": "effect.with"},
                        "without": {"ref": "effect.without"},
                        "periods": {f"{end:%Y-%m}": f"1/{len(paying)}" for end in paying}}},
        ],
        "payments": [{"id": "m", "metric": "m", "rule": {"unit": 30_000},
                      "cap": {"per_period": 200_000}}],
        "caps": {"total": 8_000_000},
        "shock": 0.1,
        "replaces": ["mentor", "opstart"],
        "delivery": [{"date": end.isoformat(), "amount": 100_000} for end in ends],
        "provider": {"cash": 250_000},
        "recycle": {"months": 6},
        "tranches": [
            {"id": f"t{place}", "holder": f"h{place}", "commitment": 700_000,
             "seniority": 1 + place // 2, "draw": 1 + place % 2,
             "interest": {"rate": 0.03 + 0.01 * place, "basis": "ACT/365",
                          "unpaid": "add" if place % 2 else "wait"}}
            for place in range(tranches)
        ],
        "guarantees": [{"tranche": "t0", "by": "stat", "share": 0.5, "of": "drawn"}],
        "surplus": [{"to": f"t{tranches - 1}", "until_irr": 0.08},
                    {"to": "t0", "until_multiple": 1.5},
                    {"split": {"provider": 0.5, "payers": 0.5}}],
    }  # fmt: skip


def main() -> None:
    """Time one valuation and print the line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--tranches", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    data = monthly_contract(asked.months, asked.tranches)
    reading, parts = Parts(), Parts()
    with reading.timed("read"):
        contract, case = contract_from_data(data), read_case(CASE)
    with parts.timed("value"):
        valuation = value(contract, case, draws=asked.draws, seed=asked.seed)
    assert valuation.drawn is not None
    net = valuation.drawn.received.sum(axis=0) - valuation.drawn.drawn.sum(axis=0)
    print_line("bundlinje", __version__, "a contract", parts, net, read_seconds=reading.total)


if __name__ == "__main__":
    main()
