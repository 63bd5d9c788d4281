"""Bundlinje on the standard workload, through its Python interface.

Covers: drawing the 62 inputs, every percentile of total, payers, accounts, years, payer by year,
account by year and cumulated, all drivers (one-way, variance shares, EVPPI for total and payers).
Reading and checking the case is timed apart.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))

# What the calculation imports on first use is imported first, as it is for every peer.
import scipy.special  # noqa: F401
import threadpoolctl  # noqa: F401
from measuring import Parts, print_line
from workload import as_case, standard_workload, workload_arguments

from bundlinje.basics.version import __version__
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate


def main() -> None:
    """Time one calculation and print the line that every peer prints."""
    asked = workload_arguments(__doc__).parse_args()
    data = as_case(standard_workload(asked.draws, asked.consequences, asked.years))
    reading, parts = Parts(), Parts()
    with reading.timed("read"):
        case = case_from_data(data)
    with parts.timed("calculate"):
        result = calculate(case, asked.draws, asked.seed)
    assert result.draws is not None
    print_line(
        "bundlinje",
        __version__,
        "everything asked for",
        parts,
        result.draws.net_result,
        read_seconds=reading.total,
    )


if __name__ == "__main__":
    main()
